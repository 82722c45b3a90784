/** Lines out of a stream of bytes, one at a time. A line over the limit is thrown away as it comes, and only counted. */

const newline = 10;

export class LineSplitter {
  readonly #mostBytes: number;
  #pieces: Uint8Array[] = [];
  #size = 0;
  #refused = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Lines that were too long. */
  get refused(): number {
    return this.#refused;
  }

  /** @returns the lines that are complete now, without their ends; of one that is not, the rest is kept */
  *push(chunk: Uint8Array): Generator<string, void, void> {
    let from = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
      this.#add(chunk.subarray(from, end));
      from = end + 1;
      const line = this.#take();
      if (line !== undefined && line !== '') yield line;
    }
    this.#add(chunk.subarray(from));
  }

  #add(piece: Uint8Array): void {
    this.#size += piece.length;
    if (this.#size > this.#mostBytes) this.#pieces = [];
    else if (piece.length > 0) this.#pieces.push(piece);
  }

  #take(): string | undefined {
    const isTooLong = this.#size > this.#mostBytes;
    const text = isTooLong ? undefined : Buffer.concat(this.#pieces).toString('utf8');
    if (isTooLong) this.#refused += 1;
    this.#pieces = [];
    this.#size = 0;
    return text;
  }
}
