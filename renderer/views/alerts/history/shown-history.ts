/** What of a history fits the search, in its order; the rows that it makes; and what fired at a time. Pure. */
import { countAt } from '../../../../shared/model/alert-history.ts';
import type { Work } from '../../../components/slices.ts';
import { type AlertHistory, type HistoryModel, type RuleHistory, ruleHistory } from './history-model.ts';

/** `last`: what fires still, or did last, comes first. */
export const historyOrders = ['last', 'first', 'longest', 'often', 'name'] as const;
export type HistoryOrder = (typeof historyOrders)[number];

export interface HistorySearch {
  readonly text: string;
  /** Undefined: any; '': without one. */
  readonly severity: string | undefined;
  readonly order: HistoryOrder;
}

export interface ShownRule {
  /** Of those alerts that fit. */
  readonly rule: RuleHistory;
  /** How many alerts it has, with those that do not fit. */
  readonly all: number;
}

export interface ShownHistory {
  readonly model: HistoryModel;
  readonly rules: readonly ShownRule[];
  /** Rules, and alerts, that fired. */
  readonly firedRules: number;
  readonly firedAlerts: number;
  /** The one that was seen to begin to fire first. */
  readonly first: { readonly rule: RuleHistory; readonly atMs: number } | undefined;
}

/** How many alerts are looked at before the page may have its turn. */
const stride = 256;

export function* showHistory(model: HistoryModel, { text, severity, order }: HistorySearch): Work<ShownHistory> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const rules: ShownRule[] = [];
  for (const rule of model.rules) {
    if (severity !== undefined && rule.severity !== severity) continue;
    // A word that is the rule's is found in all of its alerts.
    const wanted = words.filter((word) => !rule.words.includes(word));
    const found = yield* fittingOf(rule.alerts, wanted);
    if (found.length === 0) continue;
    const alerts = [...found].sort(comparing[order]);
    yield 0.5;
    const isWhole = alerts.length === rule.alerts.length;
    const shown = isWhole ? { ...rule, alerts } : yield* ruleHistory(rule, alerts);
    rules.push({ rule: shown, all: rule.alerts.length });
    yield 0.5;
  }
  rules.sort((a, b) => comparing[order](a.rule, b.rule) || compareTexts(a.rule.key, b.rule.key));
  return { model, rules, ...sumsOf(rules) };
}

function* fittingOf(alerts: readonly AlertHistory[], words: readonly string[]): Work<readonly AlertHistory[]> {
  if (words.length === 0) return alerts;
  const found: AlertHistory[] = [];
  for (const [index, one] of alerts.entries()) {
    if (words.every((word) => one.words.includes(word))) found.push(one);
    if (index % stride === stride - 1) yield 0.5;
  }
  return found;
}

type Compared = Pick<AlertHistory, 'key' | 'times' | 'firstMs' | 'lastMs' | 'goesOn' | 'longestMs'>;
type Compare = (a: Compared, b: Compared) => number;

/** What was only pending comes after what fired. */
const firedFirst: Compare = (a, b) => Number(b.times > 0) - Number(a.times > 0);

const lastFirst: Compare = (a, b) =>
  firedFirst(a, b) || Number(b.goesOn) - Number(a.goesOn) || (a.goesOn ? b.firstMs - a.firstMs : b.lastMs - a.lastMs);

const comparing: Readonly<Record<HistoryOrder, Compare>> = {
  last: lastFirst,
  first: (a, b) => firedFirst(a, b) || a.firstMs - b.firstMs,
  longest: (a, b) => b.longestMs - a.longestMs || lastFirst(a, b),
  often: (a, b) => b.times - a.times || lastFirst(a, b),
  name: (a, b) => compareTexts(a.key, b.key),
};

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function sumsOf(rules: readonly ShownRule[]) {
  const fired = rules.filter(({ rule }) => rule.fired > 0);
  // What fired already when the window began is not what came first.
  const seen = fired.flatMap(({ rule }) => (rule.seenMs === undefined ? [] : [{ rule, atMs: rule.seenMs }]));
  const first = seen.reduce((a, b) => (b.atMs < a.atMs ? b : a), seen[0] ?? { rule: undefined, atMs: 0 });
  return {
    first: first.rule === undefined ? undefined : first,
    firedRules: fired.length,
    firedAlerts: fired.reduce((sum, { rule }) => sum + rule.fired, 0),
  };
}

export type HistoryRow =
  | { readonly kind: 'rule'; readonly key: string; readonly shown: ShownRule; readonly open: boolean }
  | {
      readonly kind: 'alert';
      readonly key: string;
      readonly rule: RuleHistory;
      readonly alert: AlertHistory;
      readonly open: boolean;
      /** Its own among its rule's, from 1 on, and how many there are. */
      readonly place: number;
      readonly of: number;
    };

/** What is open, as the address has it. */
export const openKey = (row: HistoryRow) => (row.kind === 'rule' ? row.shown.rule.key : row.alert.key);

export function historyRows(
  { rules }: ShownHistory,
  open: ReadonlySet<string>,
  openAlerts: ReadonlySet<string>,
): readonly HistoryRow[] {
  const rows: HistoryRow[] = [];
  for (const shown of rules) {
    const { rule } = shown;
    const isOpen = open.has(rule.key);
    rows.push({ kind: 'rule', key: `rule ${rule.key}`, shown, open: isOpen });
    if (!isOpen) continue;
    for (const [index, alert] of rule.alerts.entries()) {
      const place = { place: index + 1, of: rule.alerts.length };
      rows.push({ kind: 'alert', key: `alert ${alert.key}`, rule, alert, open: openAlerts.has(alert.key), ...place });
    }
  }
  return rows;
}

interface MomentRule {
  readonly rule: RuleHistory;
  readonly count: number;
}

export interface Moment {
  readonly atMs: number;
  /** Rules with firing alerts, those with most of them first. */
  readonly firing: readonly MomentRule[];
  readonly firingAlerts: number;
  readonly pendingAlerts: number;
  /** Nothing is known of this time. */
  readonly unknown: boolean;
}

/** @param rules those that are shown */
export function momentAt({ model, rules }: ShownHistory, atMs: number): Moment {
  const firing: MomentRule[] = [];
  let [firingAlerts, pendingAlerts] = [0, 0];
  // Spans do not have their ends: what goes on at the end of the window is told there, too.
  const lookedMs = Math.min(atMs, model.found.window.endMs - 1);
  for (const { rule } of rules) {
    const count = countAt(rule.tallies.firing, lookedMs);
    pendingAlerts += countAt(rule.tallies.pending, lookedMs);
    if (count > 0) firing.push({ rule, count });
    firingAlerts += count;
  }
  firing.sort((a, b) => b.count - a.count);
  const unknown = model.gaps.some(({ startMs, endMs }) => startMs <= lookedMs && lookedMs < endMs);
  return { atMs, firing, firingAlerts, pendingAlerts, unknown };
}
