/** The labels of what `absent` and `absent_over_time` give: those that the selector says. */
import { type Labels, metricNameLabel } from '../../model/labels.ts';
import type { SeriesMatcher } from '../queryable.ts';
import { withLabel } from './label-sets.ts';

/** A label that is said more than once, or not by `=`, is none. */
export function absentLabels(matchers: readonly SeriesMatcher[]): Labels {
  const said = new Set<string>();
  let labels: Labels = [];
  for (const { name, op, value } of matchers) {
    if (name === metricNameLabel) continue;
    const isFirst = op === '=' && !said.has(name);
    labels = withLabel(labels, name, isFirst ? value : '');
    if (isFirst) said.add(name);
  }
  return labels;
}
