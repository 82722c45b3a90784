/** How a column of integers is written smallest: which differences of them, and of which widths. */
import { bitWidth, packedBytes, widest } from './bit-packing.ts';
import { zigzagBytes } from './byte-writer.ts';
import { Scratch } from './scratch.ts';

/** No number of a column is further than this from the first, and none larger: so all that is computed with them is exact. */
export const largestInteger = 2 ** 52 - 1;

export const blockLength = 32;

/** 0: the numbers as they are; 1: the differences of neighbours; 2: the differences of those. */
type Order = 0 | 1 | 2;

export interface IntegerLayout {
  readonly order: Order;
  /** Of all residuals. */
  readonly minimum: number;
  /** Whether each block has a minimum of its own, in so many bits above `minimum`. */
  readonly hasMinima: boolean;
  readonly minimaWidth: number;
  readonly minima: Float64Array;
  /** Of each block, in so many bits above the narrowest. */
  readonly widths: Float64Array;
  readonly narrowest: number;
  readonly widthBits: number;
  /** Of widths, minima and blocks. */
  readonly bytes: number;
}

const least = [new Scratch(), new Scratch(), new Scratch()] as const;
const most = [new Scratch(), new Scratch(), new Scratch()] as const;
const widths = [new Scratch(), new Scratch(), new Scratch(), new Scratch(), new Scratch(), new Scratch()] as const;

/** @returns how many blocks the numbers after the first are. */
export function blocksOf(count: number): number {
  return (count - 1 + blockLength - 1) >>> 5;
}

/** @param steps the first is 0; at least two. What is returned holds until the next call. */
export function chooseLayout(steps: Float64Array, count: number): IntegerLayout {
  const blocks = blocksOf(count);
  findExtremes(steps, count, blocks);
  return smallestLayout(steps[1] as number, count, blocks);
}

/** The same. @param steps each within ±2^28 */
export function chooseSmallLayout(steps: Int32Array, count: number): IntegerLayout {
  const blocks = blocksOf(count);
  findSmallExtremes(steps, count, blocks);
  return smallestLayout(steps[1] as number, count, blocks);
}

function smallestLayout(firstDelta: number, count: number, blocks: number): IntegerLayout {
  let best: IntegerLayout | undefined;
  let bestBytes = Number.POSITIVE_INFINITY;
  for (let order: Order = 0; order <= 2; order += 1) {
    const minima = (least[order] as Scratch).take(blocks);
    const maxima = (most[order] as Scratch).take(blocks);
    const minimum = leastOf(minima, blocks);
    const maximum = mostOf(maxima, blocks);
    const isExact = minimum >= -largestInteger && maximum <= largestInteger;
    if (!isExact || maximum - minimum > Number.MAX_SAFE_INTEGER) continue;
    const start = zigzagBytes(minimum) + (order === 2 ? zigzagBytes(firstDelta) : 0);
    const own = layoutOf(order as Order, true, minimum, minima, maxima, count - 1);
    if (start + own.bytes < bestBytes && own.minimaWidth > 0) {
      best = own;
      bestBytes = start + own.bytes;
    }
    // With one minimum for all, the widths are no smaller.
    const ownHead = 1 + packedBytes(blocks, own.minimaWidth) + packedBytes(blocks, own.widthBits);
    if (start + own.bytes - ownHead >= bestBytes) continue;
    const shared = layoutOf(order as Order, false, minimum, minima, maxima, count - 1);
    if (start + shared.bytes < bestBytes) {
      best = shared;
      bestBytes = start + shared.bytes;
    }
  }
  // Order 0 is always possible with numbers in their range.
  if (best === undefined) throw new Error('integers out of their range');
  return best;
}

/** @param count of residuals */
function layoutOf(
  order: Order,
  hasMinima: boolean,
  minimum: number,
  minima: Float64Array,
  maxima: Float64Array,
  count: number,
): IntegerLayout {
  const blocks = (count + blockLength - 1) >>> 5;
  const blockWidths = (widths[2 * order + (hasMinima ? 1 : 0)] as Scratch).take(blocks);
  let narrowest = widest;
  let broadest = 0;
  let sum = 0;
  let highest = minimum;
  for (let block = 0; block < blocks; block += 1) {
    const from = hasMinima ? (minima[block] as number) : minimum;
    const width = bitWidth((maxima[block] as number) - from);
    blockWidths[block] = width;
    sum += width;
    if (width < narrowest) narrowest = width;
    if (width > broadest) broadest = width;
    if (from > highest) highest = from;
  }
  const last = blockWidths[blocks - 1] as number;
  const widthBits = bitWidth(broadest - narrowest);
  const minimaWidth = bitWidth(highest - minimum);
  const bytes =
    4 * (sum - last) +
    packedBytes(count - (blocks - 1) * blockLength, last) +
    packedBytes(blocks, widthBits) +
    (hasMinima ? 1 + packedBytes(blocks, minimaWidth) : 0);
  return { order, minimum, hasMinima, minimaWidth, minima, widths: blockWidths, narrowest, widthBits, bytes };
}

/** The smallest and the largest residual of each block, for all three orders in one go. */
function findExtremes(steps: Float64Array, count: number, blocks: number): void {
  const [least0, least1, least2] = [least[0].take(blocks), least[1].take(blocks), least[2].take(blocks)];
  const [most0, most1, most2] = [most[0].take(blocks), most[1].take(blocks), most[2].take(blocks)];
  let before = 0;
  let beforeDelta = steps[1] as number;
  let i = 1;
  for (let block = 0; block < blocks; block += 1) {
    const end = Math.min(i + blockLength, count);
    let min0 = Number.POSITIVE_INFINITY;
    let min1 = min0;
    let min2 = min0;
    let max0 = Number.NEGATIVE_INFINITY;
    let max1 = max0;
    let max2 = max0;
    for (; i < end; i += 1) {
      const value = steps[i] as number;
      const delta = value - before;
      const change = delta - beforeDelta;
      before = value;
      beforeDelta = delta;
      if (value < min0) min0 = value;
      if (value > max0) max0 = value;
      if (delta < min1) min1 = delta;
      if (delta > max1) max1 = delta;
      if (change < min2) min2 = change;
      if (change > max2) max2 = change;
    }
    least0[block] = min0;
    least1[block] = min1;
    least2[block] = min2;
    most0[block] = max0;
    most1[block] = max1;
    most2[block] = max2;
  }
}

/** The same, without branches: which of two is smaller is not to be foreseen. Differences of what is in here fit into 32 bits. */
function findSmallExtremes(steps: Int32Array, count: number, blocks: number): void {
  const [least0, least1, least2] = [least[0].take(blocks), least[1].take(blocks), least[2].take(blocks)];
  const [most0, most1, most2] = [most[0].take(blocks), most[1].take(blocks), most[2].take(blocks)];
  let before = 0;
  let beforeDelta = steps[1] as number;
  let i = 1;
  for (let block = 0; block < blocks; block += 1) {
    const end = Math.min(i + blockLength, count);
    const first = steps[i] as number;
    let min0 = first;
    let max0 = first;
    let min1 = (first - before) | 0;
    let max1 = min1;
    let min2 = (min1 - beforeDelta) | 0;
    let max2 = min2;
    for (; i < end; i += 1) {
      const value = steps[i] as number;
      const delta = (value - before) | 0;
      const change = (delta - beforeDelta) | 0;
      before = value;
      beforeDelta = delta;
      min0 = smaller(min0, value);
      max0 = larger(max0, value);
      min1 = smaller(min1, delta);
      max1 = larger(max1, delta);
      min2 = smaller(min2, change);
      max2 = larger(max2, change);
    }
    least0[block] = min0;
    least1[block] = min1;
    least2[block] = min2;
    most0[block] = max0;
    most1[block] = max1;
    most2[block] = max2;
  }
}

function smaller(one: number, other: number): number {
  const above = (other - one) | 0;
  return (one + (above & (above >> 31))) | 0;
}

function larger(one: number, other: number): number {
  const above = (other - one) | 0;
  return (one + (above & ~(above >> 31))) | 0;
}

function leastOf(values: Float64Array, count: number): number {
  let smallest = values[0] as number;
  for (let i = 1; i < count; i += 1) if ((values[i] as number) < smallest) smallest = values[i] as number;
  return smallest;
}

function mostOf(values: Float64Array, count: number): number {
  let largest = values[0] as number;
  for (let i = 1; i < count; i += 1) if ((values[i] as number) > largest) largest = values[i] as number;
  return largest;
}
