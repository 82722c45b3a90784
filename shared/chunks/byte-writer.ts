/** A buffer that grows, and how whole numbers are written into it. */
import { newBytes } from './slab.ts';

export class ByteWriter {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Until the next `reserve`: to be written from `length` on, then counted with `advance`. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  get view(): DataView<ArrayBuffer> {
    return this.#view;
  }

  /** Forgets what was written after this many bytes. */
  truncate(length: number): void {
    this.#length = length;
  }

  reserve(count: number): void {
    const wanted = this.#length + count;
    if (wanted <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(wanted, 2 * this.#bytes.length));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  advance(count: number): void {
    this.#length += count;
  }

  byte(value: number): void {
    this.reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  word(value: number): void {
    this.reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  /** LEB128: seven bits a byte, the lowest first. @param value from 0 to 2^53 - 1 */
  varint(value: number): void {
    this.reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      const quotient = Math.floor(rest / 0x80);
      this.#bytes[this.#length] = rest - quotient * 0x80 + 0x80;
      this.#length += 1;
      rest = quotient;
    }
    this.#bytes[this.#length] = rest;
    this.#length += 1;
  }

  /** A varint of 0, -1, 1, -2, 2 … as 0, 1, 2, 3, 4 … @param value from -2^52 to 2^52 - 1 */
  zigzag(value: number): void {
    this.varint(zigzagOf(value));
  }

  /** A copy of what was written. */
  copy(): Uint8Array<ArrayBuffer> {
    const copy = newBytes(this.#length);
    copy.set(this.#bytes.subarray(0, this.#length));
    return copy;
  }
}

function zigzagOf(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

/** @returns how many bytes `varint` writes. */
function varintBytes(value: number): number {
  let count = 1;
  for (let rest = value; rest >= 0x80; rest /= 0x80) count += 1;
  return count;
}

/** @returns how many bytes `zigzag` writes. */
export function zigzagBytes(value: number): number {
  return varintBytes(zigzagOf(value));
}
