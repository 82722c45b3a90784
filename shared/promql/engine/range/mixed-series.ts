/**
 * A series in which there are native histograms: windows of numbers only are computed as ever, and those with a histogram in them by
 * themselves, sample by sample.
 */
import type { FloatHistogram } from '../../../model/float-histogram.ts';
import { metricNamed, tellMixedSamples } from '../histogram-words.ts';
import type { RangeSeries } from '../range-source.ts';
import { timeAt } from '../time-grid.ts';
import type { Windows } from '../windows.ts';
import type { FloatRange, FloatRangeFunction } from './float-range.ts';
import { rangeMessages } from './range-messages.ts';
import type { WindowFunction } from './sample-window.ts';

export type Histograms = readonly (FloatHistogram | undefined)[];

export interface Computed {
  readonly values: Float64Array;
  readonly present: Uint8Array;
  readonly histograms: (FloatHistogram | undefined)[] | undefined;
}

/** How many of the samples before each are histograms. */
function histogramsBefore(histograms: Histograms): Int32Array {
  const before = new Int32Array(histograms.length + 1);
  for (let i = 0; i < histograms.length; i += 1) {
    before[i + 1] = (before[i] as number) + (histograms[i] === undefined ? 0 : 1);
  }
  return before;
}

/** For functions of numbers: histograms are left out, and that is told where a window has both. */
export function ignoringHistograms(range: FloatRange, histograms: Histograms, compute: FloatRangeFunction): Computed {
  const before = histogramsBefore(histograms);
  const isNumber = (_: number, i: number) => histograms[i] === undefined;
  const { lo, hi } = range.windows;
  const numbersBefore = (index: number) => index - (before[index] as number);
  const windows: Windows = { lo: lo.map(numbersBefore), hi: hi.map(numbersBefore) };
  const numbers: FloatRange = {
    ...range,
    timesMs: range.timesMs.filter(isNumber),
    values: range.values.filter(isNumber),
    startTimesMs: range.startTimesMs?.filter(isNumber),
    windows,
  };
  for (let i = 0; i < lo.length; i += 1) {
    const total = (hi[i] as number) - (lo[i] as number);
    const count = (windows.hi[i] as number) - (windows.lo[i] as number);
    if (count === 0 || count === total) continue;
    range.teller.annotations.info(rangeMessages.ignored(range.labels), range.teller.rangeAt);
    break;
  }
  return { ...computeNumbers(numbers, compute), histograms: undefined };
}

/** @param present is written into; without it, anew */
export function computeNumbers(range: FloatRange, compute: FloatRangeFunction, present?: Uint8Array): Computed {
  const count = range.windows.lo.length;
  const values = new Float64Array(count);
  const found = present?.fill(0) ?? new Uint8Array(count);
  compute(range, values, found);
  return { values, present: found, histograms: undefined };
}

/** @param ofWindow for windows with a histogram in them */
export function computeMixed(
  range: FloatRange,
  histograms: Histograms,
  compute: FloatRangeFunction,
  ofWindow: WindowFunction,
): Computed {
  const before = histogramsBefore(histograms);
  const { lo, hi } = range.windows;
  const has = (i: number) => (before[hi[i] as number] as number) > (before[lo[i] as number] as number);
  const windows: Windows = { lo, hi: hi.map((to, i) => (has(i) ? (lo[i] as number) : to)) };
  const { values, present } = computeNumbers({ ...range, windows }, compute);
  const found: (FloatHistogram | undefined)[] = new Array(values.length).fill(undefined);
  const { timesMs, startTimesMs, labels, rangeMs, ends, scalars, teller, check } = range;
  for (let i = 0; i < lo.length; i += 1) {
    if (!has(i)) continue;
    check();
    const window = { timesMs, values: range.values, histograms, startTimesMs, labels, rangeMs, endMs: timeAt(ends, i) };
    const at = { from: lo[i] as number, to: hi[i] as number, scalars: scalars.map((values) => values[i] ?? 0) };
    const element = ofWindow({ ...window, ...at }, teller);
    if (element === undefined) continue;
    present[i] = 1;
    if (typeof element === 'number') values[i] = element;
    else found[i] = element;
  }
  return { values, present, histograms: found.some((one) => one !== undefined) ? found : undefined };
}

/** Empties the windows where samples of both kinds were looked at: an anchored or smoothed rate has no value there. */
export function withoutMixedReach({ reach, windows, histograms }: RangeSeries, range: FloatRange): FloatRange {
  if (reach === undefined || histograms === undefined) return range;
  const before = histogramsBefore(histograms);
  const hi = windows.hi.map((to, i) => {
    const [from, until] = [reach.lo[i] as number, reach.hi[i] as number];
    const count = (before[until] as number) - (before[from] as number);
    if (count === 0 || count === until - from) return to;
    tellMixedSamples({ annotations: range.teller.annotations, at: range.teller.rangeAt }, metricNamed(range.labels));
    return windows.lo[i] as number;
  });
  return { ...range, windows: { lo: windows.lo, hi } };
}
