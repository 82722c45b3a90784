/**
 * Reads groups of rules, with their alerts where they have them: what is not as the API promises is left out and counted, lists have an end. Runs in
 * the catalog worker, group by group.
 */
import type { AlertingRule, Rule, RuleGroup, RuleState } from '../../../../../shared/model/rule.ts';
import { countOf, cut, fieldOf, listOf, momentOf, type Said, saidOf, textOf } from '../../../base/read-fields.ts';
import { createAlerts, type FoundAlerts } from './found-alerts.ts';
import { readAlert } from './read-alert.ts';
import { createKeys, durationMsOf, pairsOf, type ShownText } from './rule-fields.ts';

const mostGroups = 10_000;
const mostRules = 50_000;

/** Expressions are asked for again as they are: none is cut that a person would write. */
const mostExprCharacters = 65_536;

export interface FoundRules {
  readonly groups: readonly RuleGroup[];
  readonly rules: readonly Rule[];
  readonly malformed: number;
  readonly leftOut: { readonly groups: number; readonly rules: number };
}

export interface RulesCollector {
  /** @param value of the list of groups */
  addGroup(value: unknown): void;
  found(): FoundRules;
  readonly alerts: FoundAlerts;
}

export function createRulesCollector(shown: ShownText): RulesCollector {
  const groups: RuleGroup[] = [];
  const rules: Rule[] = [];
  const alerts = createAlerts();
  const keys = createKeys();
  let malformed = 0;
  let leftOut = { groups: 0, rules: 0 };

  function addRule(value: unknown, group: string): void {
    const rule = readRule(value, group, { keys, shown });
    if (rule === undefined) malformed += 1;
    else if (rules.length === mostRules) leftOut = { ...leftOut, rules: leftOut.rules + 1 };
    else rules.push(rule.kind === 'alerting' ? withAlerts(rule, value) : rule);
  }

  function withAlerts(rule: AlertingRule, value: unknown): AlertingRule {
    const counts = { firing: 0, pending: 0 };
    for (const one of listOf(saidOf(value), 'alerts')) {
      const alert = readAlert(one, shown);
      if (alert === 'inactive') continue;
      if (alert === undefined) malformed += 1;
      else {
        counts[alert.state] += 1;
        alerts.add(alert, rule.key);
      }
    }
    return { ...rule, ...counts, state: stateOf(rule, counts) };
  }

  return {
    addGroup(value) {
      const said = saidOf(value);
      const name = fieldOf(said, 'name');
      if (said === undefined || typeof name !== 'string') {
        malformed += 1;
        return;
      }
      const its = listOf(said, 'rules');
      if (groups.length === mostGroups) {
        leftOut = { groups: leftOut.groups + 1, rules: leftOut.rules + its.length };
        return;
      }
      const group = readGroup(said, name, its.length, keys);
      groups.push(group);
      for (const rule of its) addRule(rule, group.key);
    },
    found: () => ({ groups, rules, malformed, leftOut }),
    alerts,
  };
}

type Keys = ReturnType<typeof createKeys>;

function readGroup(said: Said, name: string, rules: number, keys: Keys): RuleGroup {
  const file = textOf(said, 'file');
  return {
    key: keys('group', file, name),
    name: cut(name),
    file,
    intervalMs: durationMsOf(said, 'interval'),
    limit: countOf(said, 'limit') || undefined,
    evaluatedMs: momentOf(said, 'lastEvaluation'),
    durationMs: durationMsOf(said, 'evaluationTime'),
    rules,
  };
}

interface Reading {
  readonly keys: Keys;
  readonly shown: ShownText;
}

/** An alerting one without its alerts. @returns undefined where it is none */
function readRule(value: unknown, group: string, { keys, shown }: Reading): Rule | undefined {
  const said = saidOf(value);
  const [name, expr, error] = ['name', 'query', 'lastError'].map((key) => fieldOf(said, key));
  const kind = kinds.get(textOf(said, 'type').toLowerCase());
  if (typeof name !== 'string' || typeof expr !== 'string' || kind === undefined) return undefined;
  const labels = pairsOf(said, 'labels', shown);
  const base = {
    key: keys('rule', group, kind, name, ...labels.pairs),
    group,
    name: cut(name),
    expr: cutExpr(shown(expr)),
    labels: labels.pairs,
    health: healths.get(textOf(said, 'health').toLowerCase()) ?? 'unknown',
    error: typeof error === 'string' ? cut(shown(error)) : '',
    evaluatedMs: momentOf(said, 'lastEvaluation'),
    durationMs: durationMsOf(said, 'evaluationTime'),
    leftOut: labels.leftOut,
  };
  if (kind === 'recording') return { kind, ...base };
  const annotations = pairsOf(said, 'annotations', shown);
  return {
    ...{ kind, ...base },
    state: states.get(textOf(said, 'state').toLowerCase()) ?? 'inactive',
    forMs: durationMsOf(said, 'duration') ?? 0,
    keepFiringForMs: durationMsOf(said, 'keepFiringFor') ?? durationMsOf(said, 'keep_firing_for') ?? 0,
    annotations: annotations.pairs,
    firing: 0,
    pending: 0,
    leftOut: labels.leftOut + annotations.leftOut,
  };
}

const kinds = new Map<string, Rule['kind']>([
  ['alerting', 'alerting'],
  ['recording', 'recording'],
]);

/** vmalert says `no match` where the expression finds no series. */
const healths = new Map<string, Rule['health']>([
  ['ok', 'ok'],
  ['no match', 'ok'],
  ['err', 'err'],
]);

const states = new Map<string, RuleState>(
  (['firing', 'pending', 'inactive', 'unknown'] as const).map((state) => [state, state]),
);

/** By its alerts where it has some; of one that was never evaluated it is not known (2.x says `inactive` then, 3.x `unknown`). */
export function stateOf(
  { health, state }: Pick<AlertingRule, 'health' | 'state'>,
  { firing, pending }: Pick<AlertingRule, 'firing' | 'pending'>,
): RuleState {
  if (firing > 0) return 'firing';
  if (pending > 0) return 'pending';
  return health === 'unknown' ? 'unknown' : state;
}

function cutExpr(expr: string): string {
  return expr.length > mostExprCharacters ? `${expr.slice(0, mostExprCharacters).toWellFormed()}…` : expr;
}
