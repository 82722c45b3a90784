/**
 * One scrape of one layout, as bytes: what changed since the row of the layout before it, or all values (a keyframe). Values are copied as
 * words of 32 bits and never read as numbers, so that each NaN keeps its payload. docs/formats/history.md
 */
import { crc32 } from 'node:zlib';
import { ByteReader } from '../../../../shared/chunks/byte-reader.ts';
import { ByteWriter } from '../../../../shared/chunks/byte-writer.ts';
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import type { FloatHistogram } from '../../../../shared/model/float-histogram.ts';
import { readHistogram, writeHistogram } from './head-histogram.ts';
import { shortCrc32 } from './short-crc32.ts';

const version = 1;
const keyframeFlag = 1;
const absentFlag = 2;
const histogramsFlag = 4;
const knownFlags = 7;
/** Version, flags, two bytes of zero; checksum; number of series; number of values. */
const headerBytes = 16;

export interface RowHistogram {
  /** Index in the layout. */
  readonly index: number;
  readonly histogram: FloatHistogram;
}

export interface HeadRow {
  readonly isKeyframe: boolean;
  /** A bit for each series of the layout (bit i of word w: series 32 w + i) that has no sample; undefined where all have one. */
  readonly absent: Uint32Array | undefined;
  /** A bit for each whose value is in `values`; undefined in a keyframe, which has all. */
  readonly changed: Uint32Array | undefined;
  /** Two words a value, the low one first. */
  readonly values: Uint32Array;
  /** Of a series that is in here, the value says nothing. Rising by index. */
  readonly histograms: readonly RowHistogram[];
}

export interface RowToEncode {
  /** Two words for each series of the layout. Of one that is absent or has a histogram: those of `before`. */
  readonly words: Uint32Array;
  /** The words of the row before, which become those of this row; undefined in a keyframe. */
  readonly before: Uint32Array | undefined;
  readonly absent: Uint32Array | undefined;
  readonly histograms: readonly RowHistogram[];
}

/** Bitmaps fill whole doubles, so that the values after them can be read in place. */
export function bitmapWords(count: number): number {
  return 2 * Math.ceil(count / 64);
}

export function hasBit(bitmap: Uint32Array, index: number): boolean {
  return (((bitmap[index >>> 5] as number) >>> (index & 31)) & 1) === 1;
}

export function setBit(bitmap: Uint32Array, index: number): void {
  bitmap[index >>> 5] = (bitmap[index >>> 5] as number) | (1 << (index & 31));
}

let scratch = new Uint32Array(16_384);

/** @returns bytes that hold until the next call. */
export function encodeRow({ words, before, absent, histograms }: RowToEncode): Uint8Array {
  const count = words.length / 2;
  const bitmap = bitmapWords(count);
  const most = headerBytes / 4 + 2 * bitmap + words.length;
  if (scratch.length < most) scratch = new Uint32Array(2 * most);
  let at = headerBytes / 4;
  if (absent !== undefined) {
    scratch.set(absent, at);
    at += bitmap;
  }
  const valuesAt = before === undefined ? at : at + bitmap;
  const end = before === undefined ? copied(words, valuesAt) : writeChanges(words, before, at, valuesAt);
  const flags =
    (before === undefined ? keyframeFlag : 0) |
    (absent === undefined ? 0 : absentFlag) |
    (histograms.length === 0 ? 0 : histogramsFlag);
  scratch[0] = version | (flags << 8);
  scratch[2] = count;
  scratch[3] = (end - valuesAt) / 2;
  const bytes = new Uint8Array(scratch.buffer, 0, 4 * end);
  const whole = histograms.length === 0 ? bytes : withHistograms(bytes, histograms);
  new DataView(whole.buffer, whole.byteOffset).setUint32(4, checksumOf(whole), true);
  return whole;
}

function copied(words: Uint32Array, valuesAt: number): number {
  scratch.set(words, valuesAt);
  return valuesAt + words.length;
}

/** Writes bitmap and values, and brings `before` up to date. @returns where the values end. */
function writeChanges(words: Uint32Array, before: Uint32Array, bitmapAt: number, valuesAt: number): number {
  const out = scratch;
  let at = valuesAt;
  let slot = bitmapAt;
  for (let start = 0; start < words.length; start += 64) {
    const stop = Math.min(start + 64, words.length);
    let bits = 0;
    for (let i = start; i < stop; i += 2) {
      const low = words[i] as number;
      const high = words[i + 1] as number;
      if (low === before[i] && high === before[i + 1]) continue;
      bits |= 1 << ((i - start) >>> 1);
      out[at] = low;
      out[at + 1] = high;
      at += 2;
      before[i] = low;
      before[i + 1] = high;
    }
    out[slot] = bits;
    slot += 1;
  }
  out.fill(0, slot, valuesAt);
  return at;
}

function withHistograms(bytes: Uint8Array, histograms: readonly RowHistogram[]): Uint8Array {
  const writer = new ByteWriter();
  writer.reserve(bytes.length);
  writer.bytes.set(bytes);
  writer.advance(bytes.length);
  writer.varint(histograms.length);
  for (const { index, histogram } of histograms) {
    writer.varint(index);
    writeHistogram(writer, histogram);
  }
  return writer.copy();
}

/** Below it, calls of zlib's take longer. */
const shortBytes = 512;

function checksumOf(bytes: Uint8Array): number {
  if (bytes.length < shortBytes) return shortCrc32(bytes, 8, bytes.length, shortCrc32(bytes, 0, 4));
  return crc32(bytes.subarray(8), crc32(bytes.subarray(0, 4)));
}

/** Without a look at the rest: enough to find where a chain begins. */
export function isKeyframe(bytes: Uint8Array): boolean {
  return ((bytes[1] ?? 0) & keyframeFlag) !== 0;
}

/**
 * @param count of series in the layout
 * @returns views of the bytes, where those lie so that it can be
 * @throws ChunkError for what is no row of such a layout
 */
export function decodeRow(given: Uint8Array, count: number): HeadRow {
  const bytes = given.byteOffset % 4 === 0 ? given : Uint8Array.from(given);
  if (bytes.length < headerBytes) throw new ChunkError(`${bytes.length} bytes are no row`, 0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint8(0) !== version) throw new ChunkError(`row version ${view.getUint8(0)} is not known`, 0);
  if (view.getUint32(4, true) !== checksumOf(bytes)) throw new ChunkError('the checksum is wrong', 4);
  const flags = view.getUint8(1);
  if (flags > knownFlags) throw new ChunkError(`flags ${flags}`, 1);
  if (view.getUint32(8, true) !== count) throw new ChunkError(`a row of ${view.getUint32(8, true)} series`, 8);
  const isKey = (flags & keyframeFlag) !== 0;
  const valueCount = view.getUint32(12, true);
  const bitmap = bitmapWords(count);
  let at = headerBytes;
  const take = (words: number) => {
    if (at + 4 * words > bytes.length) throw new ChunkError('the bytes end too early', at);
    const taken = new Uint32Array(bytes.buffer, bytes.byteOffset + at, words);
    at += 4 * words;
    return taken;
  };
  const absent = (flags & absentFlag) === 0 ? undefined : take(bitmap);
  const changed = isKey ? undefined : take(bitmap);
  const expected = changed === undefined ? count : bitsIn(changed, count);
  if (valueCount !== expected) throw new ChunkError(`${valueCount} values, not ${expected}`, 12);
  const values = take(2 * valueCount);
  const histograms =
    (flags & histogramsFlag) === 0 ? [] : readHistograms(new ByteReader(bytes, at, bytes.length), count);
  if (histograms.length === 0 && at !== bytes.length) throw new ChunkError('something follows', at);
  return { isKeyframe: isKey, absent, changed, values, histograms };
}

function readHistograms(reader: ByteReader, count: number): RowHistogram[] {
  const histograms: RowHistogram[] = [];
  const number = reader.count(count, 'the number of histograms');
  let before = -1;
  for (let i = 0; i < number; i += 1) {
    const index = reader.count(count - 1, 'the index of a histogram');
    if (index <= before) reader.fail('the indices do not rise');
    before = index;
    histograms.push({ index, histogram: readHistogram(reader) });
  }
  reader.expectEnd();
  return histograms;
}

/** Brings the words of the row before up to this row. */
export function applyRow({ changed, values }: HeadRow, words: Uint32Array): void {
  if (changed === undefined) {
    words.set(values);
    return;
  }
  let at = 0;
  for (let w = 0; w < changed.length; w += 1) {
    for (let bits = changed[w] as number; bits !== 0; bits &= bits - 1) {
      const to = 2 * (32 * w + 31 - Math.clz32(bits & -bits));
      words[to] = values[at] as number;
      words[to + 1] = values[at + 1] as number;
      at += 2;
    }
  }
}

/** @throws ChunkError where a bit is set that stands for no series */
function bitsIn(bitmap: Uint32Array, count: number): number {
  let sum = 0;
  for (let w = 0; w < bitmap.length; w += 1) {
    let bits = bitmap[w] as number;
    bits -= (bits >>> 1) & 0x55555555;
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    sum += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  const last = count >>> 5;
  for (let w = last; w < bitmap.length; w += 1) {
    const within = w === last ? (2 ** (count & 31) - 1) >>> 0 : 0;
    if (((bitmap[w] as number) & ~within) !== 0) throw new ChunkError('a bit is set beyond the series', undefined);
  }
  return sum;
}
