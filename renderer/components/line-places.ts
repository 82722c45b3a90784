/** Where lines stand under each other: all of them as high as one, or each as high as its text needs where that goes on below. Pure. */
import { rowAt, type Tops, topsOf } from './row-places.ts';

export interface LinePlaces {
  readonly totalPx: number;
  /** Of a row; of the one after the last, where it would begin. */
  readonly topOf: (row: number) => number;
  /** The first or the last one for what is beyond. */
  readonly rowAt: (px: number) => number;
}

export function evenPlaces(count: number, linePx: number): LinePlaces {
  return {
    totalPx: count * linePx,
    topOf: (row) => row * linePx,
    rowAt: (px) => Math.max(0, Math.min(count - 1, Math.floor(px / linePx))),
  };
}

export function placesOf(count: number, heightOf: (row: number) => number): LinePlaces {
  const tops: Tops = topsOf(count, heightOf);
  return {
    totalPx: tops[count] ?? 0,
    topOf: (row) => tops[row] ?? 0,
    rowAt: (px) => Math.max(0, rowAt(tops, px)),
  };
}
