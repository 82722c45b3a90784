/**
 * rate, increase and delta of numbers, extrapolated to the ends of the range.
 * https://prometheus.io/docs/prometheus/latest/querying/functions/#rate
 */
import { quoteText } from '../../go-text.ts';
import { nameOf } from '../histogram-words.ts';
import type { FloatRange, FloatRangeFunction } from './float-range.ts';
import { goSeconds } from './go-seconds.ts';
import { resetsOf } from './resets.ts';
import { nearEnough, type SlopeKind, type Slopes, slopeFactor, slopesOf } from './slopes.ts';
import { overlapsBefore } from './start-times.ts';

const extrapolated = (kind: SlopeKind): FloatRangeFunction => {
  const slopes = slopesOf(kind);
  return (range, out, present) => {
    if (kind.isCounter && range.startTimesMs !== undefined) {
      extrapolateStarted(range, range.startTimesMs, kind, out, present);
      return;
    }
    const shared = slopes(range);
    present.set(shared.present);
    extrapolate(range, kind.isCounter ? resetsOf(range) : noResets, shared, kind, out);
  };
};

const noResets = new Int32Array(0);

/** No array is asked twice for the same: this is most of what a dashboard costs. Loops for the few resets are kept apart for the same reason. */
function extrapolate(
  range: FloatRange,
  resets: Int32Array,
  { factors, bounds }: Slopes,
  kind: SlopeKind,
  out: Float64Array,
): void {
  const { values, windows } = range;
  const { lo, hi } = windows;
  const { isCounter } = kind;
  let next = 0;
  let resetAt = resets[0] ?? values.length;
  for (let i = 0; i < lo.length; i += 1) {
    const from = lo[i] as number;
    const last = (hi[i] as number) - 1;
    if (last <= from) continue;
    const first = values[from] as number;
    let grown = (values[last] as number) - first;
    if (resetAt <= from) {
      next = after(from, resets, next);
      resetAt = resets[next] ?? values.length;
    }
    if (resetAt <= last) grown = withResets(grown, values, resets, next, last);
    let factor = factors[i] as number;
    if (isCounter && grown > 0 && first >= 0 && !(first > (bounds[i] as number) * grown && first > notTiny)) {
      factor = slopeFactor(range, kind, i, first, grown);
    }
    out[i] = grown * factor;
  }
}

/** So great that nothing of it is lost when it is multiplied, and the bound is one. */
const notTiny = 1e-270;

/** A reset at the first sample lies before the range. */
function after(from: number, resets: Int32Array, next: number): number {
  let at = next;
  while (at < resets.length && (resets[at] as number) <= from) at += 1;
  return at;
}

/** In the order of time, as Prometheus adds them. */
function withResets(grown: number, values: Float64Array, resets: Int32Array, next: number, last: number): number {
  let result = grown;
  for (let r = next; r < resets.length && (resets[r] as number) <= last; r += 1) {
    result += values[(resets[r] as number) - 1] as number;
  }
  return result;
}

/** Where it is known when a counter began. */
function extrapolateStarted(
  range: FloatRange,
  starts: Float64Array,
  kind: SlopeKind,
  out: Float64Array,
  present: Uint8Array,
): void {
  const { timesMs, values, ends, rangeMs } = range;
  const { lo, hi } = range.windows;
  const resets = resetsOf(range);
  tellOverlap(range, starts);
  let nextReset = 0;
  for (let i = 0; i < lo.length; i += 1) {
    const from = lo[i] as number;
    const last = (hi[i] as number) - 1;
    if (last < from) continue;
    const first = values[from] as number;
    nextReset = after(from, resets, nextReset);
    const result = withResets((values[last] as number) - first, values, resets, nextReset, last);
    const began = starts[from] as number;
    if (began !== 0 && began > ends.startMs + i * ends.stepMs - rangeMs && began < (timesMs[from] as number)) {
      out[i] = (result + first) * factorSince(range, began, kind, i);
    } else if (last === from) continue;
    else out[i] = result * slopeFactor(range, kind, i, first, result);
    present[i] = 1;
  }
}

/** It began within the range, at nought: nothing is to be guessed at that end. */
function factorSince({ timesMs, windows, ends, rangeMs }: FloatRange, began: number, kind: SlopeKind, i: number) {
  const from = windows.lo[i] as number;
  const last = (windows.hi[i] as number) - 1;
  const firstMs = timesMs[from] as number;
  const lastMs = timesMs[last] as number;
  const average = last === from ? 0 : (lastMs - firstMs) / 1000 / (last - from);
  const gap = (ends.startMs + i * ends.stepMs - lastMs) / 1000;
  const toEnd = gap >= average * nearEnough ? average / 2 : gap;
  const sampled = (lastMs - began) / 1000;
  const factor = sampled === 0 ? 1 : (sampled + 0 + toEnd) / sampled;
  return kind.isRate ? factor / goSeconds(rangeMs) : factor;
}

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
