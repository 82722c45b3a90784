/**
 * Quantiles, fractions and the variance of a native histogram. Within a bucket observations are taken to lie evenly: on a logarithmic scale
 * where buckets are exponential, on a linear one otherwise and around nought.
 * https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
 */
import type { FloatHistogram } from '../../model/float-histogram.ts';
import { addTo, type KahanSum } from '../engine/kahan.ts';
import { type Bucket, bucketsInOrder, hasCustomBuckets } from './buckets.ts';

/** What observations of NaN, which are in no bucket, do to the result. */
type NanEffect = 'none' | 'result is NaN' | 'result is skewed higher';

interface Quantile {
  readonly value: number;
  readonly nanEffect: NanEffect;
}

const plain = (value: number): Quantile => ({ value, nanEffect: 'none' });

const noBucket: Bucket = { lower: 0, upper: 0, count: 0 };

export function histogramQuantile(q: number, histogram: FloatHistogram): Quantile {
  if (q < 0) return plain(Number.NEGATIVE_INFINITY);
  if (q > 1) return plain(Number.POSITIVE_INFINITY);
  if (histogram.count === 0 || Number.isNaN(q)) return plain(Number.NaN);
  const isNan = Number.isNaN(histogram.sum);
  // Counted from the nearer end, but that what is missing because it is NaN is missing at the upper one.
  const forward = isNan || q < 0.5;
  const buckets = bucketsInOrder(histogram);
  const rank = (forward ? q : 1 - q) * histogram.count;
  let at = forward ? 0 : buckets.length - 1;
  let counted = buckets[at]?.count ?? 0;
  while (counted < rank && (forward ? at + 1 < buckets.length : at > 0)) {
    at += forward ? 1 : -1;
    counted += buckets[at]?.count ?? 0;
  }
  const found = buckets[at] ?? noBucket;
  const bucket = hasCustomBuckets(histogram) ? withLowerNought(found) : withoutEmptySide(found, histogram);
  if (hasCustomBuckets(histogram)) {
    if (found.lower === Number.NEGATIVE_INFINITY && found.upper <= 0) return plain(found.upper);
    if (found.lower !== Number.NEGATIVE_INFINITY && found.upper === Number.POSITIVE_INFINITY) return plain(found.lower);
  }
  counted = Math.min(counted, histogram.count);
  if (counted < rank) return isNan ? { value: Number.NaN, nanEffect: 'result is NaN' } : plain(bucket.upper);
  const share = (forward ? rank - (counted - bucket.count) : counted - rank) / bucket.count;
  const value = within(bucket, share, hasCustomBuckets(histogram));
  return { value, nanEffect: isNan && missesAny(buckets, histogram) ? 'result is skewed higher' : 'none' };
}

function missesAny(buckets: readonly Bucket[], { count }: FloatHistogram): boolean {
  return buckets.reduce((total, bucket) => total + bucket.count, 0) < count;
}

/** The first bucket of custom bounds begins at -Inf, where nothing can be interpolated. */
function withLowerNought(bucket: Bucket): Bucket {
  return bucket.lower === Number.NEGATIVE_INFINITY ? { ...bucket, lower: 0 } : bucket;
}

/** Where all other buckets are on one side, the one around nought is taken to be on that side, too. */
function withoutEmptySide(bucket: Bucket, { positive, negative }: FloatHistogram): Bucket {
  if (bucket.lower > 0 || bucket.upper < 0) return bucket;
  const [hasPositive, hasNegative] = [positive.indexes.length > 0, negative.indexes.length > 0];
  if (hasPositive === hasNegative) return bucket;
  return hasPositive ? { ...bucket, lower: 0 } : { ...bucket, upper: 0 };
}

function isAroundNought({ lower, upper }: Bucket): boolean {
  return lower <= 0 && upper >= 0;
}

/** @param share of the bucket's observations that lie below */
function within(bucket: Bucket, share: number, isCustom: boolean): number {
  const { lower, upper } = bucket;
  if (isCustom || isAroundNought(bucket)) return lower + (upper - lower) * share;
  const [logLower, logUpper] = [Math.log2(Math.abs(lower)), Math.log2(Math.abs(upper))];
  if (lower > 0) return 2 ** (logLower + (logUpper - logLower) * share);
  return -(2 ** (logUpper + (logLower - logUpper) * (1 - share)));
}

/** The inverse of `within`. */
export function shareBelow(value: number, { lower, upper }: Bucket, isLinear: boolean): number {
  if (isLinear) return (value - lower) / (upper - lower);
  const [logLower, logUpper, logValue] = [
    Math.log2(Math.abs(lower)),
    Math.log2(Math.abs(upper)),
    Math.log2(Math.abs(value)),
  ];
  if (lower > 0) return (logValue - logLower) / (logUpper - logLower);
  return 1 - (logValue - logUpper) / (logLower - logUpper);
}

interface Fraction {
  readonly value: number;
  /** There are observations of NaN: no fraction has them. */
  readonly excludesNan: boolean;
}

/** Of the observations, those from `lower` to `upper`. https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_fraction */
export function histogramFraction(lower: number, upper: number, histogram: FloatHistogram): Fraction {
  const { count } = histogram;
  if (count === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return { value: Number.NaN, excludesNan: false };
  if (lower >= upper) return { value: 0, excludesNan: false };
  const isCustom = hasCustomBuckets(histogram);
  const buckets = bucketsInOrder(histogram).map((bucket) => withoutEmptySide(bucket, histogram));
  const isNan = Number.isNaN(histogram.sum);
  const total = isNan ? buckets.reduce((sum, bucket) => sum + bucket.count, 0) : count;
  const below = (value: number) => Math.min(rankOf(value, buckets, isCustom) ?? total, total);
  return { value: (below(upper) - below(lower)) / count, excludesNan: isNan && total < count };
}

/** How many observations lie below a value; undefined where no bucket ends above it. */
function rankOf(value: number, buckets: readonly Bucket[], isCustom: boolean): number | undefined {
  let rank = 0;
  for (const bucket of buckets) {
    if (bucket.lower >= value) return rank;
    if (bucket.upper > value) {
      if (isCustom && bucket.lower === Number.NEGATIVE_INFINITY) return bucket.count;
      return rank + bucket.count * shareBelow(value, bucket, isCustom || isAroundNought(bucket));
    }
    rank += bucket.count;
  }
  return undefined;
}

/** Each observation is taken to be in the middle of its bucket. https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_stddev */
export function histogramVariance(histogram: FloatHistogram): number {
  const mean = histogram.sum / histogram.count;
  const isCustom = hasCustomBuckets(histogram);
  const total: KahanSum = { sum: 0, rest: 0 };
  for (const bucket of bucketsInOrder(histogram)) {
    const distance = middleOf(bucket, isCustom) - mean;
    addTo(total, bucket.count * distance * distance);
  }
  return (total.sum + total.rest) / histogram.count;
}

function middleOf(bucket: Bucket, isCustom: boolean): number {
  const { lower, upper } = bucket;
  if (isCustom) return (upper + lower) / 2;
  if (isAroundNought(bucket)) return 0;
  return Math.sign(upper) * Math.sqrt(upper * lower);
}
