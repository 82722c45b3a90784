/**
 * Doubles that are no short decimals but near each other (sums of durations, ratios): their bits, taken as whole numbers, less those of
 * the first. That counts in units of the last place, so that what rises evenly has even differences.
 */
import type { ByteReader } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import { largestInteger } from '../integer-layout.ts';
import { decodeIntegers, encodeIntegers } from '../integers.ts';
import { type Column, Scratch } from '../scratch.ts';
import { kinds } from './column-kind.ts';

const word = 2 ** 32;
const distances = new Scratch();

/** @returns false where the values are too far from the first, and nothing is written. */
export function encodeUnits(writer: ByteWriter, { words }: Column, count: number): boolean {
  const units = distances.take(count);
  const low = words[0] as number;
  const high = words[1] as number;
  for (let i = 0; i < count; i += 1) {
    const distance = ((words[2 * i + 1] as number) - high) * word + ((words[2 * i] as number) - low);
    if (distance > largestInteger || distance < -largestInteger) return false;
    units[i] = distance;
  }
  writer.byte(kinds.units);
  writer.word(low);
  writer.word(high);
  encodeIntegers(writer, units, count);
  return true;
}

export function decodeUnits(reader: ByteReader, { words }: Column, count: number): void {
  const start = reader.take(8);
  const low = reader.view.getUint32(start, true);
  const high = reader.view.getUint32(start + 4, true);
  const units = distances.take(count);
  decodeIntegers(reader, units, count, 1);
  for (let i = 0; i < count; i += 1) {
    words[2 * i] = low;
    words[2 * i + 1] = high;
  }
  addUnits(words, units, count);
}

/** How far the doubles of `words` are from those of `others`. @returns false where one is too far. */
export function unitsBetween(words: Uint32Array, others: Uint32Array, units: Float64Array, count: number): boolean {
  for (let i = 0; i < count; i += 1) {
    const above = (words[2 * i + 1] as number) - (others[2 * i + 1] as number);
    const distance = above * word + ((words[2 * i] as number) - (others[2 * i] as number));
    // Half of the range, as they are not taken from one of them.
    if (distance > largestInteger / 2 || distance < -largestInteger / 2) return false;
    units[i] = distance;
  }
  return true;
}

/** Moves each double by so many units, whole numbers, modulo 2^64. */
export function addUnits(words: Uint32Array, units: Float64Array, count: number): void {
  for (let i = 0; i < count; i += 1) {
    const distance = units[i] as number;
    const above = Math.floor(distance / word);
    const sum = (words[2 * i] as number) + (distance - above * word);
    words[2 * i] = sum;
    words[2 * i + 1] = (words[2 * i + 1] as number) + above + (sum >= word ? 1 : 0);
  }
}
