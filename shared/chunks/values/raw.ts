/** Nothing was smaller: eight bytes a value, little-endian. */
import type { ByteReader } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import type { Column } from '../scratch.ts';
import { kinds } from './column-kind.ts';

export function rawBytes(count: number): number {
  return 1 + 8 * count;
}

export function encodeRaw(writer: ByteWriter, { words }: Column, count: number): void {
  writer.byte(kinds.raw);
  for (let i = 0; i < 2 * count; i += 1) writer.word(words[i] as number);
}

export function decodeRaw(reader: ByteReader, { words }: Column, count: number): void {
  const start = reader.take(8 * count);
  for (let i = 0; i < 2 * count; i += 1) words[i] = reader.view.getUint32(start + 4 * i, true);
}
