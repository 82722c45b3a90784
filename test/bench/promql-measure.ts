/** Range queries of ours and of a real Prometheus in turn: how long each takes, up to columns in the caller and up to parsed JSON. */
import type { QueryRequest } from '../../shared/model/query.ts';
import type { RealPrometheus } from '../support/promql-fuzz/ask-prometheus.ts';
import { type Figure, interleave, median, type Runs, timedAsync } from './harness.ts';
import type { BenchApplication } from './promql-application.ts';
import type { Question } from './promql-questions.ts';
import { endMs } from './promql-series.ts';

export const requestOf = ({ expr, startMs, stepMs }: Question): QueryRequest => ({
  kind: 'range',
  expr,
  startMs,
  endMs,
  stepMs,
});

export const ask = (prometheus: RealPrometheus, { expr, startMs, stepMs }: Question) =>
  prometheus.askJson(expr, { kind: 'range', startMs, endMs, stepMs });

/** Milliseconds, by the server's own clock. */
async function evaluationMsOf(prometheus: RealPrometheus, question: Question): Promise<number> {
  const answer = await ask(prometheus, question);
  if (answer.status === 'error') throw new Error(`${question.expr} was not answered: ${answer.error}`);
  return (answer.data.stats?.timings.evalTotalTime ?? Number.NaN) * 1000;
}

export interface Measured {
  readonly runs: Runs;
  /** How many times as fast as its evaluation is ours, and as the whole of it ours up to the columns. */
  readonly ratios: { readonly evaluation: number; readonly http: number };
}

export async function measure(
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

export const geometricMean = (values: readonly number[]) =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

/** @param goals how many times as fast in the geometric mean; and of the slowest at least once, where that is one */
export function figuresOf(
  measured: ReadonlyMap<string, Measured>,
  goals: { readonly evaluation?: number; readonly http: number; readonly least?: number },
): readonly Figure[] {
  const ratios = (kind: 'evaluation' | 'http') => [...measured.values()].map((one) => one.ratios[kind]);
  const goal = (bound: number | undefined) => (bound === undefined ? {} : ({ goal: { op: '>=', bound } } as const));
  return [
    { name: 'evaluation.mean', value: geometricMean(ratios('evaluation')), unit: 'x', ...goal(goals.evaluation) },
    { name: 'evaluation.least', value: Math.min(...ratios('evaluation')), unit: 'x' },
    { name: 'http.mean', value: geometricMean(ratios('http')), unit: 'x', ...goal(goals.http) },
    { name: 'http.least', value: Math.min(...ratios('http')), unit: 'x', ...goal(goals.least) },
    ...[...measured].flatMap(([name, { runs, ratios: own }]) => [
      { name: `${name}: columns`, value: median(runs.columns ?? []), unit: 'ms' },
      { name: `${name}: engine`, value: median(runs.engine ?? []), unit: 'ms' },
      { name: `${name}: evaluation`, value: own.evaluation, unit: 'x' },
      { name: `${name}: http`, value: own.http, unit: 'x' },
    ]),
  ];
}
