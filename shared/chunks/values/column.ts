/** A column of doubles, bit for bit: the smallest of the encodings. */
import type { ByteReader } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import type { Column } from '../scratch.ts';
import { exponentShift, kindMask, kinds } from './column-kind.ts';
import { decodeConstant, encodeConstant } from './constant.ts';
import { decodeDecimal, encodeDecimal, powersOfTen } from './decimal.ts';
import { decodeNearDecimal, encodeNearDecimal } from './near-decimal.ts';
import { decodeRaw, encodeRaw, rawBytes } from './raw.ts';
import { decodeSparse, encodeSparse } from './sparse.ts';
import { decodeUnits, encodeUnits } from './units.ts';
import { decodeXor, encodeXor, xorBytes } from './xor.ts';

/** @param count at least 1 @param changes how many values differ from the one before, where it is known */
export function encodeColumn(
  writer: ByteWriter,
  column: Column,
  count: number,
  changes: number = changesOf(column.words, count),
): void {
  if (changes === 0) {
    encodeConstant(writer, column);
    return;
  }
  const start = writer.length;
  encodeDense(writer, column, count);
  if (2 * changes > count) return;
  const middle = writer.length;
  encodeSparse(writer, column, count, changes, middle - start, encodeDense);
  keepSmaller(writer, start, middle);
}

/** Without a look at repetitions. */
function encodeDense(writer: ByteWriter, column: Column, count: number): void {
  const start = writer.length;
  const raw = rawBytes(count);
  // Where short decimals are exact, units of the last place are no narrower.
  const isWhole = encodeDecimal(writer, column, count) || encodeByUnits(writer, column, count);
  const limit = isWhole ? Math.min(writer.length - start, raw) : raw;
  const isXor = xorBytes(column, count, limit) < limit;
  if (isWhole && !isXor && limit < raw) return;
  writer.truncate(start);
  if (isXor) encodeXor(writer, column, count);
  else encodeRaw(writer, column, count);
}

/** @returns false where it cannot be, and nothing is written. */
function encodeByUnits(writer: ByteWriter, column: Column, count: number): boolean {
  const start = writer.length;
  const isNear = encodeNearDecimal(writer, column, count);
  const middle = writer.length;
  if (!encodeUnits(writer, column, count)) return isNear;
  if (isNear) keepSmaller(writer, start, middle);
  return true;
}

function changesOf(words: Uint32Array, count: number): number {
  let changes = 0;
  let low = words[0] as number;
  let high = words[1] as number;
  for (let i = 2; i < 2 * count; i += 2) {
    const nextLow = words[i] as number;
    const nextHigh = words[i + 1] as number;
    if (nextLow !== low || nextHigh !== high) changes += 1;
    low = nextLow;
    high = nextHigh;
  }
  return changes;
}

/** Of what was written from `start` to `middle` and from there to the end, the smaller stays; of two equals the first. */
function keepSmaller(writer: ByteWriter, start: number, middle: number): void {
  const first = middle - start;
  const second = writer.length - middle;
  if (first <= second) {
    writer.truncate(middle);
    return;
  }
  writer.bytes.copyWithin(start, middle, writer.length);
  writer.truncate(start + second);
}

/**
 * Reads `count` values, at least 1, into the front of the column.
 * @returns true where no NaN is among them for sure, by how they were encoded. @throws ChunkError
 */
export function decodeColumn(reader: ByteReader, column: Column, count: number): boolean {
  const head = reader.byte();
  if (head !== kinds.sparse) return decodeDense(reader, column, count, head);
  return decodeSparse(reader, column, count, (values, length) => decodeDense(reader, values, length, reader.byte()));
}

function decodeDense(reader: ByteReader, column: Column, count: number, head: number): boolean {
  const exponent = head >> exponentShift;
  const kind = head & kindMask;
  if (exponent < powersOfTen.length) {
    if (kind === kinds.decimal) return decodeDecimal(reader, column, count, exponent);
    if (kind === kinds.constant) return decodeConstant(reader, column, count, exponent);
    if (kind === kinds.nearDecimal) {
      decodeNearDecimal(reader, column, count, exponent);
      return false;
    }
  }
  if (head === kinds.units) decodeUnits(reader, column, count);
  else if (head === kinds.xor) decodeXor(reader, column, count);
  else if (head === kinds.raw) decodeRaw(reader, column, count);
  else reader.fail(`a column cannot begin with ${head}`);
  return false;
}
