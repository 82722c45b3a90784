/**
 * Values while they are computed: a series is one column over the grid's times. No object exists per time but where a sample is a native
 * histogram. Columns are written by whoever makes them and are only read after that.
 */
import type { FloatHistogram } from '../../model/float-histogram.ts';
import type { Labels } from '../../model/labels.ts';
import type { QueryRun } from '../queryable.ts';

export interface Column {
  readonly labels: Labels;
  /** By time; of a histogram, and where there is no sample, anything. */
  readonly values: Float64Array;
  /** 1 where there is a sample; undefined where there is one at each time. */
  readonly present: Uint8Array | undefined;
  /** Undefined for a column of numbers only. */
  readonly histograms: (FloatHistogram | undefined)[] | undefined;
  /** The metric's name is to go, at the end: until then `__name__` can still be grouped by. */
  readonly dropName: boolean;
}

/** A column of numbers at few of the grid's times: count_values makes one for each value that was ever there. */
export interface SparseColumn {
  readonly labels: Labels;
  /** Indices of times, rising; one at least. */
  readonly at: readonly number[];
  /** Beside each. */
  readonly numbers: readonly number[];
}

export type Value =
  | { readonly kind: 'vector'; readonly columns: readonly Column[] }
  /** Only the result of a query takes it as it is; to all others it is a vector (see `vectorOf`). */
  | { readonly kind: 'sparse'; readonly columns: readonly (Column | SparseColumn)[] }
  | { readonly kind: 'scalar'; readonly values: Float64Array }
  | { readonly kind: 'string'; readonly text: string };

export type VectorValue = Extract<Value, { kind: 'vector' }>;

/** What a column costs. */
export function columnBytes(count: number): number {
  return 9 * count + 128;
}

export function isSparse(column: Column | SparseColumn): column is SparseColumn {
  return 'at' in column;
}

export function sparseBytes(length: number): number {
  return 24 * length + 256;
}

export function valueBytes(value: Value, count: number): number {
  switch (value.kind) {
    case 'vector':
      return value.columns.length * columnBytes(count);
    case 'sparse':
      return value.columns.reduce(
        (sum, column) => sum + (isSparse(column) ? sparseBytes(column.at.length) : columnBytes(count)),
        0,
      );
    case 'scalar':
      return 8 * count;
    case 'string':
      return 0;
  }
}

/** @param count of times */
export function valueSamples(value: Value, count: number): number {
  if (value.kind === 'string') return 0;
  if (value.kind === 'scalar') return count;
  let sum = 0;
  for (const column of value.columns) sum += isSparse(column) ? column.at.length : samplesOf(column, count);
  return sum;
}

function samplesOf({ present }: Column, count: number): number {
  return present === undefined ? count : presentCount(present);
}

export function presentCount(present: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < present.length; i += 1) count += present[i] as number;
  return count;
}

/** Sparse columns spread over all times, which is charged to the query. */
export function vectorOf(value: Value, count: number, run: QueryRun): Value {
  if (value.kind !== 'sparse') return value;
  const columns = value.columns.map((column) => {
    if (!isSparse(column)) return column;
    run.charge(columnBytes(count));
    return dense(column, count);
  });
  return { kind: 'vector', columns };
}

function dense({ labels, at, numbers }: SparseColumn, count: number): Column {
  const values = new Float64Array(count);
  const present = new Uint8Array(count);
  at.forEach((index, i) => {
    values[index] = numbers[i] ?? 0;
    present[index] = 1;
  });
  return { labels, values, present: at.length === count ? undefined : present, histograms: undefined, dropName: false };
}

export function isPresent({ present }: Column, index: number): boolean {
  return present === undefined || present[index] === 1;
}

export function isEmptyColumn({ present }: Pick<Column, 'present'>): boolean {
  return present !== undefined && !present.includes(1);
}
