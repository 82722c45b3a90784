/** The rows of `times`: times that several series of a slot share, found again while a batch is written and stored once. */
import { indicesIn } from '../../../../shared/base/rising.ts';
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import { decodeTimes, encodeTimes } from '../../../../shared/chunks/times.ts';
import { createBoundedCache } from '../index/bounded-cache.ts';
import type { WritableDatabase } from './open-database.ts';
import { timesPerSlot } from './slots.ts';
import { damagedError } from './sqlite-failure.ts';

export interface StoredTimes {
  readonly number: number;
  readonly timesMs: Float64Array;
}

interface PlacedTimes {
  readonly number: number;
  /** How many the shared times are. */
  readonly count: number;
  /** Which of them; undefined for all. */
  readonly at: Int32Array | undefined;
}

/** Rows of 500 times are 4 kB in memory each. */
const keptRows = 2048;
const recentSlots = 256;
/** Of a slot, among which equal times are looked for. */
const recentPerSlot = 8;

export class SharedTimes {
  readonly #db: WritableDatabase<'history'>;
  readonly #get;
  readonly #last;
  readonly #insert;
  readonly #rows = createBoundedCache<number, Float64Array>(keptRows);
  /** The newest first. */
  readonly #recent = createBoundedCache<number, StoredTimes[]>(recentSlots);

  constructor(db: WritableDatabase<'history'>) {
    this.#db = db;
    this.#get = db.prepare<[number], Uint8Array>('SELECT data FROM times WHERE id = ?').pluck();
    this.#last = db.prepare<[number, number], number>('SELECT max(id) FROM times WHERE id >= ? AND id < ?').pluck();
    this.#insert = db.prepare<[number, Uint8Array]>('INSERT INTO times (id, data) VALUES (?, ?)');
  }

  /** @throws AppError history.damaged */
  read(slot: number, number: number): Float64Array {
    const id = slot * timesPerSlot + number;
    const known = this.#rows.get(id);
    if (known !== undefined) return known;
    const bytes = this.#get.get(id);
    if (bytes === undefined) throw damagedError(this.#db.name, `times ${id} are missing`);
    const timesMs = this.#decoded(id, bytes);
    this.#rows.set(id, timesMs);
    return timesMs;
  }

  /** Finds such times, or others that have these among them, or stores them. In a transaction. @param timesMs is kept */
  place(slot: number, timesMs: Float64Array): PlacedTimes {
    const recent = this.#recent.get(slot) ?? [];
    for (const stored of recent) {
      const at = indicesIn(timesMs, stored.timesMs);
      if (at === undefined) continue;
      const all = timesMs.length === stored.timesMs.length;
      return { number: stored.number, count: stored.timesMs.length, at: all ? undefined : at };
    }
    return { number: this.#stored(slot, timesMs), count: timesMs.length, at: undefined };
  }

  /** The same, but these times alone. @returns their number */
  placeExactly(slot: number, timesMs: Float64Array): number {
    const equal = (this.#recent.get(slot) ?? []).find((stored) => {
      return stored.timesMs.length === timesMs.length && indicesIn(timesMs, stored.timesMs) !== undefined;
    });
    return equal?.number ?? this.#stored(slot, timesMs);
  }

  #stored(slot: number, timesMs: Float64Array): number {
    const last = this.#last.get(slot * timesPerSlot, (slot + 1) * timesPerSlot);
    const number = typeof last === 'number' ? (last % timesPerSlot) + 1 : 0;
    if (number >= timesPerSlot) throw new Error(`slot ${slot} has no room for more times`);
    this.#insert.run(slot * timesPerSlot + number, encodeTimes(timesMs));
    this.#rows.set(slot * timesPerSlot + number, timesMs);
    const recent = this.#recent.get(slot) ?? [];
    this.#recent.set(slot, [{ number, timesMs }, ...recent.slice(0, recentPerSlot - 1)]);
    return number;
  }

  /** What is kept may be gone from the disk: a transaction was rolled back, or rows were deleted. */
  forget(): void {
    this.#rows.clear();
    this.#recent.clear();
  }

  #decoded(id: number, bytes: Uint8Array): Float64Array {
    try {
      return decodeTimes(bytes);
    } catch (error) {
      if (error instanceof ChunkError) throw damagedError(this.#db.name, `times ${id}: ${error.message}`, error);
      throw error;
    }
  }
}
