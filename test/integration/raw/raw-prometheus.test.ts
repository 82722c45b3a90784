/** Raw samples of a real Prometheus by all three ways into a history: bit for bit what it has. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { WorkerPool } from '../../../electron/backend/base/worker-pool.ts';
import { BrokenStreams } from '../../../electron/backend/recorder/broken-streams.ts';
import { allAlone, type Reading, readRaw as readRecorded } from '../../../electron/backend/recorder/read-raw.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';
import { type StoredSamples, storedRows, storedSamples } from '../../support/history/stored-samples.ts';
import { readSamples } from '../../support/remote-read.ts';
import { startPrometheus } from '../../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../../support/servers/real-server.ts';
import { openParsePool, openSource, type TestSource } from '../prometheus-support.ts';
import {
  containersPage,
  type Exporter,
  histogramsPage,
  numbersPage,
  readRaw,
  readsInto,
  staleBits,
  startExporter,
  until,
} from './raw-fixture.ts';

const everything = ['{__name__=~".+"}'];
const pages = { '/numbers': numbersPage, '/containers': containersPage, '/histograms': histogramsPage };
const scrapes = 14;

/** Without what it puts onto everything for others. */
function withoutReplica(samples: StoredSamples): StoredSamples {
  return new Map([...samples].map(([series, its]) => [series.replace(/(?:, )?zz_replica="1"/, ''), its]));
}

function configuration(): string {
  const job = (name: string) => ({
    job_name: name,
    metrics_path: `/${name}`,
    // Long enough that each scrape succeeds while others are at work.
    scrape_interval: '1s',
    scrape_timeout: '1s',
    file_sd_configs: [{ files: ['targets.json'], refresh_interval: '1s' }],
  });
  return stringify({
    global: { evaluation_interval: '500ms', external_labels: { zz_replica: 1 } },
    rule_files: ['rules.yml'],
    scrape_configs: ['numbers', 'containers', 'histograms'].map(job),
  });
}

const rules = stringify({
  groups: [
    {
      name: 'a',
      rules: [
        { record: 'latency:sum', expr: 'sum(latency_seconds)' },
        { record: 'requests:sum', expr: 'sum by (job) (requests_total)' },
      ],
    },
  ],
});

function withoutHints(samples: StoredSamples): StoredSamples {
  const plain = (sample: string) => sample.replace(/"resetHint":"\w+"/, '"resetHint":"unknown"');
  return new Map([...samples].map(([series, its]) => [series, new Map([...its].map(([at, one]) => [at, plain(one)]))]));
}

const minusZero = '8000000000000000';

function withoutMinusZero(samples: StoredSamples): StoredSamples {
  const plain = (sample: string) => (sample === minusZero ? '0000000000000000' : sample);
  return new Map([...samples].map(([series, its]) => [series, new Map([...its].map(([at, one]) => [at, plain(one)]))]));
}

const isNumber = (sample: string) => !sample.startsWith('{');

describe.skipIf(serverMissing('prometheus') !== undefined)('raw samples of a real Prometheus', () => {
  let exporter: Exporter;
  let prometheus: RealServer;
  let pool: WorkerPool;
  let opened: TestSource;
  let history: SourceFixture;
  let window: { readonly startMs: number; readonly endMs: number };
  /** What it has, numbers only: its remote read leaves histograms out where it is not streamed. */
  let numbers: StoredSamples;
  let looks = 0;

  beforeAll(async () => {
    exporter = await startExporter(pages);
    const targets = (of: readonly string[]) => JSON.stringify([{ targets: of, labels: { instance: 'one' } }]);
    const write = (dir: string, of: readonly string[]) => writeFile(join(dir, 'targets.json'), targets(of));
    const startMs = Date.now() - 60_000;
    prometheus = await startPrometheus({
      config: configuration(),
      async prepare(dir) {
        await write(dir, [exporter.target]);
        await writeFile(join(dir, 'rules.yml'), rules);
      },
    });
    pool = openParsePool();
    opened = openSource(prometheus.url, pool);
    history = createSourceFixture('newest');
    const writer = history.open();
    const calls = readsInto(writer);
    // As a recorder looks: each look begins before the end of the last one.
    let lookedMs = startMs;
    const look = async () => {
      const endMs = Date.now();
      const [outcome] = await readRaw(opened.source.raw, calls, {
        form: 'chunks',
        selectors: everything,
        startMs: lookedMs,
        endMs,
        into: 'newest',
      });
      if (outcome !== undefined) looks += 1;
      lookedMs = endMs - 3000;
    };
    await until(async () => {
      await look();
      return Object.keys(pages).every((path) => exporter.asked(path) > scrapes);
    }, `${scrapes} scrapes`);
    await write(prometheus.dataDir, []);
    await until(async () => {
      numbers = withoutReplica(await readSamples(prometheus.url, { fromMs: startMs, toMs: Date.now() }));
      const ups = [...numbers].filter(([series]) => series.startsWith('up{'));
      return ups.length === 3 && ups.every(([, its]) => [...its.values()].at(-1) === staleBits);
    }, 'all targets ended');
    const endMs = Math.max(...[...numbers.values()].flatMap((its) => [...its.keys()]));
    window = { startMs, endMs };
    await readRaw(opened.source.raw, calls, {
      form: 'chunks',
      selectors: everything,
      startMs: lookedMs,
      endMs,
      into: 'newest',
    });
    history.closeAll();
    // Rules went on meanwhile.
    numbers = withoutReplica(await readSamples(prometheus.url, { fromMs: startMs, toMs: endMs }));
  });

  afterAll(async () => {
    history?.dispose();
    await opened?.close();
    await pool?.close();
    await prometheus?.stop();
    await exporter?.close();
  });

  async function readPast(form: 'chunks' | 'samples' | 'matrix', pieceBytes?: number, selectors = everything) {
    const fixture = createSourceFixture(form);
    const writer = fixture.open();
    const more = pieceBytes === undefined ? {} : { pieceBytes };
    const [outcome] = await readRaw(opened.source.raw, readsInto(writer), {
      form,
      selectors,
      ...window,
      into: 'past',
      ...more,
    });
    fixture.closeAll();
    const stored = storedSamples(fixture.files);
    fixture.dispose();
    return { outcome, stored };
  }

  function onlyNumbers(samples: StoredSamples): StoredSamples {
    const some = [...samples].map(
      ([series, its]) => [series, new Map([...its].filter(([, sample]) => isNumber(sample)))] as const,
    );
    return new Map(some.filter(([series, its]) => its.size > 0 && !series.startsWith('latency')));
  }

  it('finds that it streams chunks', async () => {
    await expect(opened.source.raw?.form(new AbortController().signal)).resolves.toBe('chunks');
  });

  it('says how long it waits between two scrapes', async () => {
    await expect(opened.source.raw?.longestIntervalMs(new AbortController().signal)).resolves.toBe(1000);
  });

  it('stores chunks bit for bit, however their bytes are cut', async () => {
    const { outcome, stored } = await readPast('chunks');
    // What this is compared with is one of those formats that have no -0.
    expect(withoutMinusZero(onlyNumbers(stored))).toEqual(onlyNumbers(numbers));
    const special = stored.get('special{i="3", instance="one", job="numbers"}');
    expect([...(special?.values() ?? [])].filter((sample) => sample !== staleBits)).toContain(minusZero);
    const samples = [...stored.values()].reduce((sum, its) => sum + its.size, 0);
    expect(outcome).toMatchObject({
      series: stored.size,
      samples,
      added: samples,
      duplicate: 0,
      conflicting: 0,
      refused: 0,
    });
    expect(outcome?.newestMs).toBe(window.endMs);
    const cut = await readPast('chunks', 7);
    expect(cut.stored).toEqual(stored);
  });

  it('has native histograms of scrapes and of rules, and where they end', async () => {
    const { stored } = await readPast('chunks');
    const scraped = [...(stored.get('latency_seconds{a="b", instance="one", job="histograms"}') ?? [])];
    expect(scraped.length).toBeGreaterThan(scrapes / 2);
    expect(scraped.at(-1)?.[1]).toBe(staleBits);
    for (const [, sample] of scraped.slice(0, -1)) {
      if (isNumber(sample)) continue;
      const n: number = JSON.parse(sample).sum;
      const counts = [n + 1, 3 * n, 2 + (n >> 1)];
      const filled = [-2, 2, 3].map((index, i) => [index, counts[i] ?? 0] as const).filter(([, count]) => count > 0);
      expect(JSON.parse(sample)).toEqual({
        ...{ schema: 2, sum: n, zeroThreshold: 0.001, zeroCount: 2, customValues: [], resetHint: 'unknown' },
        count: counts.reduce((sum, count) => sum + count, 3 + n),
        positive: { indexes: filled.map(([index]) => index), counts: filled.map(([, count]) => count) },
        negative: { indexes: [1], counts: [1 + n] },
      });
    }
    const known = new Map(
      scraped
        .filter(([, sample]) => !isNumber(sample))
        .map(([, sample]) => [JSON.parse(sample).sum, JSON.parse(sample)]),
    );
    const ruled = [...(stored.get('latency:sum') ?? [])]
      .filter(([, sample]) => !isNumber(sample))
      .map(([, sample]) => JSON.parse(sample));
    expect(ruled.length).toBeGreaterThan(scrapes / 2);
    for (const histogram of ruled) expect({ ...histogram, resetHint: 'unknown' }).toEqual(known.get(histogram.sum));
  });

  it('stores whole answers as chunks, but for histograms, and -0, which the format has not', async () => {
    const { outcome, stored } = await readPast('samples');
    expect(onlyNumbers(stored)).toEqual(onlyNumbers(numbers));
    expect(stored.get('special{i="3", instance="one", job="numbers"}')?.values().next().value).toBe('0000000000000000');
    expect(outcome).toMatchObject({ conflicting: 0, refused: 0, inferredEnds: 0 });
  });

  it('infers from JSON where series end within a target, and has the same samples', async () => {
    const { outcome, stored } = await readPast('matrix');
    const chunks = (await readPast('chunks')).stored;
    const endOf = (series: string) => {
      const job = /job="(\w+)"/.exec(series)?.[1];
      return [...(chunks.get(`up{instance="one", job="${job}"}`)?.keys() ?? [])].at(-1) ?? 0;
    };
    // The differences: the end of a whole target, and of what no scrape has in common.
    const expected = [...chunks].map(([series, its]) => {
      const hasOwnEnd = !series.includes('job=') || series.startsWith('requests:');
      const kept = [...its].filter(
        ([timeMs, sample]) => sample !== staleBits || (!hasOwnEnd && timeMs < endOf(series)),
      );
      return [series, new Map(kept)] as const;
    });
    const plain = (samples: Iterable<readonly [string, ReadonlyMap<number, string>]>) =>
      new Map([...samples].filter(([series]) => !series.startsWith('latency')));
    expect(plain(stored)).toEqual(plain(expected.filter(([, its]) => its.size > 0)));
    const ends = [...stored.values()].flatMap((its) => [...its.values()]).filter((sample) => sample === staleBits);
    expect(ends.length).toBeGreaterThan(3);
    expect(outcome).toMatchObject({ inferredEnds: ends.length });
  });

  it('has histograms out of JSON as they were observed', async () => {
    // Of more than one series, 2.42 shows the last histogram of a range, or none, in place of all of them.
    const { stored } = await readPast('matrix', undefined, ['latency_seconds{a="b"}']);
    const { stored: chunks } = await readPast('chunks');
    const series = 'latency_seconds{a="b", instance="one", job="histograms"}';
    const observed = (samples: StoredSamples) =>
      [...(samples.get(series) ?? [])].filter(([, sample]) => !isNumber(sample));
    expect(observed(stored).length).toBeGreaterThan(scrapes / 2);
    expect(observed(stored)).toEqual(observed(chunks));
  });

  it('has them of several series, too, each asked for alone where the server mixes them up', async () => {
    const fixture = createSourceFixture('alone');
    const calls = readsInto(fixture.open());
    if (opened.source.raw === undefined) throw new Error('no raw samples');
    let lastId = 0;
    const nextId = () => {
      lastId += 1;
      return lastId;
    };
    const writer: Reading['writer'] = {
      beginRead: async (input) => calls.beginRead(input),
      feedRead: async (id, bytes) => calls.feedRead(id, bytes),
      endRead: async (id) => calls.endRead(id),
      dropRead: async (id) => calls.dropRead(id),
    };
    const broken = new BrokenStreams({ monotonic: () => performance.now() });
    const reading = { raw: opened.source.raw, writer, nextId, broken, mixesHistograms: true };
    const { stored: chunks } = await readPast('chunks');
    const observed = (samples: StoredSamples) =>
      [...withoutHints(samples)]
        .filter(([series]) => series.startsWith('latency'))
        .map(([series, its]) => [series, [...its].filter(([at, one]) => at <= endMs && !isNumber(one))]);
    // Behind a series of floats that has ended whole histograms are not shown at all.
    const sum = [...(chunks.get('latency:sum') ?? [])].filter(([, one]) => !isNumber(one));
    const endMs = sum.at(-1)?.[0] ?? 0;
    const asked = { form: 'matrix', selectors: everything, ...window, endMs, into: 'past' } as const;
    const request = { ...asked, alone: allAlone() };
    const sums = await readRecorded(reading, request, { signal: new AbortController().signal, timeoutMs: 60_000 });
    fixture.closeAll();
    const stored = storedSamples(fixture.files);
    fixture.dispose();
    expect(observed(stored)).toEqual(observed(chunks));
    expect([sums.mayHide, sums.left, sum.length > scrapes / 2]).toEqual([true, 0, true]);
  });

  it('goes on from look to look without a gap or a second copy, in few rows', async () => {
    expect(looks).toBeGreaterThan(3);
    const stored = storedSamples(history.files);
    const { stored: chunks } = await readPast('chunks');
    // 2.42 forgets that a histogram is a gauge where it cuts a chunk for a shorter time.
    expect(withoutHints(stored)).toEqual(withoutHints(chunks));
    const { rows, layouts } = storedRows(history.files);
    const samples = [...stored.values()].reduce((sum, its) => sum + its.size, 0);
    // 30 containers and some groups, each scrape: six samples a row and more.
    expect(rows).toBeLessThan(samples / 5);
    expect(layouts).toBeLessThan(rows / 4);
  });
});
