/** Alerts as a reading of rules has them. */
import { labelsFromPairs } from '../../../shared/model/labels.ts';
import type { ActiveAlert } from '../../../shared/model/rule.ts';

interface Extras {
  readonly state?: ActiveAlert['state'];
  readonly annotations?: Readonly<Record<string, string>>;
}

export function alert(rule: string, labels: Readonly<Record<string, string>> = {}, extras: Extras = {}): ActiveAlert {
  const { state = 'firing', annotations = {} } = extras;
  return {
    ...{ key: JSON.stringify(labels), rule, otherRules: 0, state, leftOut: 0 },
    labels: labelsFromPairs(Object.entries({ alertname: rule, ...labels })),
    annotations: labelsFromPairs(Object.entries(annotations)),
    ...{ activeAtMs: 0, value: 1, keepFiringSinceMs: undefined },
  };
}
