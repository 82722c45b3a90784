/** What each rule of a job did to what was discovered, for people. */
import type { Labels } from '../../../../shared/model/labels.ts';
import type { DroppingRule, RelabelSteps } from '../../../../shared/model/target.ts';
import { RelabelError } from '../../../../shared/relabel/label-set.ts';
import type { RelabelRules } from '../../../../shared/relabel/relabel.ts';
import { type RelabelStep, relabelSteps } from '../../../../shared/relabel/relabel-steps.ts';
import { ruleYaml } from './job-yaml.ts';

export function shownSteps(rules: RelabelRules, discovered: Labels): RelabelSteps {
  const steps = stepsUntilError(rules, discovered).map(({ config, dropped, changes }) => ({
    ...{ rule: ruleYaml(config), dropped, changes },
  }));
  return { discovered, steps, from: 'here' };
}

/** The one that dropped what was discovered; undefined where none did. */
export function droppingRule(rules: RelabelRules | undefined, discovered: Labels): DroppingRule | undefined {
  const last = rules === undefined ? undefined : stepsUntilError(rules, discovered).at(-1);
  if (last?.dropped !== true) return undefined;
  const { action, sourceLabels } = last.config;
  return { n: last.rule + 1, action, sourceLabels, value: last.looks[0]?.text ?? '' };
}

/** Of rules of which one fails (labels that become too many, or too long), those before it. */
function stepsUntilError(rules: RelabelRules, labels: Labels): readonly RelabelStep[] {
  for (let count = rules.configs.length; ; count -= 1) {
    try {
      const { configs, apply, dialect } = rules;
      return relabelSteps({ configs: configs.slice(0, count), apply: apply.slice(0, count), dialect }, labels);
    } catch (error) {
      if (!(error instanceof RelabelError) || count === 0) throw error;
    }
  }
}
