/**
 * The samples of a series, `[seconds,"value"]`: nearly all of an answer's bytes, so this is the loop that counts. One way for what
 * Prometheus writes, byte by byte into the columns; whatever else JSON allows (white space, other spellings of a number) goes the slow way.
 */

import { fourDigits, otherThanDigits, readDecimal } from '../../../../../shared/format/decimal.ts';
import { type AnswerColumns, growColumns } from './answer-columns.ts';
import { byte, type Cursor, expectByte, peek, readNumber, readString, takeEither } from './cursor.ts';
import { malformed } from './parse-errors.ts';

/** Called every so many samples; may throw, to stop. */
const samplesBetweenChecks = 1 << 16;

/** Takes an array of samples into the columns. `check` is called now and then. */
export function readSamples(cursor: Cursor, columns: AnswerColumns, check: () => void): void {
  expectByte(cursor, byte.openArray, 'before the samples');
  if (peek(cursor) === byte.closeArray) {
    cursor.pos += 1;
    return;
  }
  const { bytes, view } = cursor;
  let { timesMs, values, count } = columns;
  let p = cursor.pos;
  for (;;) {
    if (count === values.length) {
      columns.count = count;
      growColumns(columns);
      ({ timesMs, values } = columns);
    }
    let next = readUsualSample(bytes, view, p, timesMs, values, count);
    if (next < 0) {
      cursor.pos = p;
      readAnySample(cursor, timesMs, values, count);
      next = cursor.pos;
    }
    count += 1;
    if ((count & (samplesBetweenChecks - 1)) === 0) check();
    p = next + 1;
    if (bytes[next] === byte.comma) continue;
    if (bytes[next] === byte.closeArray) break;
    cursor.pos = next;
    const more = takeEither(cursor, byte.comma, byte.closeArray, 'between samples');
    p = cursor.pos;
    if (!more) break;
  }
  cursor.pos = p;
  columns.count = count;
}

/** Takes one sample, of an instant query, into the columns. */
export function readSample(cursor: Cursor, columns: AnswerColumns): void {
  if (columns.count === columns.values.length) growColumns(columns);
  const { timesMs, values, count } = columns;
  peek(cursor);
  const next = readUsualSample(cursor.bytes, cursor.view, cursor.pos, timesMs, values, count);
  if (next < 0) readAnySample(cursor, timesMs, values, count);
  else cursor.pos = next;
  columns.count = count + 1;
}

const zero = 48;
const point = 46;

/** `[1795346082.150,"`: ten digits of seconds (2001 to 2286), three or no decimals, no space. @returns the position behind the `]`, or -1. */
function readUsualSample(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  timesMs: Float64Array,
  values: Float64Array,
  index: number,
): number {
  if (bytes[at] !== byte.openArray || bytes[at + 1] === zero) return -1;
  const first = view.getInt32(at + 1, true);
  const second = view.getInt32(at + 5, true);
  const ninth = (bytes[at + 9] as number) - zero;
  const tenth = (bytes[at + 10] as number) - zero;
  if ((otherThanDigits(first) | otherThanDigits(second)) !== 0 || ninth < 0 || ninth > 9 || tenth < 0 || tenth > 9)
    return -1;
  const high = Math.imul(fourDigits(first), 10_000) + fourDigits(second);
  let p = at + 11;
  let low = ninth * 10_000 + tenth * 1000;
  if (bytes[p] === point) {
    const a = (bytes[p + 1] as number) - zero;
    const b = (bytes[p + 2] as number) - zero;
    const c = (bytes[p + 3] as number) - zero;
    if (a < 0 || a > 9 || b < 0 || b > 9 || c < 0 || c > 9) return -1;
    low += a * 100 + b * 10 + c;
    p += 4;
  }
  if (bytes[p] !== byte.comma || bytes[p + 1] !== byte.quote) return -1;
  p = readDecimal(bytes, view, p + 2, values, index);
  if (p < 0 || bytes[p] !== byte.quote || bytes[p + 1] !== byte.closeArray) return -1;
  timesMs[index] = high * 100_000 + low;
  return p + 2;
}

function readAnySample(cursor: Cursor, timesMs: Float64Array, values: Float64Array, index: number): void {
  expectByte(cursor, byte.openArray, 'before a sample');
  timesMs[index] = readTimeMs(cursor);
  expectByte(cursor, byte.comma, 'after a time');
  values[index] = readValue(cursor);
  expectByte(cursor, byte.closeArray, 'after a sample');
}

/** Takes a time in seconds. @returns whole milliseconds. */
export function readTimeMs(cursor: Cursor): number {
  // + 0: never -0.
  return Math.round(readNumber(cursor, 'a time') * 1000) + 0;
}

const valuePattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const specialValues = new Map([
  ['NaN', Number.NaN],
  ['Inf', Number.POSITIVE_INFINITY],
  ['+Inf', Number.POSITIVE_INFINITY],
  ['-Inf', Number.NEGATIVE_INFINITY],
]);

/** Takes a string that is a number as Go writes it. */
export function readValue(cursor: Cursor): number {
  peek(cursor);
  const start = cursor.pos;
  const text = readString(cursor, 'a value');
  const value = parseValue(text);
  if (value === undefined) throw malformed(`the value ${JSON.stringify(text.slice(0, 40))} is not a number`, start);
  return value;
}

/** @returns undefined where the text is no number. */
export function parseValue(text: string): number | undefined {
  return valuePattern.test(text) ? Number(text) : specialValues.get(text);
}
