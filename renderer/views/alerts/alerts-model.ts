/** A reading as alerts by their rules: counts, what is searched, the labels that differ. Plain data, made in slices: there may be thousands. */
import { type Labels, labelValue } from '../../../shared/model/labels.ts';
import type { ActiveAlert, AlertingRule, RuleGroup, RuleState } from '../../../shared/model/rule.ts';
import { splitLabels } from '../../charts/label-split.ts';
import type { Work } from '../../components/slices.ts';
import type { RulesRead } from '../../state/rules-feed.ts';

export interface AlertModel {
  readonly alert: ActiveAlert;
  /** Undefined where no rule that is known has it. */
  readonly rule: AlertingRule | undefined;
  /** What is searched: labels and annotations, in lower case. */
  readonly words: string;
  /** What people wrote of it for people; '' where they did not. */
  readonly note: string;
}

export interface RuleModel {
  readonly rule: AlertingRule;
  readonly group: RuleGroup | undefined;
  /** Firing ones first, then by their labels, numbers in them by their size. */
  readonly alerts: readonly AlertModel[];
  /** What is searched of the rule itself, in lower case. */
  readonly words: string;
}

export interface AlertsModel {
  readonly read: RulesRead;
  /** Firing first, then pending; by name. */
  readonly rules: readonly RuleModel[];
  /** Alerts whose rule is not known. */
  readonly others: readonly AlertModel[];
  /** The names that labels of alerts have, those of most alerts first. */
  readonly labelNames: readonly string[];
  readonly firing: number;
  readonly pending: number;
}

/** How many alerts are worked on before the page may have its turn. */
const stride = 64;

export function* buildModel(read: RulesRead): Work<AlertsModel> {
  const groups = new Map(read.groups.map((group) => [group.key, group]));
  const rules = new Map<string, AlertingRule>();
  for (const rule of read.rules) if (rule.kind === 'alerting') rules.set(rule.key, rule);
  const byRule = new Map<string | undefined, Ordered[]>();
  const names = new Map<string, number>();
  const counts = { firing: 0, pending: 0 };
  for (const [index, alert] of read.alerts.entries()) {
    const rule = alert.rule === undefined ? undefined : rules.get(alert.rule);
    const model = { alert, rule, words: wordsOf(alert.labels, alert.annotations), note: noteOf(alert) };
    const one = { model, order: orderOf(alert) };
    const its = byRule.get(rule?.key);
    if (its === undefined) byRule.set(rule?.key, [one]);
    else its.push(one);
    counts[alert.state] += 1;
    for (let i = 0; i < alert.labels.length; i += 2)
      names.set(alert.labels[i] ?? '', (names.get(alert.labels[i] ?? '') ?? 0) + 1);
    if (index % stride === 0) yield (0.6 * index) / read.alerts.length;
  }
  const models: RuleModel[] = [];
  for (const rule of rules.values()) {
    models.push({
      rule,
      group: groups.get(rule.group),
      alerts: inOrder(byRule.get(rule.key) ?? []),
      words: wordsOfRule(rule, groups.get(rule.group)),
    });
    if (models.length % stride === 0) yield 0.6 + (0.4 * models.length) / rules.size;
  }
  return {
    ...{ read, ...counts },
    rules: models.sort(compareRules),
    others: inOrder(byRule.get(undefined) ?? []),
    labelNames: [...names].sort(([a, m], [b, n]) => n - m || compareTexts(a, b)).map(([name]) => name),
  };
}

interface Ordered {
  readonly model: AlertModel;
  readonly order: string;
}

function inOrder(alerts: readonly Ordered[]): readonly AlertModel[] {
  return [...alerts].sort((a, b) => compareTexts(a.order, b.order)).map(({ model }) => model);
}

/** A text by which firing ones come first, and 10.20.3.9 stands before 10.20.3.41. */
function orderOf({ state, labels, key }: ActiveAlert): string {
  const text = labels.join(' ').replace(/\d+/g, (digits) => digits.padStart(8, '0'));
  return `${state === 'firing' ? 0 : 1} ${text} ${key}`;
}

const rank: Readonly<Record<RuleState, number>> = { firing: 0, pending: 1, unknown: 2, inactive: 3 };

function compareRules({ rule: a }: RuleModel, { rule: b }: RuleModel): number {
  return rank[a.state] - rank[b.state] || compareTexts(a.name, b.name) || compareTexts(a.key, b.key);
}

export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** `name="value"` as it is shown, so that what is seen can be found. */
function wordsOf(labels: Labels, annotations: Labels): string {
  let text = '';
  for (let i = 0; i + 1 < labels.length; i += 2) text += `${labels[i]}="${labels[i + 1]}"\n`;
  for (let i = 0; i + 1 < annotations.length; i += 2) text += `${annotations[i]} ${annotations[i + 1]}\n`;
  return text.toLowerCase();
}

function wordsOfRule({ name, expr, labels, annotations }: AlertingRule, group: RuleGroup | undefined): string {
  const place = group === undefined ? '' : `${group.name}\n${group.file}\n`;
  return `${name}\n${place}${expr}\n`.toLowerCase() + wordsOf(labels, annotations);
}

/** By the names that are usual for it. */
function noteOf({ annotations }: ActiveAlert): string {
  for (const name of ['summary', 'message', 'description', 'title']) {
    const text = labelValue(annotations, name);
    if (text !== undefined && text !== '') return text;
  }
  return '';
}

export function severityOf({ labels }: { readonly labels: Labels }): string {
  return labelValue(labels, 'severity') ?? '';
}

/** Since when the oldest of them is active. */
export function oldestOf(alerts: readonly AlertModel[]): number | undefined {
  let oldestMs: number | undefined;
  for (const { alert } of alerts) {
    const { activeAtMs } = alert;
    if (activeAtMs !== undefined && activeAtMs < (oldestMs ?? Number.POSITIVE_INFINITY)) oldestMs = activeAtMs;
  }
  return oldestMs;
}

/** So many of them tell which labels differ: the rest is like them, and to compare thousands takes longer than a frame has. */
const mostCompared = 200;

/** The labels that tell alerts apart; of one alone all that its rule does not say already. */
export function namingOf(alerts: readonly AlertModel[]): readonly string[] {
  const [first] = alerts;
  if (first === undefined) return [];
  const said = new Set(['alertname', ...(first.rule?.labels ?? []).filter((_, i) => i % 2 === 0)]);
  if (alerts.length === 1) return first.alert.labels.filter((name, i) => i % 2 === 0 && !said.has(name));
  const every = Math.max(1, Math.floor(alerts.length / mostCompared));
  const some = alerts.filter((_, index) => index % every === 0).map(({ alert }) => alert.labels);
  return splitLabels(some).naming;
}
