/**
 * Histograms over time as cells: how many observations lay between two bounds at a time. Of native histograms, whose bounds differ from
 * sample to sample, the cells of several series are kept beside each other and added up where they are drawn. Pure.
 */
import { labelsKey, labelValue } from '../../shared/model/labels.ts';
import type { Columns } from '../../shared/model/query.ts';
import { type Grid, gridIndex } from './grid.ts';

/** Cells as columns: those at index i of the grid are begins[i] … begins[i + 1] - 1. */
export interface Heatmap {
  readonly begins: Uint32Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Above zero. */
  readonly count: Float64Array;
  readonly extent: readonly [min: number, max: number] | undefined;
  readonly smallestPositive: number | undefined;
}

export interface HeatCell {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

type Visit = (index: number, lower: number, upper: number, count: number) => void;

/** Of native histograms. Bounds without an end are left out: there is no place for them. */
export function heatmapOf(columns: Columns, visible: readonly number[], grid: Grid): Heatmap {
  const shown = new Set(visible);
  return heatmapFrom(grid, (visit) => {
    for (const { series, timeMs, buckets } of columns.histograms) {
      if (!shown.has(series) || !isOnGrid(grid, timeMs)) continue;
      const index = gridIndex(grid, timeMs);
      for (const [, lower, upper, count] of buckets) visit(index, lower, upper, count);
    }
  });
}

function isOnGrid({ startMs, stepMs, count }: Grid, timeMs: number): boolean {
  return timeMs >= startMs - stepMs / 2 && timeMs < startMs + (count - 0.5) * stepMs;
}

interface Bucket {
  readonly series: number;
  readonly le: number;
}

/**
 * Of classic buckets: visible series that differ in `le` alone, each counting what the smaller ones count too. The last bucket, up to
 * +Inf, is drawn as high as the one below it.
 * @returns undefined where the series are no such buckets.
 */
export function classicHeatmap(columns: Columns, visible: readonly number[], grid: Grid): Heatmap | undefined {
  const buckets = bucketsOf(columns, visible);
  if (buckets === undefined) return undefined;
  return heatmapFrom(grid, (visit) => {
    const below = new Float64Array(grid.count);
    buckets.forEach(({ series, le }, at) => {
      const lower = buckets[at - 1]?.le ?? Math.min(0, le);
      const upper = Number.isFinite(le) ? le : lower * 2;
      for (let i = columns.offsets[series] ?? 0; i < (columns.offsets[series + 1] ?? 0); i += 1) {
        const timeMs = columns.timesMs[i] ?? 0;
        const value = columns.values[i] ?? Number.NaN;
        if (Number.isNaN(value) || !isOnGrid(grid, timeMs)) continue;
        const index = gridIndex(grid, timeMs);
        visit(index, lower, upper, value - (below[index] ?? 0));
        below[index] = value;
      }
    });
  });
}

const fewestBuckets = 3;

/** Rising; undefined where there are too few, or they are not of one histogram. */
function bucketsOf({ labels }: Columns, visible: readonly number[]): readonly Bucket[] | undefined {
  if (visible.length < fewestBuckets) return undefined;
  const all = visible.map((series) => ({ series, le: boundOf(labelValue(labels[series] ?? [], 'le')) }));
  if (all.some(({ le }) => Number.isNaN(le))) return undefined;
  const siblings = new Set(visible.map((series) => labelsKey(withoutBound(labels[series] ?? []))));
  const buckets = all.sort((a, b) => a.le - b.le);
  const doubled = buckets.some(({ le }, at) => le === buckets[at - 1]?.le);
  return siblings.size === 1 && !doubled ? buckets : undefined;
}

function withoutBound(labels: readonly string[]): readonly string[] {
  const at = labels.findIndex((text, i) => i % 2 === 0 && text === 'le');
  return labels.toSpliced(at, 2);
}

function boundOf(text: string | undefined): number {
  if (text === '+Inf' || text === 'Inf') return Number.POSITIVE_INFINITY;
  return text === undefined || text === '' ? Number.NaN : Number(text);
}

/** @param each tells all cells, the same each time: once they are counted, once they are kept */
function heatmapFrom(grid: Grid, each: (visit: Visit) => void): Heatmap {
  const begins = new Uint32Array(grid.count + 1);
  eachCell(each, (index) => {
    begins[index + 1] = (begins[index + 1] ?? 0) + 1;
  });
  for (let i = 0; i < grid.count; i += 1) begins[i + 1] = (begins[i + 1] ?? 0) + (begins[i] ?? 0);
  const total = begins[grid.count] ?? 0;
  const [lower, upper, count] = [new Float64Array(total), new Float64Array(total), new Float64Array(total)];
  const next = begins.slice();
  let [min, max, smallest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  eachCell(each, (index, from, to, observed) => {
    const at = next[index] ?? 0;
    next[index] = at + 1;
    lower[at] = from;
    upper[at] = to;
    count[at] = observed;
    min = Math.min(min, from);
    max = Math.max(max, to);
    if (to > 0) smallest = Math.min(smallest, from > 0 ? from : to / 2);
  });
  return {
    ...{ begins, lower, upper, count },
    extent: min <= max ? [min, max] : undefined,
    smallestPositive: Number.isFinite(smallest) ? smallest : undefined,
  };
}

/** Those that have a place and something in them. */
function eachCell(each: (visit: Visit) => void, visit: Visit): void {
  each((index, lower, upper, count) => {
    if (count > 0 && upper > lower && Number.isFinite(lower) && Number.isFinite(upper))
      visit(index, lower, upper, count);
  });
}

/** What was counted at a time around a value: of several series, the narrowest bounds, and of each what lies within them. */
export function heatmapCellAt(
  { begins, lower, upper, count }: Heatmap,
  index: number,
  value: number,
): HeatCell | undefined {
  let narrowest: number | undefined;
  const width = (i: number) => (upper[i] ?? 0) - (lower[i] ?? 0);
  const hits: number[] = [];
  for (let i = begins[index] ?? 0; i < (begins[index + 1] ?? 0); i += 1) {
    if (!(value >= (lower[i] ?? 0) && value <= (upper[i] ?? 0))) continue;
    hits.push(i);
    if (narrowest === undefined || width(i) < width(narrowest)) narrowest = i;
  }
  if (narrowest === undefined) return undefined;
  const share = width(narrowest);
  return {
    lower: lower[narrowest] ?? 0,
    upper: upper[narrowest] ?? 0,
    count: hits.reduce((sum, i) => sum + ((count[i] ?? 0) * share) / width(i), 0),
  };
}

/** The cell with the most observations for its height at a time. */
export function fullestCell({ begins, lower, upper, count }: Heatmap, index: number): HeatCell | undefined {
  let fullest: HeatCell | undefined;
  const density = (cell: HeatCell) => cell.count / (cell.upper - cell.lower);
  for (let i = begins[index] ?? 0; i < (begins[index + 1] ?? 0); i += 1) {
    const cell = { lower: lower[i] ?? 0, upper: upper[i] ?? 0, count: count[i] ?? 0 };
    if (fullest === undefined || density(cell) > density(fullest)) fullest = cell;
  }
  return fullest;
}
