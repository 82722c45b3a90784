/** sum and avg of the samples of one time where native histograms are among them. */
import type { FloatHistogram } from '../../../model/float-histogram.ts';
import { hasCustomBuckets } from '../../histogram/buckets.ts';
import { type HistogramTotal, meanOfHistograms, sumOfHistograms } from '../../histogram/sums.ts';
import type { Element } from '../element.ts';
import {
  type Teller,
  tellBoundsDiffered,
  tellHintsCollided,
  tellMixedBuckets,
  tellMixedSamples,
} from '../histogram-words.ts';

/** The metric's name of an element. */
type NameAt = (index: number) => string;

/** @param elements in the order of the series, a histogram among them @returns undefined for no sample */
export function sumElements(elements: readonly Element[], teller: Teller, nameAt: NameAt): Element | undefined {
  return totalOf(elements, sumOfHistograms, teller, nameAt);
}

/** As `sumElements`. */
export function avgElements(elements: readonly Element[], teller: Teller, nameAt: NameAt): Element | undefined {
  return totalOf(elements, meanOfHistograms, teller, nameAt);
}

function totalOf(
  elements: readonly Element[],
  total: (histograms: readonly FloatHistogram[]) => HistogramTotal | undefined,
  teller: Teller,
  nameAt: NameAt,
): FloatHistogram | undefined {
  const histograms: FloatHistogram[] = [];
  for (const element of elements) if (typeof element !== 'number') histograms.push(element);
  if (histograms.length < elements.length) {
    tellMixedSamples(teller, 'aggregation');
    return undefined;
  }
  const result = total(histograms);
  if (result === undefined) {
    // Told of the first one that does not go with those before it.
    const [first] = histograms;
    const other = histograms.findIndex(
      (one) => first !== undefined && hasCustomBuckets(one) !== hasCustomBuckets(first),
    );
    tellMixedBuckets(teller, nameAt(other));
    return undefined;
  }
  if (result.hintsCollided) tellHintsCollided(teller, 'aggregation');
  if (result.boundsDiffered) tellBoundsDiffered(teller, 'aggregation');
  return result.histogram;
}
