/**
 * Many lines as a picture: for every line and column of pixels, the span between its extremes there is counted into a grid, and the counts
 * become shades. A stroke per line is what costs in a canvas; this is four additions a span. Pure: it runs in a worker, or, without one,
 * in the page.
 */
import type { Projection } from './trace.ts';

export interface RasterJob {
  /** Of the picture, in device pixels. */
  readonly width: number;
  readonly height: number;
  /** Points of each line. */
  readonly count: number;
  /** Lines after each other, `count` values each; NaN where there is nothing. */
  readonly values: Float64Array<ArrayBuffer>;
  readonly projection: Projection;
  /** Of a line, in whole pixels. */
  readonly thickness: number;
  /** Red, green and blue, 0 to 255. */
  readonly colour: readonly [red: number, green: number, blue: number];
  /** Of stacked lines, what lies between them and zero is filled: zero's height. */
  readonly fillTo: number | undefined;
}

/** What one line covers of a pixel is counted in parts of it, so that flat lines have soft edges. `addSpan` knows that it is 2 to the 4th. */
export const wholePixel = 16;
/** How much of what is below one line hides: of many lines less, so that one sees where most of them are. Several hide more. */
const opacityOf = (lines: number) => Math.min(0.9, Math.max(0.4, 10 / Math.sqrt(lines)));
/** So many lines in a pixel hide all of it. */
const mostShades = 12;
/** Of a sample without neighbours, which is a dot. Pixels at thickness 1. */
const dotSize = 3;
/** How much a fill hides. */
const fillOpacity = 0.35;

/** @returns RGBA, `width * height * 4` bytes, not premultiplied. */
export function rasterize(job: RasterJob): Uint8ClampedArray<ArrayBuffer> {
  return shade(countSpans(job), job);
}

/** How much of each pixel lines cover, in parts of a pixel, all of them added up: column after column, each from its top. */
export function countSpans(job: RasterJob): Int32Array<ArrayBuffer> {
  const { width, height, count, thickness } = job;
  const grid: SpanGrid = {
    steps: new Int32Array((width + 2) * (height + 2)),
    rows: height + 2,
    limit: height * wholePixel,
    half: (thickness * wholePixel) >> 1,
  };
  const lines = lineCount(job);
  const places = placesOf(job);
  const heights = new Int32Array(count);
  for (let line = 0; line < lines; line += 1) {
    project(job, line * count, heights);
    addLine(job, grid, places, heights);
  }
  return summed(job, grid);
}

function lineCount({ values, count }: RasterJob): number {
  return count === 0 ? 0 : Math.floor(values.length / count);
}

/**
 * What is covered, as differences from row to row: a span of any height is four additions. It has a column more on each side, for what
 * lies outside of the picture. Heights are in whole parts of a pixel.
 */
interface SpanGrid {
  readonly steps: Int32Array;
  /** Of a column: one more than the picture has, and one for the last difference. */
  readonly rows: number;
  readonly limit: number;
  /** Of a line's thickness. */
  readonly half: number;
}

/** A thick line is counted in as many columns as it is thick. */
function summed({ width, height, thickness }: RasterJob, { steps, rows }: SpanGrid): Int32Array<ArrayBuffer> {
  const counts = new Int32Array(width * height);
  for (let column = 0; column < width; column += 1) {
    const first = Math.max(0, column - (thickness >> 1));
    const end = Math.min(width, column + 1 + ((thickness - 1) >> 1));
    for (let from = first; from < end; from += 1) {
      let sum = 0;
      for (let row = 0; row < height; row += 1) {
        sum += steps[(from + 1) * rows + row] ?? 0;
        counts[column * height + row] = (counts[column * height + row] ?? 0) + sum;
      }
    }
  }
  return counts;
}

/** Where points lie across: the same for every line. */
interface Places {
  readonly columns: Int32Array;
  /** How far each point is from where its column begins, as a part of the way from the point before. */
  readonly parts: Float64Array;
}

function placesOf({ width, count, projection: { left, perIndex } }: RasterJob): Places {
  const columns = new Int32Array(count);
  const parts = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    const x = left + i * perIndex;
    const column = Math.min(width, Math.max(-1, Math.floor(x)));
    columns[i] = column;
    parts[i] = (x - column) / perIndex;
  }
  return { columns, parts };
}

/** Instead of a height: there is nothing. */
const nothing = 0x7fffffff;
/** Farther outside of the picture than this, it does not matter how far. Parts of a pixel. */
const farAway = 1e8;

/** Whole numbers are exact, and add up faster than fractions. */
function project({ values, count, projection }: RasterJob, from: number, heights: Int32Array): void {
  const { bottom, bottomValue, perUnit } = projection;
  for (let i = 0; i < count; i += 1) {
    const y = (bottom - ((values[from + i] ?? Number.NaN) - bottomValue) * perUnit) * wholePixel;
    if (y > -farAway && y < farAway) heights[i] = Math.floor(y + 0.5);
    else heights[i] = y >= farAway ? farAway : y <= -farAway ? -farAway : nothing;
  }
}

/** The column that is being passed is counted once, when the line leaves it: `low` to `high` is its span there. */
function addLine(job: RasterJob, grid: SpanGrid, { columns, parts }: Places, heights: Int32Array): void {
  const { left, perIndex } = job.projection;
  const last = heights.length - 1;
  let column = 0;
  let low = 0;
  let high = 0;
  let before = nothing;
  for (let i = 0; i <= last; i += 1) {
    const y = heights[i] ?? nothing;
    if (y === nothing) {
      if (before !== nothing) addSpan(grid, column, low, high);
      before = nothing;
      continue;
    }
    const now = columns[i] ?? 0;
    if (before === nothing) {
      const alone = i === last || heights[i + 1] === nothing;
      if (alone) addDot(job, grid, left + i * perIndex, y);
      else before = y;
      column = now;
      low = y;
      high = y;
      continue;
    }
    if (now !== column) {
      // What the line does between the two points: it enters each column where it leaves the one before.
      const arrival = (y - (parts[i] ?? 0) * (y - before)) | 0;
      if (now > column + 1) passColumns(grid, { column, now, low, high, arrival, fall: (y - before) / perIndex });
      else addSpan(grid, column, arrival < low ? arrival : low, arrival > high ? arrival : high);
      column = now;
      low = arrival;
      high = arrival;
    }
    if (y < low) low = y;
    if (y > high) high = y;
    before = y;
  }
  if (before !== nothing) addSpan(grid, column, low, high);
}

interface Passing {
  /** The column that is left, its span so far, and the one that is arrived at. */
  readonly column: number;
  readonly low: number;
  readonly high: number;
  readonly now: number;
  /** Height at the border of the latter, and how much the line falls in each column. */
  readonly arrival: number;
  readonly fall: number;
}

/** More than one border between two points. */
function passColumns(grid: SpanGrid, { column, low, high, now, arrival, fall }: Passing): void {
  let enter = (arrival - (now - column - 1) * fall) | 0;
  addSpan(grid, column, Math.min(low, enter), Math.max(high, enter));
  for (let at = column + 1; at < now; at += 1) {
    const leave = (arrival - (now - at - 1) * fall) | 0;
    addSpan(grid, at, Math.min(enter, leave), Math.max(enter, leave));
    enter = leave;
  }
}

/** A line of its thickness between two heights. */
function addSpan({ steps, rows, limit, half }: SpanGrid, column: number, low: number, high: number): void {
  const top = low > half ? low - half : 0;
  const bottom = high + half < limit ? high + half : limit;
  if (bottom <= top) return;
  const begin = (column + 1) * rows;
  const from = begin + (top >> 4);
  const to = begin + (bottom >> 4);
  const above = top & 15;
  const below = bottom & 15;
  steps[from] = (steps[from] ?? 0) + wholePixel - above;
  steps[from + 1] = (steps[from + 1] ?? 0) + above;
  steps[to] = (steps[to] ?? 0) + below - wholePixel;
  steps[to + 1] = (steps[to + 1] ?? 0) - below;
}

/** As thick as a line in its middle column, and as wide as high. */
function addDot({ width, thickness }: RasterJob, grid: SpanGrid, x: number, y: number): void {
  const more = ((dotSize - 1) * thickness * wholePixel) >> 1;
  const across = Math.floor(((dotSize - 1) * thickness) / 2);
  const column = Math.floor(x);
  for (let at = Math.max(-1, column - across); at <= Math.min(width, column + across); at += 1) {
    addSpan(grid, at, y - more, y + more);
  }
}

function shade(counts: Int32Array, job: RasterJob): Uint8ClampedArray<ArrayBuffer> {
  const { width, height, fillTo } = job;
  const [bare, filled] = [shadesOf(job, 0), shadesOf(job, fillOpacity)];
  const most = bare.length - 1;
  const pixels = new Uint32Array(width * height);
  for (let column = 0; column < width; column += 1) {
    const own = counts.subarray(column * height, (column + 1) * height);
    const [from, to] = fillTo === undefined ? [0, 0] : filledRows(own, fillTo);
    for (let row = 0; row < height; row += 1) {
      const count = Math.min(own[row] ?? 0, most);
      const shades = row >= from && row < to ? filled : bare;
      pixels[row * width + column] = shades[count] ?? 0;
    }
  }
  return new Uint8ClampedArray(pixels.buffer);
}

/** By what is counted in a pixel: its colour, over a fill. */
function shadesOf(job: RasterJob, fill: number): Uint32Array {
  const {
    thickness,
    colour: [red, green, blue],
  } = job;
  const opacity = opacityOf(lineCount(job));
  // A thick line is counted in each of its columns.
  const line = wholePixel * thickness;
  return Uint32Array.from({ length: mostShades * line + 1 }, (_, count) => {
    const alpha = Math.round(255 * (1 - (1 - fill) * (1 - opacity) ** (count / line)));
    return alpha === 0 ? 0 : ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  });
}

/** From the outermost line to zero, on both sides of it; nothing where no line is. */
function filledRows(counts: Int32Array, zero: number): readonly [from: number, to: number] {
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return [0, 0];
  const last = counts.findLastIndex((count) => count > 0);
  return [Math.min(first, Math.round(zero)), Math.max(last, Math.round(zero))];
}
