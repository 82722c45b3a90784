/**
 * The low 16 bits of series ids that share their high bits: a sorted array of them, or a bitmap where there are many (the idea of Roaring
 * bitmaps). Containers are values: nothing here changes one. On the disk (docs/formats/history.md): a byte that says which and in which
 * version, the ids or the bits little-endian, a CRC-32 of all that.
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

export function encodeContainer(container: IdContainer): Uint8Array {
  const content = container.kind === 'array' ? container.ids : container.words;
  const bytes = new Uint8Array(1 + content.byteLength + checksumBytes);
  bytes[0] = container.kind === 'array' ? arrayByte : bitmapByte;
  bytes.set(new Uint8Array(content.buffer, content.byteOffset, content.byteLength), 1);
  const end = 1 + content.byteLength;
  new DataView(bytes.buffer).setUint32(end, crc32(bytes.subarray(0, end)), true);
  return bytes;
}

/** @throws ContainerError for anything that `encodeContainer` does not make */
export function decodeContainer(bytes: Uint8Array): IdContainer {
  const end = bytes.length - checksumBytes;
  if (end < 1) throw new ContainerError(`${bytes.length} bytes`);
  if (crc32(bytes.subarray(0, end)) !== uint32At(bytes, end)) throw new ContainerError('its checksum is another');
  if (bytes[0] === arrayByte) return decodedArray(bytes, end);
  if (bytes[0] === bitmapByte) return decodedBitmap(bytes, end);
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
