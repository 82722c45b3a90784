/** A chunk: the samples of one series in one slot. The format is in FORMAT.md. */
import type { FloatHistogram } from '../model/float-histogram.ts';
import type { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { ChunkError } from './chunk-error.ts';
import { decodeHistograms, encodeHistograms } from './histograms.ts';
import { type Column, Scratch, wordsOf } from './scratch.ts';
import { maxTimes, seal, unseal } from './sealed.ts';
import { newDoubles } from './slab.ts';
import { decodeSubset, encodeSubset, otherIndices, type SubsetKind } from './subset.ts';
import { decodeColumn, encodeColumn } from './values/column.ts';

const version = 1;

/** The second byte: how the samples are told among the times (0: all), the stale ones and the histograms (0: none). */
const staleShift = 2;
const histogramShift = 4;

/** Staleness as Prometheus writes it: https://github.com/prometheus/prometheus/blob/main/model/value/value.go */
const staleLow = 2;
const staleHigh = 0x7ff00000;

/** The samples of one series within one slot. */
export interface ChunkSamples {
  /** Bit for bit; of a histogram anything. */
  readonly values: Float64Array;
  /** Beside each value where the sample is a native histogram; undefined for numbers only. A stale one becomes the marker of a number. */
  readonly histograms?: readonly (FloatHistogram | undefined)[] | undefined;
  /** Beside each value its index in the shared times, rising; undefined for all of them. */
  readonly at?: Int32Array | undefined;
}

/** Everything in it is the caller's. */
export interface DecodedChunk {
  readonly timesNumber: number;
  /** Beside each value its index in the shared times, rising; undefined for all of them. */
  readonly at: Int32Array<ArrayBuffer> | undefined;
  /** Of a histogram 0. */
  readonly values: Float64Array<ArrayBuffer>;
  /** Indices of the values that are stale markers, rising; undefined for none. */
  readonly stale: number[] | undefined;
  /** Beside each value; undefined where there are none. */
  readonly histograms: (FloatHistogram | undefined)[] | undefined;
}

const writer = new ByteWriter();
const numbers = new Scratch();

/**
 * @param timesNumber of the shared times, which are `timesCount`, at most 2^23
 * @throws ChunkError where the samples cannot be: `at` does not rise or leaves the times, histograms have too many buckets
 */
export function encodeChunk(timesNumber: number, timesCount: number, samples: ChunkSamples): Uint8Array<ArrayBuffer> {
  checkSamples(timesNumber, timesCount, samples);
  const { values, histograms, at } = samples;
  writer.truncate(0);
  writer.byte(version);
  const shapeAt = writer.length;
  writer.byte(0);
  writer.varint(timesNumber);
  writer.varint(timesCount);
  let shape = at === undefined || at.length === timesCount ? 0 : encodeSubset(writer, at, timesCount);
  const words = wordsOf(values);
  const changes = histograms === undefined ? changesOf(words) : stalePresent;
  if (changes !== stalePresent) {
    if (values.length > 0) encodeColumn(writer, { values, words }, values.length, changes);
  } else {
    const stale = staleOf(words, histograms);
    if (stale.length > 0) shape |= encodeSubset(writer, stale, values.length) << staleShift;
    shape |= encodeMixed(words, otherIndices(stale, values.length), histograms) << histogramShift;
  }
  writer.bytes[shapeAt] = shape;
  return seal(writer);
}

const stalePresent = -1;

/** @returns how many values differ from the one before, or `stalePresent` where there is a stale marker */
function changesOf(words: Uint32Array): number {
  let changes = 0;
  let low = words[0] as number;
  let high = words[1] as number;
  if (high === staleHigh && low === staleLow) return stalePresent;
  for (let i = 2; i < words.length; i += 2) {
    const nextLow = words[i] as number;
    const nextHigh = words[i + 1] as number;
    if (nextLow === low && nextHigh === high) continue;
    if (nextHigh === staleHigh && nextLow === staleLow) return stalePresent;
    changes += 1;
    low = nextLow;
    high = nextHigh;
  }
  return changes;
}

function checkSamples(timesNumber: number, timesCount: number, { values, histograms, at }: ChunkSamples): void {
  const count = values.length;
  if (!(Number.isSafeInteger(timesNumber) && timesNumber >= 0)) throw new ChunkError(`times ${timesNumber} cannot be`);
  if (!(timesCount >= count && timesCount <= maxTimes)) {
    throw new ChunkError(`${count} samples of ${timesCount} times cannot be: ${maxTimes} times are the most`);
  }
  if ((at?.length ?? timesCount) !== count)
    throw new ChunkError(`${count} values have ${at?.length ?? timesCount} times`);
  if ((histograms?.length ?? count) !== count)
    throw new ChunkError(`${count} values have ${histograms?.length} histograms`);
  let before = -1;
  for (const index of at ?? []) {
    if (index <= before || index >= timesCount)
      throw new ChunkError(`${before} is followed by ${index} of ${timesCount} times`);
    before = index;
  }
}

function staleOf(words: Uint32Array, histograms: ChunkSamples['histograms']): number[] {
  const stale: number[] = [];
  if (histograms === undefined) {
    for (let i = 1; i < words.length; i += 2) {
      if (words[i] === staleHigh && words[i - 1] === staleLow) stale.push(i >> 1);
    }
    return stale;
  }
  const sum = new Float64Array(1);
  const sumWords = wordsOf(sum);
  for (const [i, histogram] of histograms.entries()) {
    sumWords[0] = words[2 * i] as number;
    sumWords[1] = words[2 * i + 1] as number;
    if (histogram !== undefined) sum[0] = histogram.sum;
    if (sumWords[1] === staleHigh && sumWords[0] === staleLow) stale.push(i);
  }
  return stale;
}

/** Writes the samples that are not stale. @returns how their histograms are told among them. */
function encodeMixed(words: Uint32Array, fresh: Int32Array, histograms: ChunkSamples['histograms']): SubsetKind {
  const column = numbers.column(fresh.length);
  const places: number[] = [];
  const found: FloatHistogram[] = [];
  let count = 0;
  for (let i = 0; i < fresh.length; i += 1) {
    const index = fresh[i] as number;
    const histogram = histograms?.[index];
    if (histogram === undefined) {
      column.words[2 * count] = words[2 * index] as number;
      column.words[2 * count + 1] = words[2 * index + 1] as number;
      count += 1;
    } else {
      places.push(i);
      found.push(histogram);
    }
  }
  const kind = places.length === 0 ? 0 : encodeSubset(writer, places, fresh.length);
  if (count > 0) encodeColumn(writer, column, count);
  if (found.length > 0) encodeHistograms(writer, found);
  return kind;
}

/**
 * @param timesCountOf how many times the shared times of a number are
 * @throws ChunkError for bytes that are no chunk, or whose times are others; and what `timesCountOf` throws
 */
export function decodeChunk(bytes: Uint8Array, timesCountOf: (timesNumber: number) => number): DecodedChunk {
  const reader = unseal(bytes, version, 'chunk');
  const shape = reader.byte();
  if (shape >> (histogramShift + 2) !== 0) reader.fail(`a chunk cannot be of shape ${shape}`);
  const timesNumber = reader.varint();
  const timesCount = reader.count(maxTimes, 'the number of times');
  const expected = timesCountOf(timesNumber);
  if (timesCount !== expected)
    reader.fail(`the chunk is of ${timesCount} times, and times ${timesNumber} are ${expected}`);
  const at = optionalSubset(reader, shape & 3, timesCount);
  const count = at?.length ?? timesCount;
  const stale = optionalSubset(reader, (shape >> staleShift) & 3, count);
  const freshCount = count - (stale?.length ?? 0);
  const places = optionalSubset(reader, (shape >> histogramShift) & 3, freshCount);
  const values = newDoubles(count);
  const words = wordsOf(values);
  const numberCount = freshCount - (places?.length ?? 0);
  if (numberCount > 0) decodeNumbers(reader, { values, words }, numberCount);
  const decoded = places === undefined || places.length === 0 ? [] : decodeHistograms(reader, places.length);
  reader.expectEnd();
  if (numberCount < count) spread(words, numberCount, stale, places);
  const histograms = decoded.length === 0 ? undefined : placeHistograms(decoded, count, stale, places);
  return { timesNumber, at, values, stale: stale === undefined ? undefined : Array.from(stale), histograms };
}

/** The number of the shared times of a chunk, which is not decoded. @throws ChunkError for bytes that are no chunk */
export function timesNumberOf(bytes: Uint8Array): number {
  const reader = unseal(bytes, version, 'chunk');
  reader.byte();
  return reader.varint();
}

function optionalSubset(reader: ByteReader, kind: number, total: number): Int32Array<ArrayBuffer> | undefined {
  return kind === 0 ? undefined : decodeSubset(reader, kind as SubsetKind, total);
}

/** Stale markers have their own list, so that who reads it need not look at the values. */
function decodeNumbers(reader: ByteReader, column: Column, count: number): void {
  if (decodeColumn(reader, column, count)) return;
  const { words } = column;
  for (let i = 1; i < 2 * count; i += 2) {
    if (words[i] === staleHigh && words[i - 1] === staleLow) reader.fail('a stale marker is among the numbers');
  }
}

type Indices = Int32Array | undefined;

/** Which of all samples are the fresh ones, and which of all are the fresh ones at these places. */
function freshIndices(count: number, stale: Indices): Int32Array {
  return otherIndices(stale ?? [], count);
}

/** Moves the numbers from the front to their places: from the last on, as each moves to the right. */
function spread(words: Uint32Array, numberCount: number, stale: Indices, places: Indices): void {
  const fresh = freshIndices(words.length / 2, stale);
  const numberPlaces = otherIndices(places ?? [], fresh.length);
  for (let i = numberCount - 1; i >= 0; i -= 1) {
    const index = fresh[numberPlaces[i] as number] as number;
    words[2 * index] = words[2 * i] as number;
    words[2 * index + 1] = words[2 * i + 1] as number;
  }
  for (const place of places ?? []) words.fill(0, 2 * (fresh[place] as number), 2 * (fresh[place] as number) + 2);
  for (const index of stale ?? []) {
    words[2 * index] = staleLow;
    words[2 * index + 1] = staleHigh;
  }
}

function placeHistograms(
  histograms: readonly FloatHistogram[],
  count: number,
  stale: Indices,
  places: Indices,
): (FloatHistogram | undefined)[] {
  const fresh = freshIndices(count, stale);
  const placed = new Array<FloatHistogram | undefined>(count).fill(undefined);
  for (const [i, place] of (places ?? new Int32Array(0)).entries()) placed[fresh[place] as number] = histograms[i];
  return placed;
}
