/** A native histogram in a head row, as it is: the head is short-lived, so nothing is saved on it. docs/formats/history.md */
import type { ByteReader } from '../../../../shared/chunks/byte-reader.ts';
import type { ByteWriter } from '../../../../shared/chunks/byte-writer.ts';
import type { CounterResetHint, FloatHistogram, HistogramBuckets } from '../../../../shared/model/float-histogram.ts';

/** By the number on the disk. */
const hints: readonly CounterResetHint[] = ['unknown', 'reset', 'notReset', 'gauge'];

export function writeHistogram(writer: ByteWriter, histogram: FloatHistogram): void {
  writer.zigzag(histogram.schema);
  writer.byte(hints.indexOf(histogram.resetHint));
  writeDoubles(writer, [histogram.count, histogram.sum, histogram.zeroThreshold, histogram.zeroCount]);
  writeBuckets(writer, histogram.positive);
  writeBuckets(writer, histogram.negative);
  writer.varint(histogram.customValues.length);
  writeDoubles(writer, histogram.customValues);
}

/** @throws ChunkError for what is none */
export function readHistogram(reader: ByteReader): FloatHistogram {
  const schema = reader.zigzag();
  const resetHint = hints[reader.byte()] ?? reader.fail('no such hint');
  const [count, sum, zeroThreshold, zeroCount] = readDoubles(reader, 4) as unknown as [number, number, number, number];
  const positive = readBuckets(reader);
  const negative = readBuckets(reader);
  const customValues = [...readDoubles(reader, reader.count(mostIn(reader), 'the number of bounds'))];
  return { schema, count, sum, zeroThreshold, zeroCount, positive, negative, customValues, resetHint };
}

function writeBuckets(writer: ByteWriter, { indexes, counts }: HistogramBuckets): void {
  writer.varint(indexes.length);
  let before = 0;
  for (const index of indexes) {
    writer.zigzag(index - before);
    before = index;
  }
  writeDoubles(writer, counts);
}

function readBuckets(reader: ByteReader): HistogramBuckets {
  const indexes = new Int32Array(reader.count(mostIn(reader), 'the number of buckets'));
  let index = 0;
  for (let i = 0; i < indexes.length; i += 1) {
    index += reader.zigzag();
    if (index !== (index | 0)) reader.fail(`${index} is no index of a bucket`);
    indexes[i] = index;
  }
  return { indexes, counts: readDoubles(reader, indexes.length) };
}

/** Each takes eight bytes at least. */
function mostIn(reader: ByteReader): number {
  return Math.floor((reader.end - reader.at) / 8);
}

/** As bytes, so that every bit stays. */
function writeDoubles(writer: ByteWriter, numbers: ArrayLike<number>): void {
  const bytes = new Uint8Array(Float64Array.from(numbers).buffer);
  writer.reserve(bytes.length);
  writer.bytes.set(bytes, writer.length);
  writer.advance(bytes.length);
}

function readDoubles(reader: ByteReader, count: number): Float64Array {
  const start = reader.take(8 * count);
  const doubles = new Float64Array(count);
  new Uint8Array(doubles.buffer).set(reader.bytes.subarray(start, start + 8 * count));
  return doubles;
}
