/** Searching in numbers that rise. */

type Numbers = Float64Array | Uint32Array | Uint16Array;

/** @returns the index of the first that is not below `value`, looked for from index `from` on; the length where all are */
export function firstNotBelow(rising: Numbers, value: number, from = 0): number {
  let low = from;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rising[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @returns where each of `some` stands in `others`, both rising; undefined where not all of them do */
export function indicesIn(some: Float64Array, others: Float64Array): Int32Array | undefined {
  if (some.length > others.length) return undefined;
  const at = new Int32Array(some.length);
  let next = 0;
  for (let i = 0; i < some.length; i += 1) {
    const value = some[i] as number;
    while (next < others.length && (others[next] as number) < value) next += 1;
    if (others[next] !== value) return undefined;
    at[i] = next;
    next += 1;
  }
  return at;
}
