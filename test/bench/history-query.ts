/**
 * `npm run bench -- history-query`: the queries of the promql benchmark, asked of a history on the disk (from the call of the contract to columns
 * in the caller) and of a real Prometheus over the same series, in turn. Warm: a reader that was asked before. Cold: one that has just been
 * opened, in a worker that has just begun, with nothing read; the operating system's own cache is dropped where it lets us.
 */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

async function coldMs(files: SourceFiles, question: Question): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < coldRounds; round += 1) {
    const application = begin(files);
    try {
      // The thread has begun, and has read nothing.
      await application.query({ kind: 'instant', expr: '"ready"' });
      dropSystemCache();
      times.push(await timedAsync(() => application.query(requestOf(question))));
    } finally {
      await application.close();
    }
  }
  return median(times);
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
  const cold = new Map<string, number>();
  for (const question of questions) {
    const warm = await measure(question, application, prometheus);
    measured.set(question.name, warm);
    cold.set(question.name, median(warm.runs.http ?? []) / (await coldMs(files, question)));
  }
  const bytes = readdirSync(files.folder).reduce((sum, name) => sum + statSync(join(files.folder, name)).size, 0);
  const figures: readonly Figure[] = [
    { name: 'history', value: bytes / 2 ** 20, unit: 'MiB' },
    ...figuresOf(measured, { http: 4 }),
    { name: 'cold.mean', value: geometricMean([...cold.values()]), unit: 'x', goal: { op: '>=', bound: 4 } },
    { name: 'cold.least', value: Math.min(...cold.values()), unit: 'x' },
    { name: 'system cache dropped', value: Number(dropSystemCache()), unit: '' },
    ...[...cold].map(([name, value]) => ({ name: `${name}: cold`, value, unit: 'x' })),
  ];
  report('history-query', figures, Object.fromEntries([...measured].map(([name, one]) => [name, one.runs])));
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
