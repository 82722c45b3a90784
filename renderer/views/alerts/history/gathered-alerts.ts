/** Alerts as they are gathered, by their rules: of samples, then of lists. */
import type { HistorySpan } from '../../../../shared/model/alert-history.ts';
import { type Labels, labelsKey, labelValue } from '../../../../shared/model/labels.ts';

interface GatheredAlert {
  readonly labels: Labels;
  spans: HistorySpan[];
}

interface GatheredRule {
  readonly key: string;
  readonly name: string;
  readonly severity: string;
  readonly intervalMs: number;
  readonly alerts: Map<string, GatheredAlert>;
}

export type GatheredRules = Map<string, GatheredRule>;

export const nameOf = (labels: Labels) => labelValue(labels, 'alertname') ?? '';

/** The one with these labels, or a new one. @param labels without the metric and the state */
export function gatheredAlert(byRule: GatheredRules, labels: Labels, intervalMs: number): GatheredAlert {
  const named = { name: nameOf(labels), severity: labelValue(labels, 'severity') ?? '' };
  const ruleKey = JSON.stringify([named.name, named.severity]);
  const rule = byRule.get(ruleKey) ?? { ...named, key: ruleKey, intervalMs, alerts: new Map() };
  byRule.set(ruleKey, rule);
  const key = labelsKey(labels);
  const one = rule.alerts.get(key) ?? { labels, spans: [] };
  rule.alerts.set(key, one);
  return one;
}
