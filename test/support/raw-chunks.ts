/** Chunks as Prometheus writes them (tsdb/chunkenc), written anew from its format: for kinds that no server here makes, and for wrong ones. */
import { crc32c } from '../../shared/chunks/crc32c.ts';
import type { FloatHistogram } from '../../shared/model/float-histogram.ts';
import { bytes, integer, message, text } from './exposition/protobuf-writer.ts';

export interface RawSample {
  readonly timeMs: number;
  readonly bits: bigint;
}

class BitWriter {
  readonly #bits: number[] = [];

  bits(value: number | bigint, count: number): this {
    for (let i = count - 1; i >= 0; i -= 1) this.#bits.push(Number((BigInt(value) >> BigInt(i)) & 1n));
    return this;
  }

  varbit(value: number, isSigned: boolean): this {
    const sizes = [3, 6, 9, 12, 18, 25, 56, 64];
    if (value === 0) return this.bits(0, 1);
    const fits = (size: number) =>
      isSigned ? value >= -(2 ** (size - 1)) + 1 && value <= 2 ** (size - 1) : value < 2 ** size;
    const place = sizes.findIndex(fits);
    for (let i = 0; i <= place; i += 1) this.bits(1, 1);
    if (place < 7) this.bits(0, 1);
    const size = sizes[place] ?? 64;
    return this.bits(BigInt.asUintN(size, BigInt(value)), size);
  }

  double(bits: bigint): this {
    return this.bits(bits, 64);
  }

  bytes(): number[] {
    const out: number[] = [];
    for (let i = 0; i < this.#bits.length; i += 8)
      out.push(this.#bits.slice(i, i + 8).reduce((sum, bit, n) => sum + (bit << (7 - n)), 0));
    return out;
  }
}

/** Always tells where a difference lies anew. */
class Xor {
  #before: bigint;

  constructor(first: bigint) {
    this.#before = first;
  }

  write(writer: BitWriter, bits: bigint): void {
    const difference = bits ^ this.#before;
    this.#before = bits;
    if (difference === 0n) return void writer.bits(0, 1);
    const leading = Math.min(31, 64 - difference.toString(2).length);
    const text = difference.toString(2);
    const trailing = text.length - text.lastIndexOf('1') - 1;
    const size = 64 - leading - trailing;
    writer
      .bits(3, 2)
      .bits(leading, 5)
      .bits(size % 64, 6);
    writer.bits(difference >> BigInt(trailing), size);
  }
}

export function xorChunk(samples: readonly RawSample[], count = samples.length): number[] {
  const writer = new BitWriter().bits(count, 16);
  let [beforeMs, deltaMs] = [0, 0];
  let xor: Xor | undefined;
  for (const [i, { timeMs, bits }] of samples.entries()) {
    const stepMs = timeMs - beforeMs;
    if (i === 0) for (const byte of leb128(BigInt(timeMs) * 2n)) writer.bits(byte, 8);
    else if (i === 1) for (const byte of leb128(BigInt.asUintN(64, BigInt(stepMs)))) writer.bits(byte, 8);
    else writeStep(writer, stepMs - deltaMs);
    if (xor === undefined) {
      xor = new Xor(bits);
      writer.double(bits);
    } else xor.write(writer, bits);
    deltaMs = i === 0 ? 0 : stepMs;
    beforeMs = timeMs;
  }
  return writer.bytes();
}

function writeStep(writer: BitWriter, step: number): void {
  if (step === 0) return void writer.bits(0, 1);
  const sizes = [14, 17, 20];
  const place = sizes.findIndex((size) => step >= -(2 ** (size - 1)) + 1 && step <= 2 ** (size - 1));
  const size = sizes[place] ?? 64;
  for (let i = 0; i <= (place < 0 ? 3 : place); i += 1) writer.bits(1, 1);
  if (place >= 0) writer.bits(0, 1);
  writer.bits(BigInt.asUintN(size, BigInt(step)), size);
}

function leb128(value: bigint): number[] {
  const out: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 128n) return [...out, Number(rest)];
    out.push(Number(rest & 127n) | 128);
  }
}

export interface TimedHistogram {
  readonly timeMs: number;
  readonly histogram: FloatHistogram;
}

export function bitsOf(value: number): bigint {
  return new BigUint64Array(Float64Array.of(value).buffer)[0] ?? 0n;
}

/** All of one layout, whose every bucket is a span of its own. `flags`: 0xc0 for gauges. */
export function histogramChunk(samples: readonly TimedHistogram[], isFloat: boolean, flags = 0): number[] {
  const writer = new BitWriter().bits(samples.length, 16).bits(flags, 8);
  const first = samples[0]?.histogram;
  if (first === undefined) return writer.bytes();
  writer.bits(255, 8).double(bitsOf(first.zeroThreshold)).varbit(first.schema, true);
  for (const { indexes } of [first.positive, first.negative]) {
    writer.varbit(indexes.length, false);
    for (const [i, index] of indexes.entries())
      writer.varbit(1, false).varbit(index - (i === 0 ? 0 : (indexes[i - 1] ?? 0) + 1), true);
  }
  if (first.schema === -53) {
    writer.varbit(first.customValues.length, false);
    for (const bound of first.customValues) {
      const thousandths = Math.round(bound * 1000);
      if (bound >= 0 && thousandths / 1000 === bound && thousandths <= 33_554_430)
        writer.varbit(thousandths + 1, false);
      else writer.bits(0, 1).double(bitsOf(bound));
    }
  }
  if (isFloat) writeFloats(writer, samples);
  else writeWhole(writer, samples);
  return writer.bytes();
}

function writeFloats(writer: BitWriter, samples: readonly TimedHistogram[]): void {
  let xors: Xor[] = [];
  let [beforeMs, deltaMs] = [0, 0];
  for (const [i, { timeMs, histogram }] of samples.entries()) {
    const { count, zeroCount, sum, positive, negative } = histogram;
    const values = [count, zeroCount, sum, ...positive.counts, ...negative.counts].map(bitsOf);
    writer.varbit(i === 0 ? timeMs : timeMs - beforeMs - deltaMs, true);
    if (i === 0) xors = values.map((bits) => new Xor(bits));
    for (const [k, bits] of values.entries()) {
      if (i === 0) writer.double(bits);
      else xors[k]?.write(writer, bits);
    }
    deltaMs = i === 0 ? 0 : timeMs - beforeMs;
    beforeMs = timeMs;
  }
}

function writeWhole(writer: BitWriter, samples: readonly TimedHistogram[]): void {
  const differences = (counts: Float64Array) => Array.from(counts, (count, i) => count - (counts[i - 1] ?? 0));
  let before: readonly number[] = [];
  let deltas: readonly number[] = [];
  let sums: Xor | undefined;
  let [beforeMs, deltaMs] = [0, 0];
  for (const [i, { timeMs, histogram }] of samples.entries()) {
    const { count, zeroCount, sum, positive, negative } = histogram;
    const values = [count, zeroCount, ...differences(positive.counts), ...differences(negative.counts)];
    writer.varbit(i === 0 ? timeMs : timeMs - beforeMs - deltaMs, true);
    const steps = values.map((value, k) => value - (before[k] ?? 0));
    const write = (k: number) => {
      if (i === 0) writer.varbit(values[k] ?? 0, k >= 2);
      else writer.varbit((steps[k] ?? 0) - (deltas[k] ?? 0), true);
    };
    write(0);
    write(1);
    if (sums === undefined) {
      sums = new Xor(bitsOf(sum));
      writer.double(bitsOf(sum));
    } else sums.write(writer, bitsOf(sum));
    for (let k = 2; k < values.length; k += 1) write(k);
    deltas = i === 0 ? values.map(() => 0) : steps;
    before = values;
    deltaMs = i === 0 ? 0 : timeMs - beforeMs;
    beforeMs = timeMs;
  }
}

type Pairs = Readonly<Record<string, string>>;

export const labelsOf = (labels: Pairs) =>
  Object.entries(labels).flatMap(([name, value]) => message(1, text(1, name), text(2, value)));

/** A series of a frame. */
export function chunkedSeries(
  labels: Pairs,
  chunks: readonly { readonly encoding: number; readonly data: readonly number[] }[],
) {
  const its = chunks.flatMap(({ encoding, data }) => message(2, integer(1, 0), integer(3, encoding), bytes(4, data)));
  return message(1, labelsOf(labels), its);
}

export function frame(content: readonly number[]): number[] {
  const checksum = crc32c(Uint8Array.from(content), 0, content.length) >>> 0;
  return [...leb128(BigInt(content.length)), ...[24, 16, 8, 0].map((shift) => (checksum >>> shift) & 255), ...content];
}
