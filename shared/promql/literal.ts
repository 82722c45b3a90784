/** The value of a number or duration token, as Go's strconv reads it: octal with a leading nought, hexadecimal, `_` between digits. */

import { parseDuration } from '../format/duration.ts';
import type { NumberLiteral } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { quoteText } from './go-text.ts';
import type { Token } from './tokens.ts';

const misplacedUnderscore = /_$|__|_[._eE]|[.eE]_/;
const decimal = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const plainInteger = /^(?:0|[1-9]\d{0,17})$/;
const octal = /^0[0-7]+$/;
const hexadecimal = /^0[xX][\da-fA-F]+$/;

/** What does not fit into 64 bits with a sign is no integer for Go, which then reads it as a decimal number. */
const largestInteger = 2n ** 63n - 1n;

type Result = { readonly value: number } | { readonly reason: 'invalid syntax' | 'value out of range' };

function readNumber(written: string): Result {
  if (plainInteger.test(written)) return { value: Number(written) };
  const lower = written.toLowerCase();
  if (lower === 'inf') return { value: Number.POSITIVE_INFINITY };
  if (lower === 'nan') return { value: Number.NaN };
  if (misplacedUnderscore.test(written)) return { reason: 'invalid syntax' };
  const digits = written.replaceAll('_', '');
  const integer = hexadecimal.test(digits) ? BigInt(digits) : octal.test(digits) ? BigInt(`0o${digits}`) : undefined;
  if (integer !== undefined && integer <= largestInteger) return { value: Number(integer) };
  if (!decimal.test(digits)) return { reason: 'invalid syntax' };
  const value = Number(digits);
  return Number.isFinite(value) ? { value } : { reason: 'value out of range' };
}

/** Seconds as Go counts them: whole seconds and the rest are rounded one by one. */
function secondsOf(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) + (milliseconds % 1000) / 1000;
}

/** Units in falling order, each at most once: what does not look like this is not a duration, what does is one that is too long. */
const durationShape = /^(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$/;

/** Consumes a number or duration. */
export function parseLiteral(cursor: Cursor): NumberLiteral {
  const token = cursor.take();
  return literalOf(cursor, token);
}

function literalOf(cursor: Cursor, token: Token): NumberLiteral {
  const { start, end } = token;
  const written = cursor.text.slice(start, end);
  if (token.type === 'duration') {
    const milliseconds = parseDuration(written);
    if (milliseconds !== undefined)
      return { kind: 'number', value: secondsOf(milliseconds), isDuration: true, start, end };
    return cursor.fail(
      durationShape.test(written) ? 'duration out of range' : `not a valid duration string: ${quoteText(written)}`,
      token,
    );
  }
  const result = readNumber(written);
  if ('value' in result) return { kind: 'number', value: result.value, isDuration: false, start, end };
  return cursor.fail(
    `error parsing number: strconv.ParseFloat: parsing ${quoteText(written)}: ${result.reason}`,
    token,
  );
}

/** Whether a literal starts here. */
export function startsLiteral(cursor: Cursor): boolean {
  return cursor.token.type === 'number' || cursor.token.type === 'duration';
}

/** Consumes a number with or without signs before it, of which Prometheus allows one. */
export function parseSignedNumber(cursor: Cursor, unexpected: () => never): NumberLiteral {
  const sign = cursor.token.type === '+' || cursor.token.type === '-' ? cursor.take() : undefined;
  if (!startsLiteral(cursor)) return unexpected();
  const literal = parseLiteral(cursor);
  if (sign === undefined) return literal;
  return { ...literal, start: sign.start, value: sign.type === '-' ? -literal.value : literal.value };
}
