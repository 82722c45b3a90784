/** All values have the same bits: a decimal number where that is shorter, or the eight bytes. */
import type { ByteReader } from '../byte-reader.ts';
import { type ByteWriter, zigzagBytes } from '../byte-writer.ts';
import type { Column } from '../scratch.ts';
import { exponentShift, kinds } from './column-kind.ts';
import { decimalsOf, powersOfTen } from './decimal.ts';

/** In the place of the exponent: eight bytes follow. */
const asBits = 15;

export function encodeConstant(writer: ByteWriter, column: Column): void {
  const decimal = decimalsOf(column, 1);
  if (decimal !== undefined && decimal.exponent < asBits) {
    const value = decimal.integers[0] as number;
    if (zigzagBytes(value) < 8) {
      writer.byte(kinds.constant | (decimal.exponent << exponentShift));
      writer.zigzag(value);
      return;
    }
  }
  writer.byte(kinds.constant | (asBits << exponentShift));
  writer.word(column.words[0] as number);
  writer.word(column.words[1] as number);
}

export function decodeConstant(reader: ByteReader, column: Column, count: number, exponent: number): boolean {
  const { values, words } = column;
  if (exponent !== asBits) {
    values.fill(reader.zigzag() / (powersOfTen[exponent] as number), 0, count);
    return true;
  }
  const start = reader.take(8);
  const low = reader.view.getUint32(start, true);
  const high = reader.view.getUint32(start + 4, true);
  for (let i = 0; i < 2 * count; i += 2) {
    words[i] = low;
    words[i + 1] = high;
  }
  return (high & 0x7ff00000) !== 0x7ff00000;
}
