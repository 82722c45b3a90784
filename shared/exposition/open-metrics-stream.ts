/**
 * OpenMetrics that comes in pieces, a file of any size: whole lines as they come, in a bounded memory. A line break within the quotes of a
 * name, which dialect 3 has in a whole body, ends the line here.
 */
import { textOf } from './bytes-text.ts';
import type { ParsedExposition, ParserOptions } from './exposition.ts';
import { ExpositionError } from './exposition-error.ts';
import type { TextPlace } from './known-lines.ts';
import { padding } from './line-cache.ts';
import { TextParser } from './text-parser.ts';
import { lineFeed } from './tokens.ts';

/** What has no end yet is held: it is refused before it is the whole of a hostile file. */
const longestLine = 2 ** 22;

export class OpenMetricsStream {
  readonly #parser: TextParser;
  readonly #options: ParserOptions;
  #rest = new Uint8Array(0);
  #lineNumber = 1;
  #before = 0;
  #isOver = false;

  constructor(options: ParserOptions) {
    this.#options = options;
    this.#parser = new TextParser('open-metrics', options);
  }

  /** Of the lines of the last call, up to its error if it threw one. */
  get parsed(): ParsedExposition {
    return this.#parser.parsed;
  }

  /** Lines so far. */
  get lines(): number {
    return this.#lineNumber - 1;
  }

  /** The cache was emptied. */
  forget(): void {
    this.#before = 0;
  }

  /** @returns what its whole lines have, and the rest of the piece before @throws ExpositionError */
  push(piece: Uint8Array): ParsedExposition {
    const whole = lineEndIn(piece);
    // What the piece before ended with was the end of a line, as is known now.
    if (whole === 0 && piece.length > 0 && piece[0] !== 0 && this.#rest.at(-1) === lineFeed) {
      const parsed = this.#take(piece.subarray(0, 0));
      this.#hold(piece);
      return parsed;
    }
    if (whole === 0) {
      this.#parser.parsed.clear();
      this.#hold(piece);
      return this.parsed;
    }
    const rest = piece.slice(whole);
    const parsed = this.#take(piece.subarray(0, whole));
    this.#rest = rest;
    return parsed;
  }

  /** @throws ExpositionError where the text is not whole: a line without its end is cut off, whatever it has */
  end(): ParsedExposition {
    const line = this.#lineNumber;
    const isEnd = this.#rest.length === 0 || textOf(this.#rest, 0, this.#rest.length).trimEnd() === '# EOF';
    if (isEnd || this.#isOver || this.#rest.at(-1) === lineFeed) this.#take(new Uint8Array(0));
    else this.#parser.parsed.clear();
    if (!this.#isOver) throw new ExpositionError(line, 1, 'data does not end with # EOF');
    return this.parsed;
  }

  #hold(piece: Uint8Array): void {
    if (this.#rest.length + piece.length > longestLine)
      throw new ExpositionError(this.#lineNumber, 1, 'the line is too long');
    this.#rest = joined(this.#rest, piece, 0);
  }

  #take(piece: Uint8Array): ParsedExposition {
    const bytes = joined(this.#rest, piece, padding);
    const end = this.#rest.length + piece.length;
    this.#rest = new Uint8Array(0);
    this.#options.cache.begin();
    this.#parser.parsed.clear();
    if (this.#isOver && end > 0) throw new ExpositionError(this.#lineNumber, 1, 'unexpected data after # EOF');
    const view = new DataView(bytes.buffer);
    const [lineNumber, before] = [this.#lineNumber, this.#before];
    const place: TextPlace = { bytes, view, end, at: 0, lineNumber, before, unknownTo: -1 };
    try {
      if (this.#parser.takeLines(place)) this.#isOver = true;
    } finally {
      this.#lineNumber = place.lineNumber + (this.#isOver ? 1 : 0);
      this.#before = place.before;
    }
    return this.parsed;
  }
}

/** The last one that something else than a zero byte follows: such belong to the line before, for Prometheus. */
function lineEndIn(piece: Uint8Array): number {
  for (let to = piece.length - 2; to >= 0; ) {
    const at = piece.lastIndexOf(lineFeed, to);
    if (at === -1) return 0;
    if (piece[at + 1] !== 0) return at + 1;
    to = at - 1;
  }
  return 0;
}

/** In an array of its own, whose beginning is that of its buffer. */
function joined(first: Uint8Array, second: Uint8Array, behind: number): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length + behind);
  both.set(first);
  both.set(second, first.length);
  return both;
}
