/** The times at which a range was evaluated, and samples laid onto them: index i is startMs + i * stepMs. */
import type { Columns } from '../../shared/model/query.ts';

export interface Grid {
  readonly startMs: number;
  readonly stepMs: number;
  /** At least one. */
  readonly count: number;
}

/** @param range both ends inclusive, as Prometheus evaluates it. */
export function gridOf(range: { readonly startMs: number; readonly endMs: number; readonly stepMs: number }): Grid {
  const count = Math.floor((range.endMs - range.startMs) / range.stepMs + 1e-9) + 1;
  return { startMs: range.startMs, stepMs: range.stepMs, count: Math.max(1, count) };
}

export function gridTimes(grid: Grid): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: grid.count }, (_, i) => grid.startMs + i * grid.stepMs);
}

/** The nearest index of the grid; clamped to its ends. */
export function gridIndex(grid: Grid, timeMs: number): number {
  return Math.min(grid.count - 1, Math.max(0, Math.round((timeMs - grid.startMs) / grid.stepMs)));
}

/** The index of a time that may lie outside of the grid: then, by more than half a step, undefined. */
export function indexWithin(grid: Grid, timeMs: number): number | undefined {
  // 0 +: half a step before the first time is its index, and not a negative zero.
  const index = 0 + Math.round((timeMs - grid.startMs) / grid.stepMs);
  return index >= 0 && index < grid.count ? index : undefined;
}

/**
 * One series on the grid. NaN wherever nothing can be drawn: no sample, NaN, or an infinity (drawn as a gap, as Prometheus's own page does;
 * the legend still tells the value). Samples outside of the grid are left out.
 * @param finite every sample is known to be a finite number: a series with one at every step is then a view of the columns, not a copy
 */
export function alignToGrid(columns: Columns, series: number, grid: Grid, finite = false): Float64Array<ArrayBuffer> {
  const { startMs, stepMs, count } = grid;
  const { timesMs, values } = columns;
  const from = columns.offsets[series] ?? 0;
  const to = columns.offsets[series + 1] ?? from;
  const isWhole =
    to - from === count && timesMs[from] === startMs && timesMs[to - 1] === startMs + (count - 1) * stepMs;
  if (finite && isWhole) return values.subarray(from, to);
  const aligned = new Float64Array(count).fill(Number.NaN);
  let index = -1;
  let before = Number.NaN;
  for (let i = from; i < to; i += 1) {
    const timeMs = timesMs[i] ?? Number.NaN;
    const value = values[i] ?? Number.NaN;
    // Nearly always the next step: a division for each of a million samples is felt.
    index = timeMs - before === stepMs ? index + 1 : Math.round((timeMs - startMs) / stepMs);
    before = timeMs;
    if (index >= 0 && index < count && value - value === 0) aligned[index] = value;
  }
  return aligned;
}

/** The sample within half a step of a time, or undefined: what the legend shows at the crosshair. */
export function sampleAt(columns: Columns, series: number, timeMs: number, stepMs: number): number | undefined {
  let low = columns.offsets[series] ?? 0;
  const end = columns.offsets[series + 1] ?? low;
  let high = end;
  const wanted = timeMs - stepMs / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((columns.timesMs[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  if (low >= end || (columns.timesMs[low] ?? 0) >= timeMs + stepMs / 2) return undefined;
  return columns.values[low];
}
