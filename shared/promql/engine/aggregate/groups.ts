/** Which columns an aggregation puts together, and what is left of their labels. Found once for all times. */
import { type Labels, metricNameLabel } from '../../../model/labels.ts';
import type { Column } from '../column.ts';
import { exceptLabels, keyOf, keyWithout, onlyLabels } from '../label-sets.ts';

/** `by`, or without it `without`: the latter drops the metric's name, too. */
export interface Grouping {
  readonly without: boolean;
  readonly grouping: readonly string[];
}

export interface ColumnGroup {
  readonly labels: Labels;
  readonly columns: readonly Column[];
}

/** @returns groups in the order of their first columns */
export function groupColumns(columns: readonly Column[], grouping: Grouping): readonly ColumnGroup[] {
  const keyIn = groupKey(grouping);
  const groups = new Map<string, Column[]>();
  for (const column of columns) {
    const key = keyIn(column.labels);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [column]);
    else group.push(column);
  }
  const labelsIn = groupLabels(grouping);
  return [...groups.values()].map((group) => ({ labels: labelsIn(group[0]?.labels ?? []), columns: group }));
}

/** @returns texts that are equal exactly where label sets are of one group */
function groupKey({ without, grouping }: Grouping): (labels: Labels) => string {
  if (!without) return (labels) => keyOf(labels, grouping);
  const dropped = new Set([metricNameLabel, ...grouping]);
  return (labels) => keyWithout(labels, dropped);
}

export function groupLabels({ without, grouping }: Grouping): (labels: Labels) => Labels {
  if (!without) {
    const kept = new Set(grouping);
    return (labels) => onlyLabels(labels, kept);
  }
  const dropped = new Set([metricNameLabel, ...grouping]);
  return (labels) => exceptLabels(labels, dropped);
}
