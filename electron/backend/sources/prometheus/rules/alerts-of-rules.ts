/**
 * Finds the rules of alerts that are kept apart from them. An alert is of a rule of its name whose labels it has: where several fit, of the one with
 * most such labels, then of the one whose annotations it has. Where that still leaves several, it is of the first, and says that it may be another's.
 */
import { type Labels, labelPairs, labelValue } from '../../../../../shared/model/labels.ts';
import type { AlertingRule, Rule } from '../../../../../shared/model/rule.ts';
import type { SaidAlert } from './read-alert.ts';

export interface RuleOfAlert {
  readonly rule: AlertingRule | undefined;
  /** How many others it may be as well. */
  readonly otherRules: number;
}

/** Of rules of one name, so many are tried for each alert: nobody has as many. */
const mostTried = 200;

/** @returns what finds the rule of one alert */
export function findRules(rules: readonly Rule[]): (alert: SaidAlert) => RuleOfAlert {
  const byName = new Map<string, AlertingRule[]>();
  for (const rule of rules) {
    if (rule.kind !== 'alerting') continue;
    const same = byName.get(rule.name);
    if (same === undefined) byName.set(rule.name, [rule]);
    else same.push(rule);
  }
  return (alert) => {
    const named = byName.get(labelValue(alert.labels, 'alertname') ?? '') ?? [];
    const tried = named.slice(0, mostTried);
    const fitting = bestOf(tried, (rule) => labelsThatFit(rule.labels, alert));
    const best = bestOf(fitting, (rule) => annotationsThatFit(rule.annotations, alert.annotations));
    const [rule] = best;
    const otherRules = rule === undefined ? 0 : best.length - 1 + named.length - tried.length;
    return { rule, otherRules };
  };
}

/** All that have the highest score. @param scoreOf undefined: not this one */
function bestOf<Item>(items: readonly Item[], scoreOf: (item: Item) => number | undefined): readonly Item[] {
  if (items.length < 2) return items.filter((item) => scoreOf(item) !== undefined);
  let best: Item[] = [];
  let highest = Number.NEGATIVE_INFINITY;
  for (const item of items) {
    const score = scoreOf(item);
    if (score === undefined || score < highest) continue;
    if (score > highest) best = [];
    highest = score;
    best.push(item);
  }
  return best;
}

/** What a template makes is not known here, nor whether it makes anything. */
const isTemplate = (text: string) => text.includes('{{');

/** @returns undefined where one of them has another value */
function labelsThatFit(wanted: Labels, { labels, leftOut }: SaidAlert): number | undefined {
  let fitting = 0;
  for (const [name, value] of labelPairs(wanted)) {
    // The name of the rule wins over a label that is called so.
    if (name === 'alertname' || isTemplate(value)) continue;
    const its = labelValue(labels, name) ?? '';
    if (its === value) fitting += 1;
    else if (its !== '' || leftOut === 0) return undefined;
  }
  return fitting;
}

/** How many are the same, less those that only one of both has. */
function annotationsThatFit(wanted: Labels, has: Labels): number {
  const missing = labelPairs(has).filter(([name]) => labelValue(wanted, name) === undefined).length;
  return labelPairs(wanted).reduce((score, [name, value]) => {
    const its = labelValue(has, name);
    if (its === undefined) return score - 1;
    return isTemplate(value) ? score : score + (its === value ? 1 : -1);
  }, -missing);
}
