/** Tells the labels that all series share from those that differ: the first are said once, the second name the series. */
import { formatLabels, type Labels, labelValue, metricNameLabel } from '../../shared/model/labels.ts';

export interface LabelSplit {
  /** Labels that every set has with the same value. Empty where there is only one set: then everything names it. */
  readonly common: Labels;
  /** The names of all other labels, the metric name first, then in the order of the names. */
  readonly differing: readonly string[];
  /** Those of them that a name needs: of labels that always change together (instance, node, pod) only the shortest. */
  readonly naming: readonly string[];
}

export function splitLabels(sets: readonly Labels[]): LabelSplit {
  const first = sets[0] ?? [];
  const shared = new Map<string, string>();
  const names = new Set<string>();
  for (let i = 0; i + 1 < first.length; i += 2) shared.set(first[i] ?? '', first[i + 1] ?? '');
  for (const set of sets) {
    for (let i = 0; i + 1 < set.length; i += 2) names.add(set[i] ?? '');
    for (const [name, value] of shared) if (labelValue(set, name) !== value) shared.delete(name);
  }
  if (sets.length < 2) shared.clear();
  const differing = [...names].filter((name) => !shared.has(name)).sort(byName);
  return { common: [...shared].flat(), differing, naming: withoutDoubles(sets, differing) };
}

interface Division {
  readonly name: string;
  /** Of all its values together. */
  readonly length: number;
  /** By series: the number of its group, counted as they first come. */
  readonly groups: Uint32Array;
}

/** Two labels double each other where they divide the series into the same groups. */
function withoutDoubles(sets: readonly Labels[], differing: readonly string[]): readonly string[] {
  const best: Division[] = [];
  for (const name of differing) {
    const division = divisionBy(name, sets);
    const at = best.findIndex(({ groups }) => isSame(groups, division.groups));
    const before = best[at];
    // The metric's name is what a series is; it gives way to nothing.
    if (before === undefined) best.push(division);
    else if (division.length < before.length && before.name !== metricNameLabel) best[at] = division;
  }
  const kept = new Set(best.map(({ name }) => name));
  return differing.filter((name) => kept.has(name));
}

function divisionBy(name: string, sets: readonly Labels[]): Division {
  const numbers = new Map<string, number>();
  const groups = new Uint32Array(sets.length);
  let length = 0;
  sets.forEach((set, series) => {
    const value = labelValue(set, name) ?? '';
    length += value.length;
    const group = numbers.get(value) ?? numbers.size;
    numbers.set(value, group);
    groups[series] = group;
  });
  return { name, length, groups };
}

/** Different divisions most often part within the first few series. */
function isSame(one: Uint32Array, other: Uint32Array): boolean {
  return one.every((group, series) => group === other[series]);
}

function byName(a: string, b: string): number {
  if (a === metricNameLabel) return -1;
  if (b === metricNameLabel) return 1;
  return a < b ? -1 : 1;
}

/** Between the values of a name: a middle dot is in no metric's name and in few values. */
const separator = ' · ';

/** The series among its siblings: `checkout`, `payments · ledger-db-0`; as Prometheus writes it where it has no siblings. */
export function seriesName(split: LabelSplit, labels: Labels): string {
  if (split.common.length === 0 && split.differing.length !== 1) return formatLabels(labels);
  return split.naming.flatMap((name) => labelValue(labels, name) ?? []).join(separator);
}
