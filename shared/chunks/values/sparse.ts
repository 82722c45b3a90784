/** Values that stay the same for a while: how long each stays, and a column of those that differ from the one before. */
import type { ByteReader } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import { decodeIntegers, encodeIntegers } from '../integers.ts';
import { type Column, Scratch } from '../scratch.ts';
import { kinds } from './column-kind.ts';

type Encode = (writer: ByteWriter, column: Column, count: number) => void;
type Decode = (column: Column, count: number) => boolean;

const gaps = new Scratch();
const changed = new Scratch();

/**
 * @param changes how many values differ from the one before; at least 1
 * @param limitBytes where it is clear that it takes as many, it ends with these or more
 */
export function encodeSparse(
  writer: ByteWriter,
  column: Column,
  count: number,
  changes: number,
  limitBytes: number,
  inner: Encode,
): void {
  const start = writer.length;
  const lengths = gaps.take(changes);
  const values = changed.column(changes + 1);
  const from = column.words;
  const to = values.words;
  to[0] = from[0] as number;
  to[1] = from[1] as number;
  let next = 0;
  let last = 0;
  for (let i = 1; i < count; i += 1) {
    if (from[2 * i] === from[2 * i - 2] && from[2 * i + 1] === from[2 * i - 1]) continue;
    lengths[next] = i - last - 1;
    last = i;
    next += 1;
    to[2 * next] = from[2 * i] as number;
    to[2 * next + 1] = from[2 * i + 1] as number;
  }
  writer.byte(kinds.sparse);
  writer.varint(changes);
  encodeIntegers(writer, lengths, changes);
  if (writer.length - start < limitBytes) inner(writer, values, changes + 1);
}

/** @returns what `inner` says of the values that changed @throws ChunkError */
export function decodeSparse(reader: ByteReader, { words }: Column, count: number, inner: Decode): boolean {
  const changes = reader.count(count - 1, 'the number of changes');
  if (changes === 0) reader.fail('a sparse column has no changes');
  const lengths = gaps.take(changes);
  decodeIntegers(reader, lengths, changes, 1);
  const values = changed.column(changes + 1);
  const isNumbers = inner(values, changes + 1);
  let at = 0;
  for (let change = 0; change <= changes; change += 1) {
    const length = change === changes ? count - at : 1 + (lengths[change] as number);
    if (!(length >= 1 && length <= count - at)) reader.fail('the changes do not fit');
    const low = values.words[2 * change] as number;
    const high = values.words[2 * change + 1] as number;
    for (const end = at + length; at < end; at += 1) {
      words[2 * at] = low;
      words[2 * at + 1] = high;
    }
  }
  return isNumbers;
}
