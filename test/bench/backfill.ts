/**
 * `npm run bench -- backfill`: two hours of a real Prometheus, by remote read into a history on the disk; samples a second of processor time, all
 * threads. Apart: only to have the bytes, only to decode them, and decoded and stored. Beside it on the same data: `promtool tsdb dump`, which reads
 * all samples of blocks and prints them, and `promtool tsdb create-blocks-from openmetrics`, which is Prometheus's own way to fill in a past.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Pool } from 'undici';
import { createReads } from '../../electron/backend/recorder/append/create-reads.ts';
import type { ReadStore } from '../../electron/backend/recorder/append/read-store.ts';
import { matrixReader } from '../../electron/backend/sources/prometheus/parse/matrix-reader.ts';
import { createPrometheusSource } from '../../electron/backend/sources/prometheus/prometheus-source.ts';
import type { SourceRaw } from '../../electron/backend/sources/source.ts';
import { openCatalogPool, openParsePool, realClock, silentLog } from '../integration/prometheus-support.ts';
import { createSourceFixture } from '../support/history/source-fixture.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type Figure, interleave, median, report } from './harness.ts';
import { prometheusCounters } from './prometheus-counters.ts';

const seriesCount = 1000;
const everyMs = 15_000;
const scrapes = 480;
/** Begins a slot. */
const startMs = 1_790_006_400_000 - (1_790_006_400_000 % 7_200_000);
const sampleCount = seriesCount * scrapes;
const endMs = startMs + 7_200_000 - 1;

const run = promisify(execFile);

/** Counters that step, gauges that wander, and what stays. */
function* openMetrics(): Generator<string> {
  for (let i = 0; i < seriesCount; i += 1) {
    const kind = i % 4;
    if (i % 100 === 0) yield `# TYPE family_${i / 100} gauge\n`;
    let value = i;
    for (let n = 0; n < scrapes; n += 1) {
      if (kind < 2) value += (n * 7 + i) % 23;
      else if (kind === 2) value = Math.round(1e6 * Math.sin(n / 20 + i)) / 1e4;
      const seconds = (startMs + n * everyMs + (i % 10)) / 1000;
      yield `family_${Math.floor(i / 100)}{instance="10.0.0.${i % 10}:9100",job="bench",namespace="shop",pod="cart-${i}"} ${value} ${seconds}\n`;
    }
  }
  yield '# EOF\n';
}

/** @returns seconds of processor time of a program and its children, as the shell counts them */
async function spentBy(command: string): Promise<number> {
  const { stderr } = await run('bash', ['-c', `TIMEFORMAT='%U %S'; time (${command} >/dev/null 2>&1)`]);
  const [user = Number.NaN, system = Number.NaN] = stderr.trim().split(' ').map(Number);
  return user + system;
}

async function spent(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const counts = (added: number) => ({ added, duplicate: 0, conflicting: 0, outOfOrder: 0, refused: 0 });
const nowhere: ReadStore = {
  register: (labels) => labels.map((_, i) => i),
  appendScrapes: (rows) => counts(rows.reduce((sum, { series }) => sum + series.length, 0)),
  appendColumns: (columns) => counts(columns.reduce((sum, { timesMs }) => sum + timesMs.length, 0)),
  unknownSeries: () => undefined,
};

async function* fetched(raw: SourceRaw): AsyncGenerator<Uint8Array> {
  const options = { signal: new AbortController().signal, timeoutMs: 120_000 };
  const selectors = ['{job="bench"}'];
  for await (const part of raw.read({ form: 'chunks', selectors, startMs, endMs }, options))
    if (part.kind === 'bytes') yield part.bytes;
}

async function readInto(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, store: ReadStore): Promise<void> {
  const calls = createReads(store, matrixReader);
  calls.beginRead({ id: 1, form: 'chunks', startMs, endMs, into: 'past' });
  for await (const piece of bytes) calls.feedRead(1, piece);
  const { added } = calls.endRead(1);
  if (added !== sampleCount) throw new Error(`${added} of ${sampleCount} samples`);
}

async function intoHistory(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
  const source = createSourceFixture('bench-backfill');
  try {
    const { register, appendScrapes, appendColumns } = source.open();
    await readInto(bytes, { register, appendScrapes, appendColumns, unknownSeries: () => undefined });
    // The log into the file.
    source.closeAll();
  } finally {
    source.dispose();
  }
}

async function main(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'binnacle-backfill-'));
  const text = join(dir, 'past.om');
  await writeFile(text, openMetrics());
  const blocks = (to: string) => `promtool tsdb create-blocks-from openmetrics ${text} ${to}`;
  await mkdir(join(dir, 'data'));
  await run('bash', ['-c', blocks(join(dir, 'data'))]);
  const flags = ['--storage.tsdb.retention.time=10y'];
  const prometheus = await startPrometheus({ dataDir: dir, flags, config: 'scrape_configs: []\n' });
  const dispatcher = new Pool(prometheus.url);
  const [pool, catalogPool] = [openParsePool(), openCatalogPool()];
  try {
    const endpoint = { dispatcher, origin: prometheus.url, pathPrefix: '' };
    const { raw } = createPrometheusSource(endpoint, { pool, catalogPool, clock: realClock, log: silentLog });
    if (raw === undefined) throw new Error('a Prometheus has raw samples');
    const body: Uint8Array[] = [];
    for await (const piece of fetched(raw)) body.push(piece);
    const bytes = body.reduce((sum, piece) => sum + piece.length, 0);
    console.log(
      `${sampleCount} samples of ${seriesCount} series, ${(bytes / sampleCount).toFixed(2)} bytes each on the wire`,
    );
    let server = 0;
    const data = join(dir, 'data');
    const runs = await interleave({
      fetch: () =>
        spent(async () => {
          for await (const piece of fetched(raw)) if (piece.length === 0) throw new Error('an empty piece');
        }),
      decode: () => spent(() => readInto(body, nowhere)),
      decodeAndStore: () => spent(() => intoHistory(body)),
      async all() {
        const before = (await prometheusCounters(prometheus)).cpuSeconds;
        const seconds = await spent(() => intoHistory(fetched(raw)));
        server = (await prometheusCounters(prometheus)).cpuSeconds - before;
        return seconds;
      },
      serverOfAll: () => server,
      promtoolDump: () => spentBy(`promtool tsdb dump ${data}`),
      async promtoolCreateBlocks() {
        const to = await mkdtemp(join(tmpdir(), 'binnacle-blocks-'));
        try {
          return await spentBy(blocks(to));
        } finally {
          await rm(to, { recursive: true });
        }
      },
    });
    report('backfill', figuresOf(runs), { backfill: runs });
  } finally {
    await dispatcher.destroy();
    await Promise.all([pool.close(), catalogPool.close()]);
    await prometheus.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

function figuresOf(runs: Readonly<Record<string, readonly number[]>>): readonly Figure[] {
  const seconds = (name: string) => median(runs[name] ?? []);
  const rates = Object.keys(runs).map(
    (name): Figure => ({ name, value: sampleCount / seconds(name) / 1e6, unit: 'M samples/s' }),
  );
  const store = seconds('decodeAndStore') - seconds('decode');
  return [
    ...rates,
    { name: 'storeAlone', value: sampleCount / store / 1e6, unit: 'M samples/s' },
    { name: 'allToPromtoolDump', value: seconds('promtoolDump') / seconds('all'), unit: 'times' },
    {
      name: 'allToCreateBlocks',
      value: seconds('promtoolCreateBlocks') / seconds('all'),
      unit: 'times',
      goal: { op: '>=', bound: 3 },
    },
  ];
}

await main();
