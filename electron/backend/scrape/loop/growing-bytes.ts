/** Bytes that come in parts, copied as they come: parts of one byte each, which a hostile server may send, would else be an object for each. */

const firstBytes = 16_384;

export class GrowingBytes {
  #buffer = new ArrayBuffer(firstBytes);
  #bytes = new Uint8Array(this.#buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(part: Uint8Array): void {
    const needed = this.#length + part.length;
    if (needed > this.#bytes.length) this.#resize(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.set(part, this.#length);
    this.#length = needed;
  }

  /** @returns all of them, in a buffer that they fill; there are none then */
  take(): Uint8Array<ArrayBuffer> {
    this.#resize(this.#length);
    const taken = this.#bytes;
    this.#buffer = new ArrayBuffer(0);
    this.#bytes = new Uint8Array(this.#buffer);
    this.#length = 0;
    return taken;
  }

  #resize(bytes: number): void {
    this.#buffer = this.#buffer.transfer(bytes);
    this.#bytes = new Uint8Array(this.#buffer);
  }
}
