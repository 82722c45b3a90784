/** Which rows of a table are shown, and in which order. */
import { labelValue } from '../../../../shared/model/labels.ts';
import type { Work } from '../../../components/slices.ts';
import { histogramOfRow, labelsOfRow, type TableModel } from '../table-model.ts';
import { mergeSort } from './merge-sort.ts';
import { compareNatural, type NaturalKey, naturalKey } from './natural-order.ts';
import { filterRows, isEmptyFilter, type RowFilter, type SearchTexts, searchTexts } from './row-filter.ts';

/** A column: of a label, or one of the table's own. Label names may be any text, so they are never mixed with ours. */
export type ColumnKey =
  | `label:${string}`
  | ('part' | 'series' | 'course' | 'buckets' | 'bar' | 'count' | 'sum' | 'first' | 'time' | 'value');

export const labelKey = (name: string): ColumnKey => `label:${name}`;

export function labelOfKey(key: ColumnKey): string | undefined {
  return key.startsWith('label:') ? key.slice('label:'.length) : undefined;
}

export interface RowSort {
  readonly key: ColumnKey;
  readonly descending: boolean;
}

/** What rows are looked at, with the model that they are rows of. */
export interface ShownRows {
  readonly model: TableModel;
  readonly rows: Uint32Array;
}

/** Made for a model when they are first needed, and kept with it. */
const textsOf = new WeakMap<TableModel, SearchTexts>();

/** Without a sort the rows stand in the server's own order, which means something after topk or sort. */
export function* orderRows(model: TableModel, filter: RowFilter, sort: RowSort | undefined): Work<ShownRows> {
  const rows = isEmptyFilter(filter) ? allRows(model.rowCount) : yield* filtered(model, filter);
  return { model, rows: sort === undefined ? rows : yield* sorted(model, rows, sort) };
}

function* filtered(model: TableModel, filter: RowFilter): Work<Uint32Array> {
  const needsTexts = filter.words.length > 0 || filter.without.length > 0;
  let texts = textsOf.get(model);
  if (texts === undefined && needsTexts) {
    texts = yield* searchTexts(model);
    textsOf.set(model, texts);
  }
  return yield* filterRows(model, filter, texts ?? []);
}

function allRows(count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row += 1) rows[row] = row;
  return rows;
}

function sorted(model: TableModel, rows: Uint32Array, { key, descending }: RowSort): Work<Uint32Array> {
  const name = labelOfKey(key);
  if (name !== undefined) return byLabel(model, rows, name, descending);
  const numbers = numbersOf(model, key);
  return mergeSort(rows, (a, b) => compareNumbers(numbers[a] ?? Number.NaN, numbers[b] ?? Number.NaN, descending));
}

function numbersOf(model: TableModel, key: ColumnKey): ArrayLike<number> {
  switch (key) {
    case 'part':
      return model.partOf;
    case 'time':
      return model.timesMs;
    case 'count':
      return model.counts;
    case 'first':
      return model.firsts;
    case 'sum':
      return Float64Array.from(model.refOf, (_, row) => histogramOfRow(model, row)?.sum ?? Number.NaN);
    default:
      return model.values;
  }
}

/** NaN last in both directions. */
function compareNumbers(a: number, b: number, descending: boolean): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  if (a === b) return 0;
  return a < b === descending ? 1 : -1;
}

function* byLabel(model: TableModel, rows: Uint32Array, name: string, descending: boolean): Work<Uint32Array> {
  // Most columns have few values: their keys are made once.
  const keyOf = new Map<string, NaturalKey>();
  const keys: NaturalKey[] = [];
  for (let row = 0; row < model.rowCount; row += 1) {
    const text = labelValue(labelsOfRow(model, row), name) ?? '';
    let key = keyOf.get(text);
    if (key === undefined) {
      key = naturalKey(text);
      keyOf.set(text, key);
    }
    keys.push(key);
    if (row % 256 === 0) yield 0;
  }
  const none = naturalKey(undefined);
  return yield* mergeSort(rows, (a, b) => compareNatural(keys[a] ?? none, keys[b] ?? none, descending));
}
