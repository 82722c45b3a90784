/**
 * The lines of a target that were seen before: of a sample its series as it stands there (name and labels), of a comment all of it. Each has
 * a number, an *entry*, and what came behind it last time, so that a body that repeats itself is compared and not searched.
 *
 * The typed arrays are the parsers' (known-lines.ts reads them for every line); who owns the cache has `ids`, `labels`, `trim`.
 */
import type { Labels } from '../model/labels.ts';
import { textOf } from './bytes-text.ts';
import type { ParsedComment } from './parsed-comment.ts';

/** An id that is none. */
export const noId = 0xffff_ffff;

/** What a line is; of a sample every other. */
export const commentLine = 1;
const sampleLine = 0;

const shortText = 64;

const firstEntries = 256;
const firstBytes = 1 << 14;

/** The comparison of four bytes at a time may read so far behind a text. */
export const padding = 4;

/** Keeps the bytes of a little-endian word that belong to the text, where so many of them do. */
const wordMasks = Int32Array.of(0, 0xff, 0xffff, 0xff_ffff);

/** A view of the same size, or a larger one with the same beginning. */
export function grown<Kind extends Uint8Array | Uint32Array | Int32Array | Float64Array>(
  old: Kind,
  least: number,
): Kind {
  if (old.length >= least) return old;
  const larger = new (old.constructor as new (length: number) => Kind)(Math.max(least, 2 * old.length));
  larger.set(old);
  return larger;
}

export class LineCache {
  /** The caller's number of each entry; `noId` where it has none yet. */
  ids = new Uint32Array(firstEntries).fill(noId);
  /** The texts, one behind the other. */
  slab = new Uint8Array(firstBytes);
  view = new DataView(this.slab.buffer);
  starts = new Uint32Array(firstEntries);
  lengths = new Uint32Array(firstEntries);
  kinds = new Uint8Array(firstEntries);
  /** Line breaks from the line's beginning to the next one's. */
  breaks = new Uint32Array(firstEntries);
  /** The call of `begin` in which the line was last seen. */
  seen = new Uint32Array(firstEntries);
  /** At `entry + 1` what came behind it, at 0 what came first; -1 where that is not known. */
  following = new Int32Array(firstEntries + 1).fill(-1);
  generation = 0;
  #size = 0;
  #used = 0;
  #sizeBefore = 0;
  #hashes = new Uint32Array(firstEntries);
  /** Entries by hash, -1 where a place is free; never more than half full. */
  #table = new Int32Array(4 * firstEntries).fill(-1);
  #labels: (Labels | undefined)[] = [];
  #comments: (ParsedComment | undefined)[] = [];
  /** Of the few whose labels are not all that they expose. */
  #exposed = new Map<number, Labels>();

  get size(): number {
    return this.#size;
  }

  /** Of the lines' texts: labels and comments, which are made of these, take a few times as much. */
  get sizeBytes(): number {
    return this.#used;
  }

  /** A body begins. */
  begin(): void {
    this.generation += 1;
    this.#sizeBefore = this.#size;
  }

  /** Lines that were added since the body began. */
  get added(): number {
    return this.#size - this.#sizeBefore;
  }

  /** @param bytes readable for `padding` bytes behind `to`. @returns the entry, or -1 */
  find(bytes: DataView, from: number, to: number): number {
    const hash = hashOf(bytes, from, to - from);
    const mask = this.#table.length - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const entry = this.#table[place] as number;
      if (entry === -1) return -1;
      if (this.#hashes[entry] === hash && this.lengths[entry] === to - from && this.isAt(entry, bytes, from))
        return entry;
    }
  }

  /** Whether the bytes there begin with the entry's. */
  isAt(entry: number, bytes: DataView, at: number): boolean {
    const { view } = this;
    const length = this.lengths[entry] as number;
    const start = this.starts[entry] as number;
    const whole = length & ~3;
    for (let i = 0; i < whole; i += 4)
      if (view.getInt32(start + i, true) !== bytes.getInt32(at + i, true)) return false;
    const left = length & 3;
    if (left === 0) return true;
    const difference = view.getInt32(start + whole, true) ^ bytes.getInt32(at + whole, true);
    return (difference & (wordMasks[left] as number)) === 0;
  }

  /** A line that is not there yet. @returns its entry */
  add(bytes: Uint8Array, from: number, to: number, view: DataView): number {
    const entry = this.#size;
    const length = to - from;
    this.#makeRoom(length);
    this.starts[entry] = this.#used;
    this.lengths[entry] = length;
    this.kinds[entry] = sampleLine;
    this.breaks[entry] = 1;
    this.ids[entry] = noId;
    this.following[entry + 1] = -1;
    const { slab } = this;
    // Of a short one a view would cost more than the bytes.
    if (length > shortText) slab.set(bytes.subarray(from, to), this.#used);
    else for (let i = 0; i < length; i += 1) slab[this.#used + i] = bytes[from + i] as number;
    this.#used += length;
    this.#hashes[entry] = hashOf(view, from, length);
    this.#size += 1;
    this.#place(entry);
    return entry;
  }

  /** The text of a sample's series, or a comment's, as it stands in the body. */
  text(entry: number): string {
    const start = this.starts[entry] as number;
    return textOf(this.slab, start, start + (this.lengths[entry] as number));
  }

  /** Of a sample, with the metric's name, without labels that are empty. */
  labels(entry: number): Labels {
    return this.#labels[entry] ?? [];
  }

  /** The same with labels that are empty: they are none, but who merges in other labels has to know of them. */
  exposed(entry: number): Labels {
    return this.#exposed.get(entry) ?? this.labels(entry);
  }

  /** Undefined of a plain comment, and of a sample. */
  comment(entry: number): ParsedComment | undefined {
    return this.#comments[entry];
  }

  setLabels(entry: number, labels: Labels, exposed = labels): void {
    this.#labels[entry] = labels;
    if (exposed !== labels) this.#exposed.set(entry, exposed);
  }

  setComment(entry: number, comment: ParsedComment | undefined): void {
    this.kinds[entry] = commentLine;
    this.#comments[entry] = comment;
  }

  /** Entries of samples that the last body had not, though the one before had them. */
  vanished(): readonly number[] {
    const entries: number[] = [];
    for (let entry = 0; entry < this.#size; entry += 1) {
      if (this.seen[entry] === this.generation - 1 && this.kinds[entry] === sampleLine) entries.push(entry);
    }
    return entries;
  }

  /**
   * Forgets what none of the last bodies had, once that is most of the cache: a target whose series come and go would fill the memory.
   * The entries that stay get other numbers, and keep their ids.
   * @param bodies so many, the last one included
   */
  trim(bodies: number): void {
    const oldest = this.generation - bodies;
    let living = 0;
    for (let entry = 0; entry < this.#size; entry += 1) if ((this.seen[entry] as number) > oldest) living += 1;
    if (this.#size - living <= Math.max(living, firstEntries)) return;
    const old = { ...this.#contents(), size: this.#size };
    this.clear();
    const view = new DataView(old.slab.buffer);
    for (let entry = 0; entry < old.size; entry += 1) {
      if ((old.seen[entry] as number) <= oldest) continue;
      const start = old.starts[entry] as number;
      const kept = this.add(old.slab, start, start + (old.lengths[entry] as number), view);
      this.ids[kept] = old.ids[entry] as number;
      this.kinds[kept] = old.kinds[entry] as number;
      this.breaks[kept] = old.breaks[entry] as number;
      this.seen[kept] = old.seen[entry] as number;
      this.#labels[kept] = old.labels[entry];
      this.#comments[kept] = old.comments[entry];
      const exposed = old.exposed.get(entry);
      if (exposed !== undefined) this.#exposed.set(kept, exposed);
    }
  }

  /** Forgets the entries from `size` on, those that came last. */
  cut(size: number): void {
    if (size >= this.#size) return;
    // The last one first: whoever came after it is gone then, and nobody's way through the table leads over its place.
    for (let entry = this.#size - 1; entry >= size; entry -= 1) this.#table[this.#placeOf(entry)] = -1;
    for (let entry = size; entry < this.#size; entry += 1) this.#exposed.delete(entry);
    this.#used = this.starts[size] as number;
    this.#size = size;
    this.#sizeBefore = Math.min(this.#sizeBefore, size);
    this.#labels.length = Math.min(this.#labels.length, size);
    this.#comments.length = Math.min(this.#comments.length, size);
    for (let i = 0; i <= size; i += 1) if ((this.following[i] as number) >= size) this.following[i] = -1;
  }

  /** Forgets everything. */
  clear(): void {
    this.ids = new Uint32Array(firstEntries).fill(noId);
    this.slab = new Uint8Array(firstBytes);
    this.view = new DataView(this.slab.buffer);
    this.starts = new Uint32Array(firstEntries);
    this.lengths = new Uint32Array(firstEntries);
    this.kinds = new Uint8Array(firstEntries);
    this.breaks = new Uint32Array(firstEntries);
    this.seen = new Uint32Array(firstEntries);
    this.following = new Int32Array(firstEntries + 1).fill(-1);
    this.#size = 0;
    this.#used = 0;
    this.#sizeBefore = 0;
    this.#hashes = new Uint32Array(firstEntries);
    this.#table = new Int32Array(4 * firstEntries).fill(-1);
    this.#labels = [];
    this.#comments = [];
    this.#exposed = new Map();
  }

  #contents() {
    const { slab, starts, lengths, kinds, breaks, seen, ids } = this;
    const [labels, comments, exposed] = [this.#labels, this.#comments, this.#exposed];
    return { slab, starts, lengths, kinds, breaks, seen, ids, labels, comments, exposed };
  }

  #makeRoom(length: number): void {
    if (this.#used + length + padding > this.slab.length) {
      this.slab = grown(this.slab, this.#used + length + padding);
      this.view = new DataView(this.slab.buffer);
    }
    const least = this.#size + 1;
    if (least > this.starts.length) {
      this.ids = grown(this.ids, least);
      this.starts = grown(this.starts, least);
      this.lengths = grown(this.lengths, least);
      this.kinds = grown(this.kinds, least);
      this.breaks = grown(this.breaks, least);
      this.seen = grown(this.seen, least);
      this.following = grown(this.following, this.starts.length + 1);
      this.#hashes = grown(this.#hashes, least);
    }
    if (2 * least > this.#table.length) {
      this.#table = new Int32Array(2 * this.#table.length).fill(-1);
      for (let entry = 0; entry < this.#size; entry += 1) this.#place(entry);
    }
  }

  #placeOf(entry: number): number {
    const mask = this.#table.length - 1;
    let place = (this.#hashes[entry] as number) & mask;
    while (this.#table[place] !== entry) place = (place + 1) & mask;
    return place;
  }

  #place(entry: number): void {
    const mask = this.#table.length - 1;
    let place = (this.#hashes[entry] as number) & mask;
    while (this.#table[place] !== -1) place = (place + 1) & mask;
    this.#table[place] = entry;
  }
}

/** Four bytes at a time, mixed as MurmurHash3 does. */
function hashOf(bytes: DataView, from: number, length: number): number {
  let hash = length;
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) hash = mixed(hash, bytes.getInt32(from + i, true));
  const left = length & 3;
  if (left > 0) hash = mixed(hash, bytes.getInt32(from + whole, true) & (wordMasks[left] as number));
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85eb_ca6b);
  hash ^= hash >>> 13;
  return hash >>> 0;
}

function mixed(hash: number, word: number): number {
  const scrambled = Math.imul(word, 0xcc9e_2d51);
  const turned = Math.imul((scrambled << 15) | (scrambled >>> 17), 0x1b87_3593) ^ hash;
  return (Math.imul((turned << 13) | (turned >>> 19), 5) + 0xe654_6b64) | 0;
}
