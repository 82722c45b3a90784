/**
 * PromQL over any storage: one expression, evaluated at one time or over a range.
 * https://prometheus.io/docs/prometheus/latest/querying/basics/
 */
import type { Expr } from '../ast.ts';
import type { Queryable } from '../queryable.ts';
import { createAnnotations } from './annotations.ts';
import type { Column, SparseColumn, Value } from './column.ts';
import type { EvaluationContext } from './context.ts';
import { createEvaluator } from './evaluate.ts';
import type { Evaluator } from './evaluator.ts';
import { type MatrixPlan, planOf, type SubqueryPlan } from './plan.ts';
import { type RunLimits, startRun } from './query-run.ts';
import { drawnSource } from './range/drawn-ranges.ts';
import { selectorSource, subquerySource } from './range-source.ts';
import { type QueryResult, type ResultSeries, type ResultValue, seriesOfColumn, seriesOfRanges } from './result.ts';
import { type SemanticsVersion, semanticsOf } from './semantics.ts';
import { requireDistinct, sortedByLabels } from './sort-series.ts';
import { instantGrid, rangeGrid, type TimeGrid, timesOfGrid } from './time-grid.ts';
import { withNamesGone } from './unite-columns.ts';

export interface EngineOptions {
  readonly semantics: SemanticsVersion;
  /** How old the sample of an instant selector may be; Prometheus's default is five minutes. */
  readonly lookbackMs: number;
  /** Of a subquery that names none: Prometheus takes its global evaluation interval. */
  readonly subqueryStepMs: (rangeMs: number) => number;
  /** Features of Prometheus that are off there unless asked for: https://prometheus.io/docs/prometheus/latest/feature_flags/ */
  readonly delayedNames?: boolean;
  readonly startTimestamps?: boolean;
  readonly typeAndUnitLabels?: boolean;
}

/** What is asked: parsed and type-checked. */
export type EngineQuery =
  | { readonly kind: 'instant'; readonly expr: Expr; readonly timeMs: number }
  | {
      readonly kind: 'range';
      readonly expr: Expr;
      readonly startMs: number;
      readonly endMs: number;
      readonly stepMs: number;
    };

/** @throws EvaluationError; and whatever the storage throws */
export function evaluateQuery(
  queryable: Queryable,
  query: EngineQuery,
  options: EngineOptions,
  limits: RunLimits,
): QueryResult {
  const run = startRun(limits);
  const annotations = createAnnotations();
  const { grid, times } = timesOf(query);
  const semantics = semanticsOf(options.semantics);
  const context: EvaluationContext = {
    ...{ queryable, run, annotations, semantics, times, lookbackMs: options.lookbackMs },
    delayedNames: options.delayedNames ?? false,
    startTimestamps: options.startTimestamps ?? false,
    typeAndUnitLabels: options.typeAndUnitLabels ?? false,
  };
  const { dotMatchesNewline } = semantics;
  const plan = planOf(query.expr, { times, dotMatchesNewline, subqueryStepMs: options.subqueryStepMs });
  const evaluator = createEvaluator(context);
  const value =
    plan.kind === 'matrix' || plan.kind === 'subquery'
      ? { kind: 'matrix' as const, series: sortedByLabels(seriesInRange(plan, grid, evaluator)) }
      : resultOf(query, grid, evaluator.value(plan, grid));
  const samples = { total: run.samples.total(), peak: run.samples.peak() };
  return { value, annotations: annotations.list(), peakBytes: run.peakBytes(), samples };
}

function timesOf(query: EngineQuery) {
  if (query.kind === 'instant') {
    const { timeMs } = query;
    return { grid: instantGrid(timeMs), times: { startMs: timeMs, endMs: timeMs, stepMs: 0 } };
  }
  const { startMs, endMs, stepMs } = query;
  return { grid: rangeGrid(startMs, endMs, stepMs), times: { startMs, endMs, stepMs } };
}

function seriesInRange(plan: MatrixPlan | SubqueryPlan, grid: TimeGrid, evaluator: Evaluator): readonly ResultSeries[] {
  const { context } = evaluator;
  if (plan.kind === 'matrix') {
    return seriesOfRanges((plan.selector.extension === undefined ? selectorSource : drawnSource)(plan, grid, context));
  }
  // No function takes its window: what counts is what the subquery itself read.
  const { samples } = context.run;
  let read = 0;
  const source = subquerySource(plan, grid, context, (inner) => {
    const columns = evaluator.vector(plan.expr, inner);
    read = samples.total();
    return columns;
  });
  const series = seriesOfRanges(source);
  samples.restart(read);
  return series;
}

function resultOf(query: EngineQuery, grid: TimeGrid, value: Value): ResultValue {
  switch (value.kind) {
    case 'string':
      return { kind: 'string', timeMs: grid.startMs, text: value.text };
    case 'scalar': {
      if (query.kind === 'instant') return { kind: 'scalar', timeMs: grid.startMs, value: value.values[0] ?? 0 };
      const column: Column = {
        ...{ labels: [], values: value.values, present: undefined, histograms: undefined, dropName: false },
      };
      return { kind: 'matrix', series: seriesOf([column], grid) };
    }
    case 'vector':
      return seriesResult(query, seriesOf(withNamesGone(value.columns), grid));
    // Counts have no names that could go.
    case 'sparse':
      return seriesResult(query, seriesOf(value.columns, grid));
  }
}

function seriesResult(query: EngineQuery, series: readonly ResultSeries[]): ResultValue {
  if (query.kind === 'range') return { kind: 'matrix', series: sortedByLabels(series) };
  requireDistinct(series);
  return { kind: 'vector', series };
}

function seriesOf(columns: readonly (Column | SparseColumn)[], grid: TimeGrid): readonly ResultSeries[] {
  const allTimesMs = timesOfGrid(grid);
  return columns.flatMap((column) => seriesOfColumn(column, allTimesMs) ?? []);
}
