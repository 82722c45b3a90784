/** What is typed for a silence, what is wrong with it, and what it comes to. Pure. */
import { parseDuration } from '../../../../shared/format/duration.ts';
import { formatDateTime, type TimeZone } from '../../../../shared/format/time.ts';
import { parseTypedTime } from '../../../../shared/format/typed-time.ts';
import type { ManagedAlert, Silence, SilenceMatcher, SilenceText } from '../../../../shared/model/alertmanager.ts';
import { alertMatcher, type MatcherProblem, matchersOf, matchesEverything, problemOf } from '../matchers.ts';

/** A matcher that is being typed, with a key of its own. */
export interface FormMatcher extends SilenceMatcher {
  readonly key: number;
}

export interface SilenceForm {
  /** Of the silence that is changed. */
  readonly id: string | undefined;
  readonly matchers: readonly FormMatcher[];
  /** '' or `now`: when it is made. */
  readonly starts: string;
  /** As long: `2h`, `1d 12h`; or until: `2026-11-30 18:00`. */
  readonly ends: string;
  readonly createdBy: string;
  readonly comment: string;
}

export const durations = ['30m', '1h', '2h', '6h', '1d', '3d', '7d'] as const;

export function emptyForm(createdBy: string): SilenceForm {
  const matchers = [{ key: 0, name: '', op: '=', value: '' }] as const;
  return { id: undefined, matchers, starts: '', ends: '2h', createdBy, comment: '' };
}

export function formOfAlert({ labels }: ManagedAlert, createdBy: string): SilenceForm {
  return { ...emptyForm(createdBy), matchers: keyed(matchersOf(labels)) };
}

/** A silence that has ended is begun anew; another one is changed as it is. */
export function formOfSilence(silence: Silence, createdBy: string, zone: TimeZone): SilenceForm {
  const { id, state, matchers, startsAtMs, endsAtMs, comment } = silence;
  const form = { ...emptyForm(createdBy), matchers: keyed(matchers), comment };
  if (state === 'expired') return form;
  const starts = state === 'pending' ? formatDateTime(startsAtMs, zone) : '';
  return { ...form, id, starts, ends: formatDateTime(endsAtMs, zone) };
}

function keyed(matchers: readonly SilenceMatcher[]): readonly FormMatcher[] {
  return matchers.map((matcher, key) => ({ ...matcher, key }));
}

export interface FormProblems {
  readonly matchers: ReadonlyMap<number, MatcherProblem>;
  readonly all: 'none' | 'everything' | undefined;
  readonly starts: 'noTime' | 'past' | undefined;
  readonly ends: 'noTime' | 'past' | 'beforeStart' | undefined;
  readonly createdBy: 'missing' | undefined;
  readonly comment: 'missing' | undefined;
}

export interface CheckedForm {
  readonly problems: FormProblems;
  /** Undefined where something is wrong. */
  readonly silence: SilenceText | undefined;
}

interface Now {
  readonly nowMs: number;
  readonly zone: TimeZone;
}

/** @param before the silence that is changed */
export function checkForm(form: SilenceForm, before: Silence | undefined, { nowMs, zone }: Now): CheckedForm {
  const startsAtMs = startOf(form, before, { nowMs, zone });
  const endsAtMs = endOf(form.ends, startsAtMs ?? nowMs, { nowMs, zone });
  const matchers = sentMatchers(form);
  const bad = form.matchers.flatMap((matcher) => {
    const problem = problemOf(matcher);
    return problem === undefined ? [] : [[matcher.key, problem] as const];
  });
  const problems: FormProblems = {
    matchers: new Map(bad),
    all: matchers.length === 0 ? 'none' : bad.length === 0 && matchesEverything(matchers) ? 'everything' : undefined,
    starts: startProblem(form, startsAtMs, before, nowMs),
    ends: endProblem(endsAtMs, startsAtMs, nowMs),
    createdBy: form.createdBy.trim() === '' ? 'missing' : undefined,
    comment: form.comment.trim() === '' ? 'missing' : undefined,
  };
  const { matchers: _, ...others } = problems;
  const isFine = bad.length === 0 && Object.values(others).every((one) => one === undefined);
  if (!isFine || startsAtMs === undefined || endsAtMs === undefined) return { problems, silence: undefined };
  const createdBy = form.createdBy.trim();
  return { problems, silence: { matchers, startsAtMs, endsAtMs, createdBy, comment: form.comment.trim() } };
}

function sentMatchers(form: SilenceForm): readonly SilenceMatcher[] {
  return form.matchers.map(({ name, op, value }) => ({ name: name.trim(), op, value }));
}

/** One that holds keeps its beginning: with another, an Alertmanager would end it and make a new one. */
function startOf({ starts }: SilenceForm, before: Silence | undefined, { nowMs, zone }: Now): number | undefined {
  if (before?.state === 'active') return before.startsAtMs;
  if (starts.trim() === '') return nowMs;
  return nextTime(starts, { nowMs, zone });
}

const dayMs = 86_400_000;

/** A clock's time without a day is the next one. */
function nextTime(text: string, { nowMs, zone }: Now): number | undefined {
  const isClock = /^\s*\d{1,2}:/.test(text);
  const typed = parseTypedTime(text, isClock ? nowMs + dayMs : nowMs, zone);
  return typed?.kind === 'now' ? nowMs : typed?.timeMs;
}

function startProblem(
  { starts }: SilenceForm,
  startsAtMs: number | undefined,
  before: Silence | undefined,
  nowMs: number,
): FormProblems['starts'] {
  if (before?.state === 'active') return undefined;
  if (startsAtMs === undefined) return 'noTime';
  return starts.trim() !== '' && startsAtMs < nowMs ? 'past' : undefined;
}

function endOf(ends: string, startsAtMs: number, { nowMs, zone }: Now): number | undefined {
  const length = parseDuration(ends.replace(/\s+/g, ''));
  // As long from its beginning, or, of one that holds already, from now on.
  if (length !== undefined && length > 0) return Math.max(startsAtMs, nowMs) + length;
  return nextTime(ends, { nowMs, zone });
}

function endProblem(endsAtMs: number | undefined, startsAtMs: number | undefined, nowMs: number): FormProblems['ends'] {
  if (endsAtMs === undefined) return 'noTime';
  if (endsAtMs <= nowMs) return 'past';
  return startsAtMs !== undefined && endsAtMs <= startsAtMs ? 'beforeStart' : undefined;
}

/** The alerts that it would silence now. Undefined while a matcher cannot be matched. */
export function matchedAlerts(
  alerts: ReadonlyMap<string, ManagedAlert>,
  form: SilenceForm,
): readonly ManagedAlert[] | undefined {
  if (form.matchers.some((matcher) => problemOf(matcher) !== undefined)) return undefined;
  const matches = alertMatcher(sentMatchers(form));
  return [...alerts.values()].filter(({ labels }) => matches(labels));
}

/** With other matchers, or the same in another order, an Alertmanager ends the silence and makes a new one. */
export function makesAnother(silence: SilenceText, before: Silence): boolean {
  const key = ({ matchers }: Pick<SilenceText, 'matchers'>) =>
    JSON.stringify(matchers.map(({ name, op, value }) => [name, op, value]));
  return key(silence) !== key(before);
}
