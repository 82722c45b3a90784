/** Values that are whole numbers once they are multiplied by a power of ten: counters, bytes, seconds with milliseconds, percentages. */
import type { ByteReader } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import { decodeIntegers, encodeIntegers } from '../integers.ts';
import { type Column, Scratch } from '../scratch.ts';
import { exponentShift, kinds } from './column-kind.ts';

/** Exact as doubles, so that a division by them gives the double nearest to the decimal number: the one it was read as. */
export const powersOfTen = Array.from({ length: 16 }, (_, exponent) => Number(`1e${exponent}`));

/** To here adding and taking away `rounder` rounds to a whole number. */
export const largestDecimal = 2 ** 51 - 1;
export const rounder = 1.5 * 2 ** 52;

const scaled = new Scratch();

interface Decimals {
  readonly exponent: number;
  readonly integers: Float64Array;
}

/** @returns undefined where not all values are such numbers; the integers hold until the next call. */
export function decimalsOf({ values, words }: Column, count: number): Decimals | undefined {
  const integers = scaled.take(count);
  const whole = wholeOnes(values, words, integers, count);
  if (whole === count) return { exponent: 0, integers };
  let exponent = 0;
  let power = 1;
  // From the first that is not whole.
  for (let i = whole; i < count; i += 1) {
    const value = values[i] as number;
    const integer = value * power + rounder - rounder;
    if (integer / power === value && integer <= largestDecimal && integer >= -largestDecimal) {
      // -0 is equal to 0.
      if (integer === 0 && words[2 * i + 1] !== 0) return undefined;
      integers[i] = integer;
      continue;
    }
    exponent = exponentFor(value, exponent + 1);
    if (exponent >= powersOfTen.length) return undefined;
    power = powersOfTen[exponent] as number;
    // Again from the first, with more places.
    i = -1;
  }
  return { exponent, integers };
}

/** Without a division, as most columns are whole. @returns how many of the first values are such numbers as they are. */
function wholeOnes(values: Float64Array, words: Uint32Array, integers: Float64Array, count: number): number {
  for (let i = 0; i < count; i += 1) {
    const value = values[i] as number;
    const isWhole = value + rounder - rounder === value && value <= largestDecimal && value >= -largestDecimal;
    if (!isWhole || (value === 0 && words[2 * i + 1] !== 0)) return i;
    integers[i] = value;
  }
  return count;
}

/** @returns the smallest exponent from `least` on that makes a whole number of the value, or the number of powers where there is none. */
function exponentFor(value: number, least: number): number {
  let exponent = least;
  for (; exponent < powersOfTen.length; exponent += 1) {
    const power = powersOfTen[exponent] as number;
    if ((value * power + rounder - rounder) / power === value) break;
  }
  return exponent;
}

/** @returns false where it cannot be, and nothing is written. */
export function encodeDecimal(writer: ByteWriter, column: Column, count: number): boolean {
  const decimals = decimalsOf(column, count);
  if (decimals === undefined) return false;
  writer.byte(kinds.decimal | (decimals.exponent << exponentShift));
  encodeIntegers(writer, decimals.integers, count);
  return true;
}

export function decodeDecimal(reader: ByteReader, { values }: Column, count: number, exponent: number): true {
  decodeIntegers(reader, values, count, powersOfTen[exponent] as number);
  return true;
}
