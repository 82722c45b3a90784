/**
 * The samples of a series, numbers and native histograms together. A sample is referred to by one number: i ≥ 0 is the float at i of the
 * columns, and `~j` (below zero) the histogram at j. So no object is made for a sample.
 */
import type { Columns, HistogramSample } from '../../../../shared/model/query.ts';

export type SampleRef = number;

/** Refers to nothing: its number and its time are NaN. */
export const noSample: SampleRef = -0x8000_0000;

/** The histograms of each series: those of series i are order[offsets[i]] … order[offsets[i + 1] - 1]. */
export interface HistogramIndex {
  readonly offsets: Uint32Array;
  readonly order: Uint32Array;
}

/** Those of one series stand in the order of time, but the series in no order that is promised (an answer may have come in slices of time). */
export function histogramIndex({ labels, histograms }: Columns): HistogramIndex {
  const offsets = new Uint32Array(labels.length + 1);
  for (const { series } of histograms) if (series < labels.length) offsets[series + 1] = (offsets[series + 1] ?? 0) + 1;
  for (let i = 0; i < labels.length; i += 1) offsets[i + 1] = (offsets[i] ?? 0) + (offsets[i + 1] ?? 0);
  const next = offsets.slice();
  const order = new Uint32Array(histograms.length);
  histograms.forEach(({ series }, i) => {
    if (series >= labels.length) return;
    const place = next[series] ?? 0;
    order[place] = i;
    next[series] = place + 1;
  });
  return { offsets, order };
}

/** @returns the samples of a series in the order of time; of two at one time the number first. */
export function samplesOf(columns: Columns, { offsets, order }: HistogramIndex, series: number): Int32Array {
  let float = columns.offsets[series] ?? 0;
  const floatEnd = columns.offsets[series + 1] ?? float;
  let histogram = offsets[series] ?? 0;
  const histogramEnd = offsets[series + 1] ?? histogram;
  const refs = new Int32Array(floatEnd - float + histogramEnd - histogram);
  for (let i = 0; i < refs.length; i += 1) {
    const ref = ~(order[histogram] ?? 0);
    if (histogram >= histogramEnd || (float < floatEnd && timeOf(columns, float) <= timeOf(columns, ref))) {
      refs[i] = float;
      float += 1;
    } else {
      refs[i] = ref;
      histogram += 1;
    }
  }
  return refs;
}

export function histogramAt(columns: Columns, ref: SampleRef): HistogramSample | undefined {
  return ref < 0 ? columns.histograms[~ref] : undefined;
}

export function timeOf(columns: Columns, ref: SampleRef): number {
  return (ref < 0 ? columns.histograms[~ref]?.timeMs : columns.timesMs[ref]) ?? Number.NaN;
}

/** The number that a sample is sorted and compared by: its value, or how many observations a histogram has. */
export function numberOf(columns: Columns, ref: SampleRef): number {
  return (ref < 0 ? columns.histograms[~ref]?.count : columns.values[ref]) ?? Number.NaN;
}
