/** Which line the pointer means. */
import type { PlotLine } from './plot-model.ts';

/** Farther away than this, the pointer means none. CSS pixels. */
const reachPx = 32;

/** @returns the series whose value at the index is drawn nearest to y, or undefined. */
export function nearestSeries(
  lines: readonly PlotLine[],
  index: number,
  y: number,
  yOf: (value: number) => number,
): number | undefined {
  let nearest: number | undefined;
  let distance = reachPx;
  for (const { series, values } of lines) {
    const value = values[index] ?? Number.NaN;
    const away = Math.abs(yOf(value) - y);
    if (away < distance) {
      nearest = series;
      distance = away;
    }
  }
  return nearest;
}
