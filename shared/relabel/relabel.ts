/** Rules applied to a label set, one after the other, each to what the one before it left. */
import type { Labels } from '../model/labels.ts';
import { type ApplyRule, compileRule } from './actions.ts';
import type { RelabelConfig } from './config.ts';
import type { RelabelDialect } from './dialect.ts';
import { LabelSet } from './label-set.ts';

/** Rules ready to be applied; once compiled, for any number of label sets. */
export interface RelabelRules {
  readonly configs: readonly RelabelConfig[];
  readonly dialect: RelabelDialect;
  /** One for each config. */
  readonly apply: readonly ApplyRule[];
}

/** @param configs valid ones, by `readRelabelConfigs` for the same dialect */
export function compileRelabel(configs: readonly RelabelConfig[], dialect: RelabelDialect): RelabelRules {
  return { configs, dialect, apply: configs.map((config) => compileRule(config, dialect)) };
}

/**
 * @param labels sorted by name; empty values count as absent
 * @returns undefined where a rule dropped them; the same array where nothing changed
 * @throws RelabelError where the labels would become too many or too long
 */
export function relabel(rules: RelabelRules, labels: Labels): Labels | undefined {
  const set = new LabelSet(labels);
  return relabelSet(rules, set) ? set.labels() : undefined;
}

/** In place. @returns false where a rule dropped it; it is then as it was before that rule @throws RelabelError */
export function relabelSet(rules: RelabelRules, set: LabelSet): boolean {
  return rules.apply.every((apply) => apply(set));
}
