/** What the keys do in a chart, and what is said at the crosshair. Pure. */
import type { Grid } from './grid.ts';
import type { PlotLine } from './plot-model.ts';
import { placedLines } from './stack.ts';

export interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

export interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
}

const bigStep = 10;
const timeSteps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** Arrows by a step, with Shift by ten; Home and End. @returns the index that is pointed at next */
export function crosshairAfter(
  { key, shiftKey, altKey }: PressedKey,
  index: number | undefined,
  { count }: Pick<Grid, 'count'>,
): number | undefined {
  if (altKey) return undefined;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const step = (timeSteps[key] ?? 0) * (shiftKey ? bigStep : 1);
  if (step === 0) return undefined;
  const from = index ?? (step < 0 ? count : -1);
  return Math.min(count - 1, Math.max(0, from + step));
}

/** @returns the series of the next line above or below the highlighted one at the crosshair, as they are drawn; at first the highest */
export function lineAfter(
  key: string,
  lines: readonly PlotLine[],
  stacking: 'lines' | 'stacked',
  highlighted: number | undefined,
  index: number | undefined,
): number | undefined {
  if ((key !== 'ArrowUp' && key !== 'ArrowDown') || index === undefined) return undefined;
  const ranked = highestFirst(placedLines(lines, stacking), index);
  const at = ranked.findIndex(({ series }) => series === highlighted);
  const to = at < 0 ? 0 : at + (key === 'ArrowDown' ? 1 : -1);
  return ranked[Math.min(ranked.length - 1, Math.max(0, to))]?.series;
}

/** Of those that have a value there. */
function highestFirst(lines: readonly PlotLine[], index: number): readonly PlotLine[] {
  const heightOf = ({ values }: PlotLine) => values[index] ?? Number.NaN;
  return lines.filter((line) => !Number.isNaN(heightOf(line))).sort((a, b) => heightOf(b) - heightOf(a));
}

/** With Alt, the arrows move the window by a quarter. */
export function windowAfter({ key, altKey }: PressedKey, { startMs, endMs }: Stretch): Stretch | undefined {
  if (altKey) {
    const byMs = ((timeSteps[key] ?? 0) * (endMs - startMs)) / 4;
    return byMs === 0 ? undefined : { startMs: startMs + byMs, endMs: endMs + byMs };
  }
  const scale = { '+': 0.5, '=': 0.5, '-': 2 }[key];
  if (scale === undefined) return undefined;
  const [middle, half] = [(startMs + endMs) / 2, ((endMs - startMs) / 2) * scale];
  return { startMs: middle - half, endMs: middle + half };
}

const mostSpoken = 3;

/** The highlighted line, else the highest three. */
export function spokenLines(
  lines: readonly PlotLine[],
  highlighted: number | undefined,
  index: number,
): readonly PlotLine[] {
  const ranked = highestFirst(lines, index);
  const meant = ranked.filter(({ series }) => series === highlighted);
  return meant.length > 0 ? meant : ranked.slice(0, mostSpoken);
}
