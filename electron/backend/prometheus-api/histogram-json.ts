/** A native histogram in the answer of a query. https://prometheus.io/docs/prometheus/latest/querying/api/#native-histograms */
import type { FloatHistogram } from '../../../shared/model/float-histogram.ts';
import { type Bucket, bucketsInOrder, hasCustomBuckets } from '../../../shared/promql/histogram/buckets.ts';
import { floatText } from './json-text.ts';

export function histogramJson(histogram: FloatHistogram): string {
  const isCustom = hasCustomBuckets(histogram);
  const buckets = bucketsInOrder(histogram).map((bucket) => bucketJson(bucket, isCustom));
  const list = buckets.length === 0 ? '' : `,"buckets":[${buckets.join(',')}]`;
  return `{"count":"${floatText(histogram.count)}","sum":"${floatText(histogram.sum)}"${list}}`;
}

function bucketJson({ lower, upper, count }: Bucket, isCustom: boolean): string {
  const rule = isCustom ? customRule(lower) : exponentialRule(lower, upper);
  return `[${rule},"${floatText(lower)}","${floatText(upper)}","${floatText(count)}"]`;
}

/** Which bounds are within: 0 the upper, 1 the lower, 3 both. */
type BoundaryRule = 0 | 1 | 3;

function customRule(lower: number): BoundaryRule {
  return lower === Number.NEGATIVE_INFINITY ? 3 : 0;
}

function exponentialRule(lower: number, upper: number): BoundaryRule {
  // The zero bucket, which may be nothing but zero.
  if (lower === -upper) return 3;
  return lower < 0 ? 1 : 0;
}
