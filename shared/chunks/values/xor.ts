/**
 * Each value XORed with the one before, and of that the bits from the first to the last that is set, as in Facebook's Gorilla
 * (https://www.vldb.org/pvldb/vol8/p1816-teller.pdf): for doubles of very different sizes, and for those that repeat.
 */
import type { ByteReader } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import type { Column } from '../scratch.ts';
import { kinds } from './column-kind.ts';

const leadingBits = 5;
const lengthBits = 6;
const mostLeading = 2 ** leadingBits - 1;

/** @returns how many bytes `encodeXor` writes; where they are `limit` or more, any such number. */
export function xorBytes({ words }: Column, count: number, limit: number): number {
  const mostBits = 8 * limit;
  let low = words[0] as number;
  let high = words[1] as number;
  let bits = 8 + 64;
  let leading = 64;
  let trailing = 0;
  for (let i = 2; i < 2 * count && bits < mostBits; i += 2) {
    const lowXor = low ^ (words[i] as number);
    const highXor = high ^ (words[i + 1] as number);
    if ((lowXor | highXor) === 0) {
      bits += 1;
      continue;
    }
    low = words[i] as number;
    high = words[i + 1] as number;
    const zerosBefore = Math.clz32(highXor);
    const zerosAfter = lowXor === 0 ? 32 + trailingZeros(highXor) : trailingZeros(lowXor);
    if (zerosBefore >= leading && zerosAfter >= trailing) {
      bits += 2 + 64 - leading - trailing;
    } else {
      leading = Math.min(zerosBefore, mostLeading);
      trailing = zerosAfter;
      bits += 2 + leadingBits + lengthBits + 64 - leading - trailing;
    }
  }
  return Math.ceil(bits / 8);
}

export function encodeXor(writer: ByteWriter, { words }: Column, count: number): void {
  // A value takes 1 + 1 + 5 + 6 + 64 bits at most.
  writer.reserve(16 + 10 * count);
  writer.byte(kinds.xor);
  let low = words[0] as number;
  let high = words[1] as number;
  writer.word(low);
  writer.word(high);
  const bits = new BitWriter(writer);
  let leading = 64;
  let trailing = 0;
  for (let i = 2; i < 2 * count; i += 2) {
    const lowXor = low ^ (words[i] as number);
    const highXor = high ^ (words[i + 1] as number);
    if ((lowXor | highXor) === 0) {
      bits.put(0, 1);
      continue;
    }
    low = words[i] as number;
    high = words[i + 1] as number;
    const zerosBefore = Math.clz32(highXor);
    const zerosAfter = lowXor === 0 ? 32 + trailingZeros(highXor) : trailingZeros(lowXor);
    if (zerosBefore >= leading && zerosAfter >= trailing) {
      bits.put(1, 2);
    } else {
      leading = Math.min(zerosBefore, mostLeading);
      trailing = zerosAfter;
      bits.put(3 | (leading << 2) | ((63 - leading - trailing) << (2 + leadingBits)), 2 + leadingBits + lengthBits);
    }
    putWindow(bits, lowXor, highXor, trailing, 64 - leading - trailing);
  }
  bits.end();
}

function trailingZeros(value: number): number {
  return 31 - Math.clz32(value & -value);
}

/** Of the 64 bits the `length` ones above `trailing`, the low ones first. */
function putWindow(bits: BitWriter, low: number, high: number, trailing: number, length: number): void {
  if (trailing >= 32) {
    bits.put(high >>> (trailing - 32), length);
    return;
  }
  const lower = trailing === 0 ? low : (low >>> trailing) | (high << (32 - trailing));
  bits.put(lower, Math.min(length, 32));
  if (length > 32) bits.put(high >>> trailing, length - 32);
}

/** Bits into bytes, the lowest first. There has to be room. */
class BitWriter {
  readonly #writer: ByteWriter;
  readonly #view: DataView;
  #at: number;
  #held = 0;
  #bits = 0;

  constructor(writer: ByteWriter) {
    this.#writer = writer;
    this.#view = writer.view;
    this.#at = writer.length;
  }

  /** @param value has no bits set above its `count` lowest, 1 to 32 */
  put(value: number, count: number): void {
    this.#held |= value << this.#bits;
    this.#bits += count;
    if (this.#bits < 32) return;
    this.#view.setInt32(this.#at, this.#held, true);
    this.#at += 4;
    this.#bits -= 32;
    this.#held = this.#bits === 0 ? 0 : value >>> (count - this.#bits);
  }

  end(): void {
    this.#view.setInt32(this.#at, this.#held, true);
    this.#writer.advance(this.#at + ((this.#bits + 7) >> 3) - this.#writer.length);
  }
}

/** @throws ChunkError */
export function decodeXor(reader: ByteReader, { words }: Column, count: number): void {
  const start = reader.take(8);
  const { view, bytes } = reader;
  let low = view.getUint32(start, true);
  let high = view.getUint32(start + 4, true);
  words[0] = low;
  words[1] = high;
  const endBit = 8 * (reader.end - reader.at);
  const base = reader.at;
  let leading = 0;
  let trailing = 0;
  let length = 0;
  let bit = 0;
  /** The 32 bits from a bit on; beyond the end zeros. */
  const word = (from: number): number => {
    const at = base + (from >>> 3);
    const shift = from & 7;
    if (at + 5 > bytes.length) return lastWord(bytes, at) >>> shift;
    const value = view.getUint32(at, true) >>> shift;
    return shift === 0 ? value : value | ((bytes[at + 4] as number) << (32 - shift));
  };
  for (let i = 2; i < 2 * count; i += 2) {
    if (bit >= endBit) reader.fail('the bits end too early');
    const head = word(bit);
    if ((head & 1) === 0) {
      bit += 1;
    } else {
      if ((head & 2) === 0) {
        bit += 2;
      } else {
        leading = (head >>> 2) & mostLeading;
        length = 1 + ((head >>> (2 + leadingBits)) & 63);
        trailing = 64 - leading - length;
        bit += 2 + leadingBits + lengthBits;
      }
      if (length === 0 || trailing < 0) reader.fail('a window of bits is not possible');
      if (bit + length > endBit) reader.fail('the bits end too early');
      const lower = length >= 32 ? word(bit) : word(bit) & (2 ** length - 1);
      const upper = length <= 32 ? 0 : word(bit + 32) & (2 ** (length - 32) - 1);
      bit += length;
      if (trailing >= 32) high ^= lower << (trailing - 32);
      else {
        low ^= lower << trailing;
        high ^= (upper << trailing) | (trailing === 0 ? 0 : lower >>> (32 - trailing));
      }
    }
    words[i] = low;
    words[i + 1] = high;
  }
  reader.at = base + ((bit + 7) >> 3);
}

function lastWord(bytes: Uint8Array, from: number): number {
  let value = 0;
  for (let k = 0; k < 4 && from + k < bytes.length; k += 1) value |= (bytes[from + k] as number) << (8 * k);
  return value;
}
