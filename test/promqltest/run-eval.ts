/**
 * Evaluates an eval statement and compares. As Prometheus's own runner does, an instant query is evaluated again in ways that have to give
 * the same: fixed by `@` at other times, and each of these as a range query around its time.
 */
import type { Expr } from '../../shared/promql/ast.ts';
import { type EngineQuery, evaluateQuery } from '../../shared/promql/engine/evaluate-query.ts';
import { EvaluationError } from '../../shared/promql/engine/evaluation-error.ts';
import type { QueryResult, ResultSeries, ResultValue } from '../../shared/promql/engine/result.ts';
import { parseExpr } from '../../shared/promql/parser.ts';
import { printExpr } from '../../shared/promql/print.ts';
import { PromqlError } from '../../shared/promql/promql-error.ts';
import type { Queryable } from '../../shared/promql/queryable.ts';
import { valueType } from '../../shared/promql/type-check.ts';
import { compareAnnotations } from './compare-annotations.ts';
import { compareResult, type Difference } from './compare-result.ts';
import { describeResult } from './describe-values.ts';
import { fixTimes } from './fix-times.ts';
import { parseOptions } from './parse-eval.ts';
import type { EvalCommand } from './script.ts';

const engineOptions = {
  semantics: 'v3',
  lookbackMs: 300_000,
  subqueryStepMs: () => 60_000,
  delayedNames: true,
  startTimestamps: true,
} as const;

const limits = {
  isCancelled: () => false,
  nowMs: () => performance.now(),
  timeoutMs: 100_000,
  budgetBytes: 2 ** 28,
};

export interface Failure extends Difference {
  /** How it was evaluated, where that is not what the script says. */
  readonly how: string | undefined;
}

interface InstantRun {
  readonly text: string;
  readonly timeMs: number;
  readonly how: string | undefined;
}

/** @returns undefined where everything is as expected */
export function runEval(command: EvalCommand, queryable: Queryable): Failure | undefined {
  if (command.when.kind === 'range') {
    const difference = checkQuery({ ...command.when, expr: command.expr }, command, queryable);
    return difference && { ...difference, how: undefined };
  }
  for (const run of instantRuns(command, command.when.timeMs)) {
    const failure = checkInstant(run, command, queryable);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function instantRuns({ expr, text }: EvalCommand, timeMs: number): readonly InstantRun[] {
  const own: InstantRun = { text, timeMs, how: undefined };
  const fixed = fixTimes(expr, timeMs);
  if (fixed === undefined) return [own];
  const printed = printExpr(fixed);
  const timesMs = timeMs === 0 ? [-1000, 0, 1000] : [-10 * timeMs, 0, Math.trunc(timeMs / 5), timeMs, 10 * timeMs];
  return [own, ...timesMs.map((again) => ({ text: printed, timeMs: again, how: `${printed} at ${again / 1000}s` }))];
}

/** These are others for a range query. */
const readsQueryTimes = /(start|end|range|step)\(\)/;

function checkInstant(
  { text, timeMs, how }: InstantRun,
  command: EvalCommand,
  queryable: Queryable,
): Failure | undefined {
  const expr = how === undefined ? command.expr : reparsed(text);
  if (typeof expr === 'string') return { expected: 'to be read as it is printed', got: expr, how };
  const difference = checkQuery({ kind: 'instant', expr, timeMs }, command, queryable);
  if (difference !== undefined) return { ...difference, how };
  const { failure, ordered, value } = command.expected;
  const isOfOneTime = value.kind === 'scalar' || (value.kind === 'series' && value.times.startMs === value.times.endMs);
  const type = valueType(expr);
  if (failure !== undefined || !isOfOneTime || type === 'matrix' || readsQueryTimes.test(text)) return undefined;
  const range: EngineQuery = { kind: 'range', expr, startMs: timeMs - 60_000, endMs: timeMs + 60_000, stepMs: 60_000 };
  const ranged = checkOutcome(evaluate(range, queryable), (result) =>
    ordered ? undefined : compareResult(command.expected, valueAt(result.value, timeMs, type === 'scalar')),
  );
  return ranged && { ...ranged, how: `${text} as a range query around ${timeMs / 1000}s` };
}

/** @returns what is wrong with it where it is none */
function reparsed(printed: string): Expr | string {
  try {
    return parseExpr(printed, parseOptions);
  } catch (error) {
    if (error instanceof PromqlError) return error.message;
    throw error;
  }
}

/** What an instant query would have given, from a matrix. */
function valueAt(value: ResultValue, timeMs: number, isScalar: boolean): ResultValue {
  if (value.kind !== 'matrix') return value;
  const series = value.series.flatMap((one) => sampleAt(one, timeMs) ?? []);
  if (!isScalar) return { kind: 'vector', series };
  return { kind: 'scalar', timeMs, value: series[0]?.values[0] ?? Number.NaN };
}

function sampleAt({ labels, timesMs, values, histograms }: ResultSeries, timeMs: number): ResultSeries | undefined {
  const index = timesMs.indexOf(timeMs);
  if (index === -1) return undefined;
  const end = index + 1;
  return {
    labels,
    timesMs: timesMs.slice(index, end),
    values: values.slice(index, end),
    histograms: histograms?.slice(index, end),
  };
}

function checkQuery(query: EngineQuery, { expected }: EvalCommand, queryable: Queryable): Difference | undefined {
  const outcome = evaluate(query, queryable);
  const { failure } = expected;
  if (failure === undefined) {
    return checkOutcome(
      outcome,
      ({ value, annotations }) => compareAnnotations(expected, annotations) ?? compareResult(expected, value),
    );
  }
  const wanted = `the error: ${failure.description}`;
  if (outcome.kind === 'bug') return { expected: wanted, got: outcome.message };
  if (outcome.kind === 'result') return { expected: wanted, got: describeResult(outcome.result.value) };
  return failure.matches(outcome.message) ? undefined : { expected: wanted, got: `the error: ${outcome.message}` };
}

type Outcome =
  | { readonly kind: 'result'; readonly result: QueryResult }
  /** Of the query, as a user is told. */
  | { readonly kind: 'error'; readonly message: string }
  /** Of the engine. */
  | { readonly kind: 'bug'; readonly message: string };

function checkOutcome(
  outcome: Outcome,
  check: (result: QueryResult) => Difference | undefined,
): Difference | undefined {
  if (outcome.kind === 'result') return check(outcome.result);
  return { expected: 'a result', got: outcome.kind === 'bug' ? outcome.message : `the error: ${outcome.message}` };
}

function evaluate(query: EngineQuery, queryable: Queryable): Outcome {
  try {
    return { kind: 'result', result: evaluateQuery(queryable, query, engineOptions, limits) };
  } catch (error) {
    if (error instanceof EvaluationError || error instanceof PromqlError)
      return { kind: 'error', message: error.message };
    return { kind: 'bug', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
