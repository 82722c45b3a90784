/** What a range function reads: series after series, each with the window of every time. Of a range selector or of a subquery. */
import type { FloatHistogram } from '../../model/float-histogram.ts';
import type { Labels } from '../../model/labels.ts';
import type { SelectedSeries } from '../queryable.ts';
import type { Column } from './column.ts';
import type { EvaluationContext } from './context.ts';
import { type MatrixPlan, type Placement, placedGrid, type SubqueryPlan } from './plan.ts';
import { extendedFinder } from './range/extended-windows.ts';
import { selectedSeries } from './selected-series.ts';
import { endOf, type TimeGrid, timesOfGrid } from './time-grid.ts';
import { type Windows, windowFinder } from './windows.ts';

/** Holds until the next series is taken. No stale markers are in it. */
export interface RangeSeries {
  readonly labels: Labels;
  readonly dropName: boolean;
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
  /** Beside each time; undefined for a series of numbers only. */
  readonly histograms: readonly (FloatHistogram | undefined)[] | undefined;
  readonly startTimesMs: Float64Array | undefined;
  readonly windows: Windows;
  /** Where the selector is anchored or smoothed: all samples that were looked at for the windows. */
  readonly reach: Windows | undefined;
}

export interface RangeSource {
  /** Where the windows end. */
  readonly ends: TimeGrid;
  readonly rangeMs: number;
  readonly series: Iterable<RangeSeries>;
}

export function selectorSource(plan: MatrixPlan, grid: TimeGrid, context: EvaluationContext): RangeSource {
  const ends = rangeEnds(plan.selector, grid, context);
  return { ends, rangeMs: plan.rangeMs, series: selectedRanges(plan, ends, context) };
}

/** Only for a function that moves on by itself does it make a difference that a fixed range moves. Subqueries are not followed there. */
function rangeEnds(placement: Placement, grid: TimeGrid, { semantics }: EvaluationContext): TimeGrid {
  const ends = placedGrid(placement, grid);
  return placement.fixedMs !== undefined && semantics.fixedRangesMove ? { ...ends, stepMs: grid.stepMs } : ends;
}

function* selectedRanges(plan: MatrixPlan, ends: TimeGrid, context: EvaluationContext): Generator<RangeSeries> {
  const { semantics, startTimestamps, lookbackMs } = context;
  const { selector, rangeMs } = plan;
  const { extension } = selector;
  const closed = semantics.closedRanges;
  const find = finderOf(plan, ends, context);
  const startMs = ends.startMs - rangeMs - (extension === undefined ? 0 : lookbackMs) + (closed ? 0 : 1);
  const isFixed = selector.fixedMs !== undefined;
  const endMs = (isFixed ? ends.startMs : endOf(ends)) + (extension === 'smoothed' ? lookbackMs : 0);
  for (const series of selectedSeries(selector, startMs, endMs, context)) {
    const known = isFixed && semantics.fixedRangesMove ? until(endMs, series) : series;
    const { labels, timesMs, values, histograms, startTimesMs } = withoutStale(known);
    if (timesMs.length === 0) continue;
    const started = startTimestamps ? startTimesMs : undefined;
    yield { labels, dropName: false, timesMs, values, histograms, startTimesMs: started, ...find(timesMs) };
  }
}

/** Without what comes later than the fixed range: its windows move on, but find nothing more. */
function until(endMs: number, series: SelectedSeries): SelectedSeries {
  const beyond = series.timesMs.findIndex((timeMs) => timeMs > endMs);
  if (beyond < 0) return series;
  const { timesMs, values, stale } = series;
  return {
    ...series,
    timesMs: timesMs.subarray(0, beyond),
    values: values.subarray(0, beyond),
    stale: stale?.filter((i) => i < beyond),
  };
}

type Found = Pick<RangeSeries, 'windows' | 'reach'>;

function finderOf(
  { selector: { extension }, rangeMs }: MatrixPlan,
  ends: TimeGrid,
  { lookbackMs, semantics }: EvaluationContext,
): (timesMs: Float64Array) => Found {
  if (extension !== undefined) return extendedFinder({ ends, rangeMs, lookbackMs, extension });
  const find = windowFinder({ grid: ends, lengthMs: rangeMs, closed: semantics.closedRanges });
  return (timesMs) => ({ windows: find(timesMs), reach: undefined });
}

function withoutStale(series: SelectedSeries): SelectedSeries {
  const { stale, timesMs, values, histograms, startTimesMs } = series;
  if (stale === undefined || stale.length === 0) return series;
  const marks = new Set(stale);
  const kept = new Int32Array(timesMs.length - stale.length);
  let count = 0;
  for (let i = 0; i < timesMs.length && count < kept.length; i += 1) {
    if (marks.has(i)) continue;
    kept[count] = i;
    count += 1;
  }
  return {
    labels: series.labels,
    timesMs: picked(timesMs, kept),
    values: picked(values, kept),
    histograms: histograms === undefined ? undefined : Array.from(kept, (i) => histograms[i]),
    startTimesMs: startTimesMs === undefined ? undefined : picked(startTimesMs, kept),
  };
}

function picked(all: Float64Array, indices: Int32Array): Float64Array {
  const some = new Float64Array(indices.length);
  for (let i = 0; i < indices.length; i += 1) some[i] = all[indices[i] as number] as number;
  return some;
}

/** The times at which a subquery evaluates what is in it: multiples of its step, from the first window's begin to the last one's end. */
function subqueryGrid({ rangeMs, stepMs }: SubqueryPlan, ends: TimeGrid, closed: boolean): TimeGrid {
  const beginMs = ends.startMs - rangeMs;
  const aligned = Math.floor(beginMs / stepMs) * stepMs;
  const startMs = aligned < beginMs || (aligned === beginMs && !closed) ? aligned + stepMs : aligned;
  const count = Math.max(0, Math.floor((endOf(ends) - startMs) / stepMs) + 1);
  return { startMs, stepMs, count };
}

/** @param evaluate gives the columns of what is in the subquery */
export function subquerySource(
  plan: SubqueryPlan,
  grid: TimeGrid,
  context: EvaluationContext,
  evaluate: (inner: TimeGrid) => readonly Column[],
): RangeSource {
  const ends = placedGrid(plan, grid);
  const closed = context.semantics.closedRanges;
  const inner = subqueryGrid(plan, ends, closed);
  // Before any array of so many times is made: a year of milliseconds is refused here.
  context.run.charge(8 * inner.count);
  const columns = inner.count === 0 ? [] : evaluate(inner);
  const find = windowFinder({ grid: ends, lengthMs: plan.rangeMs, closed });
  return { ends, rangeMs: plan.rangeMs, series: subqueryRanges(columns, inner, find, context) };
}

function* subqueryRanges(
  columns: readonly Column[],
  inner: TimeGrid,
  find: (timesMs: Float64Array) => Windows,
  { run }: EvaluationContext,
): Generator<RangeSeries> {
  if (columns.length === 0) return;
  const allTimes = timesOfGrid(inner);
  for (const { labels, dropName, values, present, histograms } of columns) {
    run.check();
    const kept = present === undefined ? undefined : indicesOf(present);
    if (kept?.length === 0) continue;
    const timesMs = kept === undefined ? allTimes : picked(allTimes, kept);
    yield {
      labels,
      dropName,
      timesMs,
      values: kept === undefined ? values : picked(values, kept),
      histograms: withoutHints(
        kept === undefined || histograms === undefined ? histograms : Array.from(kept, (i) => histograms[i]),
      ),
      startTimesMs: undefined,
      windows: find(timesMs),
      reach: undefined,
    };
  }
}

function indicesOf(present: Uint8Array): Int32Array {
  const indices = new Int32Array(present.length);
  let count = 0;
  for (let i = 0; i < present.length; i += 1) {
    if (present[i] !== 1) continue;
    indices[count] = i;
    count += 1;
  }
  return indices.subarray(0, count);
}

/** What the observer said of two samples after one another does not hold of those that a subquery picks. */
function withoutHints(
  histograms: readonly (FloatHistogram | undefined)[] | undefined,
): readonly (FloatHistogram | undefined)[] | undefined {
  return histograms?.map((one) =>
    one === undefined || one.resetHint === 'unknown' || one.resetHint === 'gauge'
      ? one
      : { ...one, resetHint: 'unknown' },
  );
}
