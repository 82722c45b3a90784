/** What a query comes to, for whoever shows it, sends it or compares it. */
import type { FloatHistogram } from '../../model/float-histogram.ts';
import type { Labels } from '../../model/labels.ts';
import type { Annotation } from './annotations.ts';
import { type Column, isSparse, presentCount, type SparseColumn } from './column.ts';
import type { RangeSeries, RangeSource } from './range-source.ts';

/** The arrays beside each other, in time order, and none empty. */
export interface ResultSeries {
  readonly labels: Labels;
  readonly timesMs: Float64Array;
  /** Of a histogram anything. */
  readonly values: Float64Array;
  /** Undefined for numbers only. */
  readonly histograms: readonly (FloatHistogram | undefined)[] | undefined;
}

export type ResultValue =
  /** A vector has one sample a series, in the order in which they were computed; a matrix is sorted by labels. */
  | { readonly kind: 'vector' | 'matrix'; readonly series: readonly ResultSeries[] }
  | { readonly kind: 'scalar'; readonly timeMs: number; readonly value: number }
  | { readonly kind: 'string'; readonly timeMs: number; readonly text: string };

export interface QueryResult {
  readonly value: ResultValue;
  readonly annotations: readonly Annotation[];
  /** The most memory that its columns took at once, roughly. */
  readonly peakBytes: number;
  readonly samples: QuerySamples;
}

export interface QuerySamples {
  /** As Prometheus's `totalQueryableSamples`: what selectors found, at each time anew; of ranges what is in the windows. */
  readonly total: number;
  /** The most that was held at once, roughly: Prometheus, which holds them otherwise, may tell a somewhat different `peakSamples`. */
  readonly peak: number;
}

/**
 * @param allTimesMs of the grid; the series that are there at each of them share this array
 * @returns undefined where the column has no sample
 */
export function seriesOfColumn(column: Column | SparseColumn, allTimesMs: Float64Array): ResultSeries | undefined {
  if (isSparse(column)) return seriesOfSparse(column, allTimesMs);
  const { labels, values, present, histograms } = column;
  const count = present === undefined ? allTimesMs.length : presentCount(present);
  if (count === 0) return undefined;
  if (present === undefined || count === present.length) return { labels, timesMs: allTimesMs, values, histograms };
  const timesMs = new Float64Array(count);
  const kept = new Float64Array(count);
  const keptHistograms: (FloatHistogram | undefined)[] | undefined = histograms === undefined ? undefined : [];
  let at = 0;
  for (let i = 0; i < present.length; i += 1) {
    if (present[i] !== 1) continue;
    timesMs[at] = allTimesMs[i] as number;
    kept[at] = values[i] as number;
    keptHistograms?.push(histograms?.[i]);
    at += 1;
  }
  return { labels, timesMs, values: kept, histograms: keptHistograms };
}

function seriesOfSparse({ labels, at, numbers }: SparseColumn, allTimesMs: Float64Array): ResultSeries {
  const timesMs = new Float64Array(at.length);
  const values = new Float64Array(at.length);
  for (let i = 0; i < at.length; i += 1) {
    timesMs[i] = allTimesMs[at[i] as number] as number;
    values[i] = numbers[i] as number;
  }
  return { labels, timesMs, values, histograms: undefined };
}

/** The samples of the windows at the first of the source's times. */
export function seriesOfRanges(source: RangeSource): readonly ResultSeries[] {
  const found: ResultSeries[] = [];
  for (const series of source.series) {
    const cut = firstWindow(series);
    if (cut.timesMs.length > 0) found.push(cut);
  }
  return found;
}

function firstWindow({ labels, timesMs, values, histograms, windows }: RangeSeries): ResultSeries {
  const [lo, hi] = [windows.lo[0] ?? 0, windows.hi[0] ?? 0];
  return {
    labels,
    timesMs: timesMs.slice(lo, hi),
    values: values.slice(lo, hi),
    histograms: histograms?.slice(lo, hi),
  };
}
