/** Histograms that are none: nobody could fold, read or find them again. */
import type { FloatHistogram, HistogramBuckets } from '../../../../shared/model/float-histogram.ts';

const hints: ReadonlySet<string> = new Set(['unknown', 'reset', 'notReset', 'gauge']);

/** @throws RangeError */
export function checkHistograms(histograms: readonly (FloatHistogram | undefined)[] | undefined): void {
  for (const histogram of histograms ?? []) {
    if (histogram === undefined) continue;
    const { schema, resetHint, positive, negative } = histogram;
    // Of 32 bits, as indexes of buckets are.
    if (schema !== (schema | 0) || !hints.has(resetHint))
      throw new RangeError(`a histogram of schema ${schema}, ${resetHint}, is none`);
    checkBuckets(positive);
    checkBuckets(negative);
  }
}

function checkBuckets({ indexes, counts }: HistogramBuckets): void {
  if (indexes.length !== counts.length)
    throw new RangeError(`a histogram has ${counts.length} counts of ${indexes.length} buckets`);
  for (let i = 1; i < indexes.length; i += 1) {
    if ((indexes[i] as number) <= (indexes[i - 1] as number)) throw new RangeError('indexes of buckets have to rise');
  }
}
