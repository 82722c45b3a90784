/**
 * Writes chunks, within the caller's transaction: a new one as it is, or merged with the one that is there. One that is damaged is kept aside, and
 * what comes has its place: what was in it is missed by each query, and told.
 */
import { AppError } from '../../../../shared/base/errors.ts';
import { decodeChunk, encodeChunk } from '../../../../shared/chunks/chunk.ts';
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import { createIdRowWriter, type IdRowWriter, membersByChunks } from '../index/id-rows.ts';
import type { DamagedChunks } from './damaged-chunks.ts';
import { type HistogramRoom, weightOf } from './histogram-room.ts';
import { addedSamples, mergeSamples, type Samples, type TakeRoom } from './merge-samples.ts';
import type { WritableDatabase } from './open-database.ts';
import type { MutableCounts } from './sample-counts.ts';
import type { SharedTimes } from './shared-times.ts';
import { seriesPerSlot } from './slots.ts';
import { damagedError } from './sqlite-failure.ts';

interface Merging {
  readonly take: TakeRoom;
  /** They were acknowledged already. */
  readonly isFold: boolean;
}

export class ChunkWriter {
  readonly #db: WritableDatabase<'history'>;
  readonly #times: SharedTimes;
  readonly #room: HistogramRoom;
  readonly #damaged: DamagedChunks;
  readonly #members: IdRowWriter;
  readonly #get;
  readonly #insert;
  readonly #update;
  /** Slot → series that have a chunk in it since this transaction. */
  #fresh = new Map<number, number[]>();

  /** @param room for histograms that are new */
  constructor(db: WritableDatabase<'history'>, times: SharedTimes, room: HistogramRoom, damaged: DamagedChunks) {
    this.#db = db;
    this.#times = times;
    this.#room = room;
    this.#damaged = damaged;
    this.#members = createIdRowWriter(db, 'member', membersByChunks(db));
    this.#get = db.prepare<[number], Uint8Array>('SELECT data FROM chunk WHERE id = ?').pluck();
    this.#insert = db.prepare<[number, Uint8Array]>('INSERT OR IGNORE INTO chunk (id, data) VALUES (?, ?)');
    this.#update = db.prepare<[Uint8Array, number]>('UPDATE chunk SET data = ? WHERE id = ?');
  }

  /** @param samples within the slot; not empty */
  put(slot: number, series: number, samples: Samples, counts: MutableCounts): void {
    const take: TakeRoom = (histogram) => this.#room.take(slot, series, histogram);
    const id = slot * seriesPerSlot + series;
    const stored = this.#get.get(id);
    if (stored !== undefined) {
      this.#merge(slot, id, stored, samples, counts, { take, isFold: false });
      return;
    }
    const added = addedSamples(samples, counts, take);
    if (added === undefined) return;
    this.#insert.run(id, this.#encoded(slot, added, false));
    this.#noteFresh(slot, series);
  }

  /** @param encoded a chunk over times that are stored, whose samples had room in the head */
  putEncoded(slot: number, series: number, encoded: Uint8Array, counts: MutableCounts): void {
    const id = slot * seriesPerSlot + series;
    if (this.#insert.run(id, encoded).changes > 0) {
      this.#noteFresh(slot, series);
      return;
    }
    const stored = this.#get.get(id) as Uint8Array;
    this.#merge(slot, id, stored, this.#decoded(slot, id, encoded), counts, { take: () => true, isFold: true });
  }

  /** Of the histograms that the chunk has; 0 where there is none, or none that can be read. */
  histogramWeight(slot: number, series: number): number {
    const id = slot * seriesPerSlot + series;
    const stored = this.#get.get(id);
    if (stored === undefined) return 0;
    const { histograms = [] } = this.#readable(slot, id, stored) ?? {};
    return histograms.reduce((sum, one) => sum + (one === undefined ? 0 : weightOf(one)), 0);
  }

  /** To be called at the end of the transaction: the slots get to know their series. */
  finish(): void {
    for (const [slot, series] of this.#fresh) {
      this.#members.add(
        slot,
        series.sort((a, b) => a - b),
      );
    }
    this.#fresh = new Map();
  }

  rolledBack(): void {
    this.#fresh = new Map();
  }

  #merge(
    slot: number,
    id: number,
    stored: Uint8Array,
    samples: Samples,
    counts: MutableCounts,
    { take, isFold }: Merging,
  ): void {
    const there = this.#readable(slot, id, stored);
    const merged =
      there === undefined ? addedSamples(samples, counts, take) : mergeSamples(there, samples, counts, take);
    if (merged === undefined) return;
    if (there === undefined) this.#damaged.keep(id, stored);
    const { storedRows } = this.#times;
    this.#update.run(this.#encoded(slot, merged, isFold), id);
    this.#times.loose.note(slot, this.#times.storedRows - storedRows);
  }

  #noteFresh(slot: number, series: number): void {
    const list = this.#fresh.get(slot);
    if (list === undefined) this.#fresh.set(slot, [series]);
    else list.push(series);
  }

  #encoded(slot: number, samples: Samples, isFold: boolean): Uint8Array {
    const { number, count, at } = this.#times.place(slot, samples.timesMs, isFold);
    return encodeChunk(number, count, { values: samples.values, histograms: samples.histograms, at });
  }

  /** @returns undefined where it is damaged, or its times are */
  #readable(slot: number, id: number, bytes: Uint8Array): Samples | undefined {
    try {
      return this.#decoded(slot, id, bytes);
    } catch (error) {
      if (error instanceof AppError && error.code === 'history.damaged') return undefined;
      throw error;
    }
  }

  #decoded(slot: number, id: number, bytes: Uint8Array): Samples {
    try {
      const chunk = decodeChunk(bytes, (number) => this.#times.read(slot, number).length);
      const shared = this.#times.read(slot, chunk.timesNumber);
      const { at, values, histograms } = chunk;
      return { timesMs: at === undefined ? shared : picked(shared, at), values, histograms };
    } catch (error) {
      if (error instanceof ChunkError) throw damagedError(this.#db.name, `chunk ${id}: ${error.message}`, error);
      throw error;
    }
  }
}

function picked(timesMs: Float64Array, at: Int32Array): Float64Array {
  const some = new Float64Array(at.length);
  for (let i = 0; i < at.length; i += 1) some[i] = timesMs[at[i] as number] as number;
  return some;
}
