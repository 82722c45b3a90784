/**
 * Which buckets histograms have. Those of one schema and zero threshold (or the same bounds) are a group, whose buckets are columns over
 * all of its histograms, empty ones where a histogram has not that bucket; which it has is its layout.
 */
import type { FloatHistogram } from '../model/float-histogram.ts';
import { ChunkError } from './chunk-error.ts';

/** Both are what histograms of one group share. */
export interface Shape {
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly customValues: readonly number[];
}

export interface Layout {
  readonly group: number;
  readonly positive: Int32Array;
  readonly negative: Int32Array;
}

export interface Layouts {
  readonly shapes: readonly Shape[];
  readonly layouts: readonly Layout[];
  /** Beside each histogram the index of its layout. */
  readonly layoutOf: Float64Array;
}

/** So many bucket counts a chunk may have, and so many cells its columns (where a histogram lacks a bucket, a cell is empty). */
export const maxBucketCounts = 2 ** 24;
export const maxCells = 2 ** 26;
/** And so many buckets its layouts, all together. */
export const maxLayoutBuckets = 2 ** 22;

/** A group ends where less than this share of its cells would be filled … */
const fullEnough = 1 / 4;
/** … unless it has so few. */
const smallGroup = 4096;

/** @throws ChunkError where the indexes of a histogram's buckets do not rise, or are not beside its counts */
export function findLayouts(histograms: readonly FloatHistogram[]): Layouts {
  const groups: Group[] = [];
  const open = new Map<string, Group>();
  const layouts: Layout[] = [];
  const layoutOf = new Float64Array(histograms.length);
  let before: FloatHistogram | undefined;
  let group: Group | undefined;
  let layout = 0;
  for (const [i, histogram] of histograms.entries()) {
    const sameShape = before !== undefined && hasSameShape(before, histogram);
    const sameLayout =
      sameShape &&
      before !== undefined &&
      equal(before.positive.indexes, histogram.positive.indexes) &&
      equal(before.negative.indexes, histogram.negative.indexes);
    checkCounts(histogram);
    if (!sameLayout || group === undefined || !group.hasRoomFor(bucketCount(histogram), 0)) {
      checkIndexes(histogram);
      const shapeKey = sameShape && group !== undefined ? group.key : keyOfShape(histogram);
      group = open.get(shapeKey);
      if (group === undefined || !group.hasRoomFor(bucketCount(histogram), group.newBuckets(histogram))) {
        group = new Group(groups.length, shapeKey, histogram);
        groups.push(group);
        open.set(shapeKey, group);
      }
      layout = group.layoutFor(histogram, layouts);
    }
    group.add(histogram);
    layoutOf[i] = layout;
    before = histogram;
  }
  return { shapes: groups.map(({ shape }) => shape), layouts, layoutOf };
}

class Group {
  readonly key: string;
  readonly shape: Shape;
  readonly #number: number;
  readonly #positive = new Set<number>();
  readonly #negative = new Set<number>();
  readonly #layouts = new Map<string, number>();
  #members = 0;
  #counts = 0;

  constructor(number: number, key: string, { schema, zeroThreshold, customValues }: FloatHistogram) {
    this.#number = number;
    this.key = key;
    this.shape = { schema, zeroThreshold, customValues };
  }

  /** @returns how many buckets the histogram has that no other of the group has. */
  newBuckets({ positive, negative }: FloatHistogram): number {
    let count = 0;
    for (const index of positive.indexes) if (!this.#positive.has(index)) count += 1;
    for (const index of negative.indexes) if (!this.#negative.has(index)) count += 1;
    return count;
  }

  hasRoomFor(counts: number, newBuckets: number): boolean {
    const cells = (this.#positive.size + this.#negative.size + newBuckets) * (this.#members + 1);
    return cells <= smallGroup || (this.#counts + counts) / cells >= fullEnough;
  }

  layoutFor({ positive, negative }: FloatHistogram, layouts: Layout[]): number {
    const key = `${positive.indexes}/${negative.indexes}`;
    const known = this.#layouts.get(key);
    if (known !== undefined) return known;
    for (const index of positive.indexes) this.#positive.add(index);
    for (const index of negative.indexes) this.#negative.add(index);
    this.#layouts.set(key, layouts.length);
    layouts.push({ group: this.#number, positive: positive.indexes, negative: negative.indexes });
    return layouts.length - 1;
  }

  add(histogram: FloatHistogram): void {
    this.#members += 1;
    this.#counts += bucketCount(histogram);
  }
}

export function bucketCount({ positive, negative }: FloatHistogram): number {
  return positive.indexes.length + negative.indexes.length;
}

function checkCounts({ positive, negative }: FloatHistogram): void {
  for (const { indexes, counts } of [positive, negative]) {
    if (indexes.length === counts.length) continue;
    throw new ChunkError(`a histogram has ${counts.length} counts of ${indexes.length} buckets`);
  }
}

function checkIndexes({ positive, negative }: FloatHistogram): void {
  for (const { indexes } of [positive, negative]) {
    for (let i = 1; i < indexes.length; i += 1) {
      if ((indexes[i] as number) <= (indexes[i - 1] as number)) throw new ChunkError('indexes of buckets have to rise');
    }
  }
}

function hasSameShape(one: Shape, other: Shape): boolean {
  return (
    one.schema === other.schema &&
    isSame(one.zeroThreshold, other.zeroThreshold) &&
    one.customValues.length === other.customValues.length &&
    one.customValues.every((value, i) => isSame(value, other.customValues[i]))
  );
}

/** A NaN is the same as none, as it may be another; 0 and -0 are not. */
function isSame(one: number, other: number | undefined): boolean {
  return one === other && Object.is(one, other);
}

function keyOfShape({ schema, zeroThreshold, customValues }: Shape): string {
  return `${schema}/${new Uint32Array(Float64Array.from([zeroThreshold, ...customValues]).buffer)}`;
}

function equal(one: Int32Array, other: Int32Array): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i += 1) if (one[i] !== other[i]) return false;
  return true;
}
