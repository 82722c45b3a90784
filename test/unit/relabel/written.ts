/** Rules and labels as tests write them. */
import { type Labels, labelsFromPairs } from '../../../shared/model/labels.ts';
import { prometheus3, type RelabelDialect } from '../../../shared/relabel/dialect.ts';
import { readRelabelConfigs } from '../../../shared/relabel/read-configs.ts';
import { compileRelabel, type RelabelRules } from '../../../shared/relabel/relabel.ts';

export const of = (labels: Readonly<Record<string, string>>): Labels => labelsFromPairs(Object.entries(labels));

/** @throws where the rules are no valid ones */
export function rulesOf(written: unknown, dialect: RelabelDialect = prometheus3): RelabelRules {
  const reading = readRelabelConfigs(written, dialect);
  if (reading.kind === 'problems') throw new Error(JSON.stringify(reading.problems));
  return compileRelabel(reading.configs, dialect);
}
