/**
 * Values while they are computed: a series is one column over the grid's times. No object exists per time but where a sample is a native
 * histogram. Columns are written by whoever makes them and are only read after that.
 */
import type { FloatHistogram } from '../../model/float-histogram.ts';
import type { Labels } from '../../model/labels.ts';

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

export type Value =
  | { readonly kind: 'vector'; readonly columns: readonly Column[] }
  | { readonly kind: 'scalar'; readonly values: Float64Array }
  | { readonly kind: 'string'; readonly text: string };

export type VectorValue = Extract<Value, { kind: 'vector' }>;

/** What a column costs. */
export function columnBytes(count: number): number {
  return 9 * count + 128;
}

export function valueBytes(value: Value, count: number): number {
  if (value.kind === 'vector') return value.columns.length * columnBytes(count);
  return value.kind === 'scalar' ? 8 * count : 0;
}

export function isPresent({ present }: Column, index: number): boolean {
  return present === undefined || present[index] === 1;
}

export function isEmptyColumn({ present }: Pick<Column, 'present'>): boolean {
  return present !== undefined && !present.includes(1);
}
