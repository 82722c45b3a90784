/** An answer as the rows of a table: one a sample. Rows are numbers: floats first, then native histograms. Pure. */

import { formatExact } from '../../../shared/format/number.ts';
import { type Labels, labelValue } from '../../../shared/model/labels.ts';
import type { Columns } from '../../../shared/model/query.ts';
import { splitLabels } from '../../charts/label-split.ts';
import type { Answer } from './run-query.ts';

export interface TableModel {
  readonly rowCount: number;
  /** Said once, above the table. */
  readonly common: Labels;
  /** One column each. */
  readonly labelNames: readonly string[];
  /** Of a range vector: every sample has a time of its own. */
  readonly hasTimes: boolean;
  /** The largest value, where bars can be compared: more than one number, none below zero. */
  readonly barMax: number | undefined;
  readonly labelOf: (row: number, name: string) => string;
  readonly numberOf: (row: number) => number;
  readonly textOf: (row: number) => string;
  readonly timeOf: (row: number) => number;
}

export function tableModel({ columns, resultType }: Answer): TableModel {
  const floats = columns.values.length;
  const seriesOf = seriesOfSamples(columns);
  const { common, differing } = splitLabels(columns.labels);
  const histogram = (row: number) => columns.histograms[row - floats];
  const labelsOf = (row: number) =>
    columns.labels[row < floats ? (seriesOf[row] ?? 0) : (histogram(row)?.series ?? 0)] ?? [];
  return {
    rowCount: floats + columns.histograms.length,
    common,
    labelNames: differing,
    hasTimes: resultType === 'matrix',
    barMax: resultType === 'vector' ? barMax(columns) : undefined,
    labelOf: (row, name) => labelValue(labelsOf(row), name) ?? '',
    numberOf: (row) => columns.values[row] ?? histogram(row)?.count ?? Number.NaN,
    textOf: (row) => {
      const sample = histogram(row);
      const value = columns.values[row];
      if (value !== undefined) return formatExact(value);
      return sample === undefined ? '' : `count ${formatExact(sample.count)}, sum ${formatExact(sample.sum)}`;
    },
    timeOf: (row) => columns.timesMs[row] ?? histogram(row)?.timeMs ?? Number.NaN,
  };
}

function seriesOfSamples({ labels, offsets, values }: Columns): Uint32Array {
  const series = new Uint32Array(values.length);
  for (let i = 0; i < labels.length; i += 1) series.fill(i, offsets[i] ?? 0, offsets[i + 1] ?? 0);
  return series;
}

function barMax({ values, histograms }: Columns): number | undefined {
  if (values.length < 2 || histograms.length > 0) return undefined;
  let largest = 0;
  for (const value of values) {
    if (value < 0 || !Number.isFinite(value)) return undefined;
    largest = Math.max(largest, value);
  }
  return largest > 0 ? largest : undefined;
}

export interface RowSort {
  readonly key: string;
  readonly descending: boolean;
}

/** Sort keys of the two columns that are no labels. A label name cannot begin with a space. */
export const valueKey = ' value';
export const timeKey = ' time';

/** @returns the rows in order; without a sort in the server's own, which means something after topk or sort. */
export function sortRows(model: TableModel, sort: RowSort | undefined): readonly number[] {
  const rows = Array.from({ length: model.rowCount }, (_, row) => row);
  if (sort === undefined) return rows;
  const direction = sort.descending ? -1 : 1;
  if (sort.key === valueKey || sort.key === timeKey) {
    const number = sort.key === valueKey ? model.numberOf : model.timeOf;
    return rows.sort((a, b) => compareNumbers(number(a), number(b), direction));
  }
  const texts = rows.map((row) => model.labelOf(row, sort.key));
  return rows.sort((a, b) => compareTexts(texts[a] ?? '', texts[b] ?? '') * direction || a - b);
}

/** NaN last in both directions. */
function compareNumbers(a: number, b: number, direction: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a === b ? 0 : (a - b) * direction;
}

/** By code unit, but numbers (le, quantile, ports) by their size. */
function compareTexts(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (a !== '' && b !== '' && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
