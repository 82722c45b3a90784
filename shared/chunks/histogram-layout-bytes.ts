/** How the layouts of histograms are written. */
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { type Layout, type Layouts, maxLayoutBuckets, type Shape } from './histogram-layout.ts';

const lowestIndex = -(2 ** 31);
const highestIndex = 2 ** 31 - 1;

export function writeLayouts(writer: ByteWriter, { shapes, layouts }: Layouts): void {
  writer.varint(shapes.length);
  for (const shape of shapes) {
    writer.zigzag(shape.schema);
    writeDoubles(writer, [shape.zeroThreshold]);
    writer.varint(shape.customValues.length);
    writeDoubles(writer, shape.customValues);
  }
  writer.varint(layouts.length);
  for (const { group, positive, negative } of layouts) {
    writer.varint(group);
    writeIndexes(writer, positive);
    writeIndexes(writer, negative);
  }
}

function writeDoubles(writer: ByteWriter, values: readonly number[]): void {
  for (const word of new Uint32Array(Float64Array.from(values).buffer)) writer.word(word);
}

/** As spans: how many; of each the distance from the one before (of the first: the index), and how many it has beyond one. */
function writeIndexes(writer: ByteWriter, indexes: Int32Array): void {
  const starts: number[] = [];
  for (let i = 0; i < indexes.length; i += 1) {
    if (i === 0 || indexes[i] !== (indexes[i - 1] as number) + 1) starts.push(i);
  }
  writer.varint(starts.length);
  for (const [span, start] of starts.entries()) {
    const first = indexes[start] as number;
    if (span === 0) writer.zigzag(first);
    else writer.varint(first - (indexes[start - 1] as number) - 2);
    writer.varint((starts[span + 1] ?? indexes.length) - start - 1);
  }
}

interface ReadLayouts {
  readonly shapes: readonly Shape[];
  readonly layouts: readonly Layout[];
}

/** @param count how many histograms there are: no more layouts are needed @throws ChunkError */
export function readLayouts(reader: ByteReader, count: number): ReadLayouts {
  const shapes: Shape[] = [];
  for (let left = reader.count(count, 'the number of groups'); left > 0; left -= 1) {
    const schema = reader.zigzag();
    const [zeroThreshold] = readDoubles(reader, 1);
    const customValues = readDoubles(reader, reader.varint());
    shapes.push({ schema, zeroThreshold: zeroThreshold as number, customValues });
  }
  const layouts: Layout[] = [];
  let room = maxLayoutBuckets;
  for (let left = reader.count(count, 'the number of layouts'); left > 0; left -= 1) {
    const group = reader.count(shapes.length - 1, 'the group');
    const positive = readIndexes(reader, room);
    const negative = readIndexes(reader, room - positive.length);
    room -= positive.length + negative.length;
    layouts.push({ group, positive, negative });
  }
  return { shapes, layouts };
}

function readDoubles(reader: ByteReader, count: number): number[] {
  const start = reader.take(8 * count);
  return Array.from({ length: count }, (_, i) => reader.view.getFloat64(start + 8 * i, true));
}

/** @param room so many there are at most */
function readIndexes(reader: ByteReader, room: number): Int32Array {
  const spans: [first: number, length: number][] = [];
  let total = 0;
  let before = lowestIndex - 2;
  for (let left = reader.varint(); left > 0; left -= 1) {
    const first = spans.length === 0 ? reader.zigzag() : before + 2 + reader.varint();
    if (!(first >= lowestIndex && first <= highestIndex)) reader.fail(`${first} is no index of a bucket`);
    const length = 1 + reader.count(highestIndex - first, 'the length of a span');
    // Each has a column, which is two bytes at least.
    if (total + length > Math.min(room, (reader.end - reader.at) / 2)) reader.fail('there are too many buckets');
    spans.push([first, length]);
    total += length;
    before = first + length - 1;
  }
  const indexes = new Int32Array(total);
  let at = 0;
  for (const [first, length] of spans) {
    for (let i = 0; i < length; i += 1) indexes[at + i] = first + i;
    at += length;
  }
  return indexes;
}
