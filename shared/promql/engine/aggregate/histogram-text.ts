/** A native histogram as a label's value: `{count:3, sum:4.5, [-1,-0.5):1, [-0.001,0.001]:1, (1,2]:1}`, as Prometheus writes it. */
import type { FloatHistogram } from '../../../model/float-histogram.ts';
import { exponentialBound, hasCustomBuckets, positiveBounds } from '../../histogram/buckets.ts';
import { shortNumber } from '../number-text.ts';

export function histogramText(histogram: FloatHistogram): string {
  const { count, sum, zeroCount, zeroThreshold } = histogram;
  const parts = [`count:${shortNumber(count)}`, `sum:${shortNumber(sum)}`, ...negativeBuckets(histogram)];
  const threshold = shortNumber(zeroThreshold);
  if (zeroCount !== 0)
    parts.push(`[${threshold === '0' ? '-0' : `-${threshold}`},${threshold}]:${shortNumber(zeroCount)}`);
  return `{${[...parts, ...positiveBuckets(histogram)].join(', ')}}`;
}

function negativeBuckets({ negative, schema }: FloatHistogram): readonly string[] {
  return Array.from(negative.indexes, (index, i) => {
    const count = negative.counts[i] ?? 0;
    if (count === 0) return [];
    const [lower, upper] = [-exponentialBound(index, schema), -exponentialBound(index - 1, schema)];
    return [`[${shortNumber(lower)},${shortNumber(upper)}):${shortNumber(count)}`];
  })
    .reverse()
    .flat();
}

function positiveBuckets(histogram: FloatHistogram): readonly string[] {
  const { indexes, counts } = histogram.positive;
  return Array.from(indexes, (index, i) => {
    const count = counts[i] ?? 0;
    if (count === 0) return [];
    const [lower, upper] = positiveBounds(histogram, index);
    const opening = hasCustomBuckets(histogram) && index === 0 ? '[' : '(';
    return [`${opening}${shortNumber(lower)},${shortNumber(upper)}]:${shortNumber(count)}`];
  }).flat();
}
