/**
 * What Prometheus's storage makes of a histogram's counter reset hint. It begins a new chunk where a counter began anew or the buckets do
 * not fit, and of the first sample of a chunk nothing is said, not even what was written: no hint that is read back says `reset`.
 * https://github.com/prometheus/prometheus/issues/15346
 */
import {
  type CounterResetHint,
  customBucketsSchema,
  type FloatHistogram,
  type HistogramBuckets,
} from '../../../shared/model/float-histogram.ts';

/** @param before the histogram right before it in its series, as it was stored; undefined for the first, and behind anything else */
export function storedHint(before: FloatHistogram | undefined, next: FloatHistogram): CounterResetHint {
  if (next.resetHint === 'gauge') return 'gauge';
  if (before === undefined || before.resetHint === 'gauge' || next.resetHint === 'reset') return 'unknown';
  return fits(before, next) && !fell(before, next) ? 'notReset' : 'unknown';
}

function fits(before: FloatHistogram, next: FloatHistogram): boolean {
  if (next.schema !== before.schema || next.zeroThreshold !== before.zeroThreshold) return false;
  return next.schema !== customBucketsSchema || sameBounds(before.customValues, next.customValues);
}

function sameBounds(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((bound, i) => bound === right[i]);
}

function fell(before: FloatHistogram, next: FloatHistogram): boolean {
  return (
    next.count < before.count ||
    next.zeroCount < before.zeroCount ||
    anyFell(before.positive, next.positive) ||
    anyFell(before.negative, next.negative)
  );
}

function anyFell(before: HistogramBuckets, next: HistogramBuckets): boolean {
  const counts = new Map(Array.from(next.indexes, (index, i) => [index, next.counts[i] ?? 0]));
  return before.counts.some((count, i) => count > (counts.get(before.indexes[i] ?? 0) ?? 0));
}
