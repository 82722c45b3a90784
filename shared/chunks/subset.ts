/** Which of so many things there are: a range, runs, or a bitmap, whichever is smallest. */
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/** 0 is for the one who asks: all, or none. */
export type SubsetKind = 0 | 1 | 2 | 3;
const range = 1;
const runs = 2;
const bitmap = 3;

/**
 * @param indices rising whole numbers from 0 to `total` - 1
 * @returns how it was written, which is not in what was written.
 */
export function encodeSubset(writer: ByteWriter, indices: ArrayLike<number>, total: number): SubsetKind {
  const count = indices.length;
  const first = count === 0 ? 0 : (indices[0] as number);
  if (count === 0 || (indices[count - 1] as number) - first === count - 1) {
    writer.varint(first);
    writer.varint(count);
    return range;
  }
  const start = writer.length;
  writeRuns(writer, indices);
  const bitmapBytes = Math.ceil(total / 8);
  if (writer.length - start <= bitmapBytes) return runs;
  writer.truncate(start);
  writer.reserve(bitmapBytes);
  const { bytes } = writer;
  bytes.fill(0, start, start + bitmapBytes);
  for (let i = 0; i < count; i += 1) {
    const index = indices[i] as number;
    const at = start + (index >> 3);
    bytes[at] = (bytes[at] as number) | (1 << (index & 7));
  }
  writer.advance(bitmapBytes);
  return bitmap;
}

/** Of each run how many are left out before it, and how many it has beyond one; between runs one at least is left out. */
function writeRuns(writer: ByteWriter, indices: ArrayLike<number>): void {
  let count = 1;
  for (let i = 1; i < indices.length; i += 1) if (indices[i] !== (indices[i - 1] as number) + 1) count += 1;
  writer.varint(count);
  let end = -1;
  for (let i = 0; i < indices.length; ) {
    const first = indices[i] as number;
    let length = 1;
    while (i + length < indices.length && indices[i + length] === first + length) length += 1;
    writer.varint(first - end - 1);
    writer.varint(length - 1);
    end = first + length;
    i += length;
  }
}

/** @throws ChunkError */
export function decodeSubset(reader: ByteReader, kind: SubsetKind, total: number): Int32Array<ArrayBuffer> {
  if (kind === range) {
    const first = reader.count(total, 'the first index');
    const count = reader.count(total - first, 'the number of indices');
    const indices = new Int32Array(count);
    for (let i = 0; i < count; i += 1) indices[i] = first + i;
    return indices;
  }
  return kind === runs ? readRuns(reader, total) : readBitmap(reader, total);
}

function readRuns(reader: ByteReader, total: number): Int32Array<ArrayBuffer> {
  const indices = new Int32Array(total);
  let count = 0;
  let end = -1;
  for (let left = reader.count(total, 'the number of runs'); left > 0; left -= 1) {
    const first = end + 1 + reader.count(total, 'a gap');
    if (first >= total) reader.fail('a run begins after the last index');
    end = first + 1 + reader.count(total - first - 1, 'the length of a run');
    for (let index = first; index < end; index += 1) {
      indices[count] = index;
      count += 1;
    }
  }
  return indices.slice(0, count);
}

function readBitmap(reader: ByteReader, total: number): Int32Array<ArrayBuffer> {
  const start = reader.take(Math.ceil(total / 8));
  const indices = new Int32Array(total);
  let count = 0;
  for (let at = start; at < reader.at; at += 1) {
    for (let bits = reader.bytes[at] as number; bits !== 0; bits &= bits - 1) {
      indices[count] = 8 * (at - start) + 31 - Math.clz32(bits & -bits);
      count += 1;
    }
  }
  if (count > 0 && (indices[count - 1] as number) >= total) reader.fail('a bit is set after the last index');
  return indices.slice(0, count);
}

/** @returns the indices from 0 to `total` - 1 that are not among `indices`. */
export function otherIndices(indices: ArrayLike<number>, total: number): Int32Array<ArrayBuffer> {
  const others = new Int32Array(total - indices.length);
  let next = 0;
  let count = 0;
  for (let index = 0; index < total; index += 1) {
    if (next < indices.length && indices[next] === index) next += 1;
    else {
      others[count] = index;
      count += 1;
    }
  }
  return others;
}
