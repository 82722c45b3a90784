/** One entry of a text as its grammar found it: what the slow way hands on. Reused from entry to entry. */
import { readDecimal } from '../format/decimal.ts';
import { readGoFloat } from '../format/go-float.ts';
import { goQuoted, isUtf8, textOf } from './bytes-text.ts';
import type { ParsedExemplar } from './exposition.ts';
import { Refusal } from './exposition-error.ts';
import type { ParsedComment } from './parsed-comment.ts';
import type { Lexer } from './tokens.ts';

export type EntryKind = 'series' | 'comment' | 'blank' | 'end';

/** Positions in the bytes, two a text: from (inclusive) and to (exclusive). */
interface SeriesParts {
  /** Of the metric's name; -1 while there is none. */
  readonly name: [from: number, to: number];
  /** Name and value in turn, each `from, to`. */
  readonly labels: number[];
}

export interface LineEntry {
  readonly parts: SeriesParts;
  /** The end of the series; it begins where the entry does. */
  seriesEnd: number;
  value: number;
  timeMs: number;
  exemplar: Omit<ParsedExemplar, 'sample'> | undefined;
  comment: ParsedComment | undefined;
}

/** How a format puts its tokens together. */
export interface Grammar {
  readonly lexer: Lexer;
  readonly entry: LineEntry;
  /** The next entry, from where the lexer stands. @throws Refusal */
  next(): EntryKind;
  /** Its series alone. @returns the token behind it, unless the entry is no series. @throws Refusal */
  rest(): void;
}

export function newEntry(): LineEntry {
  return {
    parts: { name: [-1, -1], labels: [] },
    seriesEnd: 0,
    value: 0,
    timeMs: Number.NaN,
    exemplar: undefined,
    comment: undefined,
  };
}

export function setName({ parts }: LineEntry, from: number, to: number): void {
  parts.name[0] = from;
  parts.name[1] = to;
}

export function resetEntry(entry: LineEntry): void {
  setName(entry, -1, -1);
  entry.parts.labels.length = 0;
  entry.timeMs = Number.NaN;
  entry.exemplar = undefined;
  entry.comment = undefined;
}

const plain = new Float64Array(1);

/** Prometheus keeps to the numbers of Go before 1.13: without `_`, and none with `p`, which are the hexadecimal ones. @throws Refusal */
export function floatOf(lexer: Lexer, from: number, to: number): number {
  if (readDecimal(lexer.bytes, lexer.view, from, plain, 0) === to) return plain[0] as number;
  const text = textOf(lexer.bytes, from, to);
  if (/[pP_]/.test(text)) throw lexer.wrong('unsupported character in float');
  const value = readGoFloat(text);
  if (typeof value === 'number') return value;
  throw lexer.wrong(`strconv.ParseFloat: parsing ${goQuoted(lexer.bytes, from, to)}: ${value}`);
}

/** A label's value, whose token the lexer has just read. @throws Refusal */
export function checkLabelValue(lexer: Lexer): void {
  if (isUtf8(lexer.bytes, lexer.start, lexer.at)) return;
  const which = lexer.dialect === '2.42' ? '' : `: ${goQuoted(lexer.bytes, lexer.start, lexer.at)}`;
  throw new Refusal(lexer.start, `invalid UTF-8 label value${which}`);
}

/** A help's text. @throws Refusal */
export function checkHelp(lexer: Lexer, from: number, to: number): void {
  if (isUtf8(lexer.bytes, from, to)) return;
  const which = lexer.dialect === '2.42' ? 'help text' : `help text ${goQuoted(lexer.bytes, from, to)}`;
  throw new Refusal(from, `${which} is not a valid utf8 string`);
}

/** A metric's name behind HELP, TYPE or UNIT, without its quotes; Prometheus leaves the escapes in it. */
export function metaNameOf({ bytes, start, at }: Lexer): string {
  const isQuoted = bytes[start] === 0x22 && bytes[at - 1] === 0x22;
  return isQuoted ? textOf(bytes, start + 1, at - 1) : textOf(bytes, start, at);
}

/** @param isQuoted of a label's name in the entry: its quotes do not count */
export function pushLabelName(lexer: Lexer, labels: number[], from: number, to: number): void {
  if (lexer.bytes[from] === 0x22) labels.push(from + 1, to - 1);
  else labels.push(from, to);
}
