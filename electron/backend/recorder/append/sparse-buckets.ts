/** Buckets as they are stored: those that are not empty, by their index. Prometheus tells them by spans of some beside each other. */
import { Refusal } from '../../../../shared/exposition/exposition-error.ts';
import { emptyBuckets, type HistogramBuckets } from '../../../../shared/model/float-histogram.ts';

/** Between it and the span before lie so many that are left out; of the first, from bucket 0. */
export interface BucketSpan {
  readonly offset: number;
  readonly length: number;
}

/**
 * Of one side. Usual are some hundred; of the finest schema (256 for each power of two) this is all between a microsecond and an hour. More is a lie
 * that would take memory and time.
 */
export const mostBuckets = 2 ** 13;

/** @param at where that is told @returns the index of each bucket, rising @throws Refusal */
export function spanIndexes(spans: readonly BucketSpan[], at: number): Int32Array {
  const count = spans.reduce((sum, { length }) => sum + length, 0);
  if (count > mostBuckets) throw new Refusal(at, `a histogram of ${count} buckets`);
  const indexes = new Int32Array(count);
  let index = 0;
  let to = 0;
  for (const [i, { offset, length }] of spans.entries()) {
    if (i > 0 && offset < 0) throw new Refusal(at, 'spans of a histogram lie one over the other');
    index += offset;
    if (index < -(2 ** 31) || index + length > 2 ** 31) throw new Refusal(at, 'an index of a bucket is too large');
    for (let k = 0; k < length; k += 1, index += 1, to += 1) indexes[to] = index;
  }
  return indexes;
}

/** @param counts beside the indexes */
export function sparseBuckets(indexes: Int32Array, counts: Float64Array): HistogramBuckets {
  let filled = 0;
  for (let i = 0; i < counts.length; i += 1) if (counts[i] !== 0) filled += 1;
  if (filled === 0) return emptyBuckets;
  const kept = { indexes: new Int32Array(filled), counts: new Float64Array(filled) };
  for (let i = 0, to = 0; i < counts.length; i += 1) {
    if (counts[i] === 0) continue;
    kept.indexes[to] = indexes[i] as number;
    kept.counts[to] = counts[i] as number;
    to += 1;
  }
  return kept;
}

const scratch = new Float64Array(1);
const scratchWords = new Uint32Array(scratch.buffer);

/** Of a part of a histogram, where a NaN is a NaN. */
export function doubleOf(low: number, high: number): number {
  scratchWords[0] = low;
  scratchWords[1] = high;
  return scratch[0] as number;
}
