/** Native histograms that are equal but for rounding. Which empty buckets are listed does not matter. */
import { customBucketsSchema, type FloatHistogram, type HistogramBuckets } from '../../shared/model/float-histogram.ts';
import { almostEqual } from './almost-equal.ts';

export function sameHistogram(expected: FloatHistogram, got: FloatHistogram, withHint: boolean): boolean {
  return (
    expected.schema === got.schema &&
    almostEqual(expected.count, got.count) &&
    almostEqual(expected.sum, got.sum) &&
    expected.zeroThreshold === got.zeroThreshold &&
    almostEqual(expected.zeroCount, got.zeroCount) &&
    (expected.schema !== customBucketsSchema || sameBounds(expected.customValues, got.customValues)) &&
    sameBuckets(expected.negative, got.negative) &&
    sameBuckets(expected.positive, got.positive) &&
    (!withHint || expected.resetHint === got.resetHint)
  );
}

function sameBounds(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((bound, i) => bound === right[i]);
}

function sameBuckets(left: HistogramBuckets, right: HistogramBuckets): boolean {
  const [a, b] = [filledBuckets(left), filledBuckets(right)];
  return (
    a.length === b.length &&
    a.every(({ index, count }, i) => index === b[i]?.index && almostEqual(count, b[i]?.count ?? 0))
  );
}

interface Bucket {
  readonly index: number;
  readonly count: number;
}

function filledBuckets({ indexes, counts }: HistogramBuckets): readonly Bucket[] {
  return Array.from(indexes, (index, i) => ({ index, count: counts[i] ?? 0 })).filter(({ count }) => count !== 0);
}
