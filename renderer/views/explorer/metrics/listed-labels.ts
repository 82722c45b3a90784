/** Which labels are listed, which of their values, and in which order. Pure. */
import type { FoundTexts, LabelSummary, SelectorSummary } from '../../../../shared/model/catalog.ts';
import { metricNameLabel } from '../../../../shared/model/labels.ts';
import type { BuiltSelector } from './built-selector.ts';

/** By how many there are, or by the alphabet. */
export type Order = 'count' | 'name';

export interface ListedLabels {
  readonly summary: SelectorSummary;
  readonly selector: BuiltSelector;
  readonly order: Order;
  /** Names in the order in which they were counted first. */
  readonly first: readonly string[];
}

/**
 * Those that the series have, and those of which something is chosen, which may leave no series that has them. Where the metric is chosen,
 * its name is no label to choose from.
 */
export function orderedLabels({ summary, selector, order, first }: ListedLabels): readonly LabelSummary[] {
  const { metric, matchers } = selector;
  const counted = new Map(summary.labels.map((label) => [label.name, label]));
  const chosen = new Set(matchers.map(({ label }) => label));
  const names = [...new Set([...first, ...counted.keys(), ...chosen])];
  const labels = names
    .filter((name) => (counted.has(name) || chosen.has(name)) && (name !== metricNameLabel || metric === undefined))
    .map((name) => counted.get(name) ?? { name, values: 0, series: 0, top: [] });
  return order === 'count' ? labels : labels.toSorted((a, b) => compare(a.name, b.name));
}

export interface ListedValue {
  readonly value: string;
  /** Undefined where it was not counted. */
  readonly series: number | undefined;
}

export interface ListedValues {
  readonly label: LabelSummary;
  /** '' lists all; letter case does not count. */
  readonly wanted: string;
  readonly order: Order;
  /** What the server's own list has for it; undefined where it was not asked. */
  readonly found: FoundTexts | undefined;
}

/** What was counted first; then what only the server's own list has. */
export function listedValues({ label, wanted, order, found }: ListedValues): readonly ListedValue[] {
  const low = wanted.toLowerCase();
  const counted = label.top.filter(({ value }) => value.toLowerCase().includes(low));
  const known = new Set(counted.map(({ value }) => value));
  const others = (found?.texts ?? []).filter((value) => value.toLowerCase().includes(low));
  const uncounted = others.filter((value) => !known.has(value)).map((value) => ({ value, series: undefined }));
  const all = [...counted, ...uncounted];
  return order === 'count' ? all : all.toSorted((a, b) => compare(a.value, b.value));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
