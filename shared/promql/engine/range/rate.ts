/**
 * rate, increase and delta of numbers, extrapolated to the ends of the range.
 * https://prometheus.io/docs/prometheus/latest/querying/functions/#rate
 */
import { quoteText } from '../../go-text.ts';
import { nameOf } from '../histogram-words.ts';
import type { FloatRange, FloatRangeFunction } from './float-range.ts';
import { goSeconds } from './go-seconds.ts';
import { resetsOf } from './resets.ts';
import { overlapsBefore } from './start-times.ts';

/** Samples may lie so many of their average distances from an end of the range, and the slope is drawn on to it. */
const nearEnough = 1.1;

interface Kind {
  readonly isCounter: boolean;
  readonly isRate: boolean;
}

const noResets = new Int32Array(0);

const extrapolated =
  ({ isCounter, isRate }: Kind): FloatRangeFunction =>
  (range, out, present) => {
    const { timesMs, values, windows, ends, rangeMs, semantics } = range;
    const { lo, hi } = windows;
    const { zeroBeforeThreshold } = semantics;
    const rangeSeconds = goSeconds(rangeMs);
    const starts = isCounter ? range.startTimesMs : undefined;
    const resets = isCounter ? resetsOf(range) : noResets;
    if (starts !== undefined) tellOverlap(range, starts);
    let firstReset = 0;
    for (let i = 0; i < lo.length; i += 1) {
      const from = lo[i] as number;
      const last = (hi[i] as number) - 1;
      if (last < from || (last === from && starts === undefined)) continue;
      const firstMs = timesMs[from] as number;
      const lastMs = timesMs[last] as number;
      const first = values[from] as number;
      let result = (values[last] as number) - first;
      // A reset at the first sample lies before the range. In the order of time, as Prometheus adds them.
      while (firstReset < resets.length && (resets[firstReset] as number) <= from) firstReset += 1;
      for (let r = firstReset; r < resets.length && (resets[r] as number) <= last; r += 1) {
        result += values[(resets[r] as number) - 1] as number;
      }
      const endMs = ends.startMs + i * ends.stepMs;
      let toStart = (firstMs - (endMs - rangeMs)) / 1000;
      let toEnd = (endMs - lastMs) / 1000;
      let sampled = (lastMs - firstMs) / 1000;
      const average = last === from ? 0 : sampled / (last - from);
      const threshold = average * nearEnough;
      const began = starts === undefined ? 0 : (starts[from] as number);
      if (began !== 0 && began > endMs - rangeMs && began < firstMs) {
        // It began within the range, at nought: nothing is to be guessed.
        toStart = 0;
        sampled = (lastMs - began) / 1000;
        result += first;
      } else if (last === from) {
        continue;
      } else {
        if (!zeroBeforeThreshold && toStart >= threshold) toStart = average / 2;
        if (isCounter && result > 0 && first >= 0) {
          const toZero = sampled * (first / result);
          if (toZero < toStart) toStart = toZero;
        }
        if (zeroBeforeThreshold && toStart >= threshold) toStart = average / 2;
      }
      if (toEnd >= threshold) toEnd = average / 2;
      let factor = sampled === 0 ? 1 : (sampled + toStart + toEnd) / sampled;
      if (isRate) factor /= rangeSeconds;
      out[i] = result * factor;
      present[i] = 1;
    }
  };

function tellOverlap({ timesMs, windows, labels, teller }: FloatRange, starts: Float64Array): void {
  const { lo, hi } = windows;
  let next = 1;
  for (let i = 0; i < lo.length; i += 1) {
    next = Math.max(next, (lo[i] as number) + 1);
    for (; next < (hi[i] as number); next += 1) {
      if (!overlapsBefore(timesMs, starts, next)) continue;
      const name = quoteText(nameOf(labels));
      const words = 'sample has start time that overlaps with previous sample timestamp for metric';
      teller.annotations.warn(`${words} ${name}`, teller.rangeAt);
      return;
    }
  }
}

export const rate = extrapolated({ isCounter: true, isRate: true });
export const increase = extrapolated({ isCounter: true, isRate: false });
export const delta = extrapolated({ isCounter: false, isRate: false });
