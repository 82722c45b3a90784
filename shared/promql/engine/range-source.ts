/** What a range function reads: series after series, each with the window of every time. Of a range selector or of a subquery. */

import { firstNotBelow } from '../../base/rising.ts';
import type { FloatHistogram } from '../../model/float-histogram.ts';
import type { Labels } from '../../model/labels.ts';
import type { SelectedSeries } from '../queryable.ts';
import type { Column } from './column.ts';
import type { EvaluationContext } from './context.ts';
import { type MatrixPlan, type Placement, placedGrid, type SubqueryPlan } from './plan.ts';
import type { StartedRun } from './query-run.ts';
import { extendedFinder } from './range/extended-windows.ts';
import { samplesIn } from './sample-counts.ts';
import { selectedSeries } from './selected-series.ts';
import { endOf, type TimeGrid, timesOfGrid } from './time-grid.ts';
import { type FindNarrow, type NarrowWindows, narrowFinder, partOf, type Windows } from './windows.ts';

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
    const unstale = withoutStale(known, startMs, endMs);
    if (unstale.timesMs.length === 0) continue;
    const { startTimesMs } = unstale;
    const taken = startTimestamps || startTimesMs === undefined ? unstale : { ...unstale, startTimesMs: undefined };
    const found = find(taken, unstale !== series);
    if (found !== undefined) yield found;
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

/** @returns undefined where no sample is in any window */
type FindRange = (series: SelectedSeries, hasOwnTimes: boolean) => RangeSeries | undefined;

function finderOf(
  { selector: { extension }, rangeMs }: MatrixPlan,
  ends: TimeGrid,
  { lookbackMs, semantics, run }: EvaluationContext,
): FindRange {
  if (extension !== undefined) {
    const find = extendedFinder({ ends, rangeMs, lookbackMs, extension });
    return ({ labels, timesMs, values, histograms, startTimesMs }) => {
      const found = find(timesMs);
      run.samples.add(samplesIn(found.windows, histograms));
      return { ...{ labels, dropName: false, timesMs, values, histograms, startTimesMs }, ...found };
    };
  }
  const find = narrowFinder({ grid: ends, lengthMs: rangeMs, closed: semantics.closedRanges });
  return (series, hasOwnTimes) => narrowSeries(series, false, find(series.timesMs, hasOwnTimes), run);
}

function narrowSeries(
  { labels, values, histograms, startTimesMs }: SelectedSeries,
  dropName: boolean,
  found: NarrowWindows,
  { samples }: StartedRun,
): RangeSeries | undefined {
  const { windows, timesMs, from, to } = found;
  if (from === to) return undefined;
  const narrow = histograms?.slice(from, to);
  samples.add(narrow === undefined ? found.total : samplesIn(windows, narrow));
  samples.reach(found.longest);
  return {
    labels,
    dropName,
    timesMs,
    values: partOf(values, from, to),
    histograms: narrow,
    startTimesMs: startTimesMs === undefined ? undefined : partOf(startTimesMs, from, to),
    windows,
    reach: undefined,
  };
}

/** Marks before and after what is looked at make no difference, and so the series keeps the times that it shares with others. */
function withoutStale(series: SelectedSeries, startMs: number, endMs: number): SelectedSeries {
  const { stale, timesMs, values, histograms, startTimesMs } = series;
  if (stale === undefined || stale.length === 0) return series;
  const from = firstNotBelow(timesMs, startMs);
  const marks = new Set(stale.filter((i) => i >= from && (timesMs[i] as number) <= endMs));
  if (marks.size === 0) return series;
  const kept = new Int32Array(timesMs.length - marks.size);
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
  const { samples } = context.run;
  const before = samples.total();
  const columns = inner.count === 0 ? [] : evaluate(inner);
  samples.restart(before);
  const find = narrowFinder({ grid: ends, lengthMs: plan.rangeMs, closed });
  return { ends, rangeMs: plan.rangeMs, series: subqueryRanges(columns, inner, find, context) };
}

function* subqueryRanges(
  columns: readonly Column[],
  inner: TimeGrid,
  find: FindNarrow,
  { run }: EvaluationContext,
): Generator<RangeSeries> {
  if (columns.length === 0) return;
  const allTimes = timesOfGrid(inner);
  for (const { labels, dropName, values, present, histograms } of columns) {
    run.check();
    const kept = present === undefined ? undefined : indicesOf(present);
    if (kept?.length === 0) continue;
    const timesMs = kept === undefined ? allTimes : picked(allTimes, kept);
    const known = {
      labels,
      timesMs,
      values: kept === undefined ? values : picked(values, kept),
      histograms: withoutHints(
        kept === undefined || histograms === undefined ? histograms : Array.from(kept, (i) => histograms[i]),
      ),
    };
    const found = narrowSeries(known, dropName, find(timesMs, kept !== undefined), run);
    if (found !== undefined) yield found;
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
