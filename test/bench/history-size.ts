/**
 * `npm run bench -- history-size`: bytes a sample on the disk, all in, of a history that was scraped, folded and closed, and of a real
 * Prometheus's blocks of the same samples. Of a generated cluster (scraped every 15 s exactly, and a millisecond sooner or later), and of what
 * a real node-exporter and a real Prometheus exposed: a slot, where what a file takes by itself decides, and six, as a day begins.
 * Real are the series, the values and their order; not their pace: what is stored as 15 s apart was fetched half a second apart (a slot), or 120 ms
 * (six), so counters grow less from scrape to scrape, and gauges stay the same more often, for both sides. Of Prometheus's blocks those count
 * that are smaller: of 2 h each, as its head writes them, or of up to a day. (The server itself merges three of 2 h into one a minute after its
 * start, and leaves the rest for later: of six slots, blocks of a day were smaller than that.)
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSourceFixture } from '../support/history/source-fixture.ts';
import { backFill } from '../support/servers/back-fill.ts';
import { type Figure, report } from './harness.ts';
import { clusterTargets } from './history-cluster.ts';
import { bytesByPart, folderBytes, upkeep } from './history-folder.ts';
import { realTargets } from './history-recording.ts';
import { type BenchTarget, recordScrapes, scrapesText } from './history-scrapes.ts';

const seed = 20_231_114;
/** Begins a slot. */
const recordedMs = 1_700_006_400_000;
/** A whole slot, and six. Both take four to six minutes. */
const recordings = [
  { scrapes: 480, pauseMs: 500, startMs: recordedMs },
  { scrapes: 6 * 480, pauseMs: 120, startMs: recordedMs },
];
const dayMs = 86_400_000;

interface Stored {
  readonly samples: number;
  /** At its largest, before the last fold. */
  readonly headBytes: number;
  readonly bytes: number;
  readonly parts: ReadonlyMap<string, number>;
}

function store(targets: readonly BenchTarget[]): Stored {
  const source = createSourceFixture('bench-size');
  try {
    const writer = source.open();
    let lastMs = 0;
    const samples = recordScrapes(writer, targets, (nowMs) => {
      lastMs = nowMs;
      source.foldAll(writer, nowMs);
    });
    const { headBytes } = writer.stats();
    upkeep(writer, lastMs + dayMs);
    source.closeAll();
    return { samples, headBytes, bytes: folderBytes(source.files.folder), parts: bytesByPart(source.files) };
  } finally {
    source.dispose();
  }
}

interface BlocksBytes {
  /** All in. */
  readonly all: number;
  readonly chunks: number;
}

async function blocksBytes(targets: readonly BenchTarget[], blocks: '2h' | '24h'): Promise<BlocksBytes> {
  const dataDir = await mkdtemp(join(tmpdir(), 'binnacle-bench-size-'));
  try {
    await backFill(dataDir, scrapesText(targets), { deadlineMs: 900_000, blocks });
    const data = join(dataDir, 'data');
    const names = await readdir(data);
    const chunks = names.reduce((sum, block) => sum + folderBytes(join(data, block, 'chunks')), 0);
    return { all: folderBytes(data), chunks };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function smallestBlocks(targets: readonly BenchTarget[]): Promise<BlocksBytes> {
  const [short, long] = [await blocksBytes(targets, '2h'), await blocksBytes(targets, '24h')];
  return short.all < long.all ? short : long;
}

async function compare(name: string, targets: readonly BenchTarget[]): Promise<readonly Figure[]> {
  const { samples, headBytes, bytes, parts } = store(targets);
  const theirs = await smallestBlocks(targets);
  const unit = 'bytes/sample';
  const series = targets.reduce((sum, { labels }) => sum + labels.length, 0);
  return [
    { name: `${name}.ratio`, value: bytes / theirs.all, unit: 'of Prometheus', goal: { op: '<=', bound: 0.4 } },
    { name: `${name}: ours`, value: bytes / samples, unit },
    { name: `${name}: Prometheus`, value: theirs.all / samples, unit },
    { name: `${name}: Prometheus, chunks`, value: theirs.chunks / samples, unit },
    ...[...parts].map(([part, size]) => ({ name: `${name}: ours, ${part}`, value: size / samples, unit })),
    { name: `${name}: head at its largest`, value: headBytes / 2 ** 20, unit: 'MiB' },
    { name: `${name}: chunks only`, value: (parts.get('chunks') ?? 0) / theirs.chunks, unit: 'of Prometheus' },
    { name: `${name}: samples`, value: samples, unit: `of ${series} series` },
  ];
}

const [slot = [], sixSlots = []] = await Promise.all(recordings.map(realTargets));
const figures = [
  ...(await compare('real', slot)),
  ...(await compare('real-12h', sixSlots)),
  ...(await compare('cluster', clusterTargets({ seed, jitterMs: 0 }))),
  ...(await compare('cluster-jitter', clusterTargets({ seed, jitterMs: 1 }))),
];
report('history-size', figures, {});
