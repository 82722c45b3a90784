/**
 * Short decimals that were computed, not read: sums of nanoseconds as seconds, milliseconds times 0.001. Each is a decimal number and a few
 * units of the last place: a column of the decimals, and one of how far off the values are.
 */
import type { ByteReader } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import { decodeIntegers, encodeIntegers } from '../integers.ts';
import { type Column, Scratch } from '../scratch.ts';
import { exponentShift, kinds } from './column-kind.ts';
import { largestDecimal, powersOfTen, rounder } from './decimal.ts';
import { addUnits, unitsBetween } from './units.ts';

/** Of a value: some 1,000 units of its last place, which a sum of a million numbers is off. */
const tolerance = 2 ** -42;

const scaled = new Scratch();
const nearest = new Scratch();
const offsets = new Scratch();

/** @returns false where it cannot be, and nothing is written. */
export function encodeNearDecimal(writer: ByteWriter, column: Column, count: number): boolean {
  const integers = scaled.take(count);
  const exponent = nearDecimals(column.values, integers, count);
  if (exponent === undefined) return false;
  const power = powersOfTen[exponent] as number;
  const decimals = nearest.column(count);
  for (let i = 0; i < count; i += 1) decimals.values[i] = (integers[i] as number) / power;
  const units = offsets.take(count);
  if (!unitsBetween(column.words, decimals.words, units, count)) return false;
  writer.byte(kinds.nearDecimal | (exponent << exponentShift));
  encodeIntegers(writer, integers, count);
  encodeIntegers(writer, units, count);
  return true;
}

/** @returns the smallest exponent that brings each value near a whole number; undefined where there is none. */
function nearDecimals(values: Float64Array, integers: Float64Array, count: number): number | undefined {
  let exponent = 0;
  let power = 1;
  for (let i = 0; i < count; i += 1) {
    const value = values[i] as number;
    const integer = value * power + rounder - rounder;
    // Not so of a NaN.
    if (Math.abs(integer / power - value) <= Math.abs(value) * tolerance) {
      if (integer > largestDecimal || integer < -largestDecimal) return undefined;
      integers[i] = integer;
      continue;
    }
    exponent += 1;
    if (exponent >= powersOfTen.length) return undefined;
    power = powersOfTen[exponent] as number;
    // Again from the first, with one more place.
    i = -1;
  }
  return exponent;
}

export function decodeNearDecimal(reader: ByteReader, column: Column, count: number, exponent: number): void {
  decodeIntegers(reader, column.values, count, powersOfTen[exponent] as number);
  const units = offsets.take(count);
  decodeIntegers(reader, units, count, 1);
  addUnits(column.words, units, count);
}
