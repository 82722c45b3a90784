/**
 * The rows of one layout of the head, as columns of the series that were asked for. Rows are only added to them, so they are kept from query
 * to query and given as views. What a series has between two changes is written in one run. Values are copied as words of 32 bits and never
 * read as numbers.
 */
import { firstNotBelow } from '../../../../shared/base/rising.ts';
import type { FloatHistogram } from '../../../../shared/model/float-histogram.ts';
import { hasId, type IdSet } from '../index/id-set.ts';
import { type HeadRow, hasBit } from '../store/head-row.ts';

export interface HeadColumn {
  /** The same object for all columns of a layout. */
  readonly rows: HeadRows;
  readonly values: Float64Array;
  /** By row 1 where there is a sample; undefined where there always is. */
  readonly present: Uint8Array | undefined;
  /** By row, where there is a histogram; undefined for numbers only. */
  readonly histograms: readonly (FloatHistogram | undefined)[] | undefined;
}

/** Some of a layout's rows, in the order in which they were written. */
interface HeadRows {
  readonly ids: Float64Array;
  readonly timesMs: Float64Array;
  /** The times rise, none twice. */
  readonly rises: boolean;
}

/** Which rows of the columns are wanted: those from … to (exclusive), or where they are not in order, these. */
export interface KeptRows {
  readonly rows: HeadRows;
  readonly from: number;
  readonly to: number;
  readonly picked: Int32Array | undefined;
}

const firstCapacity = 64;

/** Where in the layout those of the series stand that it has. */
export function positionsOf(layout: Uint32Array, series: IdSet): Int32Array {
  const positions = new Int32Array(layout.length);
  let count = 0;
  for (let i = 0; i < layout.length; i += 1) {
    if (!hasId(series, layout[i] as number)) continue;
    positions[count] = i;
    count += 1;
  }
  return positions.slice(0, count);
}

export class LayoutColumns {
  /** In the layout; rising. */
  readonly positions: Int32Array;
  /** All rows of the layout between these are in the columns, but for those that were not taken; both inclusive. Moved by who reads them. */
  readonly firstRow: number;
  lastRow: number;
  /** By position its column; -1 for none. */
  readonly #columns: Int32Array;
  readonly #words: Uint32Array;
  /** By column: from which row on its words hold. */
  readonly #since: Int32Array;
  readonly #histograms = new Map<number, (FloatHistogram | undefined)[]>();
  #capacity: number;
  #values: Float64Array;
  /** The same memory. */
  #valueWords: Uint32Array;
  #present: Uint8Array | undefined;
  #ids: Float64Array;
  #timesMs: Float64Array;
  #count = 0;
  #rises = true;

  /** @param seriesCount of the layout @param firstRow from where on rows are going to be read @param rowCount so many of them, for now */
  constructor(seriesCount: number, positions: Int32Array, firstRow: number, rowCount: number) {
    this.positions = positions;
    this.firstRow = firstRow;
    this.lastRow = firstRow - 1;
    this.#columns = new Int32Array(seriesCount).fill(-1);
    for (let column = 0; column < positions.length; column += 1) this.#columns[positions[column] as number] = column;
    this.#words = new Uint32Array(2 * positions.length);
    // Some more come until the next query.
    this.#capacity = Math.max(firstCapacity, Math.ceil(rowCount * 1.1));
    this.#ids = new Float64Array(this.#capacity);
    this.#timesMs = new Float64Array(this.#capacity);
    this.#values = new Float64Array(positions.length * this.#capacity);
    this.#valueWords = new Uint32Array(this.#values.buffer);
    this.#since = new Int32Array(positions.length);
  }

  get sizeBytes(): number {
    return this.#values.byteLength + this.#columns.byteLength + 16 * this.#capacity + (this.#present?.byteLength ?? 0);
  }

  get rowCount(): number {
    return this.#count;
  }

  /** Whether most of the rows are of that time or earlier. */
  isMostlyUntil(timeMs: number): boolean {
    return this.#count > firstCapacity && (this.#timesMs[this.#count >> 1] as number) <= timeMs;
  }

  has(positions: Int32Array): boolean {
    return positions.every((position) => (this.#columns[position] as number) >= 0);
  }

  /** The values of a row that is only stood on, or that `take` is about to take. */
  apply({ changed, values }: HeadRow): void {
    if (changed === undefined) {
      for (let column = 0; column < this.positions.length; column += 1) {
        this.#set(column, values, 2 * (this.positions[column] as number));
      }
      return;
    }
    const columns = this.#columns;
    let at = 0;
    for (let w = 0; w < changed.length; w += 1) {
      for (let bits = (changed[w] as number) | 0; bits !== 0; bits &= bits - 1) {
        const column = columns[32 * w + 31 - Math.clz32(bits & -bits)] as number;
        if (column >= 0) this.#set(column, values, at);
        at += 2;
      }
    }
  }

  /** A row that counts: each of its series has a sample then. After `apply`. */
  take({ absent, histograms }: HeadRow, id: number, timeMs: number): void {
    if (this.#count === this.#capacity) this.#grow();
    const row = this.#count;
    if (row > 0 && timeMs <= (this.#timesMs[row - 1] as number)) this.#rises = false;
    this.#ids[row] = id;
    this.#timesMs[row] = timeMs;
    if (absent !== undefined) this.#leaveOut(absent, row);
    else this.#present?.fill(1, row * this.positions.length, (row + 1) * this.positions.length);
    for (const { index, histogram } of histograms) {
      const column = this.#columns[index] as number;
      if (column < 0) continue;
      const list = this.#histograms.get(column) ?? [];
      this.#histograms.set(column, list);
      list[row] = histogram;
    }
    this.#count += 1;
  }

  /** The rows of these times, both inclusive. */
  rowsWithin(startMs: number, endMs: number): KeptRows {
    const timesMs = this.#timesMs.subarray(0, this.#count);
    if (this.#rises) {
      const from = firstNotBelow(timesMs, startMs);
      const to = firstNotBelow(timesMs, endMs + 1);
      const rows = { ids: this.#ids.subarray(from, to), timesMs: timesMs.subarray(from, to), rises: true };
      return { rows, from, to, picked: undefined };
    }
    const picked = Int32Array.from(timesMs.keys()).filter((row) => {
      const timeMs = timesMs[row] as number;
      return timeMs >= startMs && timeMs <= endMs;
    });
    const some = (all: Float64Array) => Float64Array.from(picked, (row) => all[row] as number);
    return { rows: { ids: some(this.#ids), timesMs: some(timesMs), rises: false }, from: 0, to: this.#count, picked };
  }

  /** Its arrays hold as long as anybody has them. */
  columnOf(position: number, { rows, from, to, picked }: KeptRows): HeadColumn {
    const column = this.#columns[position] as number;
    this.#flush(column);
    const start = column * this.#capacity;
    const values = this.#values.subarray(start + from, start + to);
    const present = this.#presenceOf(column, from, to);
    const histograms = this.#histograms.get(column)?.slice(from, to);
    if (histograms !== undefined) histograms.length = to - from;
    if (picked === undefined) return { rows, values, present, histograms };
    return {
      rows,
      values: pickedValues(values, picked),
      present: present === undefined ? undefined : Uint8Array.from(picked, (row) => present[row] as number),
      histograms: histograms === undefined ? undefined : Array.from(picked, (row) => histograms[row]),
    };
  }

  /** The value holds from the row on that is taken next. */
  #set(column: number, values: Uint32Array, at: number): void {
    const low = values[at] as number;
    const high = values[at + 1] as number;
    const words = this.#words;
    if (words[2 * column] === low && words[2 * column + 1] === high) return;
    this.#flush(column);
    words[2 * column] = low;
    words[2 * column + 1] = high;
  }

  #flush(column: number): void {
    const since = this.#since[column] as number;
    if (since === this.#count) return;
    const out = this.#valueWords;
    const low = this.#words[2 * column] as number;
    const high = this.#words[2 * column + 1] as number;
    const base = column * this.#capacity;
    for (let i = base + since; i < base + this.#count; i += 1) {
      out[2 * i] = low;
      out[2 * i + 1] = high;
    }
    this.#since[column] = this.#count;
  }

  /** What was given before goes on with the old memory. */
  #grow(): void {
    const capacity = 2 * this.#capacity;
    const values = new Float64Array(this.positions.length * capacity);
    for (let column = 0; column < this.positions.length; column += 1) {
      this.#flush(column);
      const start = column * this.#capacity;
      values.set(this.#values.subarray(start, start + this.#count), column * capacity);
    }
    this.#values = values;
    this.#valueWords = new Uint32Array(values.buffer);
    this.#ids = longer(this.#ids, capacity);
    this.#timesMs = longer(this.#timesMs, capacity);
    if (this.#present !== undefined) {
      const present = new Uint8Array(this.positions.length * capacity);
      present.set(this.#present);
      this.#present = present;
    }
    this.#capacity = capacity;
  }

  #leaveOut(absent: Uint32Array, row: number): void {
    const width = this.positions.length;
    this.#present ??= new Uint8Array(width * this.#capacity).fill(1, 0, row * width);
    for (let column = 0; column < width; column += 1) {
      this.#present[row * width + column] = hasBit(absent, this.positions[column] as number) ? 0 : 1;
    }
  }

  #presenceOf(column: number, from: number, to: number): Uint8Array | undefined {
    const all = this.#present;
    if (all === undefined) return undefined;
    const width = this.positions.length;
    const present = new Uint8Array(to - from);
    let missing = 0;
    for (let row = from; row < to; row += 1) {
      present[row - from] = all[row * width + column] as number;
      missing += 1 - (all[row * width + column] as number);
    }
    return missing === 0 ? undefined : present;
  }
}

function longer(all: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(capacity);
  grown.set(all);
  return grown;
}

/** By words, so that each NaN keeps its payload. */
export function pickedValues(values: Float64Array, at: Int32Array): Float64Array {
  const from = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const some = new Float64Array(at.length);
  const to = new Uint32Array(some.buffer);
  for (let i = 0; i < at.length; i += 1) {
    const index = at[i] as number;
    to[2 * i] = from[2 * index] as number;
    to[2 * i + 1] = from[2 * index + 1] as number;
  }
  return some;
}
