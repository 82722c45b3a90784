/** A native histogram in the answer of a query. https://prometheus.io/docs/prometheus/latest/querying/api/#native-histograms */
import type { FloatHistogram } from '../../../shared/model/float-histogram.ts';
import { boundaryRule } from '../../../shared/promql/histogram/bucket-rule.ts';
import { type Bucket, bucketsInOrder, hasCustomBuckets } from '../../../shared/promql/histogram/buckets.ts';
import { floatText } from './json-text.ts';

export function histogramJson(histogram: FloatHistogram): string {
  const isCustom = hasCustomBuckets(histogram);
  const buckets = bucketsInOrder(histogram).map((bucket) => bucketJson(bucket, isCustom));
  const list = buckets.length === 0 ? '' : `,"buckets":[${buckets.join(',')}]`;
  return `{"count":"${floatText(histogram.count)}","sum":"${floatText(histogram.sum)}"${list}}`;
}

function bucketJson(bucket: Bucket, isCustom: boolean): string {
  const { lower, upper, count } = bucket;
  return `[${boundaryRule(bucket, isCustom)},"${floatText(lower)}","${floatText(upper)}","${floatText(count)}"]`;
}
