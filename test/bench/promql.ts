/**
 * `npm run bench -- promql`: range queries as a page asks for them (from the call of the contract to columns in the caller; our engine in a
 * worker, over columns in its memory) and of a real Prometheus over the same series, in turn: from the request to parsed JSON, and its own
 * `evalTotalTime`. Answers have to be equal. Peak memory is that of the whole process on both sides: ours has the caller and its columns in it.
 */
import type { QueryRequest } from '../../shared/model/query.ts';
import { type RealPrometheus, startFilledPrometheus } from '../support/promql-fuzz/ask-prometheus.ts';
import { type Figure, interleave, median, type Runs, report, timedAsync } from './harness.ts';
import { peakMemoryMiB, resetPeakMemory } from './peak-memory.ts';
import { type BenchApplication, startApplication } from './promql-application.ts';
import { requireEqual } from './promql-equality.ts';
import { type Question, questions } from './promql-questions.ts';
import { benchText, clusterSeries, endMs, engineSeries } from './promql-series.ts';

const seed = 20_231_114;

const requestOf = ({ expr, startMs, stepMs }: Question): QueryRequest => ({
  kind: 'range',
  expr,
  startMs,
  endMs,
  stepMs,
});

const ask = (prometheus: RealPrometheus, { expr, startMs, stepMs }: Question) =>
  prometheus.askJson(expr, { kind: 'range', startMs, endMs, stepMs });

/** Milliseconds, by the server's own clock. */
async function evaluationMsOf(prometheus: RealPrometheus, question: Question): Promise<number> {
  const answer = await ask(prometheus, question);
  if (answer.status === 'error') throw new Error(`${question.expr} was not answered: ${answer.error}`);
  return (answer.data.stats?.timings.evalTotalTime ?? Number.NaN) * 1000;
}

interface Measured {
  readonly runs: Runs;
  /** How many times as fast as its evaluation is ours, and as the whole of it ours up to the columns. */
  readonly ratios: { readonly evaluation: number; readonly http: number };
}

async function measure(
  question: Question,
  application: BenchApplication,
  prometheus: RealPrometheus,
): Promise<Measured> {
  const evaluation: number[] = [];
  const engine: number[] = [];
  const times = await interleave(
    {
      columns: () =>
        timedAsync(async () => {
          const { done } = await application.query(requestOf(question));
          engine.push(done.stats?.evalMs ?? Number.NaN);
        }),
      http: () =>
        timedAsync(async () => {
          evaluation.push(await evaluationMsOf(prometheus, question));
        }),
    },
    { warmUps: 2 },
  );
  const rounds = times.http.length;
  const runs = { ...times, engine: engine.slice(-rounds), evaluation: evaluation.slice(-rounds) };
  const ratio = (theirs: readonly number[], ours: readonly number[]) => median(theirs) / median(ours);
  return { runs, ratios: { evaluation: ratio(runs.evaluation, runs.engine), http: ratio(runs.http, runs.columns) } };
}

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

const geometricMean = (values: readonly number[]) =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

function figuresOf(measured: ReadonlyMap<string, Measured>): readonly Figure[] {
  const ratios = (kind: 'evaluation' | 'http') => [...measured.values()].map((one) => one.ratios[kind]);
  const goal = (bound: number) => ({ goal: { op: '>=', bound } }) as const;
  return [
    { name: 'evaluation.mean', value: geometricMean(ratios('evaluation')), unit: 'x', ...goal(3) },
    { name: 'evaluation.least', value: Math.min(...ratios('evaluation')), unit: 'x' },
    { name: 'http.mean', value: geometricMean(ratios('http')), unit: 'x', ...goal(5) },
    { name: 'http.least', value: Math.min(...ratios('http')), unit: 'x', ...goal(1) },
    ...[...measured].flatMap(([name, { runs, ratios: own }]) => [
      { name: `${name}: columns`, value: median(runs.columns ?? []), unit: 'ms' },
      { name: `${name}: engine`, value: median(runs.engine ?? []), unit: 'ms' },
      { name: `${name}: evaluation`, value: own.evaluation, unit: 'x' },
      { name: `${name}: http`, value: own.http, unit: 'x' },
    ]),
  ];
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

const application = startApplication(seed);
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
    ...figuresOf(measured),
  ];
  const runs = Object.fromEntries([...measured].map(([name, one]) => [name, one.runs]));
  report('promql', figures, { ...runs, cancelling: { ms: cancelling } });
} finally {
  await application.close();
  await prometheus?.stop();
}
