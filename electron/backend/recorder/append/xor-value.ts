/** A double that is told by what differs from the one before (tsdb/chunkenc/xor.go), as two words: no NaN is ever read as a number. */
import type { BitReader } from './bit-reader.ts';

export class XorValue {
  high = 0;
  low = 0;
  /** Bits of the last difference that were not told: at its end, and how many were. */
  #trailing = 0;
  #size = 0;

  /** Takes a whole one. */
  first(bits: BitReader): void {
    this.high = bits.bits(32);
    this.low = bits.bits(32);
    this.#trailing = 0;
    // As Prometheus begins: no leading and no trailing zeros.
    this.#size = 64;
  }

  next(bits: BitReader): void {
    if (bits.bit() === 0) return;
    if (bits.bit() === 1) {
      const leading = bits.bits(5);
      // 64 does not fit into six bits, and is 0.
      this.#size = bits.bits(6) || 64;
      if (leading + this.#size > 64) bits.fail('a value of a chunk has more than 64 bits');
      this.#trailing = 64 - leading - this.#size;
    }
    const size = this.#size;
    const trailing = this.#trailing;
    const upper = size > 32 ? bits.bits(size - 32) : 0;
    const lower = bits.bits(Math.min(size, 32));
    if (trailing === 0) {
      this.high ^= upper;
      this.low ^= lower;
    } else if (trailing < 32) {
      this.high ^= (upper << trailing) | (lower >>> (32 - trailing));
      this.low ^= lower << trailing;
    } else this.high ^= lower << (trailing - 32);
  }

  /** Prometheus's value.StaleNaN. */
  get isStale(): boolean {
    return (this.high | 0) === 0x7ff0_0000 && this.low === 2;
  }
}
