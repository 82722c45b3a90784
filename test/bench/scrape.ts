/**
 * `npm run bench -- scrape`: processor time and resident memory of the scraping part of the backend, in a process of its own with its workers,
 * and of a real Prometheus, while both scrape the same exporter at the same time, each 15 seconds: 5,000 and 50,000 series, 1,000 a target. Beside
 * them an empty Node, as the application has one whether it scrapes or not.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { asciiOutput } from '../../scripts/lib/ascii-output.mjs';
import { thriftyWithUs } from '../../scripts/lib/bootstrap.mjs';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { endProcess, type RealServer } from '../support/servers/real-server.ts';
import { type Figure, median, type Runs, report } from './harness.ts';
import { peakMemoryMiB, residentMemoryMiB } from './peak-memory.ts';
import { ProcessTime } from './process-time.ts';
import { prometheusCounters, untilScraped } from './prometheus-counters.ts';
import { type PackedExporter, startPackedExporter } from './scrape-exporter.ts';
import type { ScraperPlan, ScraperReport } from './scrape-plan.ts';

const sizes = [5, 50];
const seriesEach = 1000;
const intervalMs = 15_000;
/** The first scrapes make the series, and V8's code: five minutes of them, as who scrapes does so for hours. */
const warmUpScrapes = 20;
/** As long again: in the minutes after the first ones either side collects its garbage once or not at all, which is a tenth of what 5,000 series need. */
const windowMs = 20 * intervalMs;
const deadlineMs = (warmUpScrapes + 4) * intervalMs;
const root = join(import.meta.dirname, '../..');
const outDir = join(root, 'out/bench-scrape');

/** As it is shipped: Node's reading of TypeScript would be measured too. */
async function bundle(): Promise<void> {
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [asciiOutput()],
    ssr: { noExternal: true, external: ['better-sqlite3'] },
    build: {
      ...{ ssr: true, outDir, emptyOutDir: true, target: 'node22.19', minify: true },
      rolldownOptions: {
        external: ['better-sqlite3'],
        input: {
          scraper: join(import.meta.dirname, 'scrape-scraper.ts'),
          'history-writer': join(root, 'electron/workers/history-writer.ts'),
          'history-reader': join(root, 'electron/workers/history-reader.ts'),
        },
        output: { entryFileNames: '[name].js' },
      },
    },
  });
}

interface Usage {
  readonly cpu: number;
  /** Median of the window. */
  readonly memory: number;
  readonly peak: number;
}

async function usages(pids: readonly number[]): Promise<readonly Usage[]> {
  const times = pids.map((pid) => new ProcessTime(pid));
  const memory = pids.map((): number[] => []);
  const endMs = performance.now() + windowMs;
  while (performance.now() < endMs) {
    await pause(500);
    for (const [i, pid] of pids.entries()) memory[i]?.push(residentMemoryMiB(pid));
    for (const time of times) time.look();
  }
  return pids.map((pid, i) => ({
    cpu: times[i]?.seconds ?? 0,
    memory: median(memory[i] ?? []),
    peak: peakMemoryMiB(pid),
  }));
}

function startScraper(exporter: PackedExporter, dataDir: string): ChildProcess {
  const workers = pathToFileURL(`${outDir}/`).href;
  const plan: ScraperPlan = { dataDir, port: exporter.port, paths: exporter.paths, intervalMs, workers };
  return spawn(process.execPath, [join(outDir, 'scraper.js'), JSON.stringify(plan)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // As the backend is started under Node.
    env: thriftyWithUs(),
  });
}

/** What it says when it is told to end. */
async function reportOf(child: ChildProcess): Promise<ScraperReport> {
  let text = '';
  child.stdout?.on('data', (data) => (text += String(data)));
  child.stdin?.end();
  const endMs = performance.now() + 10_000;
  while (child.exitCode === null && performance.now() < endMs) await pause(50);
  return JSON.parse(text) as ScraperReport;
}

async function startPeer(exporter: PackedExporter): Promise<RealServer> {
  const groups = exporter.paths.map((path) => ({
    targets: [`127.0.0.1:${exporter.port}`],
    labels: { __metrics_path__: path, instance: path },
  }));
  return startPrometheus({ jobs: [{ job: 'bench', targets: [], groups }], scrapeInterval: `${intervalMs}ms` });
}

interface Measured {
  readonly ours: Usage;
  readonly theirs: Usage;
  readonly empty: Usage;
}

async function measure(targetCount: number): Promise<Measured> {
  const samplesAScrape = targetCount * (seriesEach + 5);
  const exporter = await startPackedExporter(targetCount, seriesEach);
  const dataDir = await mkdtemp(join(tmpdir(), 'binnacle-bench-scrape-'));
  const child = startScraper(exporter, dataDir);
  const emptyNode = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
  const prometheus = await startPeer(exporter);
  try {
    const before = await untilScraped(prometheus, warmUpScrapes * samplesAScrape, deadlineMs);
    const [ours, theirs, empty] = await usages([child.pid ?? 0, prometheus.pid, emptyNode.pid ?? 0]);
    const after = await prometheusCounters(prometheus);
    const load = await reportOf(child);
    console.log(`${targetCount * seriesEach} series: ${JSON.stringify(load)}`);
    const least = (0.95 * targetCount * seriesEach * 1000) / intervalMs;
    const scraped = (after.samples - before.samples) / (windowMs / 1000);
    if (load.samplesPerSecond < least || scraped < least || !ours || !theirs || !empty)
      throw new Error(`not all was scraped: ${load.samplesPerSecond} and ${scraped} samples a second`);
    return { ours, theirs, empty };
  } finally {
    await Promise.all([endProcess(child), endProcess(emptyNode), prometheus.stop()]);
    await exporter.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

const figures: Figure[] = [];
const runs: Record<string, Runs> = {};
await bundle();
for (const targetCount of sizes) {
  const name = String(targetCount * seriesEach);
  const { ours, theirs, empty } = await measure(targetCount);
  const goal = { op: '<=', bound: 1 } as const;
  figures.push(
    { name: `${name}.cpu`, value: ours.cpu / theirs.cpu, unit: 'x', goal },
    { name: `${name}.memory`, value: ours.memory / theirs.memory, unit: 'x', goal },
    { name: `${name}.memory-over-empty-node`, value: (ours.memory - empty.memory) / theirs.memory, unit: 'x', goal },
    { name: `${name}: processor, ours`, value: ours.cpu, unit: 's' },
    { name: `${name}: processor, Prometheus`, value: theirs.cpu, unit: 's' },
    { name: `${name}: memory, ours`, value: ours.memory, unit: `MiB, at most ${Math.round(ours.peak)}` },
    { name: `${name}: memory, an empty Node`, value: empty.memory, unit: 'MiB' },
    { name: `${name}: memory, Prometheus`, value: theirs.memory, unit: `MiB, at most ${Math.round(theirs.peak)}` },
  );
  runs[name] = { ours: Object.values(ours), prometheus: Object.values(theirs) };
}
await rm(outDir, { recursive: true, force: true });
report('scrape', figures, runs);
