/** Joins the parts of a query's answer into one set of columns. */

import { type Labels, labelsKey } from './labels.ts';
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

/**
 * Joins what was asked for in slices of time: series of the same labels become one, in the order in which they are first met. Each slice is
 * later than the ones before it. Of a single slice, itself.
 */
export function joinSlices(slices: readonly Columns[]): Columns {
  const [only] = slices;
  if (slices.length === 1 && only !== undefined) return only;
  const { labels, targets } = matchSeries(slices);
  const offsets = new Uint32Array(labels.length + 1);
  eachSeries(slices, targets, (slice, i, target) => {
    offsets[target + 1] = (offsets[target + 1] ?? 0) + (slice.offsets[i + 1] ?? 0) - (slice.offsets[i] ?? 0);
  });
  for (let i = 0; i < labels.length; i += 1) offsets[i + 1] = (offsets[i + 1] ?? 0) + (offsets[i] ?? 0);
  const sampleCount = offsets[labels.length] ?? 0;
  const timesMs = new Float64Array(sampleCount);
  const values = new Float64Array(sampleCount);
  const next = offsets.slice();
  eachSeries(slices, targets, (slice, i, target) => {
    const from = slice.offsets[i] ?? 0;
    const to = slice.offsets[i + 1] ?? 0;
    timesMs.set(slice.timesMs.subarray(from, to), next[target]);
    values.set(slice.values.subarray(from, to), next[target]);
    next[target] = (next[target] ?? 0) + to - from;
  });
  const histograms = slices
    .flatMap((slice, at) => slice.histograms.map((one) => ({ ...one, series: targets[at]?.[one.series] ?? 0 })))
    // As in one answer: series by series, each in the order of time, which a stable sort keeps.
    .sort((a, b) => a.series - b.series);
  return { labels, offsets, timesMs, values, histograms };
}

interface MatchedSeries {
  readonly labels: readonly Labels[];
  /** By slice, by its series: the series in the whole. */
  readonly targets: readonly (readonly number[])[];
}

/** Mostly a slice has the series of the one before in the same order, or without a few: keys are made only of those that it has not. */
function matchSeries(slices: readonly Columns[]): MatchedSeries {
  const labels: Labels[] = [];
  const places = new Map<string, number>();
  const placeOf = (set: Labels) => {
    const key = labelsKey(set);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, labels.length);
    return labels.push(set) - 1;
  };
  let before: readonly number[] = [];
  const targets = slices.map((slice) => {
    const indexOf = new Map(before.map((target, index) => [target, index]));
    let at = 0;
    const own = slice.labels.map((set) => {
      const expected = before[at] ?? -1;
      const target = isSame(labels[expected], set) ? expected : placeOf(set);
      // Where others are missing, what comes next is behind the one that was found; a new one is in nobody's place.
      at = (indexOf.get(target) ?? at - 1) + 1;
      return target;
    });
    before = own;
    return own;
  });
  return { labels, targets };
}

const isSame = (a: Labels | undefined, b: Labels) => a?.length === b.length && a.every((text, i) => text === b[i]);

function eachSeries(
  slices: readonly Columns[],
  targets: MatchedSeries['targets'],
  visit: (slice: Columns, series: number, target: number) => void,
): void {
  slices.forEach((slice, at) => {
    targets[at]?.forEach((target, series) => {
      visit(slice, series, target);
    });
  });
}
