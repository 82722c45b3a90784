/**
 * Strings: Go's escapes in "…" and '…', none in `…`. Here they are read to their meaning, so that the parser needs no second look.
 * Bytes written one by one (`\xe2\x98\xa0`, `\342\230\240`) are joined to the characters that they are in UTF-8.
 */

import { describeRune, isLoneSurrogate } from './go-text.ts';

/** `value` is what the string means, or, where `ok` is false, what is wrong with it. */
export interface ScannedString {
  readonly ok: boolean;
  readonly end: number;
  readonly value: string;
}

const simpleEscapes = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
]);

interface NumericEscape {
  readonly digits: number;
  readonly base: number;
  readonly largest: number;
  /** Before the digits, the escaping backslash included. */
  readonly prefix: number;
}

const octal: NumericEscape = { digits: 3, base: 8, largest: 255, prefix: 1 };
const numericEscapes = new Map<string, NumericEscape>([
  ...[...'01234567'].map((digit) => [digit, octal] as const),
  ['x', { digits: 2, base: 16, largest: 255, prefix: 2 }],
  ['u', { digits: 4, base: 16, largest: 0x10ffff, prefix: 2 }],
  ['U', { digits: 8, base: 16, largest: 0x10ffff, prefix: 2 }],
]);

const failed = (value: string, end: number): ScannedString => ({ ok: false, end, value });

const charAt = (text: string, at: number): string => {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
};

/** A whole string, from its quote to the one that closes it. */
export function scanString(text: string, start: number): ScannedString {
  return text[start] === '`' ? scanRaw(text, start) : scanQuoted(text, start);
}

function isBroken(char: string): boolean {
  return char === '\ufffd' || isLoneSurrogate(char);
}

function scanRaw(text: string, start: number): ScannedString {
  const close = text.indexOf('`', start + 1);
  const value = text.slice(start + 1, close === -1 ? text.length : close);
  if (!value.isWellFormed() || value.includes('\ufffd')) return failed('invalid UTF-8 rune', text.length);
  return close === -1 ? failed('unterminated raw string', text.length) : { ok: true, end: close + 1, value };
}

/** What needs no look at each character: all but quotes, escapes, line feeds, surrogates and what is broken. */
const plainRun = /[^"'\\\n\ud800-\udfff\ufffd]*/y;

function skipPlain(text: string, from: number): number {
  plainRun.lastIndex = from;
  plainRun.test(text);
  return plainRun.lastIndex;
}

function scanQuoted(text: string, start: number): ScannedString {
  const quote = text.charAt(start);
  const value = new StringBuilder();
  let at = start + 1;
  let plainFrom = at;
  for (;;) {
    at = skipPlain(text, at);
    const char = charAt(text, at);
    if (char === '' || char === '\n') return failed('unterminated quoted string', at);
    if (isBroken(char)) return failed('invalid UTF-8 rune', at);
    if (char === quote || char === '\\') value.addText(text.slice(plainFrom, at));
    if (char === quote) return { ok: true, end: at + 1, value: value.build() };
    if (char === '\\') {
      const escaped = readEscape(text, at, quote);
      if (typeof escaped === 'string') return failed(escaped, at);
      if (escaped.isByte) value.addByte(escaped.code);
      else value.addText(String.fromCodePoint(escaped.code));
      at = escaped.end;
      plainFrom = at;
    } else {
      at += char.length;
    }
  }
}

interface Escape {
  readonly code: number;
  readonly isByte: boolean;
  readonly end: number;
}

/** @returns the escape, or what is wrong with it. */
function readEscape(text: string, at: number, quote: string): Escape | string {
  const char = charAt(text, at + 1);
  if (char === '') return 'escape sequence not terminated';
  const simple = char === quote ? quote : simpleEscapes.get(char);
  if (simple !== undefined) return { code: simple.charCodeAt(0), isByte: false, end: at + 2 };
  const numeric = numericEscapes.get(char);
  if (numeric === undefined) return `unknown escape sequence ${describeRune(char)}`;
  const first = at + numeric.prefix;
  let code = 0;
  for (let i = first; i < first + numeric.digits; i++) {
    const digitText = charAt(text, i);
    if (digitText === '') return 'escape sequence not terminated';
    const digit = Number.parseInt(digitText, 16);
    if (Number.isNaN(digit) || digit >= numeric.base) {
      return `illegal character ${describeRune(digitText)} in escape sequence`;
    }
    code = code * numeric.base + digit;
  }
  if (code > numeric.largest || (code >= 0xd800 && code <= 0xdfff)) {
    return 'escape sequence is an invalid Unicode code point';
  }
  return { code, isByte: numeric.largest === 255, end: first + numeric.digits };
}

/** Joins texts and single bytes. */
class StringBuilder {
  #text = '';
  #bytes: number[] = [];

  addText(text: string): void {
    if (text === '') return;
    this.#flush();
    this.#text += text;
  }

  addByte(byte: number): void {
    this.#bytes.push(byte);
  }

  build(): string {
    this.#flush();
    return this.#text;
  }

  #flush(): void {
    if (this.#bytes.length === 0) return;
    this.#text += decodeBytes(this.#bytes);
    this.#bytes = [];
  }
}

/** First byte from → how many bytes follow it, the bits that it gives, and the least that so many bytes may mean. */
const leads = [
  { from: 0xf0, to: 0xf4, following: 3, bits: 0x07, least: 0x10000 },
  { from: 0xe0, to: 0xef, following: 2, bits: 0x0f, least: 0x800 },
  { from: 0xc2, to: 0xdf, following: 1, bits: 0x1f, least: 0x80 },
  { from: 0x00, to: 0x7f, following: 0, bits: 0x7f, least: 0 },
] as const;

/** @returns the character at `at` and how many bytes it has; undefined where there is no whole one. */
function decodeChar(
  bytes: readonly number[],
  at: number,
): { readonly code: number; readonly length: number } | undefined {
  const first = bytes[at] ?? 0;
  const lead = leads.find(({ from, to }) => first >= from && first <= to);
  if (lead === undefined) return undefined;
  let code = first & lead.bits;
  for (let i = 1; i <= lead.following; i++) {
    const next = bytes[at + i] ?? 0;
    if ((next & 0xc0) !== 0x80) return undefined;
    code = (code << 6) | (next & 0x3f);
  }
  const isChar = code >= lead.least && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isChar ? { code, length: lead.following + 1 } : undefined;
}

/** UTF-8 as far as it is; a byte that is none becomes the lone surrogate U+DC00 + byte, so that nothing is lost or taken for another. */
function decodeBytes(bytes: readonly number[]): string {
  const chars: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const char = decodeChar(bytes, at);
    chars.push(char === undefined ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)) : String.fromCodePoint(char.code));
    at += char?.length ?? 1;
  }
  return chars.join('');
}
