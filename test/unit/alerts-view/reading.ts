/** Readings of rules and alerts for the tests of the view. */

import type { RulesRead } from '../../../renderer/state/rules-feed.ts';
import { labelsFromPairs } from '../../../shared/model/labels.ts';
import type { ActiveAlert, AlertingRule } from '../../../shared/model/rule.ts';

type Pairs = Readonly<Record<string, string>>;

export function ruleOf(
  name: string,
  more: Partial<Omit<AlertingRule, 'labels'>> & { readonly labels?: Pairs } = {},
): AlertingRule {
  const { labels = {}, ...rest } = more;
  return {
    ...{ kind: 'alerting', key: name, group: 'g', name, expr: 'up == 0', health: 'ok', error: '' },
    ...{ evaluatedMs: undefined, durationMs: undefined, leftOut: 0, state: 'inactive', forMs: 0, keepFiringForMs: 0 },
    ...{ annotations: [], firing: 0, pending: 0, ...rest },
    labels: labelsFromPairs(Object.entries(labels)),
  };
}

export function alertOf(rule: string | undefined, labels: Pairs, more: Partial<ActiveAlert> = {}): ActiveAlert {
  const all = labelsFromPairs(Object.entries({ alertname: rule ?? 'gone', ...labels }));
  return {
    ...{ key: all.join(' '), rule, otherRules: 0, labels: all, annotations: [], state: 'firing' },
    ...{ activeAtMs: undefined, value: 1, keepFiringSinceMs: undefined, leftOut: 0, ...more },
  };
}

export function readOf(rules: readonly AlertingRule[], alerts: readonly ActiveAlert[]): RulesRead {
  const now = { sinceMs: 0, seenUntilMs: 0 };
  const group = { key: 'g', name: 'general', file: '/etc/rules.yml', intervalMs: 1000, limit: undefined };
  return {
    ...{ readAtMs: 0, held: { rules: now, alerts: now }, rules, alerts },
    groups: [{ ...group, evaluatedMs: undefined, durationMs: undefined, rules: rules.length }],
    leftOut: { malformed: 0, groups: 0, rules: 0, alerts: 0 },
  };
}
