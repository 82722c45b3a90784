/** The worker's side of the jobs of rules. */
import type { AlertingRule, Rule } from '../../../../../shared/model/rule.ts';
import { type Refusal, readEnvelope } from '../catalog/read-answers.ts';
import { createCursor, paddingBytes, readArray, readObject, skipValue, takeNull } from '../parse/cursor.ts';
import { readItem } from '../parse/json-item.ts';
import { malformed } from '../parse/parse-errors.ts';
import type { Masks } from '../targets/target-jobs.ts';
import { findRules } from './alerts-of-rules.ts';
import { createAlerts, type FoundAlerts } from './found-alerts.ts';
import { packParts } from './packed-parts.ts';
import { readAlert, type SaidAlert } from './read-alert.ts';
import { createRulesCollector, type FoundRules, stateOf } from './read-rules.ts';
import type { RulesJobs, RulesRead } from './rules-jobs.ts';

interface Body {
  /** With `paddingBytes` zeros after it. */
  readonly padded: Uint8Array;
  readonly length: number;
}

interface Tools {
  /** May throw, to stop. */
  readonly check: () => void;
  readonly masks: Pick<Masks, 'urls'>;
}

/** @throws AppError prometheus.malformed, prometheus.truncated; whatever `check` throws */
export function readRulesBody(body: Body, { check, masks }: Tools): RulesRead | Refusal {
  const collector = createRulesCollector(masks.urls);
  const refusal = eachItem(body, 'groups', (value) => {
    check();
    collector.addGroup(value);
  });
  return refusal ?? readOf(collector.found(), collector.alerts, check);
}

/** @throws the same */
export function readKeptRules(
  { rules, alerts }: RulesJobs['keptRules']['input'],
  { check, masks }: Tools,
): RulesRead | Refusal {
  const collector = createRulesCollector(masks.urls);
  const refusal = eachItem(bodyOf(rules), 'groups', (value) => collector.addGroup(value));
  if (refusal !== undefined) return refusal;
  const found = collector.found();
  if (alerts === undefined) return readOf({ ...found, rules: found.rules.map(withoutState) }, createAlerts(), check);
  const ruleOf = findRules(found.rules);
  const counts = new Map<AlertingRule, { firing: number; pending: number }>();
  const list = createAlerts();
  let wrong = 0;
  const add = (alert: SaidAlert) => {
    const { rule, otherRules } = ruleOf(alert);
    list.add(alert, rule?.key, otherRules);
    if (rule === undefined) return;
    const its = counts.get(rule) ?? { firing: 0, pending: 0 };
    its[alert.state] += 1;
    counts.set(rule, its);
  };
  const refused = eachItem(bodyOf(alerts), 'alerts', (value) => {
    check();
    const alert = readAlert(value, masks.urls);
    if (alert === undefined) wrong += 1;
    else if (alert !== 'inactive') add(alert);
  });
  const counted = found.rules.map((rule) => (rule.kind === 'alerting' ? withCounts(rule, counts.get(rule)) : rule));
  return refused ?? readOf({ ...found, rules: counted, malformed: found.malformed + wrong }, list, check);
}

function withoutState(rule: Rule): Rule {
  return rule.kind === 'alerting' ? { ...rule, state: 'unknown' } : rule;
}

function withCounts(rule: AlertingRule, counts = { firing: 0, pending: 0 }): AlertingRule {
  return { ...rule, ...counts, state: stateOf(rule, counts) };
}

function readOf(
  { groups, rules, malformed: wrong, leftOut }: FoundRules,
  alerts: FoundAlerts,
  check: () => void,
): RulesRead {
  return {
    counts: { groups: groups.length, rules: rules.length, alerts: alerts.list.length },
    leftOut: { malformed: wrong, ...leftOut, alerts: alerts.leftOut() },
    parts: packParts({ groups, rules, alerts: alerts.list }, check),
  };
}

/** @param name of the list in the answer's `data` */
function eachItem({ padded, length }: Body, name: string, take: (value: unknown) => void): Refusal | undefined {
  const cursor = createCursor(padded, length);
  let isThere = false;
  const refusal = readEnvelope(cursor, () => {
    readObject(cursor, 'the data', (key) => {
      if (key !== name) return skipValue(cursor);
      isThere = true;
      if (!takeNull(cursor)) readArray(cursor, `the ${name}`, () => take(readItem(cursor)));
    });
  });
  if (refusal === undefined && !isThere) throw malformed(`no ${name}`, length);
  return refusal;
}

/** What was kept is read as the answer that it was. */
function bodyOf(text: string): Body {
  const answer = Buffer.from(`{"status":"success","data":${text}}`);
  const padded = new Uint8Array(answer.length + paddingBytes);
  padded.set(answer);
  return { padded, length: answer.length };
}
