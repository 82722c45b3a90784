/**
 * rate, increase and delta of numbers where the selector is anchored or smoothed: from the value at the range's begin to that at its end,
 * nothing extrapolated. Their windows are those of extended-windows.ts.
 */
import type { FloatRange, FloatRangeFunction } from './float-range.ts';
import { goSeconds } from './go-seconds.ts';
import { resetsOf } from './resets.ts';

interface Kind {
  readonly isCounter: boolean;
  readonly isRate: boolean;
  /** Between samples the value at a range's end is drawn; else that of the sample before it is taken. */
  readonly smoothed: boolean;
}

export const extendedRate =
  ({ isCounter, isRate, smoothed }: Kind): FloatRangeFunction =>
  (range, out, present) => {
    const { timesMs, values, windows, ends, rangeMs } = range;
    const { lo, hi } = windows;
    const correction = isCounter ? correcting(range) : undefined;
    for (let i = 0; i < lo.length; i += 1) {
      const from = lo[i] as number;
      const last = (hi[i] as number) - 1;
      if (last < from) continue;
      const endMs = ends.startMs + i * ends.stepMs;
      const startMs = endMs - rangeMs;
      const firstMs = timesMs[from] as number;
      const lastMs = timesMs[last] as number;
      const drawsLeft = smoothed && firstMs < startMs;
      const drawsRight = smoothed && last > from && lastMs > endMs;
      const left = drawsLeft ? between(range, from, startMs, isCounter) : (values[from] as number);
      const right = drawsRight ? between(range, last - 1, endMs, isCounter) : (values[last] as number);
      let result = right - left;
      if (correction !== undefined) {
        result += correction(left, right, firstMs <= startMs ? from + 1 : from, lastMs >= endMs ? last - 1 : last);
      }
      out[i] = isRate ? result / goSeconds(rangeMs) : result;
      present[i] = 1;
    }
  };

/** On the straight line from a sample to the next one; a counter that fell began at nought. */
export function between(
  { timesMs, values }: Pick<FloatRange, 'timesMs' | 'values'>,
  before: number,
  atMs: number,
  isCounter: boolean,
): number {
  const next = values[before + 1] as number;
  const start = values[before] as number;
  const from = isCounter && next < start ? 0 : start;
  const beforeMs = timesMs[before] as number;
  return from + ((next - from) * (atMs - beforeMs)) / ((timesMs[before + 1] as number) - beforeMs);
}

/** What a counter had before each of its resets: left end, the samples from … to (inclusive), right end. `from` must not go back. */
function correcting({ timesMs, values }: FloatRange) {
  const resets = resetsOf({ timesMs, values, startTimesMs: undefined });
  let next = 0;
  return (left: number, right: number, from: number, to: number): number => {
    let lost = 0;
    let before = left;
    if (from <= to) {
      if ((values[from] as number) < before) lost += before;
      while (next < resets.length && (resets[next] as number) <= from) next += 1;
      for (let r = next; r < resets.length && (resets[r] as number) <= to; r += 1) {
        lost += values[(resets[r] as number) - 1] as number;
      }
      before = values[to] as number;
    }
    return right < before ? lost + before : lost;
  };
}
