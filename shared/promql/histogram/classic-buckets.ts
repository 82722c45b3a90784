/**
 * Quantiles and fractions of classic histograms, whose buckets are series of cumulative counts with their upper bounds in `le`.
 * https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
 */

/** What is computed with: the first `size` of each array; bounds are strictly rising. The counts may be changed. */
export interface ClassicBuckets {
  readonly uppers: Float64Array;
  readonly counts: Float64Array;
  readonly size: number;
}

/** Counts that differ by less are equal: they were summed up in another order. */
const tolerance = 1e-12;
/** What is above by so much of itself is above in any case: told without a division, and true of nearly all buckets. */
const clearlyAbove = 4e-12;
const smallestNormal = 2 ** -1022;

/** Whether a count was less than one before it by more than rounding explains. What is less is raised, in place. */
function madeMonotonic({ counts, size }: ClassicBuckets): boolean {
  let isForced = false;
  let before = counts[0] as number;
  for (let i = 1; i < size; i += 1) {
    const count = counts[i] as number;
    if (before >= 0 && count - before > clearlyAbove * count) before = count;
    else if (count === before) continue;
    else if (areAlmostEqual(before, count)) counts[i] = before;
    else if (count < before) {
      counts[i] = before;
      isForced = true;
    } else before = count;
  }
  return isForced;
}

/** The same without a tolerance, as until Prometheus 2.49. */
function madeMonotonicExactly({ counts, size }: ClassicBuckets): boolean {
  let isForced = false;
  let most = counts[0] as number;
  for (let i = 1; i < size; i += 1) {
    const count = counts[i] as number;
    if (count > most) most = count;
    else if (count < most) {
      counts[i] = most;
      isForced = true;
    }
  }
  return isForced;
}

function areAlmostEqual(left: number, right: number): boolean {
  if (Number.isNaN(left) && Number.isNaN(right)) return true;
  const size = Math.abs(left) + Math.abs(right);
  const distance = Math.abs(left - right);
  if (left === 0 || right === 0 || size < smallestNormal) return distance < tolerance * smallestNormal;
  return distance / Math.min(size, Number.MAX_VALUE) < tolerance;
}

export interface QuantileRules {
  /** Counts that differ by rounding only are the same. */
  readonly similarBucketsAreEqual: boolean;
  /** Called where counts had to be made to rise. */
  readonly tellForced: () => void;
}

export function classicQuantile(q: number, buckets: ClassicBuckets, rules: QuantileRules): number {
  if (Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  const { uppers, counts, size } = buckets;
  if (uppers[size - 1] !== Number.POSITIVE_INFINITY) return Number.NaN;
  const isForced = rules.similarBucketsAreEqual ? madeMonotonic(buckets) : madeMonotonicExactly(buckets);
  if (isForced) rules.tellForced();
  const observed = counts[size - 1] as number;
  if (size < 2 || observed === 0) return Number.NaN;
  const rank = q * observed;
  const at = firstReaching(rank, buckets);
  if (at === size - 1) return uppers[size - 2] as number;
  const upper = uppers[at] as number;
  if (at === 0) return upper <= 0 ? upper : upper * (rank / (counts[0] as number));
  const lower = uppers[at - 1] as number;
  const below = counts[at - 1] as number;
  return lower + (upper - lower) * ((rank - below) / ((counts[at] as number) - below));
}

/** The first bucket but the last that counts so many, by halving; else the last. */
function firstReaching(rank: number, { counts, size }: ClassicBuckets): number {
  let low = 0;
  let high = size - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((counts[middle] as number) >= rank) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function classicFraction(lower: number, upper: number, buckets: ClassicBuckets): number {
  const { uppers, counts, size } = buckets;
  const observed = counts[size - 1] as number;
  if (uppers[size - 1] !== Number.POSITIVE_INFINITY || observed === 0) return Number.NaN;
  if (Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN;
  if (lower >= upper) return 0;
  const below = (value: number) => Math.min(rankOf(value, buckets) ?? observed, observed);
  return (below(upper) - below(lower)) / observed;
}

/** How many observations lie below a value; undefined where no bucket ends above it. */
function rankOf(value: number, { uppers, counts, size }: ClassicBuckets): number | undefined {
  let rank = 0;
  let lower = (uppers[0] as number) <= 0 ? Number.NEGATIVE_INFINITY : 0;
  for (let i = 0; i < size; i += 1) {
    const upper = uppers[i] as number;
    const count = counts[i] as number;
    if (lower >= value) return rank;
    if (upper > value) {
      if (lower === Number.NEGATIVE_INFINITY) return count;
      return rank + ((count - rank) * (value - lower)) / (upper - lower);
    }
    rank = count;
    lower = upper;
  }
  return undefined;
}
