/**
 * Turns the rows of one target and slot into columns, one a series. What a series has between two changes is written in one run, so most
 * of the work is done where rows differ.
 */
import type { FloatHistogram } from '../../../../shared/model/float-histogram.ts';
import type { HeadChains } from './head-chain.ts';
import { type HeadRow, hasBit } from './head-row.ts';
import { mostWeight, weightOf } from './histogram-room.ts';
import type { ReadableDatabase } from './open-database.ts';
import { withHistoryFailures } from './sqlite-failure.ts';

/** Of one slot: which rows count, and where their times stand among the slot's. */
export interface SlotRows {
  readonly timesMs: Float64Array;
  /** Row id → index in timesMs. */
  readonly timeIndex: ReadonlyMap<number, number>;
  /** Rising; each with its first and last row that counts. */
  readonly layouts: readonly { readonly layout: number; readonly firstRow: number; readonly lastRow: number }[];
}

export interface FoldedSeries {
  readonly series: number;
  readonly values: Float64Array;
  readonly histograms: readonly (FloatHistogram | undefined)[] | undefined;
  /** Indices in the slot's times, rising; undefined for all of them. */
  readonly at: Int32Array | undefined;
  /** Of the histograms. */
  readonly weight: number;
}

export const columnStatements = {
  next: 'SELECT id, data FROM row WHERE layout = ? AND id > ? AND id <= ? ORDER BY id LIMIT ?',
};

/** Rows that are read at once. */
const mostRows = 16;
const mostRowBytes = 4 * 2 ** 20;
/** Of the histograms of several series that are in memory at once: some 100 MB. */
const mostWeightAtOnce = 4 * mostWeight;

/** Memory for the columns of one fold, one after the other: made anew each time, several of them would be garbage at once. */
export class ColumnMemory {
  #values = new Float64Array(0);
  #at = new Int32Array(0);

  /** @returns arrays with anything in them; those that were taken before are these. */
  take(cells: number): { readonly values: Float64Array<ArrayBuffer>; readonly at: Int32Array } {
    if (this.#at.length < cells) {
      this.#values = new Float64Array(cells);
      this.#at = new Int32Array(cells);
    }
    return { values: this.#values, at: this.#at };
  }
}

/** Columns of some series, to be filled and then taken out one by one. */
export class FoldColumns {
  readonly #rows: SlotRows;
  readonly #series: Uint32Array;
  readonly #capacity: number;
  readonly #values: Float64Array<ArrayBuffer>;
  readonly #words: Uint32Array;
  readonly #at: Int32Array;
  readonly #counts: Int32Array;
  readonly #histograms = new Map<number, (FloatHistogram | undefined)[]>();
  /** By column. */
  readonly #weights = new Map<number, number>();
  #weight = 0;

  /** @param series rising; the columns are theirs. @param memory holds them until it is taken again */
  constructor(rows: SlotRows, series: Uint32Array, memory: ColumnMemory) {
    this.#rows = rows;
    this.#series = series;
    this.#capacity = rows.timesMs.length;
    const { values, at } = memory.take(series.length * this.#capacity);
    this.#values = values;
    this.#words = new Uint32Array(values.buffer);
    this.#at = at;
    this.#counts = new Int32Array(series.length);
  }

  /**
   * Fills the columns from all layouts; what yields can go on later.
   * @returns false where the histograms of so many series are too much at once: what is filled is of no use @throws AppError history.damaged
   */
  *fill(db: ReadableDatabase<'head'>, chains: HeadChains): Generator<void, boolean, undefined> {
    const next = db.prepare<[number, number, number, number], { id: number; data: Uint8Array }>(columnStatements.next);
    let atOnce = 1;
    for (const { layout, firstRow, lastRow } of this.#rows.layouts) {
      const series = chains.layout(layout);
      const run = new LayoutRun(this, series, this.#columnsOf(series));
      const first = chains.rowAt(layout, firstRow);
      run.begin(first.words, first, this.#rows.timeIndex.get(firstRow) as number);
      yield;
      for (let after = firstRow; ; ) {
        const from = after;
        const some = withHistoryFailures(db.name, () => next.all(layout, from, lastRow, atOnce));
        for (const { id, data } of some) {
          run.take(chains.decoded(layout, id, data), this.#rows.timeIndex.get(id));
          after = id;
          atOnce = Math.max(1, Math.min(mostRows, Math.floor(mostRowBytes / data.length)));
        }
        if (some.length === 0) break;
        if (this.#weight > mostWeightAtOnce && this.#series.length > 1) return false;
        yield;
      }
      run.end();
    }
    return true;
  }

  /** @returns undefined where the series has no sample in the slot */
  column(index: number): FoldedSeries | undefined {
    const count = this.#counts[index] as number;
    if (count === 0) return undefined;
    const start = index * this.#capacity;
    const at = this.#at.subarray(start, start + count);
    const values = this.#values.subarray(start, start + count);
    const sparse = this.#histograms.get(index);
    const histograms = sparse === undefined ? undefined : Array.from({ length: count }, (_, i) => sparse[i]);
    const weight = this.#weights.get(index) ?? 0;
    const series = this.#series[index] as number;
    if (!rises(at)) return { series, weight, ...sorted(values, histograms, at) };
    return { series, weight, values, histograms, at: count === this.#capacity ? undefined : at };
  }

  /** Appends the same value for each of the times. Beyond the slot's times there can be none: a layout that names a series twice is damaged. */
  append(column: number, low: number, high: number, times: readonly number[], from: number, to: number): void {
    const count = this.#counts[column] as number;
    const until = Math.min(to, from + this.#capacity - count);
    let o = column * this.#capacity + count;
    for (let k = from; k < until; k += 1) {
      this.#words[2 * o] = low;
      this.#words[2 * o + 1] = high;
      this.#at[o] = times[k] as number;
      o += 1;
    }
    this.#counts[column] = count + Math.max(0, until - from);
  }

  appendHistogram(column: number, histogram: FloatHistogram, time: number): void {
    const count = this.#counts[column] as number;
    this.append(column, 0, 0, [time], 0, 1);
    if (this.#counts[column] === count) return;
    const list = this.#histograms.get(column) ?? [];
    this.#histograms.set(column, list);
    list[count] = histogram;
    const weight = weightOf(histogram);
    this.#weights.set(column, (this.#weights.get(column) ?? 0) + weight);
    this.#weight += weight;
  }

  /** Beside each series of a layout its column; -1 where it has none here. */
  #columnsOf(series: Uint32Array): Int32Array {
    const byId = new Map<number, number>();
    for (const [column, id] of this.#series.entries()) byId.set(id, column);
    return Int32Array.from(series, (id) => byId.get(id) ?? -1);
  }
}

/** One layout on its way through the slot. */
class LayoutRun {
  readonly #into: FoldColumns;
  readonly #columns: Int32Array;
  readonly #times: number[] = [];
  /** Where in #times the run of each series begins; -1 where it has no sample now. */
  readonly #from: Int32Array;
  #words: Uint32Array = new Uint32Array(0);
  #absent: Uint32Array | undefined;

  constructor(into: FoldColumns, series: Uint32Array, columns: Int32Array) {
    this.#into = into;
    this.#columns = columns;
    this.#from = new Int32Array(series.length);
  }

  /** @param words are kept, and changed */
  begin(words: Uint32Array, row: Pick<HeadRow, 'absent' | 'histograms'>, time: number): void {
    this.#words = words;
    this.#sample(row, time);
  }

  /** @param time undefined for a row of another time, that only the next rows stand on */
  take(row: HeadRow, time: number | undefined): void {
    this.#change(row);
    if (time !== undefined) this.#sample(row, time);
  }

  end(): void {
    for (let i = 0; i < this.#from.length; i += 1) this.#flush(i);
  }

  #change({ changed, values }: HeadRow): void {
    const words = this.#words;
    if (changed === undefined) {
      for (let i = 0; i < words.length; i += 2) {
        if (words[i] !== values[i] || words[i + 1] !== values[i + 1]) this.#set(i >>> 1, values, i);
      }
      return;
    }
    let at = 0;
    for (let w = 0; w < changed.length; w += 1) {
      for (let bits = changed[w] as number; bits !== 0; bits &= bits - 1) {
        this.#set(32 * w + 31 - Math.clz32(bits & -bits), values, at);
        at += 2;
      }
    }
  }

  #set(index: number, values: Uint32Array, at: number): void {
    this.#flush(index);
    this.#words[2 * index] = values[at] as number;
    this.#words[2 * index + 1] = values[at + 1] as number;
  }

  #sample({ absent, histograms }: Pick<HeadRow, 'absent' | 'histograms'>, time: number): void {
    const k = this.#times.length;
    if (absent !== undefined || this.#absent !== undefined) this.#changeAbsent(absent, k);
    for (const { index, histogram } of histograms) {
      this.#flush(index);
      this.#from[index] = k + 1;
      const column = this.#columns[index] as number;
      if (column >= 0) this.#into.appendHistogram(column, histogram, time);
    }
    this.#times.push(time);
  }

  #changeAbsent(absent: Uint32Array | undefined, k: number): void {
    for (let i = 0; i < this.#from.length; i += 1) {
      const isAbsent = absent !== undefined && hasBit(absent, i);
      if (isAbsent === (this.#from[i] as number) < 0) continue;
      if (isAbsent) this.#flush(i);
      this.#from[i] = isAbsent ? -1 : k;
    }
    this.#absent = absent;
  }

  /** Writes what the series had until now; its next run begins with the next row. */
  #flush(index: number): void {
    const from = this.#from[index] as number;
    const to = this.#times.length;
    const column = this.#columns[index] as number;
    if (from < 0 || from >= to) return;
    this.#from[index] = to;
    if (column < 0) return;
    const words = this.#words;
    this.#into.append(column, words[2 * index] as number, words[2 * index + 1] as number, this.#times, from, to);
  }
}

function rises(at: Int32Array): boolean {
  for (let i = 1; i < at.length; i += 1) if ((at[i] as number) <= (at[i - 1] as number)) return false;
  return true;
}

/** Rows that came out of order. At equal times the first stays. */
function sorted(
  values: Float64Array,
  histograms: readonly (FloatHistogram | undefined)[] | undefined,
  at: Int32Array,
): Pick<FoldedSeries, 'values' | 'histograms' | 'at'> {
  const order = Array.from(at.keys()).sort((a, b) => (at[a] as number) - (at[b] as number) || a - b);
  const kept = order.filter((i, n) => n === 0 || at[i] !== at[order[n - 1] as number]);
  const from = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const out = new Float64Array(kept.length);
  const to = new Uint32Array(out.buffer);
  kept.forEach((i, n) => {
    to[2 * n] = from[2 * i] as number;
    to[2 * n + 1] = from[2 * i + 1] as number;
  });
  return {
    values: out,
    histograms: histograms === undefined ? undefined : kept.map((i) => histograms[i]),
    at: Int32Array.from(kept, (i) => at[i] as number),
  };
}
