/** Joins the parts of a query's answer into one set of columns. */

import type { Labels } from './labels.ts';
import type { Columns, HistogramSample } from './query.ts';

export interface Part {
  readonly columns: Columns;
  readonly continues: boolean;
}

/** Sizes are summed first, so that every column is allocated once. Does not keep or change the parts. */
export function joinParts(parts: readonly Part[]): Columns {
  let sampleCount = 0;
  let seriesCount = 0;
  for (const { columns, continues } of parts) {
    sampleCount += columns.values.length;
    seriesCount += columns.labels.length - (continues ? 1 : 0);
  }
  const labels: Labels[] = [];
  const histograms: HistogramSample[] = [];
  const offsets = new Uint32Array(seriesCount + 1);
  const timesMs = new Float64Array(sampleCount);
  const values = new Float64Array(sampleCount);
  let at = 0;
  for (const { columns, continues } of parts) {
    const firstSeries = labels.length - (continues ? 1 : 0);
    timesMs.set(columns.timesMs, at);
    values.set(columns.values, at);
    columns.labels.forEach((set, i) => {
      if (i > 0 || !continues) labels.push(set);
      offsets[firstSeries + i + 1] = at + (columns.offsets[i + 1] ?? 0);
    });
    for (const sample of columns.histograms) histograms.push({ ...sample, series: firstSeries + sample.series });
    at += columns.values.length;
  }
  return { labels, offsets, timesMs, values, histograms };
}
