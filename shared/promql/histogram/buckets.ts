/** The buckets of native histograms: where they begin and end, and what several lists of them come to. */
import {
  customBucketsSchema,
  emptyBuckets,
  type FloatHistogram,
  type HistogramBuckets,
} from '../../model/float-histogram.ts';

export interface Bucket {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

export function hasCustomBuckets({ schema }: Pick<FloatHistogram, 'schema'>): boolean {
  return schema === customBucketsSchema;
}

/** By schema: the upper bounds of the buckets from 1 to 2, as factors of a power of two. */
const fractions = new Map<number, Float64Array>();

function fractionsOf(schema: number): Float64Array {
  const known = fractions.get(schema);
  if (known !== undefined) return known;
  const size = 2 ** schema;
  const made = Float64Array.from({ length: size }, (_, i) => 2 ** (i / size));
  fractions.set(schema, made);
  return made;
}

/** The upper bound of an exponential bucket: the last one with a finite bound ends at the largest number there is. */
export function exponentialBound(index: number, schema: number): number {
  if (schema <= 0) return powerOfTwo(index * 2 ** -schema, 1);
  const size = 2 ** schema;
  const exponent = Math.floor(index / size);
  return powerOfTwo(exponent, fractionsOf(schema)[index - exponent * size] ?? 1);
}

function powerOfTwo(exponent: number, factor: number): number {
  if (exponent < 1024) return factor * 2 ** exponent;
  return exponent === 1024 && factor === 1 ? Number.MAX_VALUE : Number.POSITIVE_INFINITY;
}

/** Of a bucket on the positive side. */
export function positiveBounds({ schema, customValues }: FloatHistogram, index: number): readonly [number, number] {
  if (schema !== customBucketsSchema) return [exponentialBound(index - 1, schema), exponentialBound(index, schema)];
  return [
    index === 0 ? Number.NEGATIVE_INFINITY : (customValues[index - 1] ?? Number.POSITIVE_INFINITY),
    customValues[index] ?? Number.POSITIVE_INFINITY,
  ];
}

/** All buckets that hold something, from the lowest to the highest; the zero bucket is one of them, and none reaches into it. */
export function bucketsInOrder(histogram: FloatHistogram): readonly Bucket[] {
  const { positive, negative, schema, zeroThreshold, zeroCount } = histogram;
  const found: Bucket[] = [];
  for (let i = negative.indexes.length - 1; i >= 0; i -= 1) {
    const count = negative.counts[i] ?? 0;
    if (count === 0) continue;
    const index = negative.indexes[i] ?? 0;
    const upper = -exponentialBound(index - 1, schema);
    found.push({ lower: -exponentialBound(index, schema), upper: Math.min(upper, -zeroThreshold), count });
  }
  if (zeroCount > 0) found.push({ lower: -zeroThreshold, upper: zeroThreshold, count: zeroCount });
  for (let i = 0; i < positive.indexes.length; i += 1) {
    const count = positive.counts[i] ?? 0;
    if (count === 0) continue;
    const [lower, upper] = positiveBounds(histogram, positive.indexes[i] ?? 0);
    found.push({ lower: lower > 0 && lower < zeroThreshold ? zeroThreshold : lower, upper, count });
  }
  return found;
}

/** Both lists are ascending, and so is what comes of them. @param sign of the right side's counts */
export function mergedBuckets(left: HistogramBuckets, right: HistogramBuckets, sign: 1 | -1): HistogramBuckets {
  if (right.indexes.length === 0) return left;
  if (left.indexes.length === 0 && sign === 1) return right;
  if (sameIndexes(left.indexes, right.indexes)) {
    return { indexes: left.indexes, counts: left.counts.map((count, i) => count + sign * (right.counts[i] ?? 0)) };
  }
  const indexes = new Int32Array(left.indexes.length + right.indexes.length);
  const counts = new Float64Array(indexes.length);
  let used = 0;
  for (let a = 0, b = 0; a < left.indexes.length || b < right.indexes.length; used += 1) {
    const [indexA, indexB] = [left.indexes[a] ?? beyond, right.indexes[b] ?? beyond];
    indexes[used] = Math.min(indexA, indexB);
    let count = 0;
    if (indexA <= indexB) {
      count += left.counts[a] ?? 0;
      a += 1;
    }
    if (indexB <= indexA) {
      count += sign * (right.counts[b] ?? 0);
      b += 1;
    }
    counts[used] = count;
  }
  return { indexes: indexes.subarray(0, used), counts: counts.subarray(0, used) };
}

const beyond = 2 ** 31;

export function sameIndexes(left: Int32Array, right: Int32Array): boolean {
  return left === right || (left.length === right.length && left.every((index, i) => index === right[i]));
}

/** Each bucket where `target` says; several that come to the same one are added up. @param target never falls */
export function movedBuckets(
  { indexes, counts }: HistogramBuckets,
  target: (index: number) => number,
): HistogramBuckets {
  const movedIndexes = new Int32Array(indexes.length);
  const movedCounts = new Float64Array(indexes.length);
  let used = 0;
  for (let i = 0; i < indexes.length; i += 1) {
    const index = target(indexes[i] ?? 0);
    if (used === 0 || movedIndexes[used - 1] !== index) {
      movedIndexes[used] = index;
      used += 1;
    }
    movedCounts[used - 1] = (movedCounts[used - 1] ?? 0) + (counts[i] ?? 0);
  }
  return { indexes: movedIndexes.subarray(0, used), counts: movedCounts.subarray(0, used) };
}

export function keptBuckets(
  buckets: HistogramBuckets,
  keep: (index: number, count: number) => boolean,
): HistogramBuckets {
  const { indexes, counts } = buckets;
  const kept: number[] = [];
  for (let i = 0; i < indexes.length; i += 1) if (keep(indexes[i] ?? 0, counts[i] ?? 0)) kept.push(i);
  if (kept.length === indexes.length) return buckets;
  if (kept.length === 0) return emptyBuckets;
  return {
    indexes: Int32Array.from(kept, (i) => indexes[i] ?? 0),
    counts: Float64Array.from(kept, (i) => counts[i] ?? 0),
  };
}

/** A histogram with the same buckets in which nothing was observed. */
export function emptyLike({ schema, customValues }: FloatHistogram): FloatHistogram {
  return {
    ...{ schema, customValues, count: 0, sum: 0, zeroThreshold: 0, zeroCount: 0 },
    ...{ positive: emptyBuckets, negative: emptyBuckets, resetHint: 'unknown' },
  };
}
