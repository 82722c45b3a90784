/** Reads one alert as a server says it, with its rule or in a list of its own. */
import { parseGoFloat } from '../../../../../shared/format/go-float.ts';
import type { ActiveAlert } from '../../../../../shared/model/rule.ts';
import { fieldOf, momentOf, saidOf, textOf } from '../../../base/read-fields.ts';
import { pairsOf, type ShownText } from './rule-fields.ts';

/** An alert whose rule is to be found. */
export type SaidAlert = Omit<ActiveAlert, 'key' | 'rule' | 'otherRules'>;

/** @returns undefined where it is none; 'inactive' where it is not active any more (vmalert tells of those for a while) */
export function readAlert(value: unknown, shown: ShownText): SaidAlert | 'inactive' | undefined {
  const said = saidOf(value);
  const state = textOf(said, 'state').toLowerCase();
  if (state === 'inactive') return state;
  if (said === undefined || (state !== 'firing' && state !== 'pending')) return undefined;
  if (saidOf(fieldOf(said, 'labels')) === undefined) return undefined;
  const [labels, annotations] = [pairsOf(said, 'labels', shown), pairsOf(said, 'annotations', shown)];
  return {
    labels: labels.pairs,
    annotations: annotations.pairs,
    state,
    activeAtMs: momentOf(said, 'activeAt'),
    value: numberSaid(fieldOf(said, 'value')),
    keepFiringSinceMs: momentOf(said, 'keepFiringSince'),
    leftOut: labels.leftOut + annotations.leftOut,
  };
}

/** As Go prints it; other engines say a number. */
function numberSaid(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? parseGoFloat(value) : undefined;
}
