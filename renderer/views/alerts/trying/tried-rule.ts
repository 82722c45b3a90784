/** An alerting rule over the past: when each of its alerts would have been pending and fired, and what that comes to. Pure. */
import { type AlertHolds, type AlertSpan, alertSpans, type Evaluations } from '../../../../shared/model/alert-spans.ts';
import {
  type Labels,
  labelPairs,
  labelsFromPairs,
  labelsKey,
  metricNameLabel,
} from '../../../../shared/model/labels.ts';
import type { Columns } from '../../../../shared/model/query.ts';
import type { Gap } from '../../../charts/graph-model.ts';
import type { Work } from '../../../components/slices.ts';

/** A rule as it is tried: what it has, and what is changed of it. */
export interface TriedRule extends AlertHolds {
  readonly expr: string;
}

interface TriedAlert {
  /** Of its labels. */
  readonly key: string;
  /** Of the series that the expression gave; the rule's own labels are the same for all of them. */
  readonly labels: Labels;
  readonly spans: readonly AlertSpan[];
}

export interface TriedSummary {
  /** That fired at least once. */
  readonly fired: number;
  /** That were pending, and never fired. */
  readonly onlyPending: number;
  /** How often one began to fire, all alerts together. */
  readonly times: number;
  /** How long at least one fired. */
  readonly firingMs: number;
  /** The longest that one fired without an end. */
  readonly longestMs: number;
}

export interface TriedOutcome {
  /** Those that fired longest first. */
  readonly alerts: readonly TriedAlert[];
  readonly summary: TriedSummary;
}

/** What is compared: an evaluation is at most so many series and steps of work between two looks at the clock. */
export function* outcomeOf(
  { labels, offsets, timesMs }: Columns,
  evaluations: Evaluations,
  holds: AlertHolds,
  gaps: readonly Gap[],
): Work<TriedOutcome> {
  const alerts: TriedAlert[] = [];
  for (let i = 0; i < labels.length; i += 1) {
    const spans = alertSpans(timesMs.subarray(offsets[i] ?? 0, offsets[i + 1] ?? 0), evaluations, holds, gaps);
    const named = withoutMetric(labels[i] ?? []);
    if (spans.length > 0) alerts.push({ key: labelsKey(named), labels: named, spans });
    yield i / labels.length;
  }
  const firing = new Map(alerts.map((alert) => [alert, firingMs(alert.spans)]));
  alerts.sort((a, b) => (firing.get(b) ?? 0) - (firing.get(a) ?? 0));
  return { alerts, summary: summaryOf(alerts) };
}

/** As a rule does: an alert is no metric. */
function withoutMetric(labels: Labels): Labels {
  return labelsFromPairs(labelPairs(labels).filter(([name]) => name !== metricNameLabel));
}

const isFiring = ({ state }: AlertSpan) => state === 'firing';
const lengthOf = ({ fromMs, toMs }: AlertSpan) => toMs - fromMs;

function firingMs(spans: readonly AlertSpan[]): number {
  return spans.filter(isFiring).reduce((sum, span) => sum + lengthOf(span), 0);
}

function summaryOf(alerts: readonly TriedAlert[]): TriedSummary {
  const firings = alerts.map(({ spans }) => spans.filter(isFiring)).filter((spans) => spans.length > 0);
  const all = firings.flat();
  return {
    fired: firings.length,
    onlyPending: alerts.length - firings.length,
    times: all.length,
    firingMs: together(all),
    longestMs: all.reduce((most, span) => Math.max(most, lengthOf(span)), 0),
  };
}

/** How long at least one of them was. */
function together(spans: readonly AlertSpan[]): number {
  let sumMs = 0;
  let untilMs = Number.NEGATIVE_INFINITY;
  for (const { fromMs, toMs } of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (toMs <= untilMs) continue;
    sumMs += toMs - Math.max(fromMs, untilMs);
    untilMs = toMs;
  }
  return sumMs;
}

/** More evaluations than that are not asked for: what is shorter than a step is not seen, and that is said. */
const mostEvaluations = 5000;

/** The evaluations of a window: as far apart as the rule's own where there are not too many, else a whole number of them. Whole seconds, as rules have. */
export function evaluationsOf(
  window: { readonly startMs: number; readonly endMs: number },
  intervalMs: number,
): Evaluations {
  const ownMs = Math.max(1000, Math.round(intervalMs / 1000) * 1000);
  const stepMs = ownMs * Math.max(1, Math.ceil((window.endMs - window.startMs) / ownMs / mostEvaluations));
  const startMs = Math.ceil(window.startMs / stepMs) * stepMs;
  return { startMs, endMs: startMs + Math.floor((window.endMs - startMs) / stepMs) * stepMs, stepMs };
}

export interface ComparedAlert {
  readonly key: string;
  readonly labels: Labels;
  /** Of the rule as it is. */
  readonly before: readonly AlertSpan[];
  /** Of the rule as it is tried. */
  readonly after: readonly AlertSpan[];
}

/** The alerts of both, those of the tried rule first. */
export function compared(before: TriedOutcome | undefined, after: TriedOutcome | undefined): readonly ComparedAlert[] {
  const old = new Map(before?.alerts.map((alert) => [alert.key, alert]));
  const tried = (after?.alerts ?? []).map(({ key, labels, spans }): ComparedAlert => {
    const was = old.get(key);
    old.delete(key);
    return { key, labels, before: was?.spans ?? [], after: spans };
  });
  return [...tried, ...[...old.values()].map(({ key, labels, spans }) => ({ key, labels, before: spans, after: [] }))];
}
