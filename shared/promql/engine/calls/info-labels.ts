/** What info() does to one series: for each set of labels that it gets at some time there is a column. */
import { type Labels, labelPairs, labelValue, metricNameLabel } from '../../../model/labels.ts';
import type { SeriesMatcher } from '../../queryable.ts';
import { type Column, isPresent } from '../column.ts';
import { failExecution } from '../evaluation-error.ts';
import { setKey, withLabel } from '../label-sets.ts';
import { type InfoFamilies, type InfoGroup, identity } from './info-series.ts';

/** @param data which labels are copied, and what they have to be; none: all labels. Where it cannot be empty, an info series is needed. */
export function withInfo(column: Column, families: InfoFamilies, data: readonly SeriesMatcher[]): readonly Column[] {
  const own = identity(column.labels);
  const groups = [...families.values()].flatMap((family) => family.get(own) ?? []);
  const mayLack = data.every(({ matches }) => matches(''));
  if (groups.length === 0) return mayLack ? [column] : [];
  const parts = new Map<string, Part>();
  let part: Part | undefined;
  let decided: number | undefined;
  for (let i = 0; i < column.values.length; i += 1) {
    if (!isPresent(column, i)) continue;
    // From one time to the next it is mostly the same.
    if (decided === undefined || differ(groups, decided, i)) {
      part = partOf(column, infosAt(groups, i), data, mayLack, parts);
    }
    decided = i;
    if (part !== undefined) part.present[i] = 1;
  }
  return Array.from(parts.values(), ({ labels, present }) => ({
    ...column,
    labels,
    present: present.includes(0) ? present : undefined,
  }));
}

interface Part {
  readonly labels: Labels;
  readonly present: Uint8Array;
}

/** Whether other info series are the newest ones at one time than at another. */
function differ(groups: readonly InfoGroup[], index: number, other: number): boolean {
  for (const { newest } of groups) if (newest[index] !== newest[other]) return true;
  return false;
}

function infosAt(groups: readonly InfoGroup[], index: number): readonly Labels[] {
  return groups.flatMap(({ candidates, newest }) => {
    const labels = candidates[newest[index] ?? -1];
    return labels === undefined ? [] : [labels];
  });
}

/** @returns undefined where the series is left out */
function partOf(
  { labels, values }: Column,
  infos: readonly Labels[],
  data: readonly SeriesMatcher[],
  mayLack: boolean,
  parts: Map<string, Part>,
): Part | undefined {
  if (infos.length === 0 && !mayLack) return undefined;
  const all = withLabelsOf(labels, infos, new Set(data.map(({ name }) => name)));
  const key = setKey(all);
  const part = parts.get(key) ?? { labels: all, present: new Uint8Array(values.length) };
  parts.set(key, part);
  return part;
}

/** What a series has already stays. @throws EvaluationError where two info metrics say different things */
function withLabelsOf(own: Labels, infos: readonly Labels[], wanted: ReadonlySet<string>): Labels {
  const added = new Map<string, string>();
  for (const [name, value] of infos.flatMap(labelPairs)) {
    if (name === metricNameLabel || (wanted.size > 0 && !wanted.has(name))) continue;
    if (labelValue(own, name) !== undefined) continue;
    const before = added.get(name);
    if (before !== undefined && before !== value) failExecution(`conflicting label: ${name}`);
    added.set(name, value);
  }
  let labels = own;
  for (const [name, value] of added) labels = withLabel(labels, name, value);
  return labels;
}
