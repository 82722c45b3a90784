/** Working memory that is made once and used again: encoding and decoding are synchronous, and a chunk is smaller than its columns. */

/** Doubles, and the same bits as words, the low one of each first (every machine that runs this is little-endian). */
export interface Column {
  readonly values: Float64Array;
  readonly words: Uint32Array;
}

function newColumn(length: number): Column {
  const values = new Float64Array(length);
  return { values, words: new Uint32Array(values.buffer) };
}

/** @returns the words of doubles that are somebody else's. */
export function wordsOf(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
}

/** A column of a slot with a sample a second is kept; larger ones are made anew, so that nothing large stays. */
const keptLength = 32_768;

export class Scratch {
  #kept = newColumn(1024);

  /** Holds anything. The same for the same length, unless that is above `keptLength`. */
  column(length: number): Column {
    if (length <= this.#kept.values.length) return this.#kept;
    if (length > keptLength) return newColumn(length);
    this.#kept = newColumn(Math.min(2 * length, keptLength));
    return this.#kept;
  }

  take(length: number): Float64Array {
    return this.column(length).values;
  }
}

/** The same, of whole numbers of 32 bits. */
export class IntegerScratch {
  #kept = new Int32Array(1024);

  take(length: number): Int32Array {
    if (length <= this.#kept.length) return this.#kept;
    if (length > keptLength) return new Int32Array(length);
    this.#kept = new Int32Array(Math.min(2 * length, keptLength));
    return this.#kept;
  }
}
