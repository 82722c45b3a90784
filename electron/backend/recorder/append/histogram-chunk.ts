/**
 * Chunks of native histograms (tsdb/chunkenc/histogram.go, float_histogram.go, histogram_meta.go): all of one layout, which is told first. What a
 * chunk says about counter resets is not kept, but for gauges: it is about the chunk's place among others, and two readings of one sample would
 * differ. Without it a reset is found by the counts, which is how Prometheus finds where to begin a chunk. Counts above 2^53 are rounded.
 */
import {
  type CounterResetHint,
  customBucketsSchema,
  type FloatHistogram,
} from '../../../../shared/model/float-histogram.ts';
import type { BitReader } from './bit-reader.ts';
import { staleHigh, staleLow } from './sample-batch.ts';
import { noteOrder, type SampleTarget } from './sample-window.ts';
import { type BucketSpan, doubleOf, mostBuckets, spanIndexes, sparseBuckets } from './sparse-buckets.ts';
import { XorValue } from './xor-value.ts';

interface Layout {
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly positive: Int32Array;
  readonly negative: Int32Array;
  readonly customValues: readonly number[];
  readonly resetHint: CounterResetHint;
}

/** Reads the counts of one sample after the other; the sum is told among them. */
interface Counts {
  readonly sum: XorValue;
  count(): number;
  zeroCount(): number;
  readonly positive: Float64Array;
  readonly negative: Float64Array;
  /** What comes before the buckets. */
  readHead(isFirst: boolean): void;
  readBuckets(isFirst: boolean): void;
}

/** A byte of the header; the other bits are not used. */
const gaugeFlags = 0xc0;

/** @param bits at the beginning of the chunk @throws Refusal */
export function readHistogramChunk(bits: BitReader, target: SampleTarget, isFloat: boolean): void {
  const { batch, startMs, endMs } = target;
  const samples = bits.bits(16);
  if (samples === 0) return;
  const layout = readLayout(bits);
  const counts = isFloat ? new FloatCounts(bits, layout) : new WholeCounts(bits, layout);
  const from = batch.count;
  batch.reserve(samples);
  let timeMs = 0;
  let deltaMs = 0;
  for (let i = 0; i < samples; i += 1) {
    const step = bits.varbitInt();
    deltaMs = i === 0 ? 0 : deltaMs + step;
    if (i > 0 && deltaMs <= 0) bits.fail('times of a chunk do not rise');
    timeMs = i === 0 ? step : timeMs + deltaMs;
    if (!Number.isSafeInteger(timeMs)) bits.fail('a time of a chunk is none');
    counts.readHead(i === 0);
    // Where a series ends, nothing more is told; of a first one there are no buckets.
    const { isStale } = counts.sum;
    if (!isStale || i === 0) counts.readBuckets(i === 0);
    if (timeMs > endMs) break;
    if (timeMs < startMs) continue;
    if (isStale) batch.add(timeMs, staleLow, staleHigh);
    else batch.addHistogram(timeMs, histogramOf(layout, counts));
  }
  noteOrder(target, from);
}

function histogramOf(layout: Layout, counts: Counts): FloatHistogram {
  const { schema, zeroThreshold, customValues, resetHint } = layout;
  return {
    ...{ schema, zeroThreshold, customValues, resetHint },
    count: counts.count(),
    zeroCount: counts.zeroCount(),
    sum: doubleOf(counts.sum.low, counts.sum.high),
    positive: sparseBuckets(layout.positive, counts.positive),
    negative: sparseBuckets(layout.negative, counts.negative),
  };
}

function readLayout(bits: BitReader): Layout {
  const resetHint = (bits.bits(8) & gaugeFlags) === gaugeFlags ? 'gauge' : 'unknown';
  const zeroThreshold = readZeroThreshold(bits);
  const schema = bits.varbitInt();
  if (schema !== (schema | 0)) bits.fail('a histogram without a schema');
  const positive = spanIndexes(readSpans(bits), bits.byte);
  const negative = spanIndexes(readSpans(bits), bits.byte);
  const customValues = schema === customBucketsSchema ? readBounds(bits) : [];
  return { schema, zeroThreshold, positive, negative, customValues, resetHint };
}

/** Powers of two have one byte. */
function readZeroThreshold(bits: BitReader): number {
  const exponent = bits.bits(8);
  if (exponent === 0) return 0;
  return exponent === 255 ? readDouble(bits) : 2 ** (exponent - 244);
}

function readDouble(bits: BitReader): number {
  const high = bits.bits(32);
  return doubleOf(bits.bits(32), high);
}

function readSpans(bits: BitReader): readonly BucketSpan[] {
  const count = readCount(bits, 'spans');
  const spans: BucketSpan[] = [];
  for (let i = 0; i < count; i += 1) {
    const length = bits.varbitUint();
    spans.push({ length, offset: bits.varbitInt() });
  }
  return spans;
}

/** None has more than there may be buckets. */
function readCount(bits: BitReader, what: string): number {
  const count = bits.varbitUint();
  if (count > mostBuckets) bits.fail(`a histogram of ${count} ${what}`);
  return count;
}

/** Thousandths, and 1 more; 0 before what is none. */
function readBounds(bits: BitReader): readonly number[] {
  const count = readCount(bits, 'bounds');
  const bounds: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const thousandths = bits.varbitUint();
    bounds.push(thousandths === 0 ? readDouble(bits) : (thousandths - 1) / 1000);
  }
  return bounds;
}

/** Counts of observations; of buckets the differences from bucket to bucket, and of all those the differences of differences in time. */
class WholeCounts implements Counts {
  readonly sum = new XorValue();
  readonly positive: Float64Array;
  readonly negative: Float64Array;
  readonly #bits: BitReader;
  /** The count, that of the zero bucket, the positive and the negative buckets, as they are told. */
  readonly #values: Float64Array;
  readonly #deltas: Float64Array;

  constructor(bits: BitReader, { positive, negative }: Layout) {
    this.#bits = bits;
    this.positive = new Float64Array(positive.length);
    this.negative = new Float64Array(negative.length);
    this.#values = new Float64Array(2 + positive.length + negative.length);
    this.#deltas = new Float64Array(this.#values.length);
  }

  count(): number {
    return this.#values[0] as number;
  }

  zeroCount(): number {
    return this.#values[1] as number;
  }

  readHead(isFirst: boolean): void {
    const bits = this.#bits;
    if (isFirst) {
      this.#values[0] = bits.varbitUint();
      this.#values[1] = bits.varbitUint();
      this.sum.first(bits);
    } else {
      this.#step(0);
      this.#step(1);
      this.sum.next(bits);
    }
  }

  readBuckets(isFirst: boolean): void {
    this.#readSide(this.positive, 2, isFirst);
    this.#readSide(this.negative, 2 + this.positive.length, isFirst);
  }

  #readSide(counts: Float64Array, from: number, isFirst: boolean): void {
    let count = 0;
    for (let i = 0; i < counts.length; i += 1) {
      if (isFirst) this.#values[from + i] = this.#bits.varbitInt();
      else this.#step(from + i);
      count += this.#values[from + i] as number;
      counts[i] = count;
    }
  }

  #step(at: number): void {
    const delta = (this.#deltas[at] as number) + this.#bits.varbitInt();
    this.#deltas[at] = delta;
    this.#values[at] = (this.#values[at] as number) + delta;
  }
}

/** All of them as numbers are told. */
class FloatCounts implements Counts {
  readonly sum = new XorValue();
  readonly positive: Float64Array;
  readonly negative: Float64Array;
  readonly #bits: BitReader;
  readonly #count = new XorValue();
  readonly #zeroCount = new XorValue();
  readonly #buckets: readonly XorValue[];

  constructor(bits: BitReader, { positive, negative }: Layout) {
    this.#bits = bits;
    this.positive = new Float64Array(positive.length);
    this.negative = new Float64Array(negative.length);
    this.#buckets = Array.from({ length: positive.length + negative.length }, () => new XorValue());
  }

  count(): number {
    return doubleOf(this.#count.low, this.#count.high);
  }

  zeroCount(): number {
    return doubleOf(this.#zeroCount.low, this.#zeroCount.high);
  }

  readHead(isFirst: boolean): void {
    for (const value of [this.#count, this.#zeroCount, this.sum]) this.#read(value, isFirst);
  }

  readBuckets(isFirst: boolean): void {
    const positive = this.positive.length;
    for (const [i, bucket] of this.#buckets.entries()) {
      this.#read(bucket, isFirst);
      const [side, at] = i < positive ? [this.positive, i] : [this.negative, i - positive];
      side[at] = doubleOf(bucket.low, bucket.high);
    }
  }

  #read(value: XorValue, isFirst: boolean): void {
    if (isFirst) value.first(this.#bits);
    else value.next(this.#bits);
  }
}
