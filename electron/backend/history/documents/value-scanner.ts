/**
 * Finds the values of a YAML or JSON text and the keys they stand under, in one pass and without a tree: a parser that builds one takes seconds
 * for some megabytes. It takes more for YAML than YAML does, and never fails: what it cannot make out is read line by line.
 */
import { type Place, placeUnder, top } from './secret-keys.ts';

export interface FoundValue {
  readonly start: number;
  /** Exclusive. Quotes are part of it. */
  readonly end: number;
  readonly kind: 'plain' | 'single' | 'double' | 'block';
  readonly place: Place;
  /** Within brackets, where JSON is read too. */
  readonly isFlow: boolean;
}

/** A mapping of the block style: the column of its keys, and where their values stand. */
interface Level {
  readonly column: number;
  readonly place: Place;
}

interface FlowLevel {
  readonly isMap: boolean;
  readonly outer: Place;
  key: string | undefined;
}

type Visit = (value: FoundValue) => void;

const lineEnd = /\r?\n|$/g;
/** A comment, or the `:` behind a key. */
const plainEnd = /\s#|:(?=\s|$)|\r?\n|$/g;
const commentOrEnd = /[ \t]#|\r?\n|$/g;
const flowPlainEnd = /[,[\]{}\r\n]|\s#|:(?=[\s,[\]{}]|$)|$/g;
const property = /[!&][^\s,[\]{}]*/y;

export function scanValues(text: string, visit: Visit): void {
  new Scanner(text, visit).run();
}

class Scanner {
  readonly #text: string;
  readonly #visit: Visit;
  readonly #levels: Level[] = [];
  #at = 0;
  #lineStart = 0;

  constructor(text: string, visit: Visit) {
    this.#text = text;
    this.#visit = visit;
  }

  run(): void {
    // A byte order mark.
    if (this.#text.startsWith('\ufeff')) this.#at = 1;
    while (this.#at < this.#text.length) {
      this.#lineStart = this.#at;
      this.#line();
      this.#at = Math.max(this.#at, this.#lineStart + 1);
    }
  }

  #line(): void {
    this.#at = this.#pastSpaces(this.#at);
    if (this.#at === this.#lineStart && /^(?:---|\.\.\.)(?=\s|$)/.test(this.#text.slice(this.#at, this.#at + 4))) {
      this.#levels.length = 0;
      this.#at += 3;
      this.#at = this.#pastSpaces(this.#at);
    }
    let parentColumn = -1;
    while (/[-?:]/.test(this.#char()) && /\s|^$/.test(this.#char(1))) {
      parentColumn = this.#column();
      this.#close(parentColumn + 1);
      this.#at += 1;
      this.#at = this.#pastSpaces(this.#at);
    }
    if (parentColumn === -1) parentColumn = this.#column() - 1;
    this.#node(parentColumn);
  }

  /** @param parentColumn what is further in than this belongs to it */
  #node(parentColumn: number): void {
    this.#skipProperties();
    const column = this.#column();
    const key = this.#isLineEnd() ? undefined : this.#key();
    if (key !== undefined) {
      this.#close(column);
      this.#levels.push({ column, place: placeUnder(this.#place(), key) });
      this.#at = this.#pastSpaces(this.#at);
      this.#skipProperties();
    }
    if (this.#isLineEnd()) this.#nextLine();
    else this.#value(this.#place(), key === undefined ? parentColumn : column);
  }

  /** Goes past the key and its colon; undefined, and stays, where none is. */
  #key(): string | undefined {
    const first = this.#char();
    if (/[[\]{}|>*#,]/.test(first)) return undefined;
    const start = this.#at;
    if (first === '"' || first === "'") {
      const end = this.#quotedEnd(first);
      const colon = end === undefined ? -1 : this.#pastSpaces(end);
      if (end === undefined || this.#text[colon] !== ':' || !/\s|^$/.test(this.#text[colon + 1] ?? ''))
        return undefined;
      this.#at = colon + 1;
      return this.#text.slice(start + 1, end - 1);
    }
    const end = this.#find(plainEnd);
    if (this.#text[end] !== ':') return undefined;
    this.#at = end + 1;
    return this.#text.slice(start, end).trimEnd();
  }

  #value(place: Place, parentColumn: number): void {
    const first = this.#char();
    const quoted = first === '"' || first === "'" ? this.#quotedEnd(first) : undefined;
    if (first === '[' || first === '{') this.#flow(place);
    else if (first === '|' || first === '>') this.#block(place, parentColumn);
    else if (quoted !== undefined) this.#found(quoted, first === '"' ? 'double' : 'single', place, false);
    else this.#plain(place, parentColumn);
  }

  /** What is further in goes on with it. */
  #plain(place: Place, parentColumn: number): void {
    let end = this.#find(commentOrEnd);
    while (/[\r\n]/.test(this.#text[end] ?? '')) {
      const next = this.#find(lineEnd, end) + (this.#text[end] === '\r' ? 2 : 1);
      const from = this.#pastSpaces(next);
      if (from - next <= parentColumn || /[\r\n#]|^$/.test(this.#text[from] ?? '')) break;
      end = this.#find(commentOrEnd, from);
    }
    this.#found(end, 'plain', place, false);
  }

  #block(place: Place, parentColumn: number): void {
    this.#nextLine();
    const start = this.#at;
    let end = start;
    for (let next = start; next < this.#text.length; ) {
      const from = this.#pastSpaces(next);
      const isBlank = /[\r\n]|^$/.test(this.#text[from] ?? '');
      if (!isBlank && from - next <= parentColumn) break;
      next = this.#afterLine(from);
      if (!isBlank) end = next;
    }
    if (end > start) this.#found(end, 'block', place, false);
  }

  #flow(outer: Place): void {
    const stack: FlowLevel[] = [];
    let place = outer;
    const enter = (isMap: boolean) => stack.push({ isMap, outer: place, key: undefined });
    const settle = () => {
      const level = stack.at(-1);
      if (level !== undefined) place = level.key === undefined ? level.outer : placeUnder(level.outer, level.key);
    };
    do {
      const char = this.#char();
      if (char === '') return;
      if (char === '{' || char === '[') enter(char === '{');
      else if (char === '}' || char === ']') stack.pop();
      else if (char === ',') {
        const level = stack.at(-1);
        if (level !== undefined) level.key = undefined;
      }
      if (/[{}[\],]/.test(char)) this.#at += 1;
      else this.#flowScalar(stack.at(-1), place);
      settle();
      if (stack.length > 0) this.#skipFlowBlanks();
    } while (stack.length > 0);
  }

  #flowScalar(level: FlowLevel | undefined, place: Place): void {
    const start = this.#at;
    const first = this.#char();
    this.#skipProperties();
    const quoted = first === '"' || first === "'" ? this.#quotedEnd(first) : undefined;
    const end = quoted ?? Math.max(this.#find(flowPlainEnd), this.#at);
    const colon = this.#pastBlanks(end);
    if (level?.key === undefined && level !== undefined && this.#text[colon] === ':') {
      level.key = quoted === undefined ? this.#text.slice(start, end).trim() : this.#text.slice(start + 1, end - 1);
      this.#at = colon + 1;
      return;
    }
    const kind = quoted === undefined ? 'plain' : first === '"' ? 'double' : 'single';
    this.#found(end, kind, place, true);
    // A character that begins nothing.
    if (this.#at === start) this.#at += 1;
  }

  #found(end: number, kind: FoundValue['kind'], place: Place, isFlow: boolean): void {
    const start = this.#at;
    const trimmed = kind === 'plain' ? start + this.#text.slice(start, end).trimEnd().length : end;
    if (trimmed > start) this.#visit({ start, end: trimmed, kind, place, isFlow });
    this.#at = end;
    if (isFlow) return;
    // Whatever else the line has: a comment.
    if (kind !== 'block') this.#nextLine();
  }

  #skipFlowBlanks(): void {
    for (;;) {
      this.#at = this.#pastBlanks(this.#at);
      if (this.#char() !== '#') return;
      this.#nextLine();
    }
  }

  #skipProperties(): void {
    for (;;) {
      property.lastIndex = this.#at;
      const found = property.exec(this.#text);
      if (found === null) return;
      this.#at += found[0].length;
      this.#at = this.#pastSpaces(this.#at);
    }
  }

  /** Behind the closing quote; undefined where there is none. */
  #quotedEnd(quote: string): number | undefined {
    for (let at = this.#at + 1; ; ) {
      const end = this.#text.indexOf(quote, at);
      if (end === -1) return undefined;
      if (quote === "'") {
        if (this.#text[end + 1] !== quote) return end + 1;
        at = end + 2;
      } else {
        let slashes = 0;
        while (end - slashes - 1 > this.#at && this.#text[end - slashes - 1] === '\\') slashes += 1;
        if (slashes % 2 === 0) return end + 1;
        at = end + 1;
      }
    }
  }

  #place(): Place {
    return this.#levels.at(-1)?.place ?? top;
  }

  /** Mappings at this column and further in are over. */
  #close(column: number): void {
    while ((this.#levels.at(-1)?.column ?? -1) >= column) this.#levels.pop();
  }

  #char(ahead = 0): string {
    return this.#text[this.#at + ahead] ?? '';
  }

  #column(): number {
    return this.#at - this.#lineStart;
  }

  #isLineEnd(): boolean {
    return /[\r\n#]|^$/.test(this.#char());
  }

  #nextLine(): void {
    this.#at = this.#afterLine(this.#at);
  }

  #afterLine(from: number): number {
    const end = this.#text.indexOf('\n', from);
    return end === -1 ? this.#text.length : end + 1;
  }

  #pastSpaces(from: number): number {
    let at = from;
    for (let code = this.#text.charCodeAt(at); code === 32 || code === 9; code = this.#text.charCodeAt(at)) at += 1;
    return at;
  }

  /** Lines too. */
  #pastBlanks(from: number): number {
    let at = this.#pastSpaces(from);
    while (this.#text[at] === '\n' || this.#text[at] === '\r') at = this.#pastSpaces(at + 1);
    return at;
  }

  #find(pattern: RegExp, from = this.#at): number {
    pattern.lastIndex = from;
    return pattern.exec(this.#text)?.index ?? this.#text.length;
  }
}
