/**
 * Instant selectors that are smoothed: between two samples the value is drawn, after the last one it stays.
 * https://prometheus.io/docs/prometheus/latest/feature_flags/#extended-range-selectors
 */
import type { FloatHistogram } from '../../model/float-histogram.ts';
import { hasCustomBuckets } from '../histogram/buckets.ts';
import { type Column, columnBytes, presentCount } from './column.ts';
import type { EvaluationContext } from './context.ts';
import { metricNamed, nameOf, tellBoundsDiffered, tellMixedBuckets, tellMixedSamples } from './histogram-words.ts';
import type { SelectorPlan } from './plan.ts';
import { between } from './range/extended-rate.ts';
import { histogramBetween } from './range/histogram-interpolation.ts';
import { type RangeSeries, selectorSource } from './range-source.ts';
import { type TimeGrid, timeAt } from './time-grid.ts';

export function selectSmoothed(plan: SelectorPlan, grid: TimeGrid, context: EvaluationContext): readonly Column[] {
  const { at, invariant } = plan;
  // The lookback on either side is what a smoothed range reaches over; its own length does not matter.
  const source = selectorSource({ kind: 'matrix', selector: plan, rangeMs: 0, at, invariant }, grid, context);
  const columns: Column[] = [];
  const { samples } = context.run;
  const before = samples.total();
  let drawnSamples = 0;
  for (const series of source.series) {
    const drawn = drawnColumn(series, source.ends, plan, context);
    if (!drawn.present.includes(1)) continue;
    drawnSamples += presentCount(drawn.present);
    context.run.charge(columnBytes(grid.count));
    columns.push({ ...drawn, present: drawn.present.includes(0) ? drawn.present : undefined });
  }
  // One at each time, however many were looked at for it.
  samples.restart(before + drawnSamples);
  return columns;
}

type Drawn = Column & { readonly present: Uint8Array };

function drawnColumn(series: RangeSeries, ends: TimeGrid, { at }: SelectorPlan, context: EvaluationContext): Drawn {
  const { timesMs, values, histograms, reach, labels } = series;
  const out = new Float64Array(ends.count);
  const present = new Uint8Array(ends.count);
  const drawn: (FloatHistogram | undefined)[] | undefined = histograms && new Array(ends.count).fill(undefined);
  let next = 0;
  for (let i = 0; reach !== undefined && i < ends.count; i += 1) {
    const [from, to] = [reach.lo[i] as number, reach.hi[i] as number];
    const atMs = timeAt(ends, i);
    while (next < timesMs.length && (timesMs[next] as number) < atMs) next += 1;
    const isExact = next < to && timesMs[next] === atMs;
    if (to <= from || (next <= from && !isExact)) continue;
    if (histograms === undefined || drawn === undefined) {
      if (isExact || next >= to) out[i] = values[isExact ? next : to - 1] as number;
      else out[i] = between(series, next - 1, atMs, false);
      present[i] = 1;
      continue;
    }
    const element = drawnSample(series, histograms, { from, to, next, atMs, isExact }, { at, context });
    if (element === undefined) continue;
    present[i] = 1;
    if (typeof element === 'number') out[i] = element;
    else drawn[i] = element;
  }
  return { labels, values: out, present, histograms: drawn, dropName: false };
}

interface Place {
  readonly from: number;
  readonly to: number;
  /** The first sample that is not before the time. */
  readonly next: number;
  readonly atMs: number;
  readonly isExact: boolean;
}

function drawnSample(
  series: RangeSeries,
  histograms: readonly (FloatHistogram | undefined)[],
  { from, to, next, atMs, isExact }: Place,
  { at, context }: { readonly at: SelectorPlan['at']; readonly context: EvaluationContext },
): number | FloatHistogram | undefined {
  const { timesMs, values, labels } = series;
  const teller = { annotations: context.annotations, at };
  const count = histograms.slice(from, to).filter((one) => one !== undefined).length;
  if (count > 0 && count < to - from) {
    tellMixedSamples(teller, metricNamed(labels));
    return undefined;
  }
  if (isExact || next >= to) {
    const index = isExact ? next : to - 1;
    return histograms[index] ?? values[index];
  }
  const [before, after] = [histograms[next - 1], histograms[next]];
  if (before === undefined || after === undefined) return between(series, next - 1, atMs, false);
  if (hasCustomBuckets(before) !== hasCustomBuckets(after)) {
    tellMixedBuckets(teller, nameOf(labels));
    return undefined;
  }
  return histogramBetween(
    { timeMs: timesMs[next - 1] as number, histogram: before },
    { timeMs: timesMs[next] as number, histogram: after },
    atMs,
    before.resetHint !== 'gauge' && after.resetHint !== 'gauge',
    (during) => tellBoundsDiffered(teller, during),
  );
}
