/** The series selectors of `match[]`: each a selector alone, without range, offset or `@`. */
import type { LabelMatcher } from '../../../shared/promql/ast.ts';
import { Cursor } from '../../../shared/promql/cursor.ts';
import { matchesEmpty, parseBareSelector, parseNamedSelector } from '../../../shared/promql/parse-selector.ts';
import { PromqlError } from '../../../shared/promql/promql-error.ts';
import { mayNameMetric } from '../../../shared/promql/tokens.ts';
import type { ApiError } from './api-error.ts';

/** @param refuse makes the error of Prometheus's words. @throws ApiError */
export function parseSelectors(
  texts: readonly string[],
  refuse: (reason: string) => ApiError,
): readonly (readonly LabelMatcher[])[] {
  const selectors = texts.map((text) => parseSelector(text, refuse));
  if (selectors.some((matchers) => matchers.every(matchesEmpty))) {
    throw refuse('match[] must contain at least one non-empty matcher');
  }
  return selectors;
}

function parseSelector(text: string, refuse: (reason: string) => ApiError): readonly LabelMatcher[] {
  try {
    return matchersOf(text);
  } catch (error) {
    if (error instanceof PromqlError) throw refuse(error.message);
    throw error;
  }
}

function matchersOf(text: string): readonly LabelMatcher[] {
  const cursor = new Cursor(text, {}, false);
  const isNamed = mayNameMetric(cursor.token.type);
  if (!isNamed && !cursor.is('{')) cursor.unexpected();
  const { name, matchers } = isNamed ? parseNamedSelector(cursor, cursor.take()) : parseBareSelector(cursor);
  if (!cursor.is('eof')) cursor.unexpected();
  const all = matchers.map(({ name: label, op, value }): LabelMatcher => ({ name: label, op, value }));
  return name === undefined ? all : [...all, { name: '__name__', op: '=', value: name }];
}
