/**
 * Moves slots that are over from the head into chunks: one transaction in history.db writes chunks and the target's watermark, then the
 * rows up to there leave head.db. What a crash in between leaves is done again or simply deleted. A target with more series than one
 * transaction should have gets its chunks in several, the watermark in the last: until then the head and the chunks have the same samples,
 * which whoever reads both sees once, as it takes each time once.
 */
import { encodeChunk } from '../../../../shared/chunks/chunk.ts';
import type { ChunkWriter } from './chunk-writer.ts';
import { ColumnMemory, FoldColumns, type SlotRows } from './fold-columns.ts';
import type { HeadChains } from './head-chain.ts';
import type { HistogramRoom } from './histogram-room.ts';
import type { WritableDatabase } from './open-database.ts';
import type { HeadPurge } from './purge-head.ts';
import { noCounts } from './sample-counts.ts';
import type { SharedTimes } from './shared-times.ts';
import { slotMs, slotOf } from './slots.ts';
import { withHistoryFailures } from './sqlite-failure.ts';
import type { Target, Targets } from './targets.ts';
import type { Transactions } from './transactions.ts';

export interface FoldParts {
  readonly head: WritableDatabase<'head'>;
  readonly inHistory: Transactions;
  readonly targets: Targets;
  readonly chains: HeadChains;
  readonly chunks: ChunkWriter;
  readonly room: HistogramRoom;
  readonly times: SharedTimes;
  readonly purge: HeadPurge;
}

interface RowKey {
  readonly id: number;
  readonly layout: number;
  readonly timeMs: number;
}

/** Chunks of some of the series of a target and slot. */
interface Batch {
  readonly target: Target;
  readonly slot: number;
  /** The rows that they were made of. */
  readonly keys: readonly RowKey[];
  readonly timesMs: Float64Array;
  readonly isLast: boolean;
  /** Of the times that were noted as loose until the last chunk refers to them. */
  readonly mark: number | undefined;
}

export const foldStatements = {
  // `= +?`: SQLite with STAT4 looks at the value of a bare parameter before a bound on one side, and prepares the statement anew for each, which takes
  // ten times as long as to run it. So wherever there is such a bound.
  first: 'SELECT min(timeMs) FROM row WHERE target = +? AND timeMs > ?',
  rows: 'SELECT id, layout, timeMs FROM row WHERE target = ? AND timeMs > ? AND timeMs < ? ORDER BY timeMs, id',
  count: 'SELECT count(*) FROM row WHERE target = ? AND timeMs > ? AND timeMs <= ?',
};

/** Samples that are columns at once: 12 bytes each. Each batch of series reads all rows, so where those are many it may be more. */
const mostCells = 3 * 2 ** 20;
const fewSeries = 64;
const mostCellsOfFew = 16 * 2 ** 20;
/** That many in one transaction are some 10 ms, 50 the first time. */
const chunksPerTransaction = 1024;
const bytesPerTransaction = 8 * 2 ** 20;
/** Samples and buckets that are encoded in one step: 256 series of a slot with a sample each 15 s. */
const cellsPerStep = 256 * 480;

export class Fold {
  readonly #parts: FoldParts;
  readonly #first;
  readonly #rows;
  readonly #count;
  #foldedSamples = 0;

  constructor(parts: FoldParts) {
    this.#parts = parts;
    this.#first = parts.head.prepare<[number, number], number | null>(foldStatements.first).pluck();
    this.#rows = parts.head.prepare<[number, number, number], RowKey>(foldStatements.rows);
    this.#count = parts.head.prepare<[number, number, number], number>(foldStatements.count).pluck();
  }

  /** Since it was made. */
  get foldedSamples(): number {
    return this.#foldedSamples;
  }

  /**
   * Does all there is to do, and yields every few milliseconds: anything may be appended then.
   * @param overBeforeMs asked again and again: slots that ended until then are over
   * @throws AppError history.*
   */
  *run(overBeforeMs: () => number): Generator<void, void, undefined> {
    const memory = new ColumnMemory();
    for (const target of this.#parts.targets.all()) {
      yield* this.#parts.purge.purge(target);
      for (;;) {
        const firstMs = this.#read(() => this.#first.get(target.id, target.watermarkMs));
        if (typeof firstMs !== 'number' || (slotOf(firstMs) + 1) * slotMs > overBeforeMs()) break;
        yield* this.#foldSlot(target, slotOf(firstMs), memory);
        yield* this.#parts.purge.purge(target);
      }
      yield;
    }
  }

  #read<T>(work: () => T): T {
    return withHistoryFailures(this.#parts.head.name, work);
  }

  *#foldSlot(target: Target, slot: number, memory: ColumnMemory): Generator<void, void, undefined> {
    const keys = this.#read(() => this.#rows.all(target.id, target.watermarkMs, (slot + 1) * slotMs));
    const rows = slotRows(keys);
    const series = this.#seriesOf(rows);
    let size = batchSize(rows.timesMs.length);
    const { inHistory, times } = this.#parts;
    // On the disk before chunks are made that refer to them.
    const [timesNumber, mark] = inHistory.run(() => {
      return [times.placeExactly(slot, rows.timesMs), times.loose.begin(slot)];
    });
    for (let from = 0; from < series.length || from === 0; ) {
      const some = series.subarray(from, from + size);
      const encoded = yield* this.#encoded(rows, some, timesNumber, memory);
      if (encoded === undefined) {
        size = Math.ceil(some.length / 2);
        continue;
      }
      from += size;
      const batch = { target, slot, keys, timesMs: rows.timesMs, isLast: from >= series.length, mark };
      if (yield* this.#store(batch, encoded)) continue;
      // It has other rows the next time, and other times.
      inHistory.run(() => times.loose.note(slot, 1));
      return;
    }
  }

  #seriesOf({ layouts }: SlotRows): Uint32Array {
    const ids = new Set<number>();
    for (const { layout } of layouts) for (const id of this.#parts.chains.layout(layout)) ids.add(id);
    return Uint32Array.from(ids).sort();
  }

  /** @returns undefined where these are too many series at once */
  *#encoded(
    rows: SlotRows,
    series: Uint32Array,
    timesNumber: number,
    memory: ColumnMemory,
  ): Generator<void, Map<number, Uint8Array> | undefined, undefined> {
    const columns = new FoldColumns(rows, series, memory);
    if (!(yield* columns.fill(this.#parts.head, this.#parts.chains))) return undefined;
    const encoded = new Map<number, Uint8Array>();
    let cells = 0;
    for (let i = 0; i < series.length; i += 1) {
      const column = columns.column(i);
      if (column === undefined) continue;
      const { values, histograms, at, weight } = column;
      encoded.set(column.series, encodeChunk(timesNumber, rows.timesMs.length, { values, histograms, at }));
      this.#foldedSamples += values.length;
      cells += values.length + weight;
      if (cells < cellsPerStep) continue;
      cells = 0;
      yield;
    }
    return encoded;
  }

  /** @returns false where rows came or went since they were read: then all is to be done once more, and what is stored stays. */
  *#store(batch: Batch, encoded: ReadonlyMap<number, Uint8Array>): Generator<void, boolean, undefined> {
    const { target, keys, timesMs, isLast } = batch;
    const all = [...encoded];
    const watermarkMs = timesMs[timesMs.length - 1] as number;
    // Once, at least: the watermark moves where the last of the series have no samples in the slot.
    let from = 0;
    do {
      const count = this.#read(() => this.#count.get(target.id, target.watermarkMs, watermarkMs));
      if (count !== keys.length) return false;
      const to = endOfTransaction(all, from);
      const moves = isLast && to === all.length;
      this.#commit(batch, all.slice(from, to), moves ? watermarkMs : undefined);
      from = to;
      yield;
    } while (from < all.length);
    return true;
  }

  /** @param watermarkMs where these are the last chunks of the target */
  #commit(
    { target, slot, mark }: Batch,
    encoded: readonly (readonly [series: number, bytes: Uint8Array])[],
    watermarkMs: number | undefined,
  ): void {
    const { inHistory, chunks, room, targets, times } = this.#parts;
    const counts = noCounts();
    const store = () => {
      for (const [series, bytes] of encoded) chunks.putEncoded(slot, series, bytes, counts);
      chunks.finish();
      if (watermarkMs === undefined) return;
      targets.storeWatermark(target, watermarkMs);
      if (mark !== undefined) times.loose.settle(slot, mark);
    };
    if (watermarkMs === undefined) inHistory.run(store);
    else {
      // With all chunks before it: then rows leave the head.
      inHistory.runDurably(store);
      targets.moved(target, watermarkMs);
      room.forget(slot);
    }
  }
}

function batchSize(rows: number): number {
  return Math.max(Math.floor(mostCells / rows), Math.min(fewSeries, Math.floor(mostCellsOfFew / rows)), 1);
}

function endOfTransaction(all: readonly (readonly [series: number, bytes: Uint8Array])[], from: number): number {
  let to = from;
  for (let bytes = 0; to < all.length && to - from < chunksPerTransaction && bytes < bytesPerTransaction; to += 1)
    bytes += all[to]?.[1].length ?? 0;
  return to;
}

/** @param keys in the order of their times */
function slotRows(keys: readonly RowKey[]): SlotRows {
  const times: number[] = [];
  const timeIndex = new Map<number, number>();
  const layouts = new Map<number, { layout: number; firstRow: number; lastRow: number }>();
  for (const { id, layout, timeMs } of keys) {
    if (times[times.length - 1] !== timeMs) times.push(timeMs);
    timeIndex.set(id, times.length - 1);
    const range = layouts.get(layout) ?? { layout, firstRow: id, lastRow: id };
    range.firstRow = Math.min(range.firstRow, id);
    range.lastRow = Math.max(range.lastRow, id);
    layouts.set(layout, range);
  }
  const rising = [...layouts.values()].sort((a, b) => a.layout - b.layout);
  return { timesMs: Float64Array.from(times), timeIndex, layouts: rising };
}
