/** Buckets as Prometheus's API tells them. https://prometheus.io/docs/prometheus/latest/querying/api/#native-histograms */
import type { Bucket } from './buckets.ts';

/** Which bounds are within: 0 the upper, 1 the lower, 3 both. */
type BoundaryRule = 0 | 1 | 3;

export function boundaryRule({ lower, upper }: Bucket, isCustom: boolean): BoundaryRule {
  return isCustom ? customRule(lower) : exponentialRule(lower, upper);
}

function customRule(lower: number): BoundaryRule {
  return lower === Number.NEGATIVE_INFINITY ? 3 : 0;
}

function exponentialRule(lower: number, upper: number): BoundaryRule {
  // The zero bucket, which may be nothing but zero.
  if (lower === -upper) return 3;
  return lower < 0 ? 1 : 0;
}
