/** Turns aligned values into strokes. Pure geometry: it writes to anything that takes moves and lines (a Path2D, or a test's list). */

interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

/**
 * Index and value to the canvas: x = left + i * perIndex, y = bottom - (value - bottomValue) * perUnit. Measured from the scale's own
 * bottom, not from zero: that is far away where values are large and close together, and would eat their digits.
 */
export interface Projection {
  readonly left: number;
  readonly perIndex: number;
  readonly bottom: number;
  readonly bottomValue: number;
  readonly perUnit: number;
}

export interface TraceTarget {
  readonly line: Pen;
  /** A sample without neighbours: a line would not show it. */
  readonly disc: (x: number, y: number) => void;
  /** Called for every unbroken stretch, its first and last index included. */
  readonly stretch?: (from: number, to: number) => void;
}

/** From this many samples on one pixel, only their range is drawn: the picture is the same, the stroke much cheaper. */
const samplesPerPixel = 2;

/** NaN breaks the line: nothing is bridged. */
export function traceLine(values: Float64Array, projection: Projection, target: TraceTarget): void {
  const dense = projection.perIndex * samplesPerPixel < 1;
  let from = -1;
  for (let i = 0; i <= values.length; i += 1) {
    const missing = i === values.length || Number.isNaN(values[i]);
    if (!missing && from < 0) from = i;
    if (!missing || from < 0) continue;
    const to = i - 1;
    if (from === to) target.disc(projection.left + from * projection.perIndex, projectY(values, from, projection));
    else if (dense) denseStretch(values, from, to, projection, target.line);
    else plainStretch(values, from, to, projection, target.line);
    target.stretch?.(from, to);
    from = -1;
  }
}

/** Farther outside of the canvas than this, it does not matter how far: a canvas draws nothing to infinity. */
const farAway = 1e7;

/** NaN stays NaN. */
export function projectValue(value: number, { bottom, bottomValue, perUnit }: Projection): number {
  return Math.min(farAway, Math.max(-farAway, bottom - (value - bottomValue) * perUnit));
}

function projectY(values: Float64Array, i: number, projection: Projection): number {
  return projectValue(values[i] ?? 0, projection);
}

function plainStretch(values: Float64Array, from: number, to: number, projection: Projection, pen: Pen): void {
  const { left, perIndex } = projection;
  pen.moveTo(left + from * perIndex, projectY(values, from, projection));
  for (let i = from + 1; i <= to; i += 1) pen.lineTo(left + i * perIndex, projectY(values, i, projection));
}

/** Per pixel column: where the line enters, its extremes, where it leaves. */
function denseStretch(values: Float64Array, from: number, to: number, projection: Projection, pen: Pen): void {
  const { left, perIndex } = projection;
  let column = Math.floor(left + from * perIndex);
  let low = projectY(values, from, projection);
  let high = low;
  let leave = low;
  pen.moveTo(column, low);
  const flush = () => {
    if (low !== high) {
      pen.lineTo(column, low);
      pen.lineTo(column, high);
    }
    pen.lineTo(column, leave);
  };
  for (let i = from + 1; i <= to; i += 1) {
    const x = Math.floor(left + i * perIndex);
    const y = projectY(values, i, projection);
    if (x !== column) {
      flush();
      column = x;
      low = y;
      high = y;
      pen.lineTo(column, y);
    }
    if (y < low) low = y;
    if (y > high) high = y;
    leave = y;
  }
  flush();
}
