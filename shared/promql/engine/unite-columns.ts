/** Columns that came to have the same labels are one series, as long as no two of them have a sample at the same time. */
import { type Column, isPresent } from './column.ts';
import type { EvaluationContext } from './context.ts';
import { failExecution } from './evaluation-error.ts';
import { setKey, withoutMetadata } from './label-sets.ts';

export const sameLabelset = 'vector cannot contain metrics with the same labelset';

/** The name, and what belongs to it, goes: now, or at the end. */
export function withoutName(column: Column, { delayedNames }: EvaluationContext): Column {
  if (delayedNames) return column.dropName ? column : { ...column, dropName: true };
  const labels = withoutMetadata(column.labels);
  return labels === column.labels ? column : { ...column, labels };
}

/** @throws EvaluationError where two have a sample at the same time */
export function uniteColumns(columns: readonly Column[]): readonly Column[] {
  const groups = groupsOf(columns);
  if (groups.size === columns.length) return columns;
  return [...groups.values()].map(united);
}

/** @throws EvaluationError where two have the same labels, whenever their samples are */
export function distinctColumns(columns: readonly Column[]): readonly Column[] {
  if (groupsOf(columns).size !== columns.length) failExecution(sameLabelset);
  return columns;
}

function groupsOf(columns: readonly Column[]): Map<string, Column[]> {
  const groups = new Map<string, Column[]>();
  for (const column of columns) {
    const key = setKey(column.labels);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [column]);
    else group.push(column);
  }
  return groups;
}

function united(columns: readonly Column[]): Column {
  const [first] = columns;
  if (first === undefined) throw new Error('a group without a column');
  if (columns.length === 1) return first;
  const count = first.values.length;
  const values = new Float64Array(count);
  const present = new Uint8Array(count);
  const anyHistograms = columns.some(({ histograms }) => histograms !== undefined);
  const histograms: Column['histograms'] = anyHistograms ? new Array(count).fill(undefined) : undefined;
  for (const column of columns) {
    for (let i = 0; i < count; i += 1) {
      if (!isPresent(column, i)) continue;
      if (present[i] === 1) failExecution(sameLabelset);
      present[i] = 1;
      values[i] = column.values[i] ?? 0;
      if (histograms !== undefined) histograms[i] = column.histograms?.[i];
    }
  }
  return { ...first, values, present: present.includes(0) ? present : undefined, histograms };
}

/** At the end of a query, where names were kept until now. */
export function withNamesGone(columns: readonly Column[]): readonly Column[] {
  if (!columns.some(({ dropName }) => dropName)) return columns;
  return uniteColumns(
    columns.map((column) =>
      column.dropName ? { ...column, labels: withoutMetadata(column.labels), dropName: false } : column,
    ),
  );
}
