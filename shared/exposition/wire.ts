/** Protobuf's wire format: fields one after the other. https://protobuf.dev/programming-guides/encoding/ */
import { Refusal } from './exposition-error.ts';

/** Wire types. */
const varintType = 0;
const fixed64Type = 1;
const bytesType = 2;
const fixed32Type = 5;

/** A field of a message; which of its values counts says the wire type. */
export class WireReader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
  readonly end: number;
  readonly #message: string;
  #type = 0;

  /** @param message its name, for errors @param view of the same bytes, where there is one */
  constructor(bytes: Uint8Array, at: number, end: number, message: string, view?: DataView) {
    this.bytes = bytes;
    this.view = view ?? new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
    this.end = end;
    this.#message = message;
  }

  /** @returns the next field's number, or 0 at the end; its value must be read or skipped. @throws Refusal */
  field(): number {
    if (this.at >= this.end) return 0;
    const start = this.at;
    const short = this.#shortVarint();
    const key = short < 0 ? Number(this.#rawVarint() & 0xffff_ffffn) : short % 2 ** 32;
    this.#type = key & 7;
    const number = key >>> 3;
    if (this.#type === 4) throw new Refusal(start, `proto: ${this.#message}: wiretype end group for non-group`);
    if (number === 0) throw new Refusal(start, `proto: ${this.#message}: illegal tag 0 (wire type ${key})`);
    return number;
  }

  skip(): void {
    if (this.#type === varintType) this.#rawVarint();
    else if (this.#type === fixed64Type) this.#move(8);
    else if (this.#type === bytesType) this.#move(this.#length());
    else if (this.#type === fixed32Type) this.#move(4);
    else throw new Refusal(this.at, `proto: illegal wireType ${this.#type}`);
  }

  double(field: string): number {
    this.#expect(fixed64Type, field);
    return this.#double();
  }

  /** @returns exactly, up to 2^64 - 1; the nearest double is what Prometheus makes of it. */
  uint64(field: string): number {
    this.#expect(varintType, field);
    const short = this.#shortVarint();
    return short < 0 ? Number(this.#rawVarint()) : short;
  }

  int64(field: string): number {
    this.#expect(varintType, field);
    const short = this.#shortVarint();
    return short < 0 ? Number(BigInt.asIntN(64, this.#rawVarint())) : short;
  }

  int32(field: string): number {
    this.#expect(varintType, field);
    return Number(BigInt.asIntN(32, this.#rawVarint()));
  }

  uint32(field: string): number {
    this.#expect(varintType, field);
    return Number(BigInt.asUintN(32, this.#rawVarint()));
  }

  sint32(field: string): number {
    this.#expect(varintType, field);
    return Number(BigInt.asIntN(32, unzigzag(BigInt.asUintN(32, this.#rawVarint()))));
  }

  /** Packed, or one of them. */
  sint64s(field: string, to: bigint[]): void {
    this.#repeated(varintType, field, () => to.push(BigInt.asIntN(64, unzigzag(this.#rawVarint()))));
  }

  doubles(field: string, to: number[]): void {
    this.#repeated(fixed64Type, field, () => to.push(this.#double()));
  }

  /** @returns where the field's bytes are. */
  range(field: string): readonly [from: number, to: number] {
    this.#expect(bytesType, field);
    const length = this.#length();
    const from = this.at;
    this.#move(length);
    return [from, this.at];
  }

  message(field: string, name: string): WireReader {
    const [from, to] = this.range(field);
    return new WireReader(this.bytes, from, to, name, this.view);
  }

  #repeated(type: number, field: string, one: () => void): void {
    if (this.#type === type) {
      one();
      return;
    }
    this.#expect(bytesType, field);
    const length = this.#length();
    const end = this.at + length;
    if (end > this.end) throw this.#short();
    while (this.at < end) one();
  }

  #expect(type: number, field: string): void {
    if (this.#type !== type) throw new Refusal(this.at, `proto: wrong wireType = ${this.#type} for field ${field}`);
  }

  #double(): number {
    const { at } = this;
    this.#move(8);
    return this.view.getFloat64(at, true);
  }

  #length(): number {
    const { at } = this;
    const short = this.#shortVarint();
    if (short >= 0) return short;
    const length = BigInt.asIntN(64, this.#rawVarint());
    if (length < 0n) throw new Refusal(at, 'proto: negative length found during unmarshaling');
    return Number(length);
  }

  #move(length: number): void {
    if (this.at + length > this.end) throw this.#short();
    this.at += length;
  }

  #short(): Refusal {
    return new Refusal(this.at, 'unexpected EOF');
  }

  /** Of seven bytes at most, without a big number: times in milliseconds have six. @returns -1, and reads nothing, where it is none */
  #shortVarint(): number {
    const { bytes, at } = this;
    const end = Math.min(this.end, at + 7);
    let value = 0;
    let scale = 1;
    for (let i = at; i < end; i += 1) {
      const byte = bytes[i] as number;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        this.at = i + 1;
        return value;
      }
      scale *= 0x80;
    }
    return -1;
  }

  #rawVarint(): bigint {
    let low = 0;
    let shift = 0;
    for (; shift < 28; shift += 7) {
      const byte = this.#byte();
      low += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return BigInt(low);
    }
    let value = BigInt(low);
    for (; shift < 64; shift += 7) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << BigInt(shift);
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new Refusal(this.at, 'proto: integer overflow');
  }

  #byte(): number {
    if (this.at >= this.end) throw this.#short();
    const byte = this.bytes[this.at] as number;
    this.at += 1;
    return byte;
  }
}

function unzigzag(value: bigint): bigint {
  return (value >> 1n) ^ -(value & 1n);
}
