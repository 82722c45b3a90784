/**
 * `npm run bench -- history-size`: bytes a sample on the disk, all in, of a history that was scraped, folded and closed, and of a real
 * Prometheus's blocks of the same samples. Of a generated cluster (scraped every 15 s exactly, and a millisecond sooner or later), and of what
 * a real node-exporter and a real Prometheus exposed.
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
/** A whole slot. What comes 15 s apart here was half a second apart: to record it for two hours would take two hours. */
const recording = { scrapes: 480, pauseMs: 500, startMs: recordedMs };
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

/** All in, and of that the chunks. */
async function blocksBytes(
  targets: readonly BenchTarget[],
): Promise<{ readonly all: number; readonly chunks: number }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'binnacle-bench-size-'));
  try {
    await backFill(dataDir, scrapesText(targets), { deadlineMs: 900_000 });
    const data = join(dataDir, 'data');
    const blocks = await readdir(data);
    const chunks = blocks.reduce((sum, block) => sum + folderBytes(join(data, block, 'chunks')), 0);
    return { all: folderBytes(data), chunks };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function compare(name: string, targets: readonly BenchTarget[]): Promise<readonly Figure[]> {
  const { samples, headBytes, bytes, parts } = store(targets);
  const theirs = await blocksBytes(targets);
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

const figures = [
  ...(await compare('real', await realTargets(recording))),
  ...(await compare('cluster', clusterTargets({ seed, jitterMs: 0 }))),
  ...(await compare('cluster-jitter', clusterTargets({ seed, jitterMs: 1 }))),
];
report('history-size', figures, {});
