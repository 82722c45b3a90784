/**
 * Label matchers that can be asked. Patterns are RE2's, matched in linear time by a library, whole texts only; those that are in daily use
 * (alternatives, `prefix.*`, `.*`, `.+`, pieces with these between them) need no automaton. https://prometheus.io/docs/prometheus/latest/querying/basics/#time-series-selectors
 */
import { RE2JS } from 're2js';
import type { LabelMatcher } from '../ast.ts';
import type { SeriesMatcher } from '../queryable.ts';
import { wildcardPattern } from './wildcard-pattern.ts';

/** @param dotMatchesNewline since Prometheus 3: `.` is any character, line breaks included. */
export function seriesMatcher({ name, op, value }: LabelMatcher, dotMatchesNewline: boolean): SeriesMatcher {
  switch (op) {
    case '=':
      return { name, op, value, matches: (text) => text === value, values: [value] };
    case '!=':
      return { name, op, value, matches: (text) => text !== value, values: undefined };
    case '=~': {
      const { matches, values } = patternOf(value, dotMatchesNewline);
      return { name, op, value, matches, values };
    }
    case '!~': {
      const { matches } = patternOf(value, dotMatchesNewline);
      return { name, op, value, matches: (text) => !matches(text), values: undefined };
    }
  }
}

interface Pattern {
  readonly matches: (text: string) => boolean;
  readonly values: readonly string[] | undefined;
}

/** Characters that mean themselves wherever they stand. */
const plain = /^[\w \-/:@#%&=,;<>~!"'`\u00a0-\ud7ff\ue000-\uffff]*$/;

function patternOf(pattern: string, dotMatchesNewline: boolean): Pattern {
  const alternatives = pattern.split('|');
  if (alternatives.every((one) => plain.test(one))) {
    const values = new Set(alternatives);
    return { matches: (text) => values.has(text), values: [...values] };
  }
  const matches =
    simplePattern(pattern, dotMatchesNewline) ??
    wildcardPattern(pattern, compiledLater(pattern, dotMatchesNewline)) ??
    compiled(pattern, dotMatchesNewline);
  return { matches, values: undefined };
}

/** `.*`, `.+`, and plain text with one of them before or behind it. */
function simplePattern(pattern: string, dotMatchesNewline: boolean): ((text: string) => boolean) | undefined {
  const [, before = '', text = '', behind = ''] = /^(\.[*+])?([^.*+?^$()[\]{}|\\]*)(\.[*+])?$/.exec(pattern) ?? [];
  if (before === '' && behind === '') return undefined;
  if (!dotMatchesNewline && text.includes('\n')) return undefined;
  // A line break that is written matches itself, whatever `.` does.
  if (!dotMatchesNewline && text.includes('\n')) return undefined;
  const atLeast = text.length + (before === '.+' ? 1 : 0) + (behind === '.+' ? 1 : 0);
  const fits = fitting(before, text, behind);
  return (value) => value.length >= atLeast && fits(value) && (dotMatchesNewline || !value.includes('\n'));
}

function fitting(before: string, text: string, behind: string): (value: string) => boolean {
  if (text === '') return () => true;
  if (before === '') return (value) => value.startsWith(text);
  if (behind === '') return (value) => value.endsWith(text);
  const from = before === '.+' ? 1 : 0;
  const after = behind === '.+' ? 1 : 0;
  return (value) => {
    const at = value.indexOf(text, from);
    return at !== -1 && at + text.length + after <= value.length;
  };
}

/** Label values repeat from series to series, so what was found out of one is kept. */
const mostKept = 10_000;

function compiledLater(pattern: string, dotMatchesNewline: boolean): (text: string) => boolean {
  let matches: ReturnType<typeof compiled> | undefined;
  return (text) => {
    matches ??= compiled(pattern, dotMatchesNewline);
    return matches(text);
  };
}

function compiled(pattern: string, dotMatchesNewline: boolean): (text: string) => boolean {
  const regexp = RE2JS.compile(pattern, dotMatchesNewline ? RE2JS.DOTALL : 0);
  const known = new Map<string, boolean>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = regexp.testExact(text);
    if (known.size < mostKept) known.set(text, found);
    return found;
  };
}
