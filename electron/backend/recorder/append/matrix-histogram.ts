/**
 * A native histogram out of the API's JSON, which has the bounds of its buckets and not what they come from. Of base and bounds all is found by
 * the bounds themselves; not told are the width of a zero bucket that is empty, bounds of one's own between which nothing was observed, and whether
 * it is a gauge.
 */
import {
  customBucketsSchema,
  emptyBuckets,
  type FloatHistogram,
  type HistogramBuckets,
} from '../../../../shared/model/float-histogram.ts';
import type { HistogramSample } from '../../../../shared/model/query.ts';

type Bucket = HistogramSample['buckets'][number];

/** What client libraries begin with. */
const usualZeroThreshold = 2 ** -128;
const [lowestSchema, highestSchema] = [-4, 8];
const bothInclusive = 3;

export function histogramOfSample({
  count,
  sum,
  buckets,
}: Pick<HistogramSample, 'count' | 'sum' | 'buckets'>): FloatHistogram {
  const zero = buckets.find(isZero);
  const others = buckets.filter((bucket) => !isZero(bucket));
  const schema = schemaOf(others);
  const beside = { count, sum, resetHint: 'unknown' } as const;
  if (schema === undefined) return { ...beside, ...withOwnBounds(buckets) };
  const sideOf = (of: (bucket: Bucket) => boolean) => bucketsOf(others.filter(of), schema);
  return {
    ...{ ...beside, schema, customValues: [] },
    zeroThreshold: zero?.[2] ?? usualZeroThreshold,
    zeroCount: zero?.[3] ?? 0,
    positive: sideOf(([, , upper]) => upper > 0),
    negative: sideOf(([, , upper]) => upper <= 0),
  };
}

function isZero([rule, lower, upper]: Bucket): boolean {
  return rule === bothInclusive && lower === -upper;
}

/** @returns undefined where the bounds are no powers of one base */
function schemaOf(buckets: readonly Bucket[]): number | undefined {
  let schema: number | undefined;
  for (const [, lower, upper] of buckets) {
    const [inner, outer] = [Math.abs(lower), Math.abs(upper)].sort((a, b) => a - b) as [number, number];
    if (lower * upper <= 0) return undefined;
    if (outer > Number.MAX_VALUE / 2) continue;
    // + 0: never -0.
    const found = Math.round(-Math.log2(Math.log2(outer / inner))) + 0;
    if (schema !== undefined && found !== schema) return undefined;
    if (found < lowestSchema || found > highestSchema || !isWhole(Math.log2(outer) * 2 ** found)) return undefined;
    schema = found;
  }
  return schema ?? 0;
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6;
}

function bucketsOf(buckets: readonly Bucket[], schema: number): HistogramBuckets {
  const found = buckets.map(([, lower, upper, count]) => {
    const [inner, outer] = [Math.abs(lower), Math.abs(upper)].sort((a, b) => a - b) as [number, number];
    const isLast = outer > Number.MAX_VALUE / 2;
    const index = isLast ? Math.round(Math.log2(inner) * 2 ** schema) + 1 : Math.round(Math.log2(outer) * 2 ** schema);
    return [index, count] as const;
  });
  found.sort(([a], [b]) => a - b);
  return sideOf(found);
}

function sideOf(found: readonly (readonly [index: number, count: number])[]): HistogramBuckets {
  if (found.length === 0) return emptyBuckets;
  return {
    indexes: Int32Array.from(found, ([index]) => index),
    counts: Float64Array.from(found, ([, count]) => count),
  };
}

function withOwnBounds(buckets: readonly Bucket[]) {
  const bounds = new Set(buckets.flatMap(([, lower, upper]) => [lower, upper]).filter(Number.isFinite));
  const customValues = [...bounds].sort((a, b) => a - b);
  const places = new Map(customValues.map((bound, i) => [bound, i]));
  const placeOf = (upper: number) => places.get(upper) ?? customValues.length;
  const positive = sideOf(buckets.map(([, , upper, count]) => [placeOf(upper), count] as const));
  return {
    schema: customBucketsSchema,
    zeroThreshold: 0,
    zeroCount: 0,
    positive,
    negative: emptyBuckets,
    customValues,
  };
}
