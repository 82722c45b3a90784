/**
 * For each time of a grid the samples that its window holds, as indices: found once, by two hands that only go forward, and kept for
 * further series that have the very same times.
 */
import { firstNotBelow } from '../../base/rising.ts';
import type { TimeGrid } from './time-grid.ts';

/** The samples lo[i] … hi[i] - 1 of a series are in the window at the grid's i-th time. Others than these are another object. */
export interface Windows {
  readonly lo: Int32Array;
  readonly hi: Int32Array;
}

interface WindowShape {
  /** The times at which windows end. */
  readonly grid: TimeGrid;
  /** From `endMs - lengthMs` … */
  readonly lengthMs: number;
  /** … which is part of it only where it is closed. */
  readonly closed: boolean;
  /** Windows reach so much beyond their end; 0 but for smoothed selectors. */
  readonly beyondMs?: number;
}

/** Of a series only the samples that are in any window: a storage may give a day for the last minute. */
export interface NarrowWindows {
  /** They count from `from` on. */
  readonly windows: Windows;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** From there to there. */
  readonly timesMs: Float64Array;
  /** How many samples all windows have together. */
  readonly total: number;
  readonly longest: number;
}

/** Series of several targets come in turns, and each target has times of its own: for so many of them windows are kept. */
const mostTargets = 64;
/** … as long as they have no more than so many windows together: 8 MB. */
const mostWindows = 2 ** 20;

/** What is found holds until the next call. */
export function windowFinder(shape: WindowShape): (timesMs: Float64Array) => Windows {
  return keeping(shape.grid.count, (timesMs, windows) => {
    findWindows(timesMs, shape, windows);
    return windows;
  });
}

/** @param isOwn the times are of one series only, and not worth keeping */
export type FindNarrow = (timesMs: Float64Array, isOwn: boolean) => NarrowWindows;

/** What is found holds until the next call. */
export function narrowFinder(shape: WindowShape): FindNarrow {
  return keeping(shape.grid.count, (timesMs, windows) => {
    findWindows(timesMs, shape, windows);
    return narrowed(timesMs, windows);
  });
}

/** @param find writes what it finds into windows of `count` times, which are taken again for the next ones if they are not kept */
export function keeping<Found>(
  count: number,
  find: (timesMs: Float64Array, windows: Windows) => Found,
): (timesMs: Float64Array, isOwn?: boolean) => Found {
  const kept = new Map<Float64Array, Found>();
  const room = Math.min(mostTargets, mostWindows / Math.max(1, count));
  let spare: { readonly windows: Windows; readonly timesMs: Float64Array; readonly found: Found } | undefined;
  return (timesMs, isOwn = false) => {
    const known = kept.get(timesMs);
    if (known !== undefined) return known;
    if (spare !== undefined && spare.timesMs === timesMs) return spare.found;
    const isKept = !isOwn && kept.size < room;
    const taken = isKept ? undefined : spare?.windows;
    const windows = { lo: taken?.lo ?? new Int32Array(count), hi: taken?.hi ?? new Int32Array(count) };
    const found = find(timesMs, windows);
    if (isKept) kept.set(timesMs, found);
    else spare = { windows, timesMs, found };
    return found;
  };
}

function findWindows(
  timesMs: Float64Array,
  { grid, lengthMs, closed, beyondMs = 0 }: WindowShape,
  { lo, hi }: Windows,
): void {
  const total = timesMs.length;
  let from = firstNotBelow(timesMs, grid.startMs - lengthMs);
  let to = from;
  for (let i = 0; i < grid.count; i += 1) {
    const endMs = grid.startMs + i * grid.stepMs;
    const startMs = endMs - lengthMs;
    while (to < total && (timesMs[to] as number) <= endMs + beyondMs) to += 1;
    while (from < total && ((timesMs[from] as number) < startMs || (!closed && timesMs[from] === startMs))) from += 1;
    lo[i] = from;
    hi[i] = to < from ? from : to;
  }
}

/** Neither bound ever goes back, so that the first and the last window tell what is in any. */
function narrowed(timesMs: Float64Array, windows: Windows): NarrowWindows {
  const { lo, hi } = windows;
  const from = lo[0] ?? 0;
  const to = hi[hi.length - 1] ?? 0;
  let total = 0;
  let longest = 0;
  for (let i = 0; i < lo.length; i += 1) {
    const length = (hi[i] as number) - (lo[i] as number);
    total += length;
    if (length > longest) longest = length;
    lo[i] = (lo[i] as number) - from;
    hi[i] = (hi[i] as number) - from;
  }
  return { windows, from, to, timesMs: partOf(timesMs, from, to), total, longest };
}

export function partOf(all: Float64Array, from: number, to: number): Float64Array {
  return from === 0 && to === all.length ? all : all.subarray(from, to);
}
