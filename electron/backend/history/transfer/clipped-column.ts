/** What of a selected series lies within some times, as columns that can be written: a storage may give more. */
import { firstNotBelow } from '../../../../shared/base/rising.ts';
import type { SelectedSeries } from '../../../../shared/promql/queryable.ts';
import type { SeriesColumn } from '../store/append-columns.ts';
import { wordsOf } from '../store/merge-samples.ts';

/** Staleness as Prometheus writes it: https://github.com/prometheus/prometheus/blob/main/model/value/value.go */
const staleLow = 2;
const staleHigh = 0x7ff00000;

/** @param window both inclusive @returns views of the series' arrays: they hold as long as those */
export function clippedColumn(
  { labels, timesMs, values, stale, histograms }: SelectedSeries,
  window: { readonly startMs: number; readonly endMs: number },
): SeriesColumn {
  const from = firstNotBelow(timesMs, window.startMs);
  const to = firstNotBelow(timesMs, window.endMs + 1);
  return {
    labels,
    timesMs: timesMs.subarray(from, to),
    values: markedStale(values.subarray(from, to), stale, from),
    histograms: histograms?.slice(from, to),
  };
}

/** A storage says which samples are stale markers: what stands in their place is made one where it is none. */
function markedStale(values: Float64Array, stale: readonly number[] | undefined, from: number): Float64Array {
  let marked = values;
  for (const index of stale ?? []) {
    const at = index - from;
    if (at < 0 || at >= values.length || isStale(wordsOf(values), at)) continue;
    if (marked === values) marked = values.slice();
    wordsOf(marked).set([staleLow, staleHigh], 2 * at);
  }
  return marked;
}

export function isStale(words: Uint32Array, at: number): boolean {
  return words[2 * at + 1] === staleHigh && words[2 * at] === staleLow;
}
