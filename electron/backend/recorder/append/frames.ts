/**
 * The frames of a streamed answer out of bytes that come in any pieces: length as a varint, CRC-32C (the highest byte first), message.
 * https://prometheus.io/docs/prometheus/latest/querying/remote_read_api/#streamed-chunks
 */
import { crc32c } from '../../../../shared/chunks/crc32c.ts';
import { badAnswer } from './answer-errors.ts';
import { spareBytes } from './bit-reader.ts';

/** Prometheus makes them of 1 MiB at most, or of one chunk. */
const mostFrameBytes = 16 * 2 ** 20;
const mostKeptBytes = 4 * 2 ** 20;
const longestLength = 5;
const checksumBytes = 4;
const mostWords = 1000;

/** @param view of a memory that is used again, with spare bytes behind the message @param atByte where it begins in the answer */
type TakeFrame = (view: DataView, length: number, atByte: number) => void;

export class FrameSplitter {
  readonly #take: TakeFrame;
  /** Of the answer, that are taken. */
  #bytes = 0;
  #frame = new Uint8Array(2 ** 16);
  /** Length and checksum, as far as they are there. */
  readonly #head: number[] = [];
  /** The bytes of the length. */
  #told: readonly number[] = [];
  /** Undefined while the length is not whole. */
  #length: number | undefined;
  #filled = 0;

  constructor(take: TakeFrame) {
    this.#take = take;
  }

  /** @throws AppError recorder.badAnswer; what `take` throws */
  feed(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      const headLength = this.#length;
      if (headLength === undefined || this.#head.length < checksumBytes) {
        this.#takeHead(bytes[at] as number);
        at += 1;
        this.#bytes += 1;
      } else {
        const piece = bytes.subarray(at, at + headLength - this.#filled);
        this.#frame.set(piece, this.#filled);
        this.#filled += piece.length;
        at += piece.length;
        this.#bytes += piece.length;
      }
      if (this.#length === this.#filled && this.#head.length === checksumBytes) this.#whole(this.#length);
    }
  }

  /** @throws AppError recorder.badAnswer where a frame is not whole */
  end(): void {
    if (this.#length === undefined && this.#head.length === 0) return;
    throw badAnswer(this.#words() ?? 'it ends within a frame', this.#bytes);
  }

  /** A server that fails in the middle of an answer writes why behind its last frame, as plain text. */
  #words(): string | undefined {
    const { buffer } = this.#frame;
    const rest = [...this.#told, ...this.#head, ...new Uint8Array(buffer, 0, Math.min(this.#filled, mostWords))];
    const text = Buffer.from(rest).toString('latin1').trim();
    return /^[ -~\n\t]+$/.test(text) ? `the server broke off: ${text}` : undefined;
  }

  #takeHead(byte: number): void {
    this.#head.push(byte);
    if (this.#length !== undefined) return;
    if (byte >= 0x80 && this.#head.length < longestLength) return;
    const length = this.#head.reduce((sum, part, i) => sum + (part & 0x7f) * 2 ** (7 * i), 0);
    if (byte >= 0x80 || length > mostFrameBytes) throw badAnswer(`a frame of ${length} bytes or more`, this.#bytes);
    this.#told = this.#head.splice(0);
    this.#length = length;
    if (this.#frame.length < length + spareBytes) this.#frame = new Uint8Array(2 * length + spareBytes);
  }

  #whole(length: number): void {
    const [a = 0, b = 0, c = 0, d = 0] = this.#head;
    const start = this.#bytes - length;
    if (crc32c(this.#frame, 0, length) !== ((a << 24) | (b << 16) | (c << 8) | d))
      throw badAnswer(this.#words() ?? 'the checksum of a frame is another one', start);
    this.#take(new DataView(this.#frame.buffer), length, start);
    this.#head.length = 0;
    this.#told = [];
    this.#length = undefined;
    this.#filled = 0;
    if (this.#frame.length > mostKeptBytes) this.#frame = new Uint8Array(2 ** 16);
  }
}
