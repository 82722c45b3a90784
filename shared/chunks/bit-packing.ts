/**
 * Whole numbers of one width side by side: the lowest bits first, in little-endian bytes. Of a width above 32 the low words come first,
 * then what is above them.
 */
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/** A double holds no wider one exactly. */
export const widest = 53;

/** So wide numbers are in one word, wherever in a byte they begin. */
const widestInWord = 25;

const word = 2 ** 32;

/** @param value from 0 to 2^53 - 1 @returns how many bits it needs. */
export function bitWidth(value: number): number {
  return value < word ? 32 - Math.clz32(value) : 64 - Math.clz32(value / word);
}

/** @param count less than 2^24 */
export function packedBytes(count: number, width: number): number {
  if (width <= 32) return (count * width + 7) >>> 3;
  return 4 * count + ((count * (width - 32) + 7) >>> 3);
}

/** Writes values[from] - subtract, and the `count` - 1 after it; each difference from 0 to 2^width - 1. */
export function pack(
  writer: ByteWriter,
  values: Float64Array,
  from: number,
  count: number,
  width: number,
  subtract: number,
): void {
  if (width === 0) return;
  // The last word is written whole.
  writer.reserve(packedBytes(count, width) + 8);
  const { view, length } = writer;
  if (width <= 32) packWords(view, length, values, from, count, width, subtract);
  else packWide(view, length, values, from, count, width - 32, subtract);
  writer.advance(packedBytes(count, width));
}

function packWords(
  view: DataView,
  start: number,
  values: Float64Array,
  from: number,
  count: number,
  width: number,
  subtract: number,
): void {
  let at = start;
  let held = 0;
  let bits = 0;
  for (let i = from; i < from + count; i += 1) {
    const value = ((values[i] as number) - subtract) >>> 0;
    held |= value << bits;
    bits += width;
    if (bits < 32) continue;
    view.setInt32(at, held, true);
    at += 4;
    bits -= 32;
    held = bits === 0 ? 0 : value >>> (width - bits);
  }
  if (bits > 0) view.setInt32(at, held, true);
}

/** As `pack`, of whole numbers whose differences fit into 31 bits. */
export function packSmall(
  writer: ByteWriter,
  values: Int32Array,
  from: number,
  count: number,
  width: number,
  subtract: number,
): void {
  if (width === 0) return;
  writer.reserve(packedBytes(count, width) + 8);
  const { view, length } = writer;
  const least = subtract | 0;
  let at = length;
  let held = 0;
  let bits = 0;
  for (let i = from; i < from + count; i += 1) {
    const value = ((values[i] as number) - least) | 0;
    held |= value << bits;
    bits += width;
    if (bits < 32) continue;
    view.setInt32(at, held, true);
    at += 4;
    bits -= 32;
    held = bits === 0 ? 0 : value >>> (width - bits);
  }
  if (bits > 0) view.setInt32(at, held, true);
  writer.advance(packedBytes(count, width));
}

function packWide(
  view: DataView,
  start: number,
  values: Float64Array,
  from: number,
  count: number,
  width: number,
  subtract: number,
): void {
  let at = start + 4 * count;
  let held = 0;
  let bits = 0;
  for (let i = from; i < from + count; i += 1) {
    const value = (values[i] as number) - subtract;
    const high = Math.floor(value / word);
    view.setUint32(start + 4 * (i - from), value - high * word, true);
    held |= high << bits;
    bits += width;
    if (bits < 32) continue;
    view.setInt32(at, held, true);
    at += 4;
    bits -= 32;
    held = bits === 0 ? 0 : high >>> (width - bits);
  }
  if (bits > 0) view.setInt32(at, held, true);
}

function checkWidth(reader: ByteReader, width: number): void {
  if (width > widest) reader.fail(`${width} bits are too wide`);
}

/** Reads `count` numbers into out[from] and after it, each with `add` added. @throws ChunkError */
export function unpack(
  reader: ByteReader,
  out: Float64Array,
  from: number,
  count: number,
  width: number,
  add: number,
): void {
  checkWidth(reader, width);
  // Loads are of whole words, and go over the end of what is read: the checksum's four bytes are behind it.
  const start = reader.take(packedBytes(count, width));
  const { view } = reader;
  const end = from + count;
  if (width === 0) {
    for (let i = from; i < end; i += 1) out[i] = add;
  } else if (width <= widestInWord) {
    const mask = (1 << width) - 1;
    let bit = 8 * start;
    for (let i = from; i < end; i += 1) {
      out[i] = ((view.getInt32(bit >>> 3, true) >>> (bit & 7)) & mask) + add;
      bit += width;
    }
  } else if (width <= 32) {
    unpackWords(view, start, out, from, count, width, add);
  } else {
    unpackWords(view, start + 4 * count, out, from, count, width - 32, 0);
    for (let i = from; i < end; i += 1) {
      out[i] = (out[i] as number) * word + view.getUint32(start + 4 * (i - from), true) + add;
    }
  }
}

/** As `unpack`, and adds them up. @param before the sum so far @returns the sum */
export function unpackSums(
  reader: ByteReader,
  out: Float64Array,
  from: number,
  count: number,
  width: number,
  add: number,
  before: number,
): number {
  const end = from + count;
  let sum = before;
  if (width > 0 && width <= widestInWord) {
    let bit = 8 * reader.take(packedBytes(count, width));
    const { view } = reader;
    const mask = (1 << width) - 1;
    for (let i = from; i < end; i += 1) {
      sum += ((view.getInt32(bit >>> 3, true) >>> (bit & 7)) & mask) + add;
      out[i] = sum;
      bit += width;
    }
    return sum;
  }
  unpack(reader, out, from, count, width, add);
  for (let i = from; i < end; i += 1) {
    sum += out[i] as number;
    out[i] = sum;
  }
  return sum;
}

/** Any width to 32: a number lies in five bytes at most. */
function unpackWords(
  view: DataView,
  start: number,
  out: Float64Array,
  from: number,
  count: number,
  width: number,
  add: number,
): void {
  const drop = 32 - width;
  let bit = 8 * start;
  for (let i = from; i < from + count; i += 1) {
    const at = bit >>> 3;
    const shift = bit & 7;
    const low = view.getUint32(at, true) >>> shift;
    const value = shift === 0 ? low : low | (view.getUint8(at + 4) << (32 - shift));
    out[i] = ((value << drop) >>> drop) + add;
    bit += width;
  }
}
