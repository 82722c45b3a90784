/** Random rules, as a person would write them into YAML. */
import { labelValue } from '../../../shared/model/labels.ts';
import { relabelActions } from '../../../shared/relabel/config.ts';
import type { RelabelDialect } from '../../../shared/relabel/dialect.ts';
import { readRelabelConfigs } from '../../../shared/relabel/read-configs.ts';
import { compileRelabel, type RelabelRules, relabel } from '../../../shared/relabel/relabel.ts';
import type { Chance } from '../promql-fuzz/chance.ts';
import { internalNames, moduli, nameTemplates, publicNames, regexes, replacements, separators } from './vocabulary.ts';

export type WrittenRule = Readonly<Record<string, unknown>>;

type Action = (typeof relabelActions)[number];

const names = [...publicNames, ...internalNames];

/** A label that no rule takes away, by which a target is found again. */
export const idLabel = '__meta_id';

/** For targets. */
export function randomRules(chance: Chance, dialect: RelabelDialect): readonly WrittenRule[] {
  return rulesOf(chance, dialect, names);
}

/** For series: they have no internal labels but their name. */
export function randomSeriesRules(chance: Chance, dialect: RelabelDialect): readonly WrittenRule[] {
  return rulesOf(chance, dialect, [...publicNames, '__name__', '__tmp']);
}

function rulesOf(chance: Chance, dialect: RelabelDialect, names: readonly string[]): readonly WrittenRule[] {
  const rules: WrittenRule[] = [];
  const length = chance.whole(0, 6);
  while (rules.length < length) {
    const rule = randomRule(chance, names);
    const reading = readRelabelConfigs([rule], dialect);
    if (reading.kind === 'rules' && keepsId(compileRelabel(reading.configs, dialect))) rules.push(rule);
  }
  return rules;
}

/** A rule may drop all labels, but not this one of them. */
function keepsId(rules: RelabelRules): boolean {
  const left = relabel(rules, [idLabel, '1']);
  return left === undefined || labelValue(left, idLabel) === '1';
}

/** Those that drop everything come seldom. */
const actions: readonly Action[] = [
  ...relabelActions.filter((action) => !action.endsWith('equal') && action !== 'labelkeep'),
  'replace',
  'replace',
  'replace',
  'labelmap',
];

export function randomRule(chance: Chance, names: readonly string[]): WrittenRule {
  const action = chance.of(0.1) ? chance.one(relabelActions) : chance.one(actions);
  const rule = ruleFor[action](chance, names);
  return action === 'replace' && chance.of(0.5)
    ? rule
    : { ...rule, action: chance.of(0.1) ? action.toUpperCase() : action };
}

function source(chance: Chance, names: readonly string[]): WrittenRule {
  const labels = Array.from({ length: chance.one([1, 1, 1, 2, 3]) }, () => chance.one(names));
  return chance.of(0.1) ? {} : { source_labels: labels };
}

const separator = (chance: Chance): WrittenRule => (chance.of(0.3) ? { separator: chance.one(separators) } : {});
const regex = (chance: Chance): WrittenRule => (chance.of(0.8) ? { regex: chance.one(regexes) } : {});
const target = (chance: Chance, names: readonly string[]): WrittenRule => ({ target_label: chance.one(names) });

const replace = (chance: Chance, names: readonly string[]): WrittenRule => ({
  ...source(chance, names),
  ...separator(chance),
  ...regex(chance),
  target_label: chance.of(0.3) ? chance.one(nameTemplates) : chance.one(names),
  ...(chance.of(0.8) ? { replacement: chance.one(replacements) } : {}),
});

const choose = (chance: Chance, names: readonly string[]): WrittenRule => ({
  ...source(chance, names),
  ...separator(chance),
  ...regex(chance),
});

const compare = (chance: Chance, names: readonly string[]): WrittenRule => ({
  ...source(chance, names),
  ...target(chance, names),
});

const changeCase = (chance: Chance, names: readonly string[]): WrittenRule => ({
  ...source(chance, names),
  ...separator(chance),
  ...target(chance, names),
});

const chooseLabels = (chance: Chance): WrittenRule => regex(chance);

const keepLabels = (chance: Chance): WrittenRule => ({ regex: `${idLabel}|${chance.one(regexes)}` });

const ruleFor: Readonly<Record<Action, (chance: Chance, names: readonly string[]) => WrittenRule>> = {
  replace,
  keep: choose,
  drop: choose,
  keepequal: compare,
  dropequal: compare,
  hashmod: (chance, names) => ({ ...changeCase(chance, names), modulus: chance.one(moduli) }),
  labelmap: (chance) => ({ ...regex(chance), ...(chance.of(0.8) ? { replacement: chance.one(nameTemplates) } : {}) }),
  labeldrop: chooseLabels,
  labelkeep: keepLabels,
  lowercase: changeCase,
  uppercase: changeCase,
};
