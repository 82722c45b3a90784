/**
 * For each time of a grid the samples that its window holds, as indices: found once, by two hands that only go forward, and kept for
 * further series that have the very same times.
 */
import type { TimeGrid } from './time-grid.ts';

/** The samples lo[i] … hi[i] - 1 of a series are in the window at the grid's i-th time. */
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

type FindWindows = (timesMs: Float64Array) => Windows;

/** Series of several targets come in turns, and each target has times of its own: for so many of them windows are kept. */
const mostTargets = 64;
/** … as long as they have no more than so many windows together: 8 MB. */
const mostWindows = 2 ** 20;

/** What is found holds until the next call. */
export function windowFinder(shape: WindowShape): FindWindows {
  return keeping(shape.grid.count, (timesMs, windows) => findWindows(timesMs, shape, windows));
}

/** @param find writes what it finds into windows of `count` times */
export function keeping(count: number, find: (timesMs: Float64Array, windows: Windows) => void): FindWindows {
  const kept = new Map<Float64Array, Windows>();
  const room = Math.min(mostTargets, mostWindows / Math.max(1, count));
  let spare: Windows | undefined;
  let spareOf: Float64Array | undefined;
  return (timesMs) => {
    const known = kept.get(timesMs);
    if (known !== undefined) return known;
    if (spare !== undefined && spareOf === timesMs) return spare;
    const windows = spare ?? { lo: new Int32Array(count), hi: new Int32Array(count) };
    find(timesMs, windows);
    if (kept.size < room) kept.set(timesMs, windows);
    else [spare, spareOf] = [windows, timesMs];
    return windows;
  };
}

function findWindows(
  timesMs: Float64Array,
  { grid, lengthMs, closed, beyondMs = 0 }: WindowShape,
  { lo, hi }: Windows,
): void {
  const total = timesMs.length;
  let from = 0;
  let to = 0;
  for (let i = 0; i < grid.count; i += 1) {
    const endMs = grid.startMs + i * grid.stepMs;
    const startMs = endMs - lengthMs;
    while (to < total && (timesMs[to] as number) <= endMs + beyondMs) to += 1;
    while (from < total && ((timesMs[from] as number) < startMs || (!closed && timesMs[from] === startMs))) from += 1;
    lo[i] = from;
    hi[i] = to < from ? from : to;
  }
}
