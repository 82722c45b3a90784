/** What the worker makes of an answer of rules, and of what a record keeps, put together again. */
import { paddingBytes } from '../../../../../electron/backend/sources/prometheus/parse/cursor.ts';
import { type PartItems, unpackParts } from '../../../../../electron/backend/sources/prometheus/rules/packed-parts.ts';
import type { RulesRead } from '../../../../../electron/backend/sources/prometheus/rules/rules-jobs.ts';
import {
  readKeptRules,
  readRulesBody,
} from '../../../../../electron/backend/sources/prometheus/rules/rules-session.ts';
import { readSteady } from '../../../../../electron/backend/sources/prometheus/status/steady-document.ts';
import type { ActiveAlert, Rule, RuleGroup } from '../../../../../shared/model/rule.ts';

const check = () => undefined;
const tools = { check, masks: { urls: (text: string) => text.replaceAll('hunter2', 'xxxxx') } };

export interface ReadRules extends PartItems, Pick<RulesRead, 'counts' | 'leftOut'> {}

function bodyOf(text: string) {
  const bytes = Buffer.from(text);
  const padded = new Uint8Array(bytes.length + paddingBytes);
  padded.set(bytes);
  return { padded, length: bytes.length };
}

export const answerOf = (data: unknown) => JSON.stringify({ status: 'success', data });

export function togetherOf(read: ReturnType<typeof readRulesBody>): ReadRules {
  if ('kind' in read) throw new Error(`${read.errorType}: ${read.error}`);
  const groups: RuleGroup[] = [];
  const rules: Rule[] = [];
  const alerts: ActiveAlert[] = [];
  for (const part of unpackParts(read.parts)) {
    if (part.kind === 'groups') groups.push(...part.groups);
    else if (part.kind === 'rules') rules.push(...part.rules);
    else alerts.push(...part.alerts);
  }
  return { groups, rules, alerts, counts: read.counts, leftOut: read.leftOut };
}

export function readAnswer(text: string): ReturnType<typeof readRulesBody> {
  return readRulesBody(bodyOf(text), tools);
}

/** As the record keeps both of them. @param alerts undefined: none were kept */
export function readKept(rules: string, alerts: string | undefined): ReadRules {
  const kept = (kind: 'rules' | 'alerts', text: string) => {
    const { padded, length } = bodyOf(text);
    const said = readSteady(kind, padded, length, { check, hasDropped: false });
    if ('kind' in said) throw new Error(said.error);
    return said.text;
  };
  const input = { rules: kept('rules', rules), alerts: alerts === undefined ? undefined : kept('alerts', alerts) };
  return togetherOf(readKeptRules(input, tools));
}
