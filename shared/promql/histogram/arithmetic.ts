/**
 * What Prometheus computes with native histograms. Nothing is changed in place. Two of them go together wherever both are exponential, or
 * both have bounds of their own. https://prometheus.io/docs/specs/native_histograms/#promql
 */
import {
  type CounterResetHint,
  emptyBuckets,
  type FloatHistogram,
  type HistogramBuckets,
} from '../../model/float-histogram.ts';
import { hasCustomBuckets, keptBuckets, mergedBuckets, sameIndexes } from './buckets.ts';
import { clearThreshold, commonLayout, fitted, sameBounds, withSchema, withZeroThreshold } from './layout.ts';

/** Less than nothing can only be a gauge. */
export function scaled(histogram: FloatHistogram, factor: number): FloatHistogram {
  return withEach(histogram, (count) => count * factor, factor < 0);
}

/** By nought, no bucket is left. */
export function divided(histogram: FloatHistogram, by: number): FloatHistogram {
  const quotient = withEach(histogram, (count) => count / by, by < 0);
  return by === 0 ? { ...quotient, positive: emptyBuckets, negative: emptyBuckets } : quotient;
}

function withEach(histogram: FloatHistogram, change: (count: number) => number, isGauge: boolean): FloatHistogram {
  const changed = ({ indexes, counts }: HistogramBuckets) => ({ indexes, counts: counts.map(change) });
  return {
    ...histogram,
    count: change(histogram.count),
    sum: change(histogram.sum),
    zeroCount: change(histogram.zeroCount),
    positive: changed(histogram.positive),
    negative: changed(histogram.negative),
    resetHint: isGauge ? 'gauge' : histogram.resetHint,
  };
}

export interface Combined {
  readonly histogram: FloatHistogram;
  /** One was said to follow a reset and the other was said not to: nobody knows of the result. */
  readonly hintsCollided: boolean;
  /** Custom bounds that only one of them has are gone. */
  readonly boundsDiffered: boolean;
}

/** @returns undefined for an exponential one and one with bounds of its own */
export function added(left: FloatHistogram, right: FloatHistogram): Combined | undefined {
  return combined(left, right, 1);
}

/** The hint is what addition would give: whoever subtracts knows whether it is a gauge. @returns as `added` */
export function subtracted(left: FloatHistogram, right: FloatHistogram): Combined | undefined {
  return combined(left, right, -1);
}

function combined(left: FloatHistogram, right: FloatHistogram, sign: 1 | -1): Combined | undefined {
  const layout = commonLayout([left, right]);
  if (layout === undefined) return undefined;
  const [a, b] = [fitted(left, layout), fitted(right, layout)];
  const histogram: FloatHistogram = {
    schema: layout.schema,
    count: a.count + sign * b.count,
    sum: a.sum + sign * b.sum,
    zeroThreshold: layout.zeroThreshold,
    zeroCount: a.zeroCount + sign * b.zeroCount,
    positive: mergedBuckets(a.positive, b.positive, sign),
    negative: mergedBuckets(a.negative, b.negative, sign),
    customValues: layout.customValues,
    resetHint: combinedHint(a.resetHint, b.resetHint),
  };
  return { histogram, hintsCollided: hintsCollide(a.resetHint, b.resetHint), boundsDiffered: layout.boundsDiffered };
}

export function combinedHint(left: CounterResetHint, right: CounterResetHint): CounterResetHint {
  if (left === right) return left;
  return left === 'gauge' || right === 'gauge' ? 'gauge' : 'unknown';
}

function hintsCollide(left: CounterResetHint, right: CounterResetHint): boolean {
  return (left === 'reset' && right === 'notReset') || (left === 'notReset' && right === 'reset');
}

/** Without the buckets that hold nothing. */
export function compacted(histogram: FloatHistogram): FloatHistogram {
  const positive = keptBuckets(histogram.positive, holdsAny);
  const negative = keptBuckets(histogram.negative, holdsAny);
  if (positive === histogram.positive && negative === histogram.negative) return histogram;
  return { ...histogram, positive, negative };
}

const holdsAny = (_index: number, count: number) => count !== 0;

/** The same observations in the same buckets, to the last bit; hints, and buckets that hold nothing, do not count. */
export function equalHistograms(left: FloatHistogram, right: FloatHistogram): boolean {
  if (left === right) return true;
  if (left.schema !== right.schema || left.zeroThreshold !== right.zeroThreshold) return false;
  if (!Object.is(left.count, right.count) || !Object.is(left.sum, right.sum)) return false;
  if (!Object.is(left.zeroCount, right.zeroCount) || !sameBounds(left.customValues, right.customValues)) return false;
  return equalBuckets(left.positive, right.positive) && equalBuckets(left.negative, right.negative);
}

function equalBuckets(left: HistogramBuckets, right: HistogramBuckets): boolean {
  const [a, b] = [keptBuckets(left, holdsAny), keptBuckets(right, holdsAny)];
  return sameIndexes(a.indexes, b.indexes) && a.counts.every((count, i) => Object.is(count, b.counts[i]));
}

/** Whether the counter began anew between two samples: it says so, or something is less, or finer, than it was. */
export function detectReset(now: FloatHistogram, before: FloatHistogram): boolean {
  if (now.resetHint === 'reset') return true;
  if (now.resetHint === 'notReset') return false;
  if (now.count < before.count) return true;
  if (hasCustomBuckets(now)) return !hasCustomBuckets(before) || customBucketsFell(now, before);
  if (now.schema > before.schema || now.zeroThreshold < before.zeroThreshold) return true;
  // A populated bucket that is only in part within the zero bucket was there before it, so this is another histogram.
  if (clearThreshold(before, now.zeroThreshold) !== now.zeroThreshold) return true;
  const comparable = withSchema(withZeroThreshold(before, now.zeroThreshold), now.schema);
  if (now.zeroCount < comparable.zeroCount) return true;
  return bucketsFell(now.positive, comparable.positive) || bucketsFell(now.negative, comparable.negative);
}

function customBucketsFell(now: FloatHistogram, before: FloatHistogram): boolean {
  const layout = commonLayout([now, before]);
  if (layout === undefined) return true;
  return bucketsFell(fitted(now, layout).positive, fitted(before, layout).positive);
}

function bucketsFell(now: HistogramBuckets, before: HistogramBuckets): boolean {
  let at = 0;
  for (let i = 0; i < before.indexes.length; i += 1) {
    const index = before.indexes[i] ?? 0;
    const count = before.counts[i] ?? 0;
    while (at < now.indexes.length && (now.indexes[at] ?? 0) < index) at += 1;
    const isThere = at < now.indexes.length && now.indexes[at] === index;
    if (isThere ? (now.counts[at] ?? 0) < count : count !== 0) return true;
  }
  return false;
}
