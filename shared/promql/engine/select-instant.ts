/** Instant selectors: at each time of the grid the latest sample that is not older than the lookback, and no stale marker. */

import { firstNotBelow } from '../../base/rising.ts';
import type { FloatHistogram } from '../../model/float-histogram.ts';
import type { SelectedSeries } from '../queryable.ts';
import { type Column, columnBytes } from './column.ts';
import type { EvaluationContext } from './context.ts';
import { placedGrid, type SelectorPlan } from './plan.ts';
import { samplesAt } from './sample-counts.ts';
import { selectedSeries } from './selected-series.ts';
import { endOf, type TimeGrid } from './time-grid.ts';

export interface Looked {
  readonly series: SelectedSeries;
  /** By time of the grid: the index of its sample, -1 for none. Written anew for the next series. */
  readonly at: Int32Array;
  /** At how many times there is one. */
  readonly found: number;
  /** Whether they are one after the other, at every time: the steps are those of the scrapes. */
  readonly isRun: boolean;
}

/** Walks over the selected series that have a sample at some time. */
export function* lookAt(plan: SelectorPlan, grid: TimeGrid, context: EvaluationContext): Generator<Looked> {
  const { lookbackMs, semantics, run } = context;
  const { closedRanges: closed } = semantics;
  const look = placedGrid(plan, grid);
  const startMs = look.startMs - lookbackMs + (closed ? 0 : 1);
  const fresh = new Int32Array(grid.count);
  const unstale = new Int32Array(grid.count);
  let last: Float64Array | undefined;
  let found = 0;
  let isRun = false;
  let read = 0;
  const counted = (looked: Looked): Looked => {
    const samples = samplesAt(looked.at, looked.found, looked.series.histograms);
    read += samples;
    run.samples.add(samples);
    run.samples.reach(read);
    return looked;
  };
  for (const series of selectedSeries(plan, startMs, endOf(look), context)) {
    if (series.timesMs !== last) {
      last = series.timesMs;
      found = findLatest(series.timesMs, look, closed ? lookbackMs + 1 : lookbackMs, fresh);
      isRun = found === grid.count && isOneAfterTheOther(fresh);
    }
    if (found === 0) continue;
    const { stale } = series;
    if (stale === undefined || stale.length === 0) yield counted({ series, at: fresh, found, isRun });
    else {
      const left = withoutStale(fresh, stale, unstale);
      if (left > 0) yield counted({ series, at: unstale, found: left, isRun: isRun && left === found });
    }
  }
}

/** @param ageMs samples of this age are too old @returns how many there are */
function findLatest(timesMs: Float64Array, grid: TimeGrid, ageMs: number, at: Int32Array): number {
  const total = timesMs.length;
  let next = firstNotBelow(timesMs, grid.startMs - ageMs);
  let found = 0;
  for (let i = 0; i < grid.count; i += 1) {
    const timeMs = grid.startMs + i * grid.stepMs;
    while (next < total && (timesMs[next] as number) <= timeMs) next += 1;
    const isFresh = next > 0 && (timesMs[next - 1] as number) > timeMs - ageMs;
    at[i] = isFresh ? next - 1 : -1;
    if (isFresh) found += 1;
  }
  return found;
}

function withoutStale(fresh: Int32Array, stale: readonly number[], out: Int32Array): number {
  const marks = new Set(stale);
  let found = 0;
  for (let i = 0; i < fresh.length; i += 1) {
    const index = fresh[i] as number;
    const isThere = index >= 0 && !marks.has(index);
    out[i] = isThere ? index : -1;
    if (isThere) found += 1;
  }
  return found;
}

export function selectInstant(plan: SelectorPlan, grid: TimeGrid, context: EvaluationContext): readonly Column[] {
  const columns: Column[] = [];
  for (const looked of lookAt(plan, grid, context)) {
    context.run.charge(columnBytes(grid.count));
    columns.push(columnOf(looked));
  }
  return columns;
}

function columnOf({ series, at, found, isRun }: Looked): Column {
  return {
    labels: series.labels,
    values: valuesAt(series.values, at, isRun),
    present: found === at.length ? undefined : presenceOf(at),
    histograms: series.histograms === undefined ? undefined : histogramsOf(series.histograms, at),
    dropName: false,
  };
}

function valuesAt(source: Float64Array, at: Int32Array, isRun: boolean): Float64Array {
  const first = at[0] ?? -1;
  if (isRun) return source.slice(first, first + at.length);
  const values = new Float64Array(at.length);
  for (let i = 0; i < at.length; i += 1) {
    const index = at[i] as number;
    if (index >= 0) values[i] = source[index] as number;
  }
  return values;
}

function isOneAfterTheOther(at: Int32Array): boolean {
  for (let i = 1; i < at.length; i += 1) if (at[i] !== (at[i - 1] as number) + 1) return false;
  return true;
}

function presenceOf(at: Int32Array): Uint8Array {
  const present = new Uint8Array(at.length);
  for (let i = 0; i < at.length; i += 1) present[i] = (at[i] as number) >= 0 ? 1 : 0;
  return present;
}

/** @returns undefined where none of the samples that are looked at is one */
function histogramsOf(
  all: readonly (FloatHistogram | undefined)[],
  at: Int32Array,
): (FloatHistogram | undefined)[] | undefined {
  const histograms = Array.from(at, (index) => (index < 0 ? undefined : all[index]));
  return histograms.some((one) => one !== undefined) ? histograms : undefined;
}
