/**
 * Answers as the rows of one table: a row for each sample, or, of range vectors, a row for each series. Rows are numbers, everything about
 * them is columns. Pure; built in slices, because an answer may have 20,000 series of 60 labels.
 */
import { type Labels, metricNameLabel } from '../../../shared/model/labels.ts';
import type { Columns, HistogramSample } from '../../../shared/model/query.ts';
import type { Work } from '../../components/slices.ts';
import type { ResultPart } from './result/result-part.ts';
import {
  type HistogramIndex,
  histogramAt,
  histogramIndex,
  noSample,
  numberOf,
  samplesOf,
  timeOf,
} from './result/series-samples.ts';

/** `samples`: one row a sample. `series`: one row a series, with all its samples. */
export type RowKind = 'samples' | 'series';

export interface LabelColumn {
  readonly name: string;
  /** How many series have the label. */
  readonly present: number;
  /** Characters of its longest value. */
  readonly longest: number;
}

export interface TableModel {
  readonly kind: RowKind;
  readonly parts: readonly ResultPart[];
  readonly rowCount: number;
  /** Samples that have no row, since there are more than a table can be. */
  readonly leftOut: number;
  /** Said once, above the table. */
  readonly common: Labels;
  /** The labels that differ, the metric name first, then in the order of the names. */
  readonly columns: readonly LabelColumn[];
  /** Of each row: the part, and the series in that part. */
  readonly partOf: Uint16Array;
  readonly seriesOf: Uint32Array;
  /** Of each row of `samples`: its sample. Of `series`: the last one. */
  readonly refOf: Int32Array;
  /** What a row is sorted and filtered by: its value; of a histogram the count; of a series those of its last sample. */
  readonly values: Float64Array;
  readonly timesMs: Float64Array;
  /** Of each row of `series`: how many samples, and the number of the first of them. */
  readonly counts: Uint32Array;
  readonly firsts: Float64Array;
  readonly hasHistograms: boolean;
  /** Rows are of several times: of a vector all are of the one it was evaluated at. */
  readonly timesDiffer: boolean;
  /** The largest value, where bars can be compared: more than one number, none below zero. */
  readonly barMax: number | undefined;
  readonly histograms: readonly HistogramIndex[];
}

/** More rows than this are no table: a list of them could not be scrolled through, and the page would hold each of them twice. */
export const mostRows = 200_000;

const seriesPerStep = 256;
const rowsPerStep = 1024;

export function* tableModel(parts: readonly ResultPart[], kind: RowKind): Work<TableModel> {
  const histograms = parts.map(({ answer }) => histogramIndex(answer.columns));
  const labels = yield* labelColumns(parts);
  const rows = yield* rowColumns(parts, kind, histograms);
  return {
    kind,
    parts,
    ...labels,
    ...rows,
    hasHistograms: parts.some(({ answer }) => answer.columns.histograms.length > 0),
    timesDiffer: rows.timesMs.some((timeMs) => timeMs !== rows.timesMs[0]),
    barMax: kind === 'samples' ? barMax(parts, rows.values) : undefined,
    histograms,
  };
}

export function columnsOfRow({ parts, partOf }: TableModel, row: number): Columns | undefined {
  return parts[partOf[row] ?? 0]?.answer.columns;
}

export function labelsOfRow(model: TableModel, row: number): Labels {
  return columnsOfRow(model, row)?.labels[model.seriesOf[row] ?? 0] ?? [];
}

/** The histogram of a row of `samples`, or the last sample of a series where that is one. */
export function histogramOfRow(model: TableModel, row: number): HistogramSample | undefined {
  const columns = columnsOfRow(model, row);
  return columns === undefined ? undefined : histogramAt(columns, model.refOf[row] ?? 0);
}

/** All samples of a row's series. */
export function samplesOfRow(model: TableModel, row: number): Int32Array {
  const columns = columnsOfRow(model, row);
  const index = model.histograms[model.partOf[row] ?? 0];
  if (columns === undefined || index === undefined) return new Int32Array(0);
  return samplesOf(columns, index, model.seriesOf[row] ?? 0);
}

/** A text that names a row through all refreshes: which expression, which series, and of a range vector's samples when. */
export function rowKey(model: TableModel, row: number): string {
  const letter = model.parts[model.partOf[row] ?? 0]?.letter ?? '';
  // No valid name or value has the separator as its own: a text in UTF-8 has no halves of surrogate pairs.
  return [letter, timeOfKey(model, row), ...labelsOfRow(model, row)].join('\ud800');
}

function timeOfKey(model: TableModel, row: number): string {
  const { resultType } = model.parts[model.partOf[row] ?? 0]?.answer ?? {};
  return model.kind === 'samples' && resultType === 'matrix' ? String(model.timesMs[row]) : '';
}

/** A row of one model that has one of some keys. */
export interface KeyedRows {
  readonly model: TableModel;
  readonly rows: ReadonlySet<number>;
}

/** @returns the rows that have these keys. */
export function* rowsWithKeys(model: TableModel, keys: ReadonlySet<string>): Work<KeyedRows> {
  const rows = new Set<number>();
  // A key is made only for rows whose key is as long as one of these: making all of them would be seen.
  const sizes = new Set([...keys].map((key) => key.length));
  for (let row = 0; row < model.rowCount && rows.size < keys.size; row += 1) {
    if (sizes.has(keySize(model, row)) && keys.has(rowKey(model, row))) rows.add(row);
    if (row % rowsPerStep === 0) yield row / model.rowCount;
  }
  return { model, rows };
}

function keySize(model: TableModel, row: number): number {
  const labels = labelsOfRow(model, row);
  const part = model.parts[model.partOf[row] ?? 0];
  let size = (part?.letter.length ?? 0) + timeOfKey(model, row).length + labels.length + 1;
  for (const text of labels) size += text.length;
  return size;
}

interface LabelFacts {
  readonly name: string;
  readonly value: string;
  same: boolean;
  present: number;
  longest: number;
}

function* labelColumns(parts: readonly ResultPart[]): Work<Pick<TableModel, 'common' | 'columns'>> {
  const facts = new Map<string, LabelFacts>();
  let count = 0;
  for (const { answer } of parts) {
    for (const set of answer.columns.labels) {
      count += 1;
      for (let i = 0; i + 1 < set.length; i += 2) learn(facts, set[i] ?? '', set[i + 1] ?? '');
      if (count % seriesPerStep === 0) yield 0;
    }
  }
  // One series alone is named by all that it has.
  const isCommon = ({ same, present }: LabelFacts) => count > 1 && same && present === count;
  const all = [...facts.values()].sort(byName);
  return {
    common: all.filter(isCommon).flatMap(({ name, value }) => [name, value]),
    columns: all.filter((one) => !isCommon(one)).map(({ name, present, longest }) => ({ name, present, longest })),
  };
}

function learn(facts: Map<string, LabelFacts>, name: string, value: string): void {
  const known = facts.get(name);
  if (known === undefined) {
    facts.set(name, { name, value, same: true, present: 1, longest: value.length });
    return;
  }
  known.present += 1;
  if (known.same && known.value !== value) known.same = false;
  if (value.length > known.longest) known.longest = value.length;
}

function byName({ name: a }: LabelFacts, { name: b }: LabelFacts): number {
  if (a === metricNameLabel) return -1;
  if (b === metricNameLabel) return 1;
  return a < b ? -1 : 1;
}

type RowColumns = Pick<
  TableModel,
  'rowCount' | 'leftOut' | 'partOf' | 'seriesOf' | 'refOf' | 'values' | 'timesMs' | 'counts' | 'firsts'
>;

function* rowColumns(
  parts: readonly ResultPart[],
  kind: RowKind,
  histograms: readonly HistogramIndex[],
): Work<RowColumns> {
  const all = countRows(parts, kind);
  const rowCount = Math.min(all, mostRows);
  const rows = emptyRows(rowCount, kind);
  let row = 0;
  for (const [p, { answer }] of parts.entries()) {
    const { columns } = answer;
    const index = histograms[p];
    if (index === undefined) continue;
    for (let series = 0; series < columns.labels.length && row < rowCount; series += 1) {
      const refs = samplesOf(columns, index, series);
      // Of a series the last one, and a row also where it has none.
      const [from, end] = kind === 'samples' ? [0, refs.length] : [refs.length - 1, Math.max(refs.length, 0)];
      for (let i = from; i < end && row < rowCount; i += 1) {
        rows.partOf[row] = p;
        rows.seriesOf[row] = series;
        const ref = refs[i] ?? noSample;
        rows.refOf[row] = ref;
        rows.values[row] = numberOf(columns, ref);
        rows.timesMs[row] = timeOf(columns, ref);
        if (kind === 'series') {
          rows.counts[row] = refs.length;
          rows.firsts[row] = numberOf(columns, refs[0] ?? noSample);
        }
        row += 1;
      }
      if (series % seriesPerStep === 0) yield row / Math.max(1, rowCount);
    }
  }
  return { ...rows, rowCount, leftOut: all - rowCount };
}

function countRows(parts: readonly ResultPart[], kind: RowKind): number {
  let count = 0;
  for (const { answer } of parts) {
    const { labels, values, histograms } = answer.columns;
    count += kind === 'series' ? labels.length : values.length + histograms.length;
  }
  return count;
}

function emptyRows(count: number, kind: RowKind): Omit<RowColumns, 'rowCount' | 'leftOut'> {
  const ofSeries = kind === 'series' ? count : 0;
  return {
    partOf: new Uint16Array(count),
    seriesOf: new Uint32Array(count),
    refOf: new Int32Array(count),
    values: new Float64Array(count),
    timesMs: new Float64Array(count),
    counts: new Uint32Array(ofSeries),
    firsts: new Float64Array(ofSeries),
  };
}

/** Numbers that are none and infinities have no length: they only have no bar. */
function barMax(parts: readonly ResultPart[], values: Float64Array): number | undefined {
  const comparable = ({ answer }: ResultPart) =>
    answer.resultType === 'vector' && answer.columns.histograms.length === 0;
  if (values.length < 2 || !parts.every(comparable)) return undefined;
  let largest = 0;
  for (const value of values) {
    if (value < 0) return undefined;
    if (value > largest && value < Number.POSITIVE_INFINITY) largest = value;
  }
  return largest > 0 ? largest : undefined;
}
