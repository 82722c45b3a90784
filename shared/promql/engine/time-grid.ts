/** The times at which an expression is evaluated: startMs, startMs + stepMs, … */

export interface TimeGrid {
  readonly startMs: number;
  /** 1 where there is one time only. */
  readonly stepMs: number;
  readonly count: number;
}

export function instantGrid(timeMs: number): TimeGrid {
  return { startMs: timeMs, stepMs: 1, count: 1 };
}

/** Both ends inclusive, as in Prometheus's API. */
export function rangeGrid(startMs: number, endMs: number, stepMs: number): TimeGrid {
  return { startMs, stepMs, count: endMs < startMs ? 0 : Math.floor((endMs - startMs) / stepMs) + 1 };
}

export function timeAt({ startMs, stepMs }: TimeGrid, index: number): number {
  return startMs + index * stepMs;
}

export function endOf(grid: TimeGrid): number {
  return timeAt(grid, Math.max(0, grid.count - 1));
}

export function timesOfGrid(grid: TimeGrid): Float64Array {
  const timesMs = new Float64Array(grid.count);
  for (let i = 0; i < grid.count; i += 1) timesMs[i] = timeAt(grid, i);
  return timesMs;
}
