/** The unary minus. */
import { scaled } from '../histogram/arithmetic.ts';
import type { Column } from './column.ts';

export function negated(column: Column): Column {
  const values = column.values.map((value) => -value);
  const histograms = column.histograms?.map((one) => (one === undefined ? undefined : scaled(one, -1)));
  return { ...column, values, histograms };
}
