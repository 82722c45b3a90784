/** Bits as Prometheus's chunks have them, the highest of a byte first (tsdb/chunkenc/bstream.go). Never past the end of what it was given. */
import { Refusal } from '../../../../shared/exposition/exposition-error.ts';

/** Behind whatever is read so many bytes have to follow in its buffer: reads are of whole words. */
export const spareBytes = 8;

/** What ones before the first zero say about how many bits follow (tsdb/chunkenc/varbit.go). */
const varbitSizes = [0, 3, 6, 9, 12, 18, 25, 56, 64];

export class BitReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  /** In bits. */
  #at = 0;
  #end = 0;

  constructor(view: DataView) {
    this.#view = view;
    this.bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  }

  /** @param from in bytes, as is the other */
  begin(from: number, to: number): void {
    this.#at = 8 * from;
    this.#end = 8 * to;
  }

  /** In bytes. */
  get byte(): number {
    return this.#at >>> 3;
  }

  fail(reason: string): never {
    throw new Refusal(this.byte, reason);
  }

  bit(): number {
    const at = this.#take(1);
    return ((this.bytes[at >>> 3] as number) >>> (7 - (at & 7))) & 1;
  }

  /** @param count up to 32 @returns 0 … 2^32 - 1 */
  bits(count: number): number {
    if (count > 25) return this.bits(count - 16) * 0x10000 + this.bits(16);
    if (count === 0) return 0;
    const at = this.#take(count);
    return (this.#view.getUint32(at >>> 3) << (at & 7)) >>> (32 - count);
  }

  /** How many ones there are before a zero, of so many bits at most; the zero is taken, too. */
  ones(most: number): number {
    for (let count = 0; count < most; count += 1) if (this.bit() === 0) return count;
    return most;
  }

  /** LEB128 in whole bytes, wherever those begin. @returns the nearest double */
  uvarint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i += 1) {
      const byte = this.bits(8);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
    return this.fail('a number of a chunk is too long');
  }

  varint(): number {
    const value = this.uvarint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** @returns the nearest double */
  varbitUint(): number {
    const size = varbitSizes[this.ones(8)] as number;
    return size <= 32 ? this.bits(size) : this.bits(size - 32) * 2 ** 32 + this.bits(32);
  }

  varbitInt(): number {
    return this.signed(varbitSizes[this.ones(8)] as number);
  }

  /** @param size up to 64 @returns from -2^(size-1) + 1 to 2^(size-1): of these sizes the lowest is the highest; of 64 as usual */
  signed(size: number): number {
    if (size === 0) return 0;
    if (size < 32) {
      const value = this.bits(size);
      return value > 2 ** (size - 1) ? value - 2 ** size : value;
    }
    const high = this.bits(size - 32);
    const low = this.bits(32);
    const half = 2 ** (size - 33);
    const isNegative = size === 64 ? high >= half : high > half || (high === half && low > 0);
    // The upper half first: that of a small negative number is -1, and exact.
    return (isNegative ? high - 2 * half : high) * 2 ** 32 + low;
  }

  #take(count: number): number {
    const at = this.#at;
    if (at + count > this.#end) this.fail('a chunk ends too early');
    this.#at = at + count;
    return at;
  }
}
