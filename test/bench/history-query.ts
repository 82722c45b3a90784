/**
 * `npm run bench -- history-query`: the queries of the promql benchmark, asked of a history on the disk (from the call of the contract to columns
 * in the caller) and of a real Prometheus over the same series, in turn. Warm: both were asked before. Cold, of ours: a worker that has just
 * begun and has nothing open or read, after what it does by itself as it is idle (it practises on a history of its own, storage-practice.ts).
 * Cold, of Prometheus's: a process that was just started on the same data, once it says that it is ready. Each was asked for a text without any
 * series before, so that the thread runs and the connection stands; each round has one cold answer of both. The operating system's own cache is
 * dropped before both where it lets us (one figure says whether it did); else both find their files in it. `cold` compares our cold answer with
 * the cold one of Prometheus, `cold against warm` with its warm one.
 */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { originText } from '../../electron/backend/history/service/history-identity.ts';
import { openHistoryWriter } from '../../electron/backend/history/store/history-writer.ts';
import { type SourceFiles, sourceFiles } from '../../electron/backend/history/store/source-files.ts';
import type { SelectedSeries } from '../../shared/promql/queryable.ts';
import { type RealPrometheus, startFilledPrometheus } from '../support/promql-fuzz/ask-prometheus.ts';
import { type Figure, median, report, timedAsync } from './harness.ts';
import { type BenchApplication, startApplication } from './promql-application.ts';
import { requireEqual } from './promql-equality.ts';
import { ask, figuresOf, geometricMean, type Measured, measure, requestOf } from './promql-measure.ts';
import { type Question, questions } from './promql-questions.ts';
import { benchText, clusterSeries, engineSeries } from './promql-series.ts';

const seed = 20_231_114;
const coldRounds = 3;
const origin = { kind: 'imported', cluster: 'bench', server: '', name: 'bench', version: '2.42.0' } as const;

function store(files: SourceFiles, series: readonly SelectedSeries[]): void {
  const elapsedMs = () => performance.now();
  const nowMs = Date.now();
  const writer = openHistoryWriter({ files, source: originText(origin), nowMs, newPair: 'bench', elapsedMs });
  for (let from = 0; from < series.length; from += 1000) writer.appendColumns(series.slice(from, from + 1000));
  writer.close();
}

const begin = (files: SourceFiles): BenchApplication =>
  startApplication(new URL('../../electron/workers/history-reader.ts', import.meta.url), files.folder);

/** @returns whether the system let us */
function dropSystemCache(): boolean {
  try {
    writeFileSync('/proc/sys/vm/drop_caches', '1');
    return true;
  } catch {
    return false;
  }
}

/** Until a reader that is left alone has done what it does by itself. */
const settleMs = 3000;
const nothing = '"ready"';

async function ourColdMs(files: SourceFiles, question: Question): Promise<number> {
  const application = begin(files);
  try {
    await application.query({ kind: 'instant', expr: nothing });
    await setTimeout(settleMs);
    dropSystemCache();
    return await timedAsync(() => application.query(requestOf(question)));
  } finally {
    await application.close();
  }
}

async function theirColdMs(prometheus: RealPrometheus, question: Question): Promise<number> {
  await prometheus.restart();
  await prometheus.askJson(nothing, { kind: 'instant', timeMs: Date.now() });
  dropSystemCache();
  return timedAsync(() => ask(prometheus, question));
}

/** Milliseconds. */
interface Cold {
  readonly ours: number[];
  readonly theirs: number[];
}

/** After all that is warm: a restart ends that. */
async function coldRuns(files: SourceFiles, prometheus: RealPrometheus): Promise<ReadonlyMap<string, Cold>> {
  const all = new Map(questions.map(({ name }): [string, Cold] => [name, { ours: [], theirs: [] }]));
  for (let round = 0; round < coldRounds; round += 1) {
    for (const question of questions) {
      all.get(question.name)?.ours.push(await ourColdMs(files, question));
      all.get(question.name)?.theirs.push(await theirColdMs(prometheus, question));
    }
  }
  return all;
}

function coldFigures(cold: ReadonlyMap<string, Cold>, warm: ReadonlyMap<string, Measured>): readonly Figure[] {
  const goal = { op: '>=', bound: 4 } as const;
  const ratios = [...cold].map(([name, { ours, theirs }]) => ({
    name,
    cold: median(theirs) / median(ours),
    againstWarm: median(warm.get(name)?.runs.http ?? []) / median(ours),
  }));
  const of = (kind: 'cold' | 'againstWarm') => ratios.map((one) => one[kind]);
  return [
    { name: 'cold.mean', value: geometricMean(of('cold')), unit: 'x', goal },
    { name: 'cold.least', value: Math.min(...of('cold')), unit: 'x' },
    { name: 'cold against warm.mean', value: geometricMean(of('againstWarm')), unit: 'x', goal },
    { name: 'cold against warm.least', value: Math.min(...of('againstWarm')), unit: 'x' },
    { name: 'system cache dropped', value: Number(dropSystemCache()), unit: '' },
    ...ratios.flatMap(({ name, cold: both, againstWarm }) => [
      { name: `${name}: cold`, value: both, unit: 'x' },
      { name: `${name}: cold against warm`, value: againstWarm, unit: 'x' },
    ]),
  ];
}

async function compare(application: BenchApplication, prometheus: RealPrometheus): Promise<void> {
  for (const question of questions) {
    const { columns } = await application.query(requestOf(question));
    requireEqual(question.expr, await ask(prometheus, question), columns);
  }
}

async function run(files: SourceFiles, prometheus: RealPrometheus, application: BenchApplication): Promise<void> {
  await compare(application, prometheus);
  const measured = new Map<string, Measured>();
  for (const question of questions) measured.set(question.name, await measure(question, application, prometheus));
  const cold = await coldRuns(files, prometheus);
  const bytes = readdirSync(files.folder).reduce((sum, name) => sum + statSync(join(files.folder, name)).size, 0);
  const figures: readonly Figure[] = [
    { name: 'history', value: bytes / 2 ** 20, unit: 'MiB' },
    ...figuresOf(measured, { http: 4 }),
    ...coldFigures(cold, measured),
  ];
  const runs = [...measured].map(([name, one]) => {
    const { ours = [], theirs = [] } = cold.get(name) ?? {};
    return [name, { ...one.runs, coldOurs: ours, coldTheirs: theirs }] as const;
  });
  report('history-query', figures, Object.fromEntries(runs));
}

const dataDir = mkdtempSync(join(tmpdir(), 'binnacle-history-query-'));
const files = sourceFiles(dataDir, 'bench');
let prometheus: RealPrometheus | undefined;
let application: BenchApplication | undefined;
try {
  store(files, [...engineSeries(seed), ...clusterSeries(seed)]);
  const texts = [benchText(engineSeries(seed)), benchText(clusterSeries(seed))];
  prometheus = await startFilledPrometheus(texts, { deadlineMs: 600_000 });
  application = begin(files);
  await run(files, prometheus, application);
} finally {
  await application?.close();
  await prometheus?.stop();
  rmSync(dataDir, { recursive: true });
}
