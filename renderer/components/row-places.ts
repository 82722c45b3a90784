/** Where rows of different heights stand, and which are in sight. */

/** The top of each row, and as the last one the bottom of all. */
export type Tops = Float64Array;

export function topsOf(count: number, heightOf: (index: number) => number): Tops {
  const tops = new Float64Array(count + 1);
  for (let i = 0; i < count; i += 1) tops[i + 1] = (tops[i] ?? 0) + heightOf(i);
  return tops;
}

/** The row at a height; the first or the last one for what is beyond. -1 where there is none. */
export function rowAt(tops: Tops, px: number): number {
  let low = 0;
  let high = tops.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= px) low = middle;
    else high = middle - 1;
  }
  return Math.min(low, tops.length - 2);
}
