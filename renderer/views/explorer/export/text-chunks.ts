/** Gathers lines into texts of some size: a file of millions of lines would be slow as millions of pieces, and too long as one. Pure. */

const chunkCharacters = 1 << 18;

export class TextChunks {
  readonly #chunks: string[] = [];
  #open = '';

  add(text: string): void {
    this.#open += text;
    if (this.#open.length >= chunkCharacters) this.#cut();
  }

  /** @returns all of it, in order. */
  take(): readonly string[] {
    this.#cut();
    return this.#chunks;
  }

  #cut(): void {
    if (this.#open !== '') this.#chunks.push(this.#open);
    this.#open = '';
  }
}
