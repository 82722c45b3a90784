/**
 * The low 16 bits of series ids that share their high bits: a sorted array of them, or a bitmap where there are many (the idea of Roaring
 * bitmaps). Containers are values: nothing here changes one. On the disk (docs/formats/history.md): of up to three ids a number; else a byte
 * that says which and in which version, the ids or the bits little-endian, a CRC-32 of all that.
 */

import { crc32 } from 'node:zlib';
import { firstNotBelow } from '../../../../shared/base/rising.ts';

export type IdContainer =
  /** Rising, no id twice; at most `mostInArray`. */
  | { readonly kind: 'array'; readonly ids: Uint16Array }
  /** Bit i of word w is the id 32 w + i. More ids than an array has. */
  | { readonly kind: 'bitmap'; readonly words: Uint32Array; readonly count: number };

export const idsPerContainer = 65_536;
/** An array of more is larger than a bitmap. */
const mostInArray = 4096;
export const wordsPerBitmap = idsPerContainer / 32;

const arrayByte = 0x11;
const bitmapByte = 0x12;
const runsByte = 0x13;
const checksumBytes = 4;

/** What is no container, though it should be one. */
export class ContainerError extends Error {
  constructor(reason: string) {
    super(`no container of series ids: ${reason}`);
    this.name = 'ContainerError';
  }
}

/** @param ids rising, no id twice. Taken over. */
export function containerOf(ids: Uint16Array): IdContainer {
  if (ids.length <= mostInArray) return { kind: 'array', ids };
  return { kind: 'bitmap', words: wordsOf({ kind: 'array', ids }), count: ids.length };
}

/** @param words taken over */
export function containerOfWords(words: Uint32Array): IdContainer {
  let count = 0;
  for (let w = 0; w < wordsPerBitmap; w += 1) count += bitsIn((words[w] as number) | 0);
  if (count > mostInArray) return { kind: 'bitmap', words, count };
  return { kind: 'array', ids: idsOfWords(words, count) };
}

export function countIn(container: IdContainer): number {
  return container.kind === 'array' ? container.ids.length : container.count;
}

/** All of them, rising. May be the container's own: to be read only. */
export function idsIn(container: IdContainer): Uint16Array {
  return container.kind === 'array' ? container.ids : idsOfWords(container.words, container.count);
}

export function containerHas(container: IdContainer, id: number): boolean {
  if (container.kind === 'bitmap') return hasBit(container.words, id);
  const at = firstNotBelow(container.ids, id, 0);
  return at < container.ids.length && container.ids[at] === id;
}

export function unite(a: IdContainer, b: IdContainer): IdContainer {
  if (countIn(a) === 0) return b;
  if (countIn(b) === 0) return a;
  if (a.kind === 'array' && b.kind === 'array' && a.ids.length + b.ids.length <= mostInArray)
    return { kind: 'array', ids: mergedIds(a.ids, b.ids) };
  const words = wordsOf(a);
  orInto(words, b);
  return containerOfWords(words);
}

export function intersect(a: IdContainer, b: IdContainer): IdContainer {
  if (a.kind === 'array') return b.kind === 'array' ? commonIds(a.ids, b.ids) : filtered(a.ids, b, true);
  if (b.kind === 'array') return filtered(b.ids, a, true);
  const words = new Uint32Array(wordsPerBitmap);
  for (let w = 0; w < wordsPerBitmap; w += 1) words[w] = (a.words[w] as number) & (b.words[w] as number);
  return containerOfWords(words);
}

/** Those of `a` that are not in `b`. */
export function subtract(a: IdContainer, b: IdContainer): IdContainer {
  if (countIn(b) === 0) return a;
  if (a.kind === 'array') return filtered(a.ids, b, false);
  const words = a.words.slice();
  if (b.kind === 'bitmap') {
    for (let w = 0; w < wordsPerBitmap; w += 1) words[w] = (words[w] as number) & ~(b.words[w] as number);
  } else {
    for (const id of b.ids) words[id >>> 5] = (words[id >>> 5] as number) & ~(1 << (id & 31));
  }
  return containerOfWords(words);
}

/** Whether any id is in both; cheaper than to intersect them. */
export function containersMeet(a: IdContainer, b: IdContainer): boolean {
  if (a.kind === 'array' && (b.kind === 'bitmap' || a.ids.length <= b.ids.length))
    return a.ids.some((id) => containerHas(b, id));
  if (b.kind === 'array') return containersMeet(b, a);
  return a.kind === 'bitmap' && a.words.some((word, w) => (word & (b.words[w] as number)) !== 0);
}

/** Adds the container's ids to a bitmap. */
export function orInto(words: Uint32Array, container: IdContainer): void {
  if (container.kind === 'bitmap') {
    for (let w = 0; w < wordsPerBitmap; w += 1) words[w] = (words[w] as number) | (container.words[w] as number);
  } else {
    for (const id of container.ids) words[id >>> 5] = (words[id >>> 5] as number) | (1 << (id & 31));
  }
}

/** As a row has it. */
export type StoredContainer = Uint8Array | number;

export function encodeContainer(container: IdContainer): StoredContainer {
  const few = container.kind === 'array' ? numberOf(container.ids) : undefined;
  return few ?? encodedBytes(container);
}

/** Most labels have few series; so small a number takes one to eight bytes of the disk, and no time to read. */
const mostInNumber = 3;

/** The first id is the lowest 16 bits, and so on: as ids rise, the second is not 0, and the third neither. */
function numberOf(ids: Uint16Array): number | undefined {
  if (ids.length === 0 || ids.length > mostInNumber) return undefined;
  return ids.reduceRight((high, id) => high * idsPerContainer + id, 0);
}

/** In whichever way is shortest. */
function encodedBytes(container: IdContainer): Uint8Array {
  const plain = container.kind === 'array' ? container.ids : container.words;
  const runs = encodedRuns(idsIn(container), plain.byteLength);
  const content = runs ?? new Uint8Array(plain.buffer, plain.byteOffset, plain.byteLength);
  const bytes = new Uint8Array(1 + content.byteLength + checksumBytes);
  bytes[0] = runs !== undefined ? runsByte : container.kind === 'array' ? arrayByte : bitmapByte;
  bytes.set(content, 1);
  const end = 1 + content.byteLength;
  new DataView(bytes.buffer).setUint32(end, crc32(bytes.subarray(0, end)), true);
  return bytes;
}

/**
 * Series that are scraped together are registered one after the other, so most sets are a few runs of ids. By run two varints: how far it begins
 * behind the one before (its last id, at first -1), less one; how many ids come after its first.
 * @returns undefined where it is not shorter
 */
function encodedRuns(ids: Uint16Array, below: number): Uint8Array | undefined {
  const bytes: number[] = [];
  let before = -1;
  for (let from = 0; from < ids.length && bytes.length < below; ) {
    let to = from + 1;
    while (to < ids.length && ids[to] === (ids[to - 1] as number) + 1) to += 1;
    pushVarint(bytes, (ids[from] as number) - before - 1);
    pushVarint(bytes, to - from - 1);
    before = ids[to - 1] as number;
    from = to;
  }
  return bytes.length < below ? Uint8Array.from(bytes) : undefined;
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  for (; rest >= 128; rest >>>= 7) bytes.push((rest & 127) | 128);
  bytes.push(rest);
}

/** @throws ContainerError for anything that `encodeContainer` does not make */
export function decodeContainer(stored: StoredContainer): IdContainer {
  return typeof stored === 'number' ? decodedNumber(stored) : decodedBytes(stored);
}

function decodedNumber(stored: number): IdContainer {
  if (!Number.isInteger(stored) || stored < 0 || stored >= idsPerContainer ** mostInNumber)
    throw new ContainerError(`the number ${stored}`);
  const ids = [stored % idsPerContainer];
  for (let rest = stored; rest >= idsPerContainer; ) {
    rest = Math.floor(rest / idsPerContainer);
    const id = rest % idsPerContainer;
    if (id <= (ids.at(-1) as number)) throw new ContainerError(`the number ${stored}`);
    ids.push(id);
  }
  return { kind: 'array', ids: Uint16Array.from(ids) };
}

function decodedBytes(bytes: Uint8Array): IdContainer {
  // A page that is damaged may say that there is something else.
  if (!(bytes instanceof Uint8Array)) throw new ContainerError('no bytes');
  const end = bytes.length - checksumBytes;
  if (end < 1) throw new ContainerError(`${bytes.length} bytes`);
  if (crc32(bytes.subarray(0, end)) !== uint32At(bytes, end)) throw new ContainerError('its checksum is another');
  if (bytes[0] === arrayByte) return decodedArray(bytes, end);
  if (bytes[0] === bitmapByte) return decodedBitmap(bytes, end);
  if (bytes[0] === runsByte) return decodedRuns(bytes, end);
  throw new ContainerError(`of kind ${bytes[0]}`);
}

function uint32At(bytes: Uint8Array, at: number): number {
  const [a, b, c, d] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]] as [number, number, number, number];
  return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
}

function decodedArray(bytes: Uint8Array, end: number): IdContainer {
  if (end % 2 === 0 || end > 1 + 2 * mostInArray) throw new ContainerError(`an array of ${end - 1} bytes`);
  const ids = new Uint16Array((end - 1) / 2);
  for (let i = 0; i < ids.length; i += 1) ids[i] = (bytes[2 * i + 1] as number) | ((bytes[2 * i + 2] as number) << 8);
  for (let i = 1; i < ids.length; i += 1) {
    if ((ids[i] as number) <= (ids[i - 1] as number)) throw new ContainerError(`its id ${i} does not rise`);
  }
  return { kind: 'array', ids };
}

function decodedBitmap(bytes: Uint8Array, end: number): IdContainer {
  if (end !== 1 + 4 * wordsPerBitmap) throw new ContainerError(`a bitmap of ${end - 1} bytes`);
  const words = new Uint32Array(wordsPerBitmap);
  new Uint8Array(words.buffer).set(bytes.subarray(1, end));
  const container = containerOfWords(words);
  if (container.kind === 'array') throw new ContainerError(`a bitmap of ${container.ids.length} ids`);
  return container;
}

function decodedRuns(bytes: Uint8Array, end: number): IdContainer {
  const runs = runsIn(bytes, end);
  let count = 0;
  for (let i = 0; i < runs.length; i += 2) count += (runs[i + 1] as number) - (runs[i] as number) + 1;
  if (count > mostInArray) {
    const words = new Uint32Array(wordsPerBitmap);
    for (let i = 0; i < runs.length; i += 2) setRange(words, runs[i] as number, runs[i + 1] as number);
    return { kind: 'bitmap', words, count };
  }
  const ids = new Uint16Array(count);
  let to = 0;
  for (let i = 0; i < runs.length; i += 2) {
    for (let id = runs[i] as number; id <= (runs[i + 1] as number); id += 1) {
      ids[to] = id;
      to += 1;
    }
  }
  return { kind: 'array', ids };
}

/** @returns of each run the first id and the last */
function runsIn(bytes: Uint8Array, end: number): readonly number[] {
  const runs: number[] = [];
  let before = -1;
  let value = 0;
  let shift = 0;
  for (let at = 1; at < end; at += 1) {
    const byte = bytes[at] as number;
    value |= (byte & 127) << shift;
    shift += 7;
    if (byte >= 128) {
      // An id has 16 bits.
      if (shift > 14) throw new ContainerError('a run of a number that is too long');
      continue;
    }
    const isFirst = runs.length % 2 === 0;
    before += isFirst ? value + 1 : value;
    if (before >= idsPerContainer) throw new ContainerError(`a run up to ${before}`);
    runs.push(before);
    [value, shift] = [0, 0];
  }
  if (shift > 0 || runs.length % 2 === 1) throw new ContainerError('a run without an end');
  return runs;
}

/** @param last inclusive */
function setRange(words: Uint32Array, first: number, last: number): void {
  for (let id = first; id <= last; ) {
    const w = id >>> 5;
    const isWhole = (id & 31) === 0 && id + 31 <= last;
    words[w] = isWhole ? 0xffffffff : (words[w] as number) | (1 << (id & 31));
    id += isWhole ? 32 : 1;
  }
}

function wordsOf(container: IdContainer): Uint32Array {
  if (container.kind === 'bitmap') return container.words.slice();
  const words = new Uint32Array(wordsPerBitmap);
  orInto(words, container);
  return words;
}

function idsOfWords(words: Uint32Array, count: number): Uint16Array {
  const ids = new Uint16Array(count);
  let at = 0;
  for (let w = 0; w < wordsPerBitmap; w += 1) {
    for (let word = (words[w] as number) | 0; word !== 0; word &= word - 1) {
      ids[at] = w * 32 + (31 - Math.clz32(word & -word));
      at += 1;
    }
  }
  return ids;
}

function hasBit(words: Uint32Array, id: number): boolean {
  return (((words[id >>> 5] as number) >>> (id & 31)) & 1) === 1;
}

/** @param word with a sign, so that all of this stays whole numbers of 32 bits */
function bitsIn(word: number): number {
  const pairs = (word - ((word >>> 1) & 0x55555555)) | 0;
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function mergedIds(a: Uint16Array, b: Uint16Array): Uint16Array {
  const out = new Uint16Array(a.length + b.length);
  let i = 0;
  let j = 0;
  let count = 0;
  while (i < a.length || j < b.length) {
    const left = i < a.length ? (a[i] as number) : idsPerContainer;
    const right = j < b.length ? (b[j] as number) : idsPerContainer;
    out[count] = Math.min(left, right);
    count += 1;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return out.slice(0, count);
}

/** Each of the fewer is looked for in the rest of the more. */
function commonIds(a: Uint16Array, b: Uint16Array): IdContainer {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  const out = new Uint16Array(few.length);
  let at = 0;
  let count = 0;
  for (const id of few) {
    at = firstNotBelow(many, id, at);
    if (at === many.length) break;
    if (many[at] !== id) continue;
    out[count] = id;
    count += 1;
  }
  return { kind: 'array', ids: out.slice(0, count) };
}

function filtered(ids: Uint16Array, by: IdContainer, wanted: boolean): IdContainer {
  return { kind: 'array', ids: ids.filter((id) => containerHas(by, id) === wanted) };
}
