/** Lines piled on each other: each from the top of the one below. Negative values pile downwards, apart from the others. Pure. */
import type { PlotLine } from './plot-model.ts';

/** Of the lines that were asked for before: a chart asks with every move of the pointer. */
const placed = new WeakMap<readonly PlotLine[], readonly PlotLine[]>();

/** The lines with the values at which each is drawn: stacked, those are the tops of the pile. The same for the same array of lines. */
export function placedLines(lines: readonly PlotLine[], stacking: 'lines' | 'stacked'): readonly PlotLine[] {
  if (stacking === 'lines') return lines;
  const known = placed.get(lines);
  if (known !== undefined) return known;
  const layers = pileUp(lines.map(({ values }) => values));
  const made = lines.map((line, i) => ({ ...line, values: layers[i]?.upper ?? line.values }));
  placed.set(lines, made);
  return made;
}

export interface Layer {
  /** NaN where the line has nothing: it then adds nothing to the pile, and is not drawn. */
  readonly lower: Float64Array<ArrayBuffer>;
  readonly upper: Float64Array<ArrayBuffer>;
}

/** @param lines the first lies lowest; all of one length */
export function pileUp(lines: readonly Float64Array[]): readonly Layer[] {
  const count = lines[0]?.length ?? 0;
  const above = new Float64Array(count);
  const below = new Float64Array(count);
  return lines.map((values) => {
    const lower = new Float64Array(count);
    const upper = new Float64Array(count);
    for (let i = 0; i < count; i += 1) {
      const value = values[i] ?? Number.NaN;
      const pile = value < 0 ? below : above;
      const from = pile[i] ?? 0;
      lower[i] = Number.isNaN(value) ? Number.NaN : from;
      upper[i] = Number.isNaN(value) ? Number.NaN : from + value;
      if (!Number.isNaN(value)) pile[i] = from + value;
    }
    return { lower, upper };
  });
}

/** Of the whole pile, down to zero. The layers themselves are not made for it: they are only needed once somebody points at them. */
export function stackedExtent(lines: readonly PlotLine[]): readonly [min: number, max: number] | undefined {
  const count = lines[0]?.values.length ?? 0;
  const above = new Float64Array(count);
  const below = new Float64Array(count);
  let any = false;
  for (const { values } of lines) {
    for (let i = 0; i < count; i += 1) {
      const value = values[i] ?? Number.NaN;
      if (value < 0) below[i] = (below[i] ?? 0) + value;
      else if (value >= 0) above[i] = (above[i] ?? 0) + value;
      any ||= !Number.isNaN(value);
    }
  }
  return any ? [below.reduce((a, b) => Math.min(a, b), 0), above.reduce((a, b) => Math.max(a, b), 0)] : undefined;
}
