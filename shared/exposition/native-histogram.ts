/** A native histogram of the wire as PromQL computes with it, checked as Prometheus checks it before it stores one. */
import { emptyBuckets, type FloatHistogram, type HistogramBuckets } from '../model/float-histogram.ts';
import type { Dialect } from './exposition.ts';
import type { WireHistogram, WireSide } from './metric-family.ts';
import { BadSeries } from './series-labels.ts';

/** Prometheus's words for each of its errors. */
const negativeOffset = 'histogram has a span whose offset is negative';
const mismatch = 'histogram spans specify different number of buckets than provided';
const negativeCount = 'histogram has a bucket whose observation count is negative';
const tooFew = "histogram's observation count should be at least the number of observations found in the buckets";
const unequal =
  "histogram's observation count should equal the number of observations found in the buckets (in absence of NaN)";

/** So many buckets one histogram may have: more are a lie that would take the memory. */
const mostBuckets = 2 ** 20;

/** Without anything of its own it is a classic one. */
export function isNative(histogram: WireHistogram, dialect: Dialect): boolean {
  const { positive, negative, zeroThreshold, zeroCount } = histogram;
  if (zeroThreshold > 0 || zeroCount > 0) return true;
  if (dialect === '3') return positive.spans.length > 0 || negative.spans.length > 0;
  return positive.deltas.length > 0 || negative.deltas.length > 0;
}

/** @throws BadSeries */
export function floatHistogramOf(wire: WireHistogram, isGauge: boolean, dialect: Dialect): FloatHistogram {
  const isFloat = wire.countFloat > 0 || wire.zeroCountFloat > 0;
  checkSpans(wire.negative, isFloat, 'negative side');
  checkSpans(wire.positive, isFloat, 'positive side');
  const negative = countsOf(wire.negative, isFloat, 'negative side');
  const positive = countsOf(wire.positive, isFloat, 'positive side');
  const count = isFloat ? wire.countFloat : wire.count;
  const zeroCount = isFloat ? wire.zeroCountFloat : wire.zeroCount;
  const found = sum(negative) + sum(positive);
  if (!isFloat || dialect === '2.42') checkCount(found, { count, zeroCount, sum: wire.sum }, isFloat, dialect);
  return {
    schema: wire.schema,
    count,
    sum: wire.sum,
    zeroThreshold: wire.zeroThreshold,
    zeroCount,
    positive: bucketsOf(wire.positive, positive),
    negative: bucketsOf(wire.negative, negative),
    customValues: [],
    resetHint: isGauge ? 'gauge' : 'unknown',
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, one) => all + one, 0);
}

function checkCount(
  found: number,
  { count, zeroCount, sum: total }: Pick<FloatHistogram, 'count' | 'zeroCount' | 'sum'>,
  isFloat: boolean,
  dialect: Dialect,
): void {
  const all = dialect === '3' ? found + zeroCount : found;
  const shown = (value: number) => (isFloat ? value.toFixed(6) : String(value));
  const said = `${shown(all)} observations found in buckets, but the Count field is ${shown(count)}`;
  if (dialect === '3' && !Number.isNaN(total) && all !== count) throw new BadSeries(`${said}: ${unequal}`);
  if (all > count) throw new BadSeries(`${said}: ${tooFew}`);
}

function checkSpans({ spans, deltas, counts }: WireSide, isFloat: boolean, side: string): void {
  let needed = 0;
  for (const [i, { offset, length }] of spans.entries()) {
    if (i > 0 && offset < 0) {
      throw new BadSeries(`${side}: span number ${i + 1} with offset ${offset}: ${negativeOffset}`);
    }
    needed += length;
  }
  const given = isFloat ? counts.length : deltas.length;
  if (needed !== given || needed > mostBuckets) {
    throw new BadSeries(`${side}: spans need ${needed} buckets, have ${given} buckets: ${mismatch}`);
  }
}

/** Of the buckets of all spans. */
function countsOf({ deltas, counts }: WireSide, isFloat: boolean, side: string): readonly number[] {
  const found: number[] = [];
  let last = 0n;
  for (let i = 0; i < (isFloat ? counts : deltas).length; i += 1) {
    last = BigInt.asIntN(64, last + (deltas[i] ?? 0n));
    const count = isFloat ? (counts[i] as number) : Number(last);
    if (count < 0) {
      throw new BadSeries(`${side}: bucket number ${i + 1} has observation count of ${count}: ${negativeCount}`);
    }
    found.push(count);
  }
  return found;
}

/** Without those that are empty. */
function bucketsOf({ spans }: WireSide, counts: readonly number[]): HistogramBuckets {
  const indexes: number[] = [];
  const kept: number[] = [];
  let index = 0;
  let i = 0;
  for (const { offset, length } of spans) {
    index += offset;
    for (let k = 0; k < length; k += 1, index += 1, i += 1) {
      if (counts[i] === 0) continue;
      indexes.push(index);
      kept.push(counts[i] as number);
    }
  }
  return indexes.length === 0 ? emptyBuckets : { indexes: Int32Array.from(indexes), counts: Float64Array.from(kept) };
}
