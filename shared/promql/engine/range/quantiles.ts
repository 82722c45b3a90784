/** quantile_over_time and mad_over_time. https://prometheus.io/docs/prometheus/latest/querying/functions/#aggregation_over_time */
import { quantileOf } from '../quantile.ts';
import { eachWindow, type FloatRange, type FloatRangeFunction } from './float-range.ts';
import { type SortedWindow, sortedWindow } from './sorted-window.ts';

function longestOf({ windows: { lo, hi } }: FloatRange): number {
  let longest = 0;
  for (let i = 0; i < lo.length; i += 1) longest = Math.max(longest, (hi[i] as number) - (lo[i] as number));
  return longest;
}

export const quantileOverTime: FloatRangeFunction = (range, out, present) => {
  const moveTo = sortedWindow(range.values, longestOf(range));
  const q = range.scalars[0];
  eachWindow(1, (_range, from, to, index) => {
    const wanted = q?.[index] ?? Number.NaN;
    if (Number.isNaN(wanted)) return Number.NaN;
    if (wanted < 0) return Number.NEGATIVE_INFINITY;
    if (wanted > 1) return Number.POSITIVE_INFINITY;
    return interpolated(wanted, moveTo(from, to));
  })(range, out, present);
};

/** NaN counts as smaller than everything, as in quantile.ts. */
function interpolated(q: number, { numbers, nans }: SortedWindow): number {
  const last = numbers.length + nans - 1;
  const rank = q * last;
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(last, lower + 1);
  const weight = rank - Math.floor(rank);
  const at = (index: number) => (index < nans ? Number.NaN : (numbers[index - nans] as number));
  return at(lower) * (1 - weight) + at(upper) * weight;
}

/** The median distance from the median; of a window with NaN in it NaN. */
export const madOverTime: FloatRangeFunction = (range, out, present) => {
  const moveTo = sortedWindow(range.values, longestOf(range));
  eachWindow(1, (_range, from, to) => {
    const window = moveTo(from, to);
    return window.nans > 0 ? Number.NaN : medianDistance(window.numbers, interpolated(0.5, window));
  })(range, out, present);
};

/** The distances rise to either side of the median: they are taken from there, the nearer side's first, up to the middle one. */
function medianDistance(numbers: Float64Array, median: number): number {
  if (!Number.isFinite(median))
    return quantileOf(
      0.5,
      numbers.map((value) => Math.abs(value - median)),
    );
  const rank = 0.5 * (numbers.length - 1);
  let right = Math.ceil(rank);
  let left = right - 1;
  let before = 0;
  let last = 0;
  for (let taken = 0; taken <= Math.floor(rank) + 1 && taken < numbers.length; taken += 1) {
    const toLeft = left < 0 ? Number.POSITIVE_INFINITY : Math.abs((numbers[left] as number) - median);
    const toRight = right < numbers.length ? Math.abs((numbers[right] as number) - median) : Number.POSITIVE_INFINITY;
    const takesLeft = right >= numbers.length || (left >= 0 && toLeft <= toRight);
    before = last;
    last = takesLeft ? toLeft : toRight;
    if (takesLeft) left -= 1;
    else right += 1;
  }
  if (numbers.length === 1) return last;
  const weight = rank - Math.floor(rank);
  return before * (1 - weight) + last * weight;
}
