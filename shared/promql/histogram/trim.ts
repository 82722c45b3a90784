/**
 * Histograms cut off at a value, as `</` and `>/` do: whole buckets stay or go, the one that is cut keeps its share, and the sum is
 * estimated anew from the buckets' middles. https://prometheus.io/docs/prometheus/latest/querying/operators/#histogram-trim-operators
 */
import type { FloatHistogram, HistogramBuckets } from '../../model/float-histogram.ts';
import { compacted } from './arithmetic.ts';
import { type Bucket, exponentialBound, hasCustomBuckets, positiveBounds } from './buckets.ts';
import { shareBelow } from './quantile.ts';

/** Which observations stay: those below the value, or those above it. */
type Side = 'below' | 'above';

/** What stays of a bucket, and where its middle then is. */
interface Cut {
  readonly count: number;
  readonly middle: number;
}

export function trimmed(histogram: FloatHistogram, value: number, side: Side): FloatHistogram {
  const isCustom = hasCustomBuckets(histogram);
  const kept: Cut[] = [];
  const cut = (buckets: HistogramBuckets, boundsOf: (index: number) => readonly [number, number], sign: 1 | -1) => ({
    indexes: buckets.indexes,
    counts: buckets.counts.map((count, i) => {
      if (count === 0) return 0;
      const [lower, upper] = boundsOf(buckets.indexes[i] ?? 0);
      const part = cutBucket({ lower, upper, count }, value, side, { sign, isCustom });
      kept.push(part);
      return part.count;
    }),
  });
  const { schema } = histogram;
  const positive = cut(histogram.positive, (index) => positiveBounds(histogram, index), 1);
  const mirrored = (index: number) => [-exponentialBound(index, schema), -exponentialBound(index - 1, schema)] as const;
  const negative = cut(histogram.negative, mirrored, -1);
  const zero = histogram.zeroCount > 0 ? cutZeroBucket(histogram, value, side) : gone;
  kept.push(zero);
  const zeroCount = histogram.zeroCount > 0 ? zero.count : histogram.zeroCount;
  const isWhole =
    zeroCount === histogram.zeroCount &&
    positive.counts.every((count, i) => count === histogram.positive.counts[i]) &&
    negative.counts.every((count, i) => count === histogram.negative.counts[i]);
  if (isWhole) return histogram;
  const count = kept.reduce((total, part) => total + part.count, 0);
  const sum = kept.reduce((total, part) => total + part.middle * part.count, 0);
  return compacted({ ...histogram, positive, negative, zeroCount, count, sum });
}

interface Kind {
  readonly sign: 1 | -1;
  readonly isCustom: boolean;
}

const gone: Cut = { count: 0, middle: 0 };

function cutBucket(bucket: Bucket, value: number, side: Side, kind: Kind): Cut {
  const { lower, upper, count } = bucket;
  if (side === 'below' ? upper <= value : lower >= value) return { count, middle: middleOf(lower, upper, kind) };
  if (!(side === 'below' ? lower < value : upper > value)) return gone;
  if (lower === Number.NEGATIVE_INFINITY || upper === Number.POSITIVE_INFINITY) return cutEndless(bucket, value, side);
  const below = count * shareBelow(value, bucket, kind.isCustom);
  if (side === 'below') return { count: below, middle: middleOf(lower, value, kind) };
  return { count: count - below, middle: middleOf(value, upper, kind) };
}

/** A bucket that is cut and has no end to one side: how its observations lie is not known, so mostly it goes as a whole. */
function cutEndless({ lower, upper, count }: Bucket, value: number, side: Side): Cut {
  if (lower !== Number.NEGATIVE_INFINITY) return side === 'above' && value >= lower ? { count, middle: value } : gone;
  if (upper === Number.POSITIVE_INFINITY) return gone;
  // Where it ends above nought it is taken to begin there.
  if (side === 'above') return value >= 0 ? { count: count * (1 - value / upper), middle: (value + upper) / 2 } : gone;
  if (upper <= 0) return { count, middle: value };
  return value > 0 ? { count: (count * value) / upper, middle: value / 2 } : gone;
}

/** It is linear, and lies on the side on which there are other buckets, where those are on one side only. */
function cutZeroBucket(histogram: FloatHistogram, value: number, side: Side): Cut {
  const { zeroThreshold, zeroCount: count } = histogram;
  const [hasPositive, hasNegative] = [holdsAny(histogram.positive), holdsAny(histogram.negative)];
  const lower = hasPositive && !hasNegative ? 0 : -zeroThreshold;
  const upper = hasNegative && !hasPositive ? 0 : zeroThreshold;
  const whole: Cut = { count, middle: (lower + upper) / 2 };
  if (value <= lower) return side === 'below' ? gone : whole;
  if (value >= upper) return side === 'below' ? whole : gone;
  if (side === 'below') return { count: (count * (value - lower)) / (upper - lower), middle: (lower + value) / 2 };
  return { count: (count * (upper - value)) / (upper - lower), middle: (value + upper) / 2 };
}

function holdsAny({ counts }: HistogramBuckets): boolean {
  return counts.some((count) => count !== 0);
}

function middleOf(lower: number, upper: number, { sign, isCustom }: Kind): number {
  if (lower === Number.NEGATIVE_INFINITY) {
    if (upper === Number.POSITIVE_INFINITY) return 0;
    return upper > 0 ? upper / 2 : upper;
  }
  if (upper === Number.POSITIVE_INFINITY) return lower;
  return isCustom ? (lower + upper) / 2 : sign * Math.sqrt(Math.abs(lower * upper));
}
