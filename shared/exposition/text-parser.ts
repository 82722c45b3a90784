/** The parser of the two text formats: the fast way as long as lines are known, the grammar for one entry where they are not. */
import { metricNameLabel } from '../model/labels.ts';
import { unescaped } from './bytes-text.ts';
import type { Dialect, ExpositionParser, ParsedExposition, ParserOptions } from './exposition.ts';
import { errorAt, NewLinesError, Refusal } from './exposition-error.ts';
import { type TextPlace, type TimeUnit, takeKnownLines } from './known-lines.ts';
import { knownText } from './known-texts.ts';
import { type LineCache, padding } from './line-cache.ts';
import type { EntryKind, Grammar } from './line-entry.ts';
import { OpenMetricsGrammar } from './open-metrics-grammar.ts';
import { SampleColumns } from './sample-columns.ts';
import { BadSeries, checkedLabels, normalBound, type SeriesLabels } from './series-labels.ts';
import { TextGrammar } from './text-grammar.ts';
import { lineFeed } from './tokens.ts';

export class TextParser implements ExpositionParser {
  readonly parsed: SampleColumns;
  readonly #cache: LineCache;
  readonly #dialect: Dialect;
  readonly #grammar: Grammar;
  readonly #unit: TimeUnit;
  /** The text format ends each body with a line break of its own. */
  readonly #addsBreak: boolean;
  readonly #mostNewLines: number;
  #buffer = new Uint8Array(0);
  #view = new DataView(this.#buffer.buffer);

  constructor(format: 'text' | 'open-metrics', options: ParserOptions) {
    const { cache, dialect, mostNewLines = Number.POSITIVE_INFINITY } = options;
    this.parsed = new SampleColumns(cache);
    this.#cache = cache;
    this.#dialect = dialect;
    this.#grammar = format === 'text' ? new TextGrammar(dialect) : new OpenMetricsGrammar(dialect);
    this.#unit = format === 'text' ? 'milliseconds' : 'seconds';
    this.#addsBreak = format === 'text';
    this.#mostNewLines = mostNewLines;
  }

  parse(body: Uint8Array): ParsedExposition {
    this.#cache.begin();
    this.parsed.clear();
    const place = this.#placeOf(body);
    // At the end the grammar is asked, too: it may miss something.
    if (!this.takeLines(place)) this.#entry(place);
    return this.parsed;
  }

  /** All whole lines. @returns whether the text has said that this is its end @throws ExpositionError */
  takeLines(place: TextPlace): boolean {
    while (takeKnownLines(place, this.#cache, this.parsed, this.#unit)) if (this.#entry(place) === 'end') return true;
    return false;
  }

  /** A copy: numbers and comparisons read some bytes beyond the end. */
  #placeOf(body: Uint8Array): TextPlace {
    const end = body.length + (this.#addsBreak ? 1 : 0);
    if (this.#buffer.length < end + padding) {
      this.#buffer = new Uint8Array(Math.max(end + padding, Math.ceil(1.25 * this.#buffer.length)));
      this.#view = new DataView(this.#buffer.buffer);
    }
    this.#buffer.set(body);
    if (this.#addsBreak) this.#buffer[end - 1] = lineFeed;
    this.#buffer.fill(0, end, end + padding);
    return { bytes: this.#buffer, view: this.#view, end, at: 0, lineNumber: 1, before: 0, unknownTo: -1 };
  }

  #entry(place: TextPlace): EntryKind {
    const { bytes, view, at, end, lineNumber } = place;
    this.#grammar.lexer.begin(bytes, view, at, end);
    try {
      const kind = this.#grammar.next();
      if (kind !== 'end') this.#take(place, kind);
      return kind;
    } catch (error) {
      if (error instanceof Refusal) throw errorAt(bytes, at, lineNumber, error);
      throw error;
    }
  }

  #take(place: TextPlace, kind: EntryKind): void {
    const { lexer, entry } = this.#grammar;
    const { bytes, at, lineNumber } = place;
    // Nearly always there is one, at the end.
    const breaks = bytes.indexOf(lineFeed, at) === lexer.at - 1 ? 1 : breaksIn(bytes, at, lexer.at);
    if (kind !== 'blank') {
      const line = this.#lineOf(place, kind, breaks);
      if (kind === 'comment') this.parsed.comments.push(line);
      else this.parsed.push(line, entry.value, entry.timeMs, lineNumber);
      if (entry.exemplar !== undefined)
        this.parsed.exemplars.push({ ...entry.exemplar, sample: this.parsed.count - 1 });
      this.#cache.seen[line] = this.#cache.generation;
      this.#cache.following[place.before] = line;
      place.before = line + 1;
    }
    place.at = lexer.at;
    place.lineNumber += breaks;
  }

  #lineOf({ bytes, view, at, lineNumber, unknownTo }: TextPlace, kind: EntryKind, breaks: number): number {
    const { lexer, entry } = this.#grammar;
    const to = kind === 'comment' ? lexer.at : entry.seriesEnd;
    const known = to === unknownTo ? -1 : this.#cache.find(view, at, to);
    if (known !== -1) return known;
    if (this.#cache.added >= this.#mostNewLines) throw new NewLinesError(lineNumber);
    const found = kind === 'series' ? this.#labels(bytes) : undefined;
    const line = this.#cache.add(bytes, at, to, view);
    this.#cache.breaks[line] = breaks;
    if (kind === 'comment') this.#cache.setComment(line, entry.comment);
    else if (found !== undefined) this.#cache.setLabels(line, found.labels, found.exposed);
    return line;
  }

  #labels(bytes: Uint8Array): SeriesLabels {
    const { lexer, entry } = this.#grammar;
    const [from, to] = entry.parts.name;
    const texts = [metricNameLabel, unescaped(knownText(bytes, from, to))];
    const { labels } = entry.parts;
    for (let i = 0; i < labels.length; i += 2) {
      texts.push(unescaped(knownText(bytes, labels[i] as number, labels[i + 1] as number)));
    }
    if (this.#dialect === '3') this.#makeNormal(texts);
    // Else the lexer has seen to it.
    const mayBeBad = this.#dialect === '3' || from !== lexer.entry || bytes[from] === 0x20 || bytes[from] === 0x09;
    try {
      return checkedLabels(texts, this.#dialect, mayBeBad);
    } catch (error) {
      throw error instanceof BadSeries ? new Refusal(lexer.entry, error.message, true) : error;
    }
  }

  /** The bounds of histograms and summaries. */
  #makeNormal(texts: string[]): void {
    for (let i = 2; i < texts.length; i += 2) {
      if (texts[i] === 'le' || texts[i] === 'quantile') {
        texts[i + 1] = normalBound(texts[i] as string, texts[i + 1] as string, this.#lastType());
      }
    }
  }

  #lastType(): string | undefined {
    const { comments } = this.parsed;
    for (let i = comments.length - 1; i >= 0; i -= 1) {
      const comment = this.#cache.comment(comments[i] as number);
      if (comment?.kind === 'type') return comment.text;
    }
    return undefined;
  }
}

function breaksIn(bytes: Uint8Array, from: number, to: number): number {
  let breaks = 0;
  for (let i = from; i < to; i += 1) if (bytes[i] === lineFeed) breaks += 1;
  return breaks;
}
