/** What was found of a window as the history of each rule, and of each alert of it. Plain data, made in slices: there may be thousands of alerts. */

import {
  type HistorySpan,
  IntervalGuess,
  type Known,
  spansOfSamples,
  spansOfSteps,
  type Tally,
  tallyOf,
  timesOf,
  unionOf,
} from '../../../../shared/model/alert-history.ts';
import type { AlertLists } from '../../../../shared/model/alert-lists.ts';
import type { AlertSpan } from '../../../../shared/model/alert-spans.ts';
import { type Labels, labelValue, metricNameLabel } from '../../../../shared/model/labels.ts';
import { gapsWithin, unitedGaps } from '../../../charts/coverage-gaps.ts';
import type { Gap } from '../../../charts/graph-model.ts';
import { splitLabels } from '../../../charts/label-split.ts';
import type { Work } from '../../../components/slices.ts';
import { type GatheredRules, gatheredAlert, nameOf } from './gathered-alerts.ts';
import { addLists, type KeptLists, missingOf, silentTimes } from './history-lists.ts';
import type { KnownRules } from './known-rules.ts';
import { awayGaps, samplesOf } from './server-away.ts';
import type { HistoryFound } from './use-history.ts';

export interface AlertHistory {
  readonly key: string;
  /** Without the metric and the state. */
  readonly labels: Labels;
  /** Pending and firing, by when they began. */
  readonly spans: readonly HistorySpan[];
  /** How often it fired; 0: it was only pending. */
  readonly times: number;
  /** When it began to fire first and ended last, as far as that is seen; of one that was only pending when it was. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** When it was seen to begin to fire first; undefined: it was not. */
  readonly seenMs: number | undefined;
  /** When it began is not seen: before the window, or where nothing is known. */
  readonly beganBefore: boolean;
  /** It has the state at the end of what is looked at. */
  readonly goesOn: boolean;
  /** Nothing is known of what came after its last time. */
  readonly endUnknown: boolean;
  /** It may have begun as early, or gone on as long, as that; undefined: it is as exact as evaluations are. */
  readonly mayFirstMs: number | undefined;
  readonly mayLastMs: number | undefined;
  readonly firingMs: number;
  /** When it may have been pending or fired, with when it was, where that is not known exactly. */
  readonly maybe: readonly AlertSpan[];
  /** The longest that it fired without an end. */
  readonly longestMs: number;
  /** What is searched, in lower case. */
  readonly words: string;
}

export interface RuleHistory extends Omit<AlertHistory, 'labels' | 'spans'> {
  readonly name: string;
  readonly severity: string;
  /** That have rules of this name, as far as they are known. */
  readonly groups: readonly string[];
  /** From one evaluation to the next. */
  readonly intervalMs: number;
  readonly alerts: readonly AlertHistory[];
  /** How many of them fired. */
  readonly fired: number;
  /** When at least one of them was pending, and when one fired: each rising. */
  readonly bars: readonly AlertSpan[];
  readonly tallies: { readonly pending: Tally; readonly firing: Tally };
  /** The labels that tell its alerts apart. */
  readonly naming: readonly string[];
}

export interface HistoryModel {
  readonly found: HistoryFound;
  /** What is not known. */
  readonly gaps: readonly Gap[];
  readonly rules: readonly RuleHistory[];
  /** That there are, by name. */
  readonly severities: readonly string[];
  /** From one evaluation to the next, the shortest and the longest of the rules; undefined where there is none. */
  readonly intervalsMs: readonly [number, number] | undefined;
  /** Where samples are missing something is told by these. */
  readonly lists: AlertLists | undefined;
}

/** How many series are worked on before the page may have its turn. */
const stride = 64;
/** Where a rule's alerts had one sample each: Prometheus's default. */
const usualIntervalMs = 60_000;

/**
 * @param gapsKnown when no samples of alerts were recorded, without when the server was down, which was found
 * @param kept undefined where there are no lists of alerts
 */
export function* buildHistory(
  found: HistoryFound,
  gapsKnown: readonly Gap[],
  rulesKnown: KnownRules,
  kept?: KeptLists,
): Work<HistoryModel> {
  const intervalOf = yield* intervalsOf(found, rulesKnown);
  const away = yield* awayGaps(found, intervalOf);
  const known: Known = { ...found.window, gaps: unitedGaps([gapsKnown, away]), edgeMs: found.downStepMs };
  const { byRule, intervals } = yield* gather(found, intervalOf, known);
  const missing = missingOf(found, gapsKnown, kept);
  const isTold = kept !== undefined && (yield* addLists(byRule, { found, kept, missing, rulesKnown, intervalOf }));
  const rules: RuleHistory[] = [];
  for (const { alerts, ...named } of byRule.values()) {
    const histories: AlertHistory[] = [];
    for (const [key, { labels, spans }] of alerts) {
      histories.push(alertHistory(key, labels, spans, found.window.endMs));
      if (histories.length % stride === 0) yield 0.8;
    }
    rules.push(yield* ruleHistory({ ...named, groups: rulesKnown.get(named.name)?.groups ?? [] }, histories));
    yield 0.9;
  }
  return {
    ...{ found, rules },
    gaps: unitedGaps([kept === undefined ? gapsKnown : gapsWithin(missing, silentTimes(kept)), away]),
    severities: [...new Set(rules.map(({ severity }) => severity))].sort(),
    intervalsMs: intervals.size === 0 ? undefined : [Math.min(...intervals), Math.max(...intervals)],
    lists: isTold ? kept.lists : undefined,
  };
}

function* gather(found: HistoryFound, intervalOf: (name: string) => number, known: Known) {
  const { columns } = found;
  const byRule: GatheredRules = new Map();
  const intervals = new Set<number>();
  for (const [index, series] of columns.labels.entries()) {
    const labels = withoutState(series);
    const intervalMs = intervalOf(nameOf(series));
    intervals.add(intervalMs);
    const { spans } = gatheredAlert(byRule, labels, intervalMs);
    for (const span of spansOf(found, index, intervalMs, known)) spans.push(span);
    if (index % stride === 0) yield 0.3 + (0.4 * index) / columns.labels.length;
  }
  return { byRule, intervals };
}

type Named = Pick<RuleHistory, 'key' | 'name' | 'severity' | 'groups' | 'intervalMs'>;

function withoutState(labels: Labels): Labels {
  const rest: string[] = [];
  for (let i = 0; i + 1 < labels.length; i += 2) {
    const name = labels[i] ?? '';
    if (name !== metricNameLabel && name !== 'alertstate') rest.push(name, labels[i + 1] ?? '');
  }
  return rest;
}

/**
 * How often each rule was evaluated. Its samples alone may not say it: an alert that fires at every third evaluation looks like one of a rule that is
 * evaluated a third as often, and fires all the time.
 */
function* intervalsOf({ columns, stepMs }: HistoryFound, known: KnownRules): Work<(name: string) => number> {
  const guesses = new Map<string, IntervalGuess>();
  const fullest = new Map<string, number>();
  const all = new IntervalGuess();
  for (const [index, labels] of columns.labels.entries()) {
    const name = nameOf(labels);
    if (stepMs === undefined) {
      const guess = guesses.get(name) ?? new IntervalGuess();
      guesses.set(name, guess);
      guess.add(samplesOf(columns, index));
      all.add(samplesOf(columns, index));
    } else {
      const end = columns.offsets[index + 1] ?? 0;
      let most = fullest.get(name) ?? 1;
      for (let i = columns.offsets[index] ?? 0; i < end; i += 1) most = Math.max(most, columns.values[i] ?? 0);
      fullest.set(name, most);
    }
    if (index % stride === 0) yield (0.3 * index) / columns.labels.length;
  }
  const usualMs = all.ms ?? usualIntervalMs;
  const seenOf = (name: string) =>
    stepMs === undefined ? (guesses.get(name)?.ms ?? usualMs) : stepMs / (fullest.get(name) ?? 1);
  return (name) => Math.min(seenOf(name), known.get(name)?.intervalMs ?? Number.POSITIVE_INFINITY);
}

function spansOf(found: HistoryFound, index: number, intervalMs: number, known: Known): readonly HistorySpan[] {
  const { columns, stepMs } = found;
  const state = labelValue(columns.labels[index] ?? [], 'alertstate') === 'pending' ? 'pending' : 'firing';
  const times = samplesOf(columns, index);
  if (stepMs === undefined) return spansOfSamples(state, times, intervalMs, known);
  const counts = columns.values.subarray(columns.offsets[index] ?? 0, columns.offsets[index + 1] ?? 0);
  return spansOfSteps(state, times, counts, { stepMs, intervalMs }, known);
}

function alertHistory(key: string, labels: Labels, unsorted: HistorySpan[], endMs: number): AlertHistory {
  const spans = afterPending(unsorted.sort((a, b) => a.fromMs - b.fromMs));
  const firing = spans.filter(({ state }) => state === 'firing');
  const told = firing.length === 0 ? spans : firing;
  const last = told.at(-1);
  return {
    ...{ key, labels, spans, times: timesOf(spans) },
    firstMs: told[0]?.fromMs ?? endMs,
    lastMs: last?.toMs ?? endMs,
    seenMs: firing.find(({ began }) => began)?.fromMs,
    beganBefore: told[0]?.began === false,
    goesOn: last?.ended === false && last.toMs >= endMs,
    endUnknown: last?.ended === false && last.toMs < endMs,
    ...{ mayFirstMs: told[0]?.mayFromMs, mayLastMs: last?.mayToMs, maybe: spans.flatMap(withMaybe) },
    firingMs: firing.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
    longestMs: firing.reduce((most, { fromMs, toMs }) => Math.max(most, toMs - fromMs), 0),
    words: wordsOf(labels),
  };
}

function withMaybe({ state, fromMs, toMs, mayFromMs, mayToMs }: HistorySpan): readonly AlertSpan[] {
  if (mayFromMs === undefined && mayToMs === undefined) return [];
  return [{ state, fromMs: mayFromMs ?? fromMs, toMs: mayToMs ?? toMs }];
}

/** What was pending until then was seen to begin to fire, however near to what is not known. */
function afterPending(spans: readonly HistorySpan[]): readonly HistorySpan[] {
  return spans.map((span, index) => {
    const before = spans[index - 1];
    const isNext = before?.state === 'pending' && before.toMs >= span.fromMs;
    return isNext && span.state === 'firing' && !span.began ? { ...span, began: true } : span;
  });
}

/** `name="value"` as it is shown, so that what is seen can be found. */
function wordsOf(labels: Labels): string {
  let text = '';
  for (let i = 0; i + 1 < labels.length; i += 2) text += `${labels[i]}="${labels[i + 1]}"\n`;
  return text.toLowerCase();
}

export function* ruleHistory(
  { key, name, severity, groups, intervalMs }: Named,
  alerts: readonly AlertHistory[],
): Work<RuleHistory> {
  const spans = { pending: [] as AlertSpan[], firing: [] as AlertSpan[] };
  const maybe = { pending: [] as AlertSpan[], firing: [] as AlertSpan[] };
  const sums = { times: 0, fired: 0, longestMs: 0 };
  for (const [index, alert] of alerts.entries()) {
    for (const span of alert.spans) spans[span.state].push(span);
    for (const span of alert.maybe) maybe[span.state].push(span);
    sums.times += alert.times;
    sums.fired += alert.times > 0 ? 1 : 0;
    sums.longestMs = Math.max(sums.longestMs, alert.longestMs);
    if (index % stride === 0) yield 0.9;
  }
  const tallies = { pending: tallyOf(spans.pending), firing: tallyOf(spans.firing) };
  yield 0.9;
  const firing = unionOf('firing', tallies.firing);
  return {
    ...{ key, name, severity, groups, intervalMs, alerts, tallies, ...sums, ...endsOf(alerts, sums.fired > 0) },
    bars: [...unionOf('pending', tallies.pending), ...firing],
    maybe: [...unionOf('pending', tallyOf(maybe.pending)), ...unionOf('firing', tallyOf(maybe.firing))],
    firingMs: firing.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
    naming: namingOf(alerts),
    words: [name, severity, ...groups].join('\n').toLowerCase(),
  };
}

/** When the first of them began and the last of them ended. @param isFired of those that fired alone */
function endsOf(alerts: readonly AlertHistory[], isFired: boolean) {
  let [first, last] = [undefined, undefined] as readonly (AlertHistory | undefined)[];
  let goesOn = false;
  let seenMs: number | undefined;
  for (const alert of alerts) {
    if (isFired && alert.times === 0) continue;
    if (first === undefined || alert.firstMs < first.firstMs) first = alert;
    if (last === undefined || alert.lastMs > last.lastMs) last = alert;
    if (alert.seenMs !== undefined) seenMs = Math.min(alert.seenMs, seenMs ?? alert.seenMs);
    goesOn ||= alert.goesOn;
  }
  return {
    ...{ firstMs: first?.firstMs ?? 0, lastMs: last?.lastMs ?? 0, seenMs, goesOn },
    ...{ mayFirstMs: first?.mayFirstMs, mayLastMs: last?.mayLastMs },
    beganBefore: first?.beganBefore === true,
    endUnknown: !goesOn && last?.endUnknown === true,
  };
}

/** So many of them tell which labels differ. */
const mostCompared = 200;

function namingOf(alerts: readonly AlertHistory[]): readonly string[] {
  const own = ({ labels }: AlertHistory) =>
    labels.filter((name, i) => i % 2 === 0 && name !== 'alertname' && name !== 'severity');
  if (alerts.length === 1) return alerts.flatMap(own);
  const every = Math.max(1, Math.floor(alerts.length / mostCompared));
  return splitLabels(alerts.filter((_, index) => index % every === 0).map(({ labels }) => labels)).naming;
}
