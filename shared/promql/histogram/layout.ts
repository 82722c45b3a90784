/**
 * Histograms are computed with bucket by bucket, so they first get the same buckets: the coarser resolution, a zero bucket as wide as the
 * widest, and of custom bounds those that all of them have.
 */
import type { FloatHistogram, HistogramBuckets } from '../../model/float-histogram.ts';
import { exponentialBound, hasCustomBuckets, keptBuckets, movedBuckets } from './buckets.ts';

type Layout = Pick<FloatHistogram, 'schema' | 'zeroThreshold' | 'customValues'>;

export interface CommonLayout extends Layout {
  /** Custom bounds that not all of them have are gone. */
  readonly boundsDiffered: boolean;
}

/** @param histograms one at least @returns undefined where exponential and custom buckets would have to go together */
export function commonLayout(histograms: readonly FloatHistogram[]): CommonLayout | undefined {
  const [first] = histograms;
  if (first === undefined) throw new Error('no histogram has no layout');
  const isCustom = hasCustomBuckets(first);
  if (histograms.some((one) => hasCustomBuckets(one) !== isCustom)) return undefined;
  if (isCustom) return customLayout(first, histograms);
  let schema = first.schema;
  let zeroThreshold = first.zeroThreshold;
  let thresholdsDiffer = false;
  for (const one of histograms) {
    schema = Math.min(schema, one.schema);
    thresholdsDiffer ||= one.zeroThreshold !== zeroThreshold;
    zeroThreshold = Math.max(zeroThreshold, one.zeroThreshold);
  }
  if (thresholdsDiffer) zeroThreshold = clearOfAll(histograms, zeroThreshold);
  return { schema, zeroThreshold, customValues: [], boundsDiffered: false };
}

function customLayout(first: FloatHistogram, histograms: readonly FloatHistogram[]): CommonLayout {
  let { customValues } = first;
  let boundsDiffered = false;
  for (const one of histograms) {
    if (sameBounds(one.customValues, customValues)) continue;
    boundsDiffered = true;
    const own = new Set(one.customValues);
    customValues = customValues.filter((bound) => own.has(bound));
  }
  return { schema: first.schema, zeroThreshold: first.zeroThreshold, customValues, boundsDiffered };
}

export function sameBounds(left: readonly number[], right: readonly number[]): boolean {
  return left === right || (left.length === right.length && left.every((bound, i) => bound === right[i]));
}

/** The least threshold from the given one on that lies within no populated bucket of any of them. */
function clearOfAll(histograms: readonly FloatHistogram[], from: number): number {
  let threshold = from;
  for (;;) {
    const before = threshold;
    for (const one of histograms) threshold = clearThreshold(one, threshold);
    if (!(threshold > before)) return threshold;
  }
}

/** @returns `from`, or where the populated bucket ends that it lies in */
export function clearThreshold({ positive, negative, schema, zeroThreshold }: FloatHistogram, from: number): number {
  if (from === zeroThreshold) return from;
  let threshold = from;
  for (const { indexes, counts } of [positive, negative]) {
    for (let i = 0; i < indexes.length; i += 1) {
      const index = indexes[i] ?? 0;
      if (exponentialBound(index - 1, schema) >= threshold) break;
      const upper = exponentialBound(index, schema);
      if (upper > threshold && counts[i] !== 0) threshold = upper;
    }
  }
  return threshold;
}

/** @param layout that of a group which it belongs to: no finer than its own */
export function fitted(histogram: FloatHistogram, layout: Layout): FloatHistogram {
  if (hasCustomBuckets(histogram)) return withBounds(histogram, layout.customValues);
  return withSchema(withZeroThreshold(histogram, layout.zeroThreshold), layout.schema);
}

function withBounds(histogram: FloatHistogram, bounds: readonly number[]): FloatHistogram {
  const { customValues } = histogram;
  if (sameBounds(customValues, bounds)) return histogram;
  let at = 0;
  const target = (index: number) => {
    const upper = customValues[index] ?? Number.POSITIVE_INFINITY;
    while (at < bounds.length && (bounds[at] ?? 0) < upper) at += 1;
    return at;
  };
  return { ...histogram, positive: movedBuckets(histogram.positive, target), customValues: bounds };
}

export function withSchema(histogram: FloatHistogram, schema: number): FloatHistogram {
  const steps = histogram.schema - schema;
  if (steps === 0) return histogram;
  const coarser = (buckets: HistogramBuckets) => movedBuckets(buckets, (index) => Math.ceil(index / 2 ** steps));
  return { ...histogram, schema, positive: coarser(histogram.positive), negative: coarser(histogram.negative) };
}

/** What lies within the wider zero bucket is counted there. */
export function withZeroThreshold(histogram: FloatHistogram, zeroThreshold: number): FloatHistogram {
  if (histogram.zeroThreshold === zeroThreshold) return histogram;
  const { positive, negative, schema } = histogram;
  let { zeroCount } = histogram;
  const outside = (index: number, count: number) => {
    if (exponentialBound(index - 1, schema) >= zeroThreshold) return true;
    zeroCount += count;
    return false;
  };
  const kept = { positive: keptBuckets(positive, outside), negative: keptBuckets(negative, outside) };
  return { ...histogram, ...kept, zeroThreshold, zeroCount };
}
