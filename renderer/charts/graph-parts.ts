/** Joins the answers to a graph's expressions into one set of series, each of which knows its expression. Pure. */
import { labelsKey } from '../../shared/model/labels.ts';
import type { Columns, HistogramSample } from '../../shared/model/query.ts';
import type { GraphPart } from './graph-model.ts';

export interface JoinedParts {
  readonly columns: Columns;
  /** By series: the index of its part. */
  readonly partOf: Uint16Array;
  /** Of a series: equal exactly where expression and label set are equal. */
  readonly keyOf: (series: number) => string;
}

/** The columns of a part alone are handed on as they are. */
export function joinGraphParts(parts: readonly GraphPart[]): JoinedParts {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) {
    const { columns } = only;
    const partOf = new Uint16Array(columns.labels.length);
    return { columns, partOf, keyOf: remembered((series) => labelsKey(columns.labels[series] ?? [])) };
  }
  const columns = concatenated(parts.map((part) => part.columns));
  const partOf = new Uint16Array(columns.labels.length);
  let first = 0;
  parts.forEach(({ columns: own }, index) => {
    partOf.fill(index, first, first + own.labels.length);
    first += own.labels.length;
  });
  const letterOf = (series: number) => parts[partOf[series] ?? 0]?.letter ?? '';
  return { columns, partOf, keyOf: remembered((one) => `${letterOf(one)} ${labelsKey(columns.labels[one] ?? [])}`) };
}

function remembered(make: (series: number) => string): (series: number) => string {
  const made: string[] = [];
  return (series) => {
    const key = made[series] ?? make(series);
    made[series] = key;
    return key;
  };
}

function concatenated(all: readonly Columns[]): Columns {
  const sampleCount = all.reduce((sum, { values }) => sum + values.length, 0);
  const labels = all.flatMap((columns) => [...columns.labels]);
  const offsets = new Uint32Array(labels.length + 1);
  const timesMs = new Float64Array(sampleCount);
  const values = new Float64Array(sampleCount);
  const histograms: HistogramSample[] = [];
  let [series, sample] = [0, 0];
  for (const columns of all) {
    timesMs.set(columns.timesMs, sample);
    values.set(columns.values, sample);
    for (let i = 0; i < columns.labels.length; i += 1) {
      offsets[series + i + 1] = sample + (columns.offsets[i + 1] ?? 0);
    }
    for (const one of columns.histograms) histograms.push({ ...one, series: series + one.series });
    series += columns.labels.length;
    sample += columns.values.length;
  }
  return { labels, offsets, timesMs, values, histograms };
}

/** What the legend tells of histograms: how many observations each sample has. Columns with numbers of their own stay as they are. */
export function countsOf(columns: Columns): Columns {
  if (columns.values.length > 0 || columns.histograms.length === 0) return columns;
  const sorted = columns.histograms.toSorted((a, b) => a.series - b.series || a.timeMs - b.timeMs);
  const offsets = new Uint32Array(columns.labels.length + 1);
  for (const { series } of sorted) offsets[series + 1] = (offsets[series + 1] ?? 0) + 1;
  for (let i = 0; i < columns.labels.length; i += 1) offsets[i + 1] = (offsets[i + 1] ?? 0) + (offsets[i] ?? 0);
  return {
    ...columns,
    offsets,
    timesMs: Float64Array.from(sorted, ({ timeMs }) => timeMs),
    values: Float64Array.from(sorted, ({ count }) => count),
  };
}
