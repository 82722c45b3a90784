/** Reads JSON from bytes, value by value, as its caller knows what to expect: no tree is built, unknown values are skipped. */
import { malformed, truncated } from './parse-errors.ts';
import { createStringTable, hashByte, hashSeed, type StringTable } from './string-table.ts';

export const byte = {
  quote: 34,
  comma: 44,
  colon: 58,
  openArray: 91,
  backslash: 92,
  closeArray: 93,
  openObject: 123,
  closeObject: 125,
} as const;

/** Zero bytes after the text, so that no loop has to ask for the end: a zero belongs to no JSON outside of a string, and ends one. */
export const paddingBytes = 64;

const deepestNesting = 64;

/** Moved along by the functions below; `pos` is the next byte to read. */
export interface Cursor {
  readonly bytes: Uint8Array;
  /** Over the same memory, as the next. */
  readonly view: DataView;
  readonly buffer: Buffer;
  /** How many bytes the text has, without the padding. */
  readonly length: number;
  readonly strings: StringTable;
  pos: number;
}

/** @param padded the text and at least `paddingBytes` zeros after it; not kept longer than the cursor. */
export function createCursor(padded: Uint8Array, length: number): Cursor {
  const buffer = Buffer.from(padded.buffer, padded.byteOffset, padded.byteLength);
  return {
    bytes: padded,
    view: new DataView(padded.buffer, padded.byteOffset, padded.byteLength),
    buffer,
    length,
    strings: createStringTable(buffer),
    pos: 0,
  };
}

/** Throws: truncated where the text is at its end, else malformed with the byte. */
export function fail(cursor: Cursor, reason: string): never {
  throw cursor.pos >= cursor.length ? truncated(cursor.length) : malformed(reason, cursor.pos);
}

/** Skips white space. @returns the byte at the cursor, not taken; 0 at the end. */
export function peek(cursor: Cursor): number {
  const { bytes } = cursor;
  let p = cursor.pos;
  let found = bytes[p] as number;
  while (found === 32 || found === 10 || found === 13 || found === 9) {
    p += 1;
    found = bytes[p] as number;
  }
  cursor.pos = p;
  return found;
}

/** Takes the next byte that is not white space, which must be this one. */
export function expectByte(cursor: Cursor, expected: number, where: string): void {
  if (peek(cursor) !== expected) fail(cursor, `expected "${String.fromCharCode(expected)}" ${where}`);
  cursor.pos += 1;
}

/** Takes one of two bytes. @returns whether it was the first, usually a comma: there is more. */
export function takeEither(cursor: Cursor, more: number, end: number, where: string): boolean {
  const found = peek(cursor);
  if (found !== more && found !== end) {
    fail(cursor, `expected "${String.fromCharCode(more)}" or "${String.fromCharCode(end)}" ${where}`);
  }
  cursor.pos += 1;
  return found === more;
}

/** Takes a string. Its text is exactly what JSON.parse makes of it; equal short texts are one object. */
export function readString(cursor: Cursor, what: string): string {
  if (peek(cursor) !== byte.quote) fail(cursor, `expected ${what}, a string`);
  const { bytes } = cursor;
  const start = cursor.pos + 1;
  let p = start;
  let hash = hashSeed;
  for (;;) {
    const next = bytes[p] as number;
    if (next === byte.quote) break;
    if (next === byte.backslash || next < 32) {
      cursor.pos = start;
      return readEscaped(cursor);
    }
    hash = hashByte(hash, next);
    p += 1;
  }
  cursor.pos = p + 1;
  return cursor.strings.text(start, p, hash);
}

/** Takes the rest of a string with escapes in it; the cursor is behind its opening quote. */
function readEscaped(cursor: Cursor): string {
  const start = cursor.pos;
  skipStringRest(cursor);
  try {
    return JSON.parse(cursor.buffer.toString('utf8', start - 1, cursor.pos));
  } catch {
    throw malformed('an escape in a string that JSON does not know', start);
  }
}

function skipStringRest(cursor: Cursor): void {
  const { bytes } = cursor;
  let p = cursor.pos;
  for (;;) {
    const next = bytes[p] as number;
    if (next === byte.quote) break;
    if (next < 32) {
      cursor.pos = p;
      fail(cursor, 'a control character in a string');
    }
    p += next === byte.backslash ? 2 : 1;
  }
  cursor.pos = p + 1;
}

/** Takes an object. `readValue` is called with the cursor at each key's value, and must take it. */
export function readObject(cursor: Cursor, what: string, readValue: (key: string) => void): void {
  if (peek(cursor) !== byte.openObject) fail(cursor, `expected ${what}, an object`);
  cursor.pos += 1;
  if (peek(cursor) === byte.closeObject) {
    cursor.pos += 1;
    return;
  }
  do {
    const key = readString(cursor, 'a key');
    expectByte(cursor, byte.colon, 'after a key');
    readValue(key);
  } while (takeEither(cursor, byte.comma, byte.closeObject, `in ${what}`));
}

/** Takes an array. `readItem` is called with the cursor at each item, and must take it. */
export function readArray(cursor: Cursor, what: string, readItem: () => void): void {
  if (peek(cursor) !== byte.openArray) fail(cursor, `expected ${what}, an array`);
  cursor.pos += 1;
  if (peek(cursor) === byte.closeArray) {
    cursor.pos += 1;
    return;
  }
  do {
    readItem();
  } while (takeEither(cursor, byte.comma, byte.closeArray, `in ${what}`));
}

const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Takes a JSON number. */
export function readNumber(cursor: Cursor, what: string): number {
  peek(cursor);
  const start = cursor.pos;
  if (!startsNumber(cursor)) fail(cursor, `expected ${what}, a number`);
  const text = takeWord(cursor);
  if (cursor.pos >= cursor.length) fail(cursor, 'a number without an end');
  if (!numberPattern.test(text)) throw malformed(`${what} is not a number`, start);
  return Number(text);
}

/** Takes `null` where it comes next. @returns whether it did. */
export function takeNull(cursor: Cursor): boolean {
  if (peek(cursor) !== 110) return false;
  takeLiteral(cursor);
  return true;
}

/** Whether the byte at the cursor begins a number. */
export function startsNumber({ bytes, pos }: Cursor): boolean {
  const first = bytes[pos] as number;
  return first === minus || isDigit(first);
}

/** Takes any value at all, and makes nothing of it: what is skipped may be as long as the answer itself. */
export function skipValue(cursor: Cursor): void {
  skipNested(cursor, 0);
}

function skipNested(cursor: Cursor, depth: number): void {
  if (depth > deepestNesting) fail(cursor, `nested more than ${deepestNesting} deep`);
  const first = peek(cursor);
  if (first === byte.quote) skipString(cursor);
  else if (first === byte.openObject) readObject(cursor, 'an object', () => skipNested(cursor, depth + 1));
  else if (first === byte.openArray) readArray(cursor, 'an array', () => skipNested(cursor, depth + 1));
  else if (startsNumber(cursor)) skipNumber(cursor);
  else takeLiteral(cursor);
}

function skipString(cursor: Cursor): void {
  const { bytes } = cursor;
  let p = cursor.pos + 1;
  while ((bytes[p] as number) >= 32 && bytes[p] !== byte.quote && bytes[p] !== byte.backslash) p += 1;
  // An escape has to be one that JSON knows, and what is wrong has to be told.
  if (bytes[p] === byte.quote) cursor.pos = p + 1;
  else readString(cursor, 'a value');
}

const minus = 45;
const isDigit = (found: number) => found >= 48 && found <= 57;

/** As readNumber, without a text: whatever does not look like a plain number goes there, to be told or taken. */
function skipNumber(cursor: Cursor): void {
  const { bytes } = cursor;
  const begin = bytes[cursor.pos] === minus ? cursor.pos + 1 : cursor.pos;
  let p = digitsEnd(bytes, begin);
  const isPlain = p > begin && (bytes[begin] !== 48 || p === begin + 1);
  if (bytes[p] === 46) {
    const fraction = p + 1;
    p = digitsEnd(bytes, fraction);
    if (p === fraction) p = begin;
  }
  if (isPlain && p > begin && !isWordByte(bytes[p] as number) && p < cursor.length) cursor.pos = p;
  else readNumber(cursor, 'a value');
}

function digitsEnd(bytes: Uint8Array, start: number): number {
  let p = start;
  while (isDigit(bytes[p] as number)) p += 1;
  return p;
}

const literals = new Set(['true', 'false', 'null']);

function takeLiteral(cursor: Cursor): void {
  const start = cursor.pos;
  const text = takeWord(cursor);
  if (literals.has(text)) return;
  if (cursor.pos >= cursor.length && ['true', 'false', 'null'].some((literal) => literal.startsWith(text))) {
    fail(cursor, 'a value without an end');
  }
  throw malformed('expected a value', start);
}

/** Takes letters, digits, signs and points, a few thousand at most. */
function takeWord(cursor: Cursor): string {
  const { bytes } = cursor;
  const start = cursor.pos;
  let p = start;
  while (isWordByte(bytes[p] as number) && p - start < 4096) p += 1;
  cursor.pos = p;
  return cursor.buffer.toString('latin1', start, p);
}

function isWordByte(found: number): boolean {
  return (
    (found >= 48 && found <= 57) ||
    (found >= 97 && found <= 122) ||
    (found >= 65 && found <= 90) ||
    found === 43 ||
    found === 45 ||
    found === 46
  );
}
