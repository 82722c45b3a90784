/** What of a reading fits the search, by rules or by the values of a label; and the rows that it makes with what is open. */
import { labelValue } from '../../../shared/model/labels.ts';
import type { RuleState } from '../../../shared/model/rule.ts';
import type { Work } from '../../components/slices.ts';
import { isChosen } from '../../state/several.ts';
import { type AlertModel, type AlertsModel, compareTexts, namingOf, oldestOf, type RuleModel } from './alerts-model.ts';
import type { AlertsState } from './alerts-state.ts';

interface SectionBase {
  /** Its own, and the same at the next reading. */
  readonly key: string;
  readonly state: RuleState;
  /** Those that fit, in their order. */
  readonly alerts: readonly AlertModel[];
  /** How many it has, with those that do not fit. */
  readonly all: number;
  readonly firing: number;
  readonly pending: number;
  /** Of all of them, the oldest. */
  readonly sinceMs: number | undefined;
  /** The labels that tell those that fit apart. */
  readonly naming: readonly string[];
}

export type Section =
  | (SectionBase & { readonly kind: 'rule'; readonly model: RuleModel })
  /** `value` undefined: of alerts without the label. */
  | (SectionBase & { readonly kind: 'label'; readonly label: string; readonly value: string | undefined })
  /** Of alerts whose rule is not known. */
  | (SectionBase & { readonly kind: 'others' });

export interface ShownAlerts {
  readonly sections: readonly Section[];
  /** Of what fits the text, whatever its state: rules, or by a label alerts. */
  readonly counts: Readonly<Record<RuleState, number>>;
  /** How many rules, or alerts, are shown. */
  readonly count: number;
}

export type Search = Pick<AlertsState, 'text' | 'states' | 'by'>;

/** How many alerts are looked at before the page may have its turn. */
const stride = 256;

export function showAlerts(model: AlertsModel, search: Search): Work<ShownAlerts> {
  return search.by === undefined ? byRules(model, search) : byLabel(model, search, search.by);
}

function wordsIn({ text }: Search): readonly string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

function* byRules(model: AlertsModel, search: Search): Work<ShownAlerts> {
  const words = wordsIn(search);
  const counts = { firing: 0, pending: 0, inactive: 0, unknown: 0 };
  const sections: Section[] = [];
  for (const one of model.rules) {
    // A word that is the rule's is found in all of its alerts.
    const wanted = words.filter((word) => !one.words.includes(word));
    const alerts = yield* fitting(one.alerts, wanted);
    if (wanted.length > 0 && alerts.length === 0) continue;
    const { state, key, firing, pending } = one.rule;
    counts[state] += 1;
    if (!isChosen(search.states, state)) continue;
    const all = { all: one.alerts.length, firing, pending, sinceMs: oldestOf(one.alerts) };
    sections.push({ kind: 'rule', key, state, model: one, alerts, ...all, naming: namingOf(alerts) });
    yield 0.5;
  }
  const others = yield* fitting(model.others, words);
  const [other] = sectionsOf(others, model.others.length, (more) => ({ kind: 'others', key: 'others', ...more }));
  if (other !== undefined && isChosen(search.states, other.state)) sections.push(other);
  return { sections, counts, count: sections.length };
}

function* byLabel(model: AlertsModel, search: Search, label: string): Work<ShownAlerts> {
  const words = wordsIn(search);
  const counts = { firing: 0, pending: 0, inactive: 0, unknown: 0 };
  const byValue = new Map<string | undefined, AlertModel[]>();
  const take = (one: AlertModel) => {
    counts[one.alert.state] += 1;
    if (!isChosen(search.states, one.alert.state)) return;
    const value = labelValue(one.alert.labels, label);
    const its = byValue.get(value);
    if (its === undefined) byValue.set(value, [one]);
    else its.push(one);
  };
  for (const { alerts, words: said } of model.rules) {
    const wanted = words.filter((word) => !said.includes(word));
    for (const one of yield* fitting(alerts, wanted)) take(one);
  }
  for (const one of yield* fitting(model.others, words)) take(one);
  const sections: Section[] = [];
  for (const [value, alerts] of byValue) {
    const key = value === undefined ? `- ${label}` : `= ${label} ${value}`;
    sections.push(...sectionsOf(alerts, alerts.length, (more) => ({ kind: 'label', key, label, value, ...more })));
    yield 0.8;
  }
  sections.sort((a, b) => b.firing - a.firing || b.pending - a.pending || compareTexts(a.key, b.key));
  return { sections, counts, count: sections.reduce((sum, { alerts }) => sum + alerts.length, 0) };
}

/** One of alerts, none of none. */
function sectionsOf(
  alerts: readonly AlertModel[],
  all: number,
  section: (more: Omit<SectionBase, 'key'>) => Section,
): readonly Section[] {
  if (alerts.length === 0) return [];
  const firing = alerts.filter(({ alert }) => alert.state === 'firing').length;
  const pending = alerts.length - firing;
  const state = firing > 0 ? 'firing' : 'pending';
  return [section({ state, alerts, all, firing, pending, sinceMs: oldestOf(alerts), naming: namingOf(alerts) })];
}

function* fitting(alerts: readonly AlertModel[], words: readonly string[]): Work<readonly AlertModel[]> {
  if (words.length === 0) return alerts;
  const found: AlertModel[] = [];
  for (const [index, one] of alerts.entries()) {
    if (words.every((word) => one.words.includes(word))) found.push(one);
    if (index % stride === stride - 1) yield 0.5;
  }
  return found;
}

export type Row =
  | { readonly kind: 'section'; readonly key: string; readonly section: Section; readonly open: boolean }
  | {
      readonly kind: 'alert';
      readonly key: string;
      readonly section: Section;
      readonly model: AlertModel;
      readonly open: boolean;
      /** Its own among its section's, from 1 on, and how many there are. */
      readonly place: number;
      readonly of: number;
    };

export function rowsOf(
  { sections }: ShownAlerts,
  { open, alerts: openAlerts }: Pick<AlertsState, 'open' | 'alerts'>,
): readonly Row[] {
  const rows: Row[] = [];
  for (const section of sections) {
    const isOpen = open.has(section.key);
    rows.push({ kind: 'section', key: `section ${section.key}`, section, open: isOpen });
    if (!isOpen) continue;
    for (const [index, model] of section.alerts.entries()) {
      const { key } = model.alert;
      const place = { place: index + 1, of: section.alerts.length };
      rows.push({ kind: 'alert', key: `alert ${key}`, section, model, open: openAlerts.has(key), ...place });
    }
  }
  return rows;
}
