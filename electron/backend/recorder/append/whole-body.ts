/** An answer that is read whole, out of its pieces: what is large is held once. */
import { tooMuch } from '../../../../shared/model/recorder-errors.ts';

/** More than an answer may have comes in several. As much is read of a source (electron/backend/sources/prometheus/raw/prometheus-raw.ts). */
const mostBodyBytes = 64 * 2 ** 20;
/** What is less is put together at the end. */
const smallBytes = 4 * 2 ** 20;

export class WholeBody {
  readonly #paddingBytes: number;
  #pieces: Uint8Array[] = [];
  #large: Uint8Array<ArrayBuffer> | undefined;
  length = 0;

  /** @param paddingBytes zeros that are to be behind it */
  constructor(paddingBytes: number) {
    this.#paddingBytes = paddingBytes;
  }

  /** @throws AppError recorder.tooMuch */
  add(bytes: Uint8Array): void {
    const at = this.length;
    this.length += bytes.length;
    if (this.length > mostBodyBytes) throw tooMuch(mostBodyBytes);
    // As large as it may become: pages that are not written cost nothing, and nothing is copied again as it grows.
    if (this.#large === undefined && this.length > smallBytes) this.#large = this.#together(mostBodyBytes);
    if (this.#large === undefined) this.#pieces.push(bytes);
    else this.#large.set(bytes, at);
  }

  /** With its padding; this has it no more. */
  take(): Uint8Array<ArrayBuffer> {
    const body = this.#large ?? this.#together(this.length);
    this.#large = undefined;
    return body.subarray(0, this.length + this.#paddingBytes);
  }

  #together(bytes: number): Uint8Array<ArrayBuffer> {
    const body = new Uint8Array(bytes + this.#paddingBytes);
    let at = 0;
    for (const piece of this.#pieces) {
      body.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [];
    return body;
  }
}
