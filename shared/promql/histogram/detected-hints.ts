/**
 * Hints as Prometheus finds them out where only counts and sums of histograms are asked for: it then keeps no buckets, but whether the
 * counter began anew. https://github.com/prometheus/prometheus/blob/main/promql/histogram_stats_iterator.go
 */
import type { FloatHistogram } from '../../model/float-histogram.ts';
import { detectReset } from './arithmetic.ts';

type Histograms = readonly (FloatHistogram | undefined)[];

/** What is unknown becomes known, but for the first. @param isRead whether the sample of an index is looked at at all */
export function withDetectedHints(histograms: Histograms, isRead: (index: number) => boolean): Histograms {
  let before: FloatHistogram | undefined;
  return histograms.map((one, i) => {
    if (one === undefined || !isRead(i)) return one;
    const last = before;
    before = one;
    if (last === undefined || one.resetHint !== 'unknown') return one;
    return { ...one, resetHint: detectReset(one, last) ? 'reset' : 'notReset' };
  });
}
