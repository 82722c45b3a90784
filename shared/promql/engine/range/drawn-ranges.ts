/**
 * Anchored and smoothed selectors that are the whole query: the samples of their range, and one at either end of it. Of native histograms
 * only the samples are given.
 */
import type { EvaluationContext } from '../context.ts';
import type { MatrixPlan } from '../plan.ts';
import { type RangeSeries, type RangeSource, selectorSource } from '../range-source.ts';
import type { TimeGrid } from '../time-grid.ts';
import { between } from './extended-rate.ts';

/** @param grid of one time */
export function drawnSource(plan: MatrixPlan, grid: TimeGrid, context: EvaluationContext): RangeSource {
  const source = selectorSource(plan, grid, context);
  return { ...source, series: drawnRanges(source, plan.selector.extension === 'smoothed') };
}

function* drawnRanges({ series, ends, rangeMs }: RangeSource, smoothed: boolean): Generator<RangeSeries> {
  const endMs = ends.startMs;
  for (const one of series) {
    if (one.histograms !== undefined) yield one;
    else yield drawn(one, endMs - rangeMs, endMs, smoothed);
  }
}

function drawn(series: RangeSeries, startMs: number, endMs: number, smoothed: boolean): RangeSeries {
  const { timesMs, values, windows } = series;
  const from = windows.lo[0] ?? 0;
  const last = (windows.hi[0] ?? 0) - 1;
  if (last < from) return series;
  const [firstMs, lastMs] = [timesMs[from] as number, timesMs[last] as number];
  const drawsLeft = smoothed && firstMs < startMs;
  const drawsRight = smoothed && last > from && lastMs > endMs;
  const left = drawsLeft ? between(series, from, startMs, false) : (values[from] as number);
  const right = drawsRight ? between(series, last - 1, endMs, false) : (values[last] as number);
  const [inside, until] = [firstMs <= startMs ? from + 1 : from, lastMs >= endMs ? last : last + 1];
  const drawnTimes = Float64Array.of(startMs, ...timesMs.subarray(inside, until), endMs);
  return {
    ...series,
    timesMs: drawnTimes,
    values: Float64Array.of(left, ...values.subarray(inside, until), right),
    startTimesMs: undefined,
    windows: { lo: Int32Array.of(0), hi: Int32Array.of(drawnTimes.length) },
  };
}
