/** Native histograms by column: counts, sums, zero counts and each bucket. The format is in FORMAT.md. */
import { type CounterResetHint, emptyBuckets, type FloatHistogram } from '../model/float-histogram.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { ChunkError } from './chunk-error.ts';
import { bucketGroups, forEachBucket } from './histogram-groups.ts';
import { bucketCount, findLayouts, type Layout, type Layouts, maxBucketCounts } from './histogram-layout.ts';
import { readLayouts, writeLayouts } from './histogram-layout-bytes.ts';
import { decodeIntegers, encodeIntegers } from './integers.ts';
import { type Column, Scratch, wordsOf } from './scratch.ts';
import { decodeColumn, encodeColumn } from './values/column.ts';

const hints: readonly CounterResetHint[] = ['unknown', 'reset', 'notReset', 'gauge'];

const column = new Scratch();
const scalars = ['count', 'sum', 'zeroCount'] as const;

/** @param histograms one at least @throws ChunkError where they have too many buckets, or buckets that are none */
export function encodeHistograms(writer: ByteWriter, histograms: readonly FloatHistogram[]): void {
  const found = findLayouts(histograms);
  if (histograms.reduce((sum, histogram) => sum + bucketCount(histogram), 0) > maxBucketCounts) {
    throw new ChunkError(`the histograms have more than ${maxBucketCounts} buckets together`);
  }
  const groups = bucketGroups(found, refuse);
  const count = histograms.length;
  writeLayouts(writer, found);
  encodeIntegers(writer, found.layoutOf, count);
  encodeIntegers(
    writer,
    Float64Array.from(histograms, ({ resetHint }) => hints.indexOf(resetHint)),
    count,
  );
  for (const scalar of scalars) {
    const cells = column.column(count);
    for (let i = 0; i < count; i += 1) cells.values[i] = (histograms[i] as FloatHistogram)[scalar];
    encodeColumn(writer, cells, count);
  }
  const slots = new Int32Array(found.layouts.length);
  for (const group of groups) {
    for (const side of ['positive', 'negative'] as const) {
      const columns = group.members.map((member) => wordsOf((histograms[member] as FloatHistogram)[side].counts));
      forEachBucket(group, side, slots, () => {
        const cells = column.column(group.members.length);
        gather(columns, group.layoutOfMember, slots, cells.words);
        encodeColumn(writer, cells, columns.length);
      });
    }
  }
}

function refuse(what: string): never {
  throw new ChunkError(what);
}

function gather(from: readonly Uint32Array[], layoutOf: readonly number[], slots: Int32Array, to: Uint32Array): void {
  for (let i = 0; i < from.length; i += 1) {
    const slot = slots[layoutOf[i] as number] as number;
    const words = from[i] as Uint32Array;
    to[2 * i] = slot < 0 ? 0 : (words[2 * slot] as number);
    to[2 * i + 1] = slot < 0 ? 0 : (words[2 * slot + 1] as number);
  }
}

/** @param count how many there are, at least 1 @throws ChunkError */
export function decodeHistograms(reader: ByteReader, count: number): FloatHistogram[] {
  const layoutOf = new Float64Array(count);
  const { shapes, layouts } = readLayouts(reader, count);
  decodeIntegers(reader, layoutOf, count, 1);
  for (const layout of layoutOf) if (layouts[layout] === undefined) reader.fail(`there is no layout ${layout}`);
  const found = { shapes, layouts, layoutOf };
  const hintOf = new Float64Array(count);
  decodeIntegers(reader, hintOf, count, 1);
  const [counts, sums, zeroCounts] = scalars.map(() => {
    const values = new Float64Array(count);
    decodeColumn(reader, { values, words: wordsOf(values) }, count);
    return values;
  }) as [Float64Array, Float64Array, Float64Array];
  const buckets = readBuckets(reader, found);
  return Array.from({ length: count }, (_, i) => {
    const { group, positive, negative } = layouts[layoutOf[i] as number] as Layout;
    const resetHint = hints[hintOf[i] as number] ?? reader.fail(`there is no reset hint ${hintOf[i]}`);
    const at = buckets.starts[i] as number;
    const middle = at + positive.length;
    const bucketsOf = (indexes: Int32Array, start: number) =>
      indexes.length === 0 ? emptyBuckets : { indexes, counts: buckets.counts.subarray(start, start + indexes.length) };
    return {
      ...(shapes[group] as (typeof shapes)[number]),
      count: counts[i] as number,
      sum: sums[i] as number,
      zeroCount: zeroCounts[i] as number,
      positive: bucketsOf(positive, at),
      negative: bucketsOf(negative, middle),
      resetHint,
    };
  });
}

interface BucketCounts {
  /** Of all histograms, one after the other; of each the positive ones first. */
  readonly counts: Float64Array;
  readonly starts: Float64Array;
}

function readBuckets(reader: ByteReader, found: Layouts): BucketCounts {
  const { layouts, layoutOf } = found;
  const starts = new Float64Array(layoutOf.length);
  let total = 0;
  for (let i = 0; i < layoutOf.length; i += 1) {
    const { positive, negative } = layouts[layoutOf[i] as number] as Layout;
    starts[i] = total;
    total += positive.length + negative.length;
  }
  if (total > maxBucketCounts) reader.fail(`the histograms have ${total} buckets together`);
  const groups = bucketGroups(found, (what) => reader.fail(what));
  const counts = new Float64Array(total);
  const words = wordsOf(counts);
  const slots = new Int32Array(layouts.length);
  for (const group of groups) {
    for (const side of ['positive', 'negative'] as const) {
      const places = group.members.map((member, i) => {
        const layout = layouts[group.layoutOfMember[i] as number] as Layout;
        return (starts[member] as number) + (side === 'positive' ? 0 : layout.positive.length);
      });
      forEachBucket(group, side, slots, () => {
        const cells = column.column(places.length);
        decodeColumn(reader, cells, places.length);
        scatter(cells, places, group.layoutOfMember, slots, words);
      });
    }
  }
  return { counts, starts };
}

function scatter(
  { words }: Column,
  places: readonly number[],
  layoutOf: readonly number[],
  slots: Int32Array,
  to: Uint32Array,
): void {
  for (let i = 0; i < places.length; i += 1) {
    const slot = slots[layoutOf[i] as number] as number;
    if (slot < 0) continue;
    const at = 2 * ((places[i] as number) + slot);
    to[at] = words[2 * i] as number;
    to[at + 1] = words[2 * i + 1] as number;
  }
}
