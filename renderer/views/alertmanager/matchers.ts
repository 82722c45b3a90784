/**
 * Matchers of silences as text, checked, and matched as an Alertmanager matches them: a missing label is an empty one, a regular expression is
 * RE2's and matches whole values, and its `.` is no line break. https://prometheus.io/docs/alerting/latest/configuration/#matcher
 */
import type { MatcherOp, SilenceMatcher } from '../../../shared/model/alertmanager.ts';
import { type Labels, labelPairs, labelValue } from '../../../shared/model/labels.ts';
import { seriesMatcher } from '../../../shared/promql/engine/series-matcher.ts';
import { readRegexp } from '../../../shared/promql/regexp-syntax.ts';

export const matcherOps: readonly MatcherOp[] = ['=', '!=', '=~', '!~'];

const plainName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

function formatMatcher({ name, op, value }: SilenceMatcher): string {
  return `${plainName.test(name) ? name : JSON.stringify(name)}${op}${JSON.stringify(value)}`;
}

/** `{alertname="Up", severity=~"a|b"}` */
export function formatMatchers(matchers: readonly SilenceMatcher[]): string {
  return `{${matchers.map(formatMatcher).join(', ')}}`;
}

export type MatcherProblem =
  | { readonly kind: 'noName' }
  /** Only a UTF-8 name, which Alertmanager takes from 0.27 on. */
  | { readonly kind: 'regexp'; readonly words: string };

export function problemOf({ name, op, value }: SilenceMatcher): MatcherProblem | undefined {
  if (name.trim() === '') return { kind: 'noName' };
  const read = op === '=~' || op === '!~' ? readRegexp(value) : undefined;
  return read !== undefined && 'error' in read ? { kind: 'regexp', words: read.error } : undefined;
}

/** An Alertmanager refuses a silence whose matchers all match the empty value: it would be of every alert. */
export function matchesEverything(matchers: readonly SilenceMatcher[]): boolean {
  return matchers.every((matcher) => problemOf(matcher) === undefined && seriesMatcher(matcher, false).matches(''));
}

/** @param matchers none of them has a problem; none at all match nothing */
export function alertMatcher(matchers: readonly SilenceMatcher[]): (labels: Labels) => boolean {
  const compiled = matchers.map((matcher) => seriesMatcher(matcher, false));
  if (compiled.length === 0) return () => false;
  return (labels) => compiled.every(({ name, matches }) => matches(labelValue(labels, name) ?? ''));
}

/** Exactly this alert, and those that have the same labels and more. */
export function matchersOf(labels: Labels): readonly SilenceMatcher[] {
  return labelPairs(labels).map(([name, value]) => ({ name, op: '=', value }));
}
