/**
 * `npm run bench -- promql`: range queries evaluated by our engine (from the text to columns, in this process, over columns in memory) and by
 * a real Prometheus over the same series, in turn: its own `evalTotalTime`, and from the request to parsed JSON. Answers have to be equal.
 */
import { evaluateQuery } from '../../shared/promql/engine/evaluate-query.ts';
import type { QueryResult } from '../../shared/promql/engine/result.ts';
import { parseExpr } from '../../shared/promql/parser.ts';
import type { Queryable } from '../../shared/promql/queryable.ts';
import { type RealPrometheus, startFilledPrometheus } from '../support/promql-fuzz/ask-prometheus.ts';
import { type Figure, interleave, median, type Runs, report, timed } from './harness.ts';
import { type Question, questions } from './promql-questions.ts';
import { benchSeries, benchText, endMs, queryableOf } from './promql-series.ts';

const seed = 20_231_114;
const limits = {
  isCancelled: () => false,
  nowMs: () => performance.now(),
  timeoutMs: 120_000,
  budgetBytes: 2 ** 31,
};
const options = { semantics: 'v2', lookbackMs: 300_000, subqueryStepMs: () => 60_000 } as const;

function evaluate(queryable: Queryable, { expr, startMs, stepMs }: Question): QueryResult {
  return evaluateQuery(queryable, { kind: 'range', expr: parseExpr(expr), startMs, endMs, stepMs }, options, limits);
}

interface PrometheusAnswer {
  readonly samples: number;
  readonly evaluationMs: number;
}

async function ask(prometheus: RealPrometheus, { expr, startMs, stepMs }: Question): Promise<PrometheusAnswer> {
  const answer = await prometheus.askJson(expr, { kind: 'range', startMs, endMs, stepMs });
  if (answer.status === 'error' || answer.data.resultType !== 'matrix') throw new Error(`${expr} was not answered`);
  const samples = answer.data.result.reduce((sum, { values = [] }) => sum + values.length, 0);
  return { samples, evaluationMs: (answer.data.stats?.timings.evalTotalTime ?? Number.NaN) * 1000 };
}

function samplesOf({ value }: QueryResult): number {
  if (value.kind !== 'matrix') throw new Error('no matrix');
  return value.series.reduce((sum, { timesMs }) => sum + timesMs.length, 0);
}

interface Measured {
  readonly runs: Runs;
  /** How many times as fast as its evaluation, and as the whole of it, ours is. */
  readonly ratios: { readonly evaluation: number; readonly http: number };
}

async function measure(question: Question, queryable: Queryable, prometheus: RealPrometheus): Promise<Measured> {
  const [theirs, ours] = [(await ask(prometheus, question)).samples, samplesOf(evaluate(queryable, question))];
  if (theirs !== ours) throw new Error(`${question.expr}: ${theirs} samples there, ${ours} here`);
  const evaluations: number[] = [];
  const times = await interleave(
    {
      engine: () => timed(() => evaluate(queryable, question)),
      http: async () => {
        const start = performance.now();
        const { evaluationMs } = await ask(prometheus, question);
        evaluations.push(evaluationMs);
        return performance.now() - start;
      },
    },
    { warmUps: 2 },
  );
  const runs = { ...times, evaluation: evaluations.slice(-times.http.length) };
  const engineMs = median(times.engine);
  return { runs, ratios: { evaluation: median(runs.evaluation) / engineMs, http: median(times.http) / engineMs } };
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
    ...[...measured].flatMap(
      ([
        name,
        {
          runs,
          ratios: { evaluation, http },
        },
      ]) => [
        { name: `${name}: engine`, value: median(runs.engine ?? []), unit: 'ms' },
        { name: `${name}: evaluation`, value: evaluation, unit: 'x' },
        { name: `${name}: http`, value: http, unit: 'x' },
      ],
    ),
  ];
}

const series = benchSeries(seed);
const queryable = queryableOf(series);
const prometheus = await startFilledPrometheus(benchText(series));
try {
  const measured = new Map<string, Measured>();
  for (const question of questions) measured.set(question.name, await measure(question, queryable, prometheus));
  const runs = Object.fromEntries([...measured].map(([name, one]) => [name, one.runs]));
  report('promql', figuresOf(measured), runs);
} finally {
  await prometheus.stop();
}
