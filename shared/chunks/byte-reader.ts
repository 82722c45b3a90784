/** Reads what ByteWriter wrote. Whatever the bytes are, it reads none beyond its end, and says where they are wrong. */
import { ChunkError } from './chunk-error.ts';

export class ByteReader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Where the content ends: what follows is the checksum. */
  readonly end: number;
  /** The next byte to be read. */
  at: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = start;
    this.end = end;
  }

  fail(what: string): never {
    throw new ChunkError(what, this.at);
  }

  /** Moves on over so many bytes. @returns where they begin. */
  take(count: number): number {
    const start = this.at;
    if (count > this.end - start) this.fail('the bytes end too early');
    this.at = start + count;
    return start;
  }

  byte(): number {
    return this.bytes[this.take(1)] as number;
  }

  /** @returns from 0 to 2^53 - 1 */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 8; count += 1) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
      scale *= 0x80;
    }
    return this.fail('a number is too long');
  }

  /** A varint that is `most` at most. */
  count(most: number, what: string): number {
    const start = this.at;
    const value = this.varint();
    if (value > most) throw new ChunkError(`${what} is ${value}, where ${most} is the most`, start);
    return value;
  }

  /** @returns from -2^52 to 2^52 - 1 */
  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  expectEnd(): void {
    if (this.at !== this.end) this.fail(`${this.end - this.at} bytes follow where none should`);
  }
}
