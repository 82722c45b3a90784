/** A heatmap as a picture: one hue, the more observations for the height the stronger. Pure. */
import type { Rgb } from './colour.ts';
import type { Grid } from './grid.ts';
import type { Heatmap } from './heatmap.ts';
import { placeOn, type ValueScale } from './value-scale.ts';

/** Even the least is seen. */
const faintest = 0.08;

export interface HeatPlace {
  /** In device pixels. */
  readonly width: number;
  readonly height: number;
  /** Where the first time of the grid lies, and how far apart its times are. */
  readonly left: number;
  readonly perIndex: number;
}

/** @returns RGBA, `width * height * 4` bytes, not premultiplied */
export function heatPicture(
  heatmap: Heatmap,
  grid: Grid,
  scale: ValueScale,
  { width, height, left, perIndex }: HeatPlace,
  [red, green, blue]: Rgb,
): Uint8ClampedArray<ArrayBuffer> {
  const densities = densitiesOf(heatmap, grid, scale, height);
  let strongest = 0;
  for (let i = 0; i < densities.length; i += 1) strongest = Math.max(strongest, densities[i] ?? 0);
  const pixels = new Uint32Array(width * height);
  const colour = (blue << 16) | (green << 8) | red;
  for (let index = 0; index < grid.count; index += 1) {
    // Around its time; neighbours share no pixel and leave none between them.
    const from = Math.max(0, Math.round(left + (index - 0.5) * perIndex));
    const to = Math.min(width, Math.max(from + 1, Math.round(left + (index + 0.5) * perIndex)));
    for (let row = 0; row < height; row += 1) {
      const density = densities[index * height + row] ?? 0;
      if (density <= 0) continue;
      // By the root: the eye tells small numbers apart better than large ones.
      const alpha = Math.round(255 * (faintest + (1 - faintest) * Math.sqrt(density / strongest)));
      const shade = ((alpha << 24) | colour) >>> 0;
      for (let x = from; x < to; x += 1) pixels[row * width + x] = shade;
    }
  }
  return new Uint8ClampedArray(pixels.buffer);
}

/** Observations a row of pixels, the first at the top: a wide bucket is not stronger than the narrow ones that it covers. */
function densitiesOf(
  { begins, lower, upper, count }: Heatmap,
  grid: Grid,
  scale: ValueScale,
  rows: number,
): Float64Array {
  const densities = new Float64Array(grid.count * rows);
  for (let index = 0; index < grid.count; index += 1) {
    for (let i = begins[index] ?? 0; i < (begins[index + 1] ?? 0); i += 1) {
      const [from, to] = [heightOf(scale, lower[i] ?? 0, rows), heightOf(scale, upper[i] ?? 0, rows)];
      // Outside of what is shown.
      if (to <= 0 || from >= rows || to <= from) continue;
      const first = Math.max(0, Math.floor(from));
      const last = Math.min(rows - 1, Math.ceil(to) - 1);
      const perRow = (count[i] ?? 0) / (to - from);
      for (let row = first; row <= last; row += 1) {
        const at = index * rows + (rows - 1 - row);
        // A row that two cells share has a part of each.
        densities[at] = (densities[at] ?? 0) + perRow * (Math.min(to, row + 1) - Math.max(from, row));
      }
    }
  }
  return densities;
}

/** From the bottom, in rows. What is nowhere on a log scale lies below all of it. */
function heightOf(scale: ValueScale, value: number, rows: number): number {
  const place = placeOn(scale, value);
  return Number.isNaN(place) ? 0 : place * rows;
}
