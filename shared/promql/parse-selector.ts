/** A vector selector: a metric's name, matchers in braces, or both. */

import type { LabelMatcher, MatchOperator, Span, VectorSelector, WrittenMatcher } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { readRegexp } from './regexp-syntax.ts';
import type { Token, TokenType } from './tokens.ts';

const matchOperators: ReadonlySet<TokenType> = new Set(['=', '!=', '=~', '!~']);

/** Parses the braces, if there are any, behind a name that was just consumed. */
export function parseNamedSelector(cursor: Cursor, name: Token): VectorSelector {
  cursor.height = 1;
  const { start } = name;
  const text = cursor.text.slice(start, name.end);
  if (!cursor.is('{'))
    return { kind: 'vectorSelector', name: text, matchers: [], braces: undefined, start, end: name.end };
  const { matchers, braces } = parseBraces(cursor);
  return { kind: 'vectorSelector', name: text, matchers, braces, start, end: braces.end };
}

/** Parses a selector without a name before its braces. */
export function parseBareSelector(cursor: Cursor): VectorSelector {
  cursor.height = 1;
  const { matchers, braces } = parseBraces(cursor);
  return { kind: 'vectorSelector', name: undefined, matchers, braces, start: braces.start, end: braces.end };
}

interface Braces {
  readonly matchers: readonly WrittenMatcher[];
  readonly braces: Span;
}

function parseBraces(cursor: Cursor): Braces {
  const { start } = cursor.take();
  const matchers: WrittenMatcher[] = [];
  while (!cursor.is('}')) {
    matchers.push(parseMatcher(cursor));
    if (cursor.is('}')) break;
    if (!cursor.accept(',')) cursor.unexpected('label matching', '"," or "}"');
  }
  const { end } = cursor.take();
  return { matchers, braces: { start, end } };
}

function parseMatcher(cursor: Cursor): WrittenMatcher {
  const isQuoted = cursor.is('text');
  if (!isQuoted && !cursor.is('identifier')) cursor.unexpected('label matching', 'identifier or "}"');
  const label = cursor.take();
  if (!matchOperators.has(cursor.token.type)) {
    if (!isQuoted) cursor.unexpected('label matching', 'label matching operator');
    cursor.lookAhead();
    return { name: '__name__', op: '=', value: label.value, start: label.start, end: label.end };
  }
  const op = cursor.take().type as MatchOperator;
  if (!cursor.is('text')) cursor.unexpected('label matching', 'string');
  const { value, end } = cursor.take();
  const name = isQuoted ? label.value : cursor.text.slice(label.start, label.end);
  const matcher: WrittenMatcher = { name, op, value, start: label.start, end };
  const problem = regexpProblem(matcher);
  if (problem !== undefined) cursor.fail(problem, matcher);
  return matcher;
}

/** @returns what is wrong with the matcher's regular expression, in Go's words. */
function regexpProblem(matcher: LabelMatcher): string | undefined {
  if (matcher.op === '=' || matcher.op === '!=') return undefined;
  const facts = readRegexp(matcher.value);
  return 'error' in facts ? facts.error : undefined;
}

/** Whether the matcher also takes series that lack the label. Its expression must be valid. */
export function matchesEmpty({ op, value }: LabelMatcher): boolean {
  if (op === '=' || op === '!=') return (value === '') === (op === '=');
  const facts = readRegexp(value);
  return ('matchesEmpty' in facts && facts.matchesEmpty) === (op === '=~');
}
