/** Which series of a panel's answers are taken out: all of them, or of a graph those that are visible. Pure. */
import type { ResultPart } from '../result/result-part.ts';
import { type HistogramIndex, histogramIndex, samplesOf } from '../result/series-samples.ts';

export interface ExportedPart extends ResultPart {
  /** The series, as indices into the part's columns. */
  readonly series: readonly number[];
  readonly histograms: HistogramIndex;
}

/** @param visible indices into the series of all parts, one part after the other; undefined: all of them. */
export function exportedParts(
  parts: readonly ResultPart[],
  visible: readonly number[] | undefined,
): readonly ExportedPart[] {
  let first = 0;
  return parts.map((part) => {
    const { columns } = part.answer;
    const end = first + columns.labels.length;
    const from = first;
    first = end;
    const series =
      visible === undefined
        ? Array.from(columns.labels.keys())
        : visible.filter((one) => one >= from && one < end).map((one) => one - from);
    return { ...part, series, histograms: histogramIndex(columns) };
  });
}

export function seriesCount(parts: readonly ExportedPart[]): number {
  return parts.reduce((sum, { series }) => sum + series.length, 0);
}

export function samplesOfSeries({ answer, histograms }: ExportedPart, series: number): Int32Array {
  return samplesOf(answer.columns, histograms, series);
}
