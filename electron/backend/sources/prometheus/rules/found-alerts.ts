/** Alerts as they are found, each with its rule and a key of its own, and no more of them than there is room for. */
import type { ActiveAlert } from '../../../../../shared/model/rule.ts';
import type { SaidAlert } from './read-alert.ts';
import { createKeys } from './rule-fields.ts';

const mostAlerts = 100_000;

export interface FoundAlerts {
  /** @param rule its key; undefined where there is none @param otherRules as of ActiveAlert */
  add(alert: SaidAlert, rule: string | undefined, otherRules?: number): void;
  readonly list: readonly ActiveAlert[];
  leftOut(): number;
}

export function createAlerts(): FoundAlerts {
  const list: ActiveAlert[] = [];
  const keys = createKeys();
  let leftOut = 0;
  return {
    add(alert, rule, otherRules = 0) {
      if (list.length === mostAlerts) leftOut += 1;
      else list.push({ key: keys(rule ?? '', ...alert.labels), rule, otherRules, ...alert });
    },
    list,
    leftOut: () => leftOut,
  };
}
