/**
 * A column of whole numbers: as they are, as differences, or as differences of differences, whichever is smallest; bit-packed in blocks
 * of 32, each with a width of its own. What all differences are multiples of is divided out first.
 */
import { pack, packSmall, unpack, unpackSums } from './bit-packing.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { blockLength, blocksOf, chooseLayout, chooseSmallLayout, type IntegerLayout } from './integer-layout.ts';
import { IntegerScratch, Scratch } from './scratch.ts';

/** The first byte of a column: its order in bits 0 and 1, these, and in bits 3 to 5 how many bits a width takes. */
const minimaFlag = 4;
const stepFlag = 64;
const allEqual = 128;
const widthBitsShift = 3;

/** Exclusive, of what is computed with in 32 bits. */
const mostSmall = 2 ** 28;

const quotients = new Scratch();
const residuals = new Scratch();
const smallQuotients = new IntegerScratch();
const smallResiduals = new IntegerScratch();
const decodedWidths = new Scratch();
const decodedMinima = new Scratch();

/** @param values `count` whole numbers, at least one; each, and its difference from the first, within ±largestInteger */
export function encodeIntegers(writer: ByteWriter, values: Float64Array, count: number): void {
  const first = values[0] as number;
  const step = commonStep(values, count);
  if (step === 0) {
    writer.byte(allEqual);
    writer.zigzag(first);
    return;
  }
  const small = smallQuotients.take(count);
  if (takeSmallSteps(values, count, step, small)) {
    const layout = chooseSmallLayout(small, count);
    writeHead(writer, layout, { first, step, firstDelta: small[1] as number }, count);
    writeSmallBlocks(writer, layout, small, count);
    return;
  }
  const steps = quotients.take(count);
  if (step === 1) for (let i = 0; i < count; i += 1) steps[i] = (values[i] as number) - first;
  else for (let i = 0; i < count; i += 1) steps[i] = ((values[i] as number) - first) / step;
  const layout = chooseLayout(steps, count);
  writeHead(writer, layout, { first, step, firstDelta: steps[1] as number }, count);
  writeBlocks(writer, layout, steps, count);
}

interface Start {
  readonly first: number;
  readonly step: number;
  readonly firstDelta: number;
}

/** @returns false where one is not within ±2^28: sums and differences of so large ones need more than 32 bits. */
function takeSmallSteps(values: Float64Array, count: number, step: number, small: Int32Array): boolean {
  const first = values[0] as number;
  for (let i = 0; i < count; i += 1) {
    const difference = (values[i] as number) - first;
    const quotient = step === 1 ? difference : difference / step;
    const integer = quotient | 0;
    if (integer !== quotient || (integer + mostSmall) >>> 0 >= 2 * mostSmall) return false;
    small[i] = integer;
  }
  return true;
}

function writeHead(writer: ByteWriter, layout: IntegerLayout, { first, step, firstDelta }: Start, count: number): void {
  const { order, hasMinima, minimum, minima, minimaWidth, widths, narrowest, widthBits } = layout;
  const flags = order | (hasMinima ? minimaFlag : 0) | (step === 1 ? 0 : stepFlag);
  writer.byte(flags | (widthBits << widthBitsShift));
  writer.zigzag(first);
  if (step !== 1) writer.varint(step);
  if (order === 2) writer.zigzag(firstDelta);
  writer.zigzag(minimum);
  writer.byte(narrowest);
  const blocks = blocksOf(count);
  pack(writer, widths, 0, blocks, widthBits, narrowest);
  if (hasMinima) {
    writer.byte(minimaWidth);
    pack(writer, minima, 0, blocks, minimaWidth, minimum);
  }
}

function writeBlocks(writer: ByteWriter, layout: IntegerLayout, steps: Float64Array, count: number): void {
  const { order, hasMinima, minimum, minima, widths } = layout;
  const blocks = blocksOf(count);
  const column = order === 0 ? steps : residualsOf(steps, count, order);
  for (let block = 0, from = 1; block < blocks; block += 1, from += blockLength) {
    const least = hasMinima ? (minima[block] as number) : minimum;
    pack(writer, column, from, Math.min(blockLength, count - from), widths[block] as number, least);
  }
}

function writeSmallBlocks(writer: ByteWriter, layout: IntegerLayout, steps: Int32Array, count: number): void {
  const { order, hasMinima, minimum, minima, widths } = layout;
  const blocks = blocksOf(count);
  const column = order === 0 ? steps : smallResidualsOf(steps, count, order);
  for (let block = 0, from = 1; block < blocks; block += 1, from += blockLength) {
    const least = hasMinima ? (minima[block] as number) : minimum;
    packSmall(writer, column, from, Math.min(blockLength, count - from), widths[block] as number, least);
  }
}

function smallResidualsOf(steps: Int32Array, count: number, order: 1 | 2): Int32Array {
  const column = smallResiduals.take(count);
  let before = 0;
  let beforeDelta = order === 1 ? 0 : (steps[1] as number);
  for (let i = 1; i < count; i += 1) {
    const value = steps[i] as number;
    const delta = (value - before) | 0;
    column[i] = (delta - beforeDelta) | 0;
    before = value;
    if (order === 2) beforeDelta = delta;
  }
  return column;
}

/**
 * The greatest number that all differences from the first are multiples of; 0 where all are equal. A quotient of two numbers up to 2^52
 * is rounded to a whole one only where it is one, so that no remainder (slow with doubles) is needed.
 */
function commonStep(values: Float64Array, count: number): number {
  const first = values[0] as number;
  let step = 0;
  for (let i = 1; i < count; i += 1) {
    const difference = Math.abs((values[i] as number) - first);
    if (difference === 0) continue;
    if (step === 0) step = difference;
    const quotient = difference / step;
    if (Math.floor(quotient) === quotient) continue;
    step = greatestDivisor(difference, step);
    if (step === 1) return 1;
  }
  return step;
}

function greatestDivisor(one: number, other: number): number {
  let a = one;
  let b = other;
  while (b !== 0) {
    const rest = a - Math.floor(a / b) * b;
    a = b;
    b = rest;
  }
  return a;
}

/** Of index 1 on: index 0 is the first value. */
function residualsOf(steps: Float64Array, count: number, order: 1 | 2): Float64Array {
  const column = residuals.take(count);
  let before = 0;
  let beforeDelta = order === 1 ? 0 : (steps[1] as number);
  for (let i = 1; i < count; i += 1) {
    const value = steps[i] as number;
    const delta = value - before;
    column[i] = delta - beforeDelta;
    before = value;
    if (order === 2) beforeDelta = delta;
  }
  return column;
}

/** Reads a column into out[0] … out[count - 1], each divided by `divisor`. @param count at least 1 @throws ChunkError */
export function decodeIntegers(reader: ByteReader, out: Float64Array, count: number, divisor: number): void {
  const flags = reader.byte();
  const order = flags & 3;
  if (flags > allEqual || order === 3) reader.fail(`a column of integers cannot begin with ${flags}`);
  const first = reader.zigzag();
  if (flags === allEqual) {
    out.fill(first / divisor, 0, count);
    return;
  }
  const step = (flags & stepFlag) === 0 ? 1 : reader.varint();
  const delta = order === 2 ? reader.zigzag() : 0;
  const minimum = reader.zigzag();
  const narrowest = reader.byte();
  const blocks = blocksOf(count);
  const widths = decodedWidths.take(blocks);
  unpack(reader, widths, 0, blocks, (flags >> widthBitsShift) & 7, narrowest);
  const minima = decodedMinima.take(blocks);
  const hasMinima = (flags & minimaFlag) !== 0;
  if (hasMinima) unpack(reader, minima, 0, blocks, reader.byte(), minimum);
  // Without a step the sums are the numbers themselves.
  const start = step === 1 ? first : 0;
  let sum = start;
  out[0] = start;
  for (let block = 0, from = 1; block < blocks; block += 1, from += blockLength) {
    const width = widths[block] as number;
    const least = hasMinima ? (minima[block] as number) : minimum;
    const length = Math.min(blockLength, count - from);
    if (order === 1) sum = unpackSums(reader, out, from, length, width, least, sum);
    else unpack(reader, out, from, length, width, order === 0 ? least + start : least);
  }
  if (order === 2) addUpTwice(out, count, delta);
  if (step !== 1) for (let i = 0; i < count; i += 1) out[i] = first + step * (out[i] as number);
  if (divisor !== 1) for (let i = 0; i < count; i += 1) out[i] = (out[i] as number) / divisor;
}

function addUpTwice(out: Float64Array, count: number, firstDelta: number): void {
  let value = out[0] as number;
  let delta = firstDelta;
  for (let i = 1; i < count; i += 1) {
    delta += out[i] as number;
    value += delta;
    out[i] = value;
  }
}
