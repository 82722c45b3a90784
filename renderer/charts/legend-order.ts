/** The order of the legend's rows, and which of them a filter leaves. Pure. */
import type { Columns } from '../../shared/model/query.ts';
import { sampleAt } from './grid.ts';
import { orderBy, type SeriesStats, statNames } from './series-stats.ts';
import type { TableSort } from './virtual-table.tsx';

export interface OrderRequest {
  readonly sort: TableSort;
  readonly stats: SeriesStats;
  readonly nameOf: (series: number) => string;
  readonly isPinned: (series: number) => boolean;
  /** Of every series, in small letters: what a filter looks for words in. */
  readonly texts: () => readonly string[];
  readonly filter: string;
}

/** Pinned series first, each group sorted. Sorted by the crosshair's column, it is left to `orderAt`: until then by the last value. */
export function legendOrder({ sort, stats, nameOf, isPinned, texts, filter }: OrderRequest): readonly number[] {
  const sorted = sort.key === 'name' ? byName(stats.last.length, nameOf, sort.descending) : byStat(sort, stats);
  return pinnedFirst(filtered(sorted, filter, texts), isPinned);
}

/** By the values at a time; what has none there stands last in its group. */
export function orderAt(
  order: readonly number[],
  columns: Columns,
  timeMs: number,
  stepMs: number,
  descending: boolean,
  isPinned: (series: number) => boolean,
): readonly number[] {
  const values = Float64Array.from(order, (one) => sampleAt(columns, one, timeMs, stepMs) ?? Number.NaN);
  const sorted = orderBy(values, descending).map((place) => order[place] ?? 0);
  return pinnedFirst(sorted, isPinned);
}

function byStat({ key, descending }: TableSort, stats: SeriesStats): readonly number[] {
  return orderBy(stats[statNames.find((name) => name === key) ?? 'last'], descending);
}

function byName(count: number, nameOf: (series: number) => string, descending: boolean): readonly number[] {
  const names = Array.from({ length: count }, (_, series) => nameOf(series));
  const compare = new Intl.Collator('en', { numeric: true }).compare;
  const order = names.map((_, series) => series).sort((a, b) => compare(names[a] ?? '', names[b] ?? ''));
  return descending ? order.reverse() : order;
}

function pinnedFirst(order: readonly number[], isPinned: (series: number) => boolean): readonly number[] {
  const pinned = order.filter(isPinned);
  return pinned.length === 0 ? order : [...pinned, ...order.filter((one) => !isPinned(one))];
}

/** Every word has to be somewhere in the labels, in capitals or not. */
function filtered(order: readonly number[], filter: string, texts: () => readonly string[]): readonly number[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return order;
  const all = texts();
  return order.filter((series) => words.every((word) => all[series]?.includes(word) === true));
}
