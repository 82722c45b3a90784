/**
 * `npm run bench -- promql`: range queries as a page asks for them (from the call of the contract to columns in the caller; our engine in a
 * worker, over columns in its memory) and of a real Prometheus over the same series, in turn: from the request to parsed JSON, and its own
 * `evalTotalTime`. Answers have to be equal. Peak memory is that of the whole process on both sides: ours has the caller and its columns in it.
 */
import { type RealPrometheus, startFilledPrometheus } from '../support/promql-fuzz/ask-prometheus.ts';
import { type Figure, median, report, timedAsync } from './harness.ts';
import { peakMemoryMiB, resetPeakMemory } from './peak-memory.ts';
import { type BenchApplication, startApplication } from './promql-application.ts';
import { requireEqual } from './promql-equality.ts';
import { ask, figuresOf, type Measured, measure, requestOf } from './promql-measure.ts';
import { questions } from './promql-questions.ts';
import { benchText, clusterSeries, engineSeries } from './promql-series.ts';

const seed = 20_231_114;

/** How long the worker still works for a query that was cancelled, at several moments of it: until it has answered the next one. */
async function measureCancelling(application: BenchApplication): Promise<readonly number[]> {
  const long = questions.filter(({ name }) => /^rate-5000|^max-1000|\[1d\]|quantile/.test(name));
  const times: number[] = [];
  for (const [place, question] of [...long, ...long, ...long].entries()) {
    const stop = new AbortController();
    const given = application.query(requestOf(question), stop.signal).then(
      () => false,
      () => true,
    );
    await new Promise((resolve) => setTimeout(resolve, 3 + ((place * 7) % 40)));
    stop.abort();
    const took = await timedAsync(() => application.query({ kind: 'instant', expr: '1' }));
    if (await given) times.push(took);
  }
  return times;
}

/** The peaks come first: later this process also holds Prometheus's answers. */
async function peakOfOurs(application: BenchApplication): Promise<number> {
  await application.query({ kind: 'instant', expr: 'count({__name__="a_one"})' });
  resetPeakMemory(process.pid);
  for (const question of questions) await application.query(requestOf(question));
  return peakMemoryMiB(process.pid);
}

async function peakOfTheirs(application: BenchApplication, prometheus: RealPrometheus): Promise<number> {
  resetPeakMemory(prometheus.pid);
  for (const question of questions) {
    const theirs = await ask(prometheus, question);
    requireEqual(question.expr, theirs, (await application.query(requestOf(question))).columns);
  }
  return peakMemoryMiB(prometheus.pid);
}

const application = startApplication(new URL('./promql-worker.ts', import.meta.url), String(seed));
let prometheus: RealPrometheus | undefined;
try {
  const ours = await peakOfOurs(application);
  const cancelling = await measureCancelling(application);
  const texts = [benchText(engineSeries(seed)), benchText(clusterSeries(seed))];
  prometheus = await startFilledPrometheus(texts, { deadlineMs: 600_000 });
  const theirs = await peakOfTheirs(application, prometheus);
  const measured = new Map<string, Measured>();
  for (const question of questions) measured.set(question.name, await measure(question, application, prometheus));
  const figures: readonly Figure[] = [
    { name: 'memory.peak', value: ours, unit: 'MiB', goal: { op: '<=', bound: theirs } },
    { name: 'memory.peak of Prometheus', value: theirs, unit: 'MiB' },
    { name: 'cancelled within, longest', value: Math.max(...cancelling), unit: 'ms', goal: { op: '<=', bound: 50 } },
    { name: 'cancelled within, median', value: median(cancelling), unit: 'ms' },
    ...figuresOf(measured, { evaluation: 3, http: 5, least: 1 }),
  ];
  const runs = Object.fromEntries([...measured].map(([name, one]) => [name, one.runs]));
  report('promql', figures, { ...runs, cancelling: { ms: cancelling } });
} finally {
  await application.close();
  await prometheus?.stop();
}
