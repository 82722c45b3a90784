/**
 * By what the growth between the samples of a window is multiplied to be that of the whole range, or of a second of it. Nearly all of that
 * is told by times alone: it is computed once for all series that share their windows.
 */
import type { Windows } from '../windows.ts';
import type { FloatRange } from './float-range.ts';
import { goSeconds } from './go-seconds.ts';

/** Samples may lie so many of their average distances from an end of the range, and the slope is drawn on to it. */
export const nearEnough = 1.1;

export interface SlopeKind {
  readonly isCounter: boolean;
  readonly isRate: boolean;
}

/** By window. */
export interface Slopes {
  /** 1 where there are two samples; the others are told of those windows only. */
  readonly present: Uint8Array;
  /** Where no counter was 0 within what is drawn on. */
  readonly factors: Float64Array;
  /** No counter was, whose first value is greater than so many times its growth. Where it is less, a division tells. */
  readonly bounds: Float64Array;
}

/** More than all rounding on the way. */
const clearlyMore = 1 + 1e-9;

/** @returns what finds them once for each of the windows */
export function slopesOf(kind: SlopeKind): (range: FloatRange) => Slopes {
  const known = new WeakMap<Windows, Slopes>();
  return (range) => {
    const found = known.get(range.windows) ?? findSlopes(range, kind);
    known.set(range.windows, found);
    return found;
  };
}

function findSlopes(range: FloatRange, kind: SlopeKind): Slopes {
  const { timesMs, ends, rangeMs, semantics } = range;
  const { lo, hi } = range.windows;
  const slopes: Slopes = {
    present: new Uint8Array(lo.length),
    factors: new Float64Array(lo.length),
    bounds: new Float64Array(lo.length),
  };
  for (let i = 0; i < lo.length; i += 1) {
    const from = lo[i] as number;
    const last = (hi[i] as number) - 1;
    if (last <= from) continue;
    const firstMs = timesMs[from] as number;
    const sampled = ((timesMs[last] as number) - firstMs) / 1000;
    const toStart = (firstMs - (ends.startMs + i * ends.stepMs - rangeMs)) / 1000;
    const average = sampled / (last - from);
    const isFar = !semantics.zeroBeforeThreshold && toStart >= average * nearEnough;
    slopes.present[i] = 1;
    slopes.factors[i] = slopeFactor(range, kind, i, 0, 0);
    slopes.bounds[i] = (clearlyMore * (isFar ? average / 2 : toStart)) / sampled;
  }
  return slopes;
}

/**
 * @param i a window of two samples at least
 * @param first the value at its begin
 * @param result how much it grew; with 0 no counter was 0 before
 */
export function slopeFactor(
  { timesMs, windows, ends, rangeMs, semantics }: FloatRange,
  { isCounter, isRate }: SlopeKind,
  i: number,
  first: number,
  result: number,
): number {
  const from = windows.lo[i] as number;
  const last = (windows.hi[i] as number) - 1;
  const firstMs = timesMs[from] as number;
  const lastMs = timesMs[last] as number;
  const endMs = ends.startMs + i * ends.stepMs;
  const sampled = (lastMs - firstMs) / 1000;
  const average = sampled / (last - from);
  const threshold = average * nearEnough;
  let toStart = (firstMs - (endMs - rangeMs)) / 1000;
  let toEnd = (endMs - lastMs) / 1000;
  if (!semantics.zeroBeforeThreshold && toStart >= threshold) toStart = average / 2;
  if (isCounter && result > 0 && first >= 0) {
    const toZero = sampled * (first / result);
    if (toZero < toStart) toStart = toZero;
  }
  if (semantics.zeroBeforeThreshold && toStart >= threshold) toStart = average / 2;
  if (toEnd >= threshold) toEnd = average / 2;
  const factor = sampled === 0 ? 1 : (sampled + toStart + toEnd) / sampled;
  return isRate ? factor / goSeconds(rangeMs) : factor;
}
