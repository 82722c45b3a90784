/** What each rule of a job did to what was discovered, for people. */
import type { Labels } from '../../../../shared/model/labels.ts';
import type { RelabelSteps } from '../../../../shared/model/target.ts';
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
