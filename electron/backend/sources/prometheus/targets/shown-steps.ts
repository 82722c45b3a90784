/** Steps of relabelling as they are shown: a rule without what it has by default, and changes without secrets. */
import { Document, isCollection } from 'yaml';
import { defaultRelabelConfig, type RelabelConfig } from '../../../../../shared/relabel/config.ts';
import type { LabelChange } from '../../../../../shared/relabel/relabel-steps.ts';
import { labelShown } from './shown-targets.ts';
import type { Masks } from './target-jobs.ts';

/** Its fields as they are written, in the order in which people write them. */
const fields: readonly (readonly [name: string, of: keyof RelabelConfig])[] = [
  ['source_labels', 'sourceLabels'],
  ['separator', 'separator'],
  ['regex', 'regex'],
  ['modulus', 'modulus'],
  ['target_label', 'targetLabel'],
  ['replacement', 'replacement'],
  ['action', 'action'],
];

/** As YAML; `{}` where everything is as by default. */
export function writtenRule(config: RelabelConfig): string {
  const written = fields.filter(([, of]) => !isDefault(config[of], defaultRelabelConfig[of]));
  const document = new Document(Object.fromEntries(written.map(([name, of]) => [name, config[of]])));
  const sources = document.get('source_labels', true);
  if (isCollection(sources)) sources.flow = true;
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}

function isDefault(value: unknown, usual: unknown): boolean {
  return value === usual || (Array.isArray(value) && value.length === 0);
}

export function shownChanges(changes: readonly LabelChange[], masks: Masks): readonly LabelChange[] {
  return changes.map((change) => {
    const shown = (value: string | undefined) =>
      value === undefined ? undefined : labelShown(change.name, value, masks);
    return { ...change, before: shown(change.before), after: shown(change.after) };
  });
}
