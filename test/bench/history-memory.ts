/**
 * `npm run bench -- history-memory`: resident memory of a process that records 100,000 series through the history's service, its peak and what
 * is left after a fold, against a real Prometheus that scrapes the same series over HTTP the same number of times. Ours has no parser of
 * expositions and none of its caches yet, but the values of the targets.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { endProcess } from '../support/servers/real-server.ts';
import { type Figure, report } from './harness.ts';
import { changingTarget, startBenchExporter } from './history-exporter.ts';
import { type MemoryPlan, type RecorderPlan, targetsOf } from './history-memory-plan.ts';
import { peakMemoryMiB, residentMemoryMiB } from './peak-memory.ts';
import { prometheusCounters, untilScraped } from './prometheus-counters.ts';

/** Of a slot, at a scrape each 15 s. */
const slotScrapes = 480;
/** Until the slot is folded: 5 minutes and two scrapes. */
const graceScrapes = 22;
const plan: MemoryPlan = {
  targetCount: 10,
  seriesCount: 10_000,
  changing: 0.2,
  scrapes: slotScrapes + graceScrapes,
};
/** As short as this machine scrapes in time. */
const scrapeInterval = '400ms';
const settleMs = 10_000;
const deadlineMs = 900_000;

interface Memory {
  readonly peak: number;
  readonly settled: number;
}

/** Waits for its first line. */
async function lineOf(child: ChildProcess): Promise<string> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the recorder ended with ${code}`);
  });
  const [text] = await Promise.race([once(child.stdout ?? child, 'data'), ended]);
  ended.catch(() => undefined);
  return String(text);
}

async function ours(): Promise<Memory> {
  const dataDir = await mkdtemp(join(tmpdir(), 'binnacle-bench-memory-'));
  const { targetCount, seriesCount } = plan;
  const foldedSamples = slotScrapes * targetCount * seriesCount;
  // The first time begins a slot.
  const recorder: RecorderPlan = { ...plan, dataDir, startMs: 1_700_006_400_000, everyMs: 15_000, foldedSamples };
  const script = join(import.meta.dirname, 'history-memory-recorder.ts');
  const child = spawn(process.execPath, [script, JSON.stringify(recorder)], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    console.log(`recorded: ${await lineOf(child)}`);
    await pause(settleMs);
    const pid = child.pid ?? 0;
    return { peak: peakMemoryMiB(pid), settled: residentMemoryMiB(pid) };
  } finally {
    await endProcess(child);
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function theirs(): Promise<Memory> {
  const exporter = await startBenchExporter(targetsOf(plan).map(changingTarget));
  try {
    const jobs = [{ job: exporter.job, targets: [], groups: exporter.groups }];
    const prometheus = await startPrometheus({ jobs, scrapeInterval });
    try {
      await untilScraped(prometheus, plan.scrapes * plan.targetCount * plan.seriesCount, deadlineMs);
      const peak = peakMemoryMiB(prometheus.pid);
      await exporter.stop();
      await pause(settleMs);
      console.log(`scraped: ${JSON.stringify(await prometheusCounters(prometheus))}`);
      return { peak, settled: residentMemoryMiB(prometheus.pid) };
    } finally {
      await prometheus.stop();
    }
  } finally {
    await exporter.stop();
  }
}

const own = await ours();
const other = await theirs();
const figures: readonly Figure[] = [
  { name: 'peak', value: own.peak, unit: 'MiB', goal: { op: '<=', bound: other.peak } },
  { name: 'peak of Prometheus', value: other.peak, unit: 'MiB' },
  { name: 'settled', value: own.settled, unit: 'MiB', goal: { op: '<=', bound: other.settled } },
  { name: 'settled of Prometheus', value: other.settled, unit: 'MiB' },
];
report('history-memory', figures, {});
