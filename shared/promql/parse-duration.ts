/**
 * Durations behind `offset` and within brackets. Within brackets all arithmetic is taken; behind `offset` a literal, a call or a signed
 * parenthesis is all of it (`foo offset 1m + 1m` adds a minute to foo's value), and only an unsigned parenthesis goes on.
 */

import type { DurationExpr, DurationOperator, NumberLiteral, Span } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseLiteral, startsLiteral } from './literal.ts';
import type { Token } from './tokens.ts';

/** The complaint of whatever contains the duration. */
type Complain = () => never;

/** Prometheus keeps 64 bits of nanoseconds. */
const longestSeconds = 2 ** 63 / 1e9;

const precedences: Readonly<Partial<Record<string, number>>> = { '+': 1, '-': 1, '*': 2, '/': 2, '%': 2, '^': 3 };
const unaryPrecedence = 3;

/** Within brackets: more than nought, where that can be seen. */
export function parseRange(cursor: Cursor, complain: Complain): DurationExpr {
  const duration = parseBinary(cursor, complain, 1);
  if (duration.kind === 'number' && !(duration.value > 0)) cursor.fail('duration must be greater than 0', duration);
  return duration;
}

/** Behind the word `offset`. */
export function parseOffset(cursor: Cursor): DurationExpr {
  const complain = () => cursor.unexpected('offset', 'number, duration, step(), or range()');
  if (cursor.is('(')) return parseBinary(cursor, complain, 1);
  const sign = takeSign(cursor);
  const duration = parsePrimary(cursor, complain);
  return sign === undefined ? duration : applySign(cursor, sign, duration);
}

function takeSign(cursor: Cursor): Token | undefined {
  return cursor.is('+') || cursor.is('-') ? cursor.take() : undefined;
}

function applySign(cursor: Cursor, sign: Token, duration: DurationExpr): DurationExpr {
  const { start } = sign;
  if (duration.kind === 'number')
    return { ...duration, start, value: sign.type === '-' ? -duration.value : duration.value };
  if (sign.type === '+') return duration;
  cursor.grow();
  return { kind: 'durationNegation', operand: duration, start, end: duration.end };
}

function requireExpressions(cursor: Cursor, at: Span): void {
  if (cursor.options.durationExpressions !== true) cursor.fail('experimental duration expression is not enabled', at);
}

function parseBinary(cursor: Cursor, complain: Complain, lowest: number): DurationExpr {
  cursor.enter();
  const sign = takeSign(cursor);
  let left =
    sign === undefined
      ? parsePrimary(cursor, complain)
      : applySign(cursor, sign, parseBinary(cursor, complain, unaryPrecedence));
  let height = cursor.height;
  for (;;) {
    const precedence = precedences[cursor.token.type];
    if (precedence === undefined || precedence < lowest) break;
    const token = cursor.take();
    const op = token.type as DurationOperator;
    const right = parseBinary(cursor, complain, op === '^' ? precedence : precedence + 1);
    cursor.grow(height);
    height = cursor.height;
    left = combine(cursor, left, token, op, right);
  }
  cursor.height = height;
  cursor.leave();
  return left;
}

function combine(
  cursor: Cursor,
  left: DurationExpr,
  token: Token,
  op: DurationOperator,
  right: DurationExpr,
): DurationExpr {
  requireExpressions(cursor, left);
  if (right.kind === 'number' && right.value === 0) {
    if (op === '/') cursor.fail('division by zero', token);
    if (op === '%') cursor.fail('modulo by zero', token);
  }
  return { kind: 'durationBinary', op, left, right, start: left.start, end: right.end };
}

function parsePrimary(cursor: Cursor, complain: Complain): DurationExpr {
  cursor.height = 1;
  if (startsLiteral(cursor)) return checkedLiteral(cursor);
  const { type, start } = cursor.token;
  if (type === 'step' || type === 'range') {
    cursor.take();
    if (!cursor.accept('(')) complain();
    const { end } = close(cursor, complain);
    requireExpressions(cursor, { start, end });
    return { kind: 'durationCall', name: type, start, end };
  }
  if (type === 'min_of' || type === 'max_of') return parseChoice(cursor, complain, type);
  if (type === '(') return parseParen(cursor, complain);
  return complain();
}

function checkedLiteral(cursor: Cursor): NumberLiteral {
  const literal = parseLiteral(cursor);
  if (!(Math.abs(literal.value) <= longestSeconds)) cursor.fail('duration out of range', literal);
  return literal;
}

function close(cursor: Cursor, complain: Complain): Token {
  return cursor.is(')') ? cursor.take() : complain();
}

function parseChoice(cursor: Cursor, complain: Complain, name: 'min_of' | 'max_of'): DurationExpr {
  const { start } = cursor.take();
  if (!cursor.accept('(')) complain();
  const left = parseBinary(cursor, complain, 1);
  const { height } = cursor;
  if (!cursor.accept(',')) complain();
  const right = parseBinary(cursor, complain, 1);
  cursor.grow(height);
  const { end } = close(cursor, complain);
  requireExpressions(cursor, { start, end });
  return { kind: 'durationChoice', name, left, right, start, end };
}

function parseParen(cursor: Cursor, complain: Complain): DurationExpr {
  const { start } = cursor.take();
  const inner = parseBinary(cursor, complain, 1);
  const { end } = close(cursor, complain);
  cursor.grow();
  requireExpressions(cursor, inner);
  return { kind: 'durationParen', inner, start, end };
}
