/** What a writer is given and would store, but nobody could fold, read or find again. The store checks the rest. */
import type { FloatHistogram, HistogramBuckets } from '../../../../shared/model/float-histogram.ts';

const hints: ReadonlySet<string> = new Set(['unknown', 'reset', 'notReset', 'gauge']);

/** SQLite would make another text of half a character, and find it under neither name. @throws RangeError */
export function checkTexts(texts: readonly string[]): void {
  for (const text of texts) if (!text.isWellFormed()) throw new RangeError(`${JSON.stringify(text)} is no valid text`);
}

/** @throws RangeError */
export function checkHistograms(histograms: readonly (FloatHistogram | undefined)[] | undefined): void {
  for (const histogram of histograms ?? []) {
    if (histogram === undefined) continue;
    if (!Number.isSafeInteger(histogram.schema) || !hints.has(histogram.resetHint))
      throw new RangeError(`a histogram of schema ${histogram.schema}, ${histogram.resetHint}, is none`);
    checkBuckets(histogram.positive);
    checkBuckets(histogram.negative);
  }
}

function checkBuckets({ indexes, counts }: HistogramBuckets): void {
  if (indexes.length !== counts.length)
    throw new RangeError(`a histogram has ${counts.length} counts of ${indexes.length} buckets`);
  for (let i = 1; i < indexes.length; i += 1) {
    if ((indexes[i] as number) <= (indexes[i - 1] as number)) throw new RangeError('indexes of buckets have to rise');
  }
}
