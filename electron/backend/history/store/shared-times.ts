/** The rows of `times`: times that several series of a slot share, found again while a batch is written and stored once. */
import { indicesIn } from '../../../../shared/base/rising.ts';
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import { decodeTimes, encodeTimes } from '../../../../shared/chunks/times.ts';
import { createBoundedCache } from '../index/bounded-cache.ts';
import { LooseTimes } from './loose-times.ts';
import type { WritableDatabase } from './open-database.ts';
import { slotMs, timesPerSlot } from './slots.ts';
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

/** Rows of 500 times are 4 kB in memory each; where they are larger, all are forgotten when they are so much. */
const keptRows = 2048;
const mostKeptBytes = 32 * 2 ** 20;
const recentSlots = 256;
/** Of a slot, among which equal times are looked for. */
const recentPerSlot = 8;
/** Numbers of a slot that stay for what was acknowledged, and has to be folded: back-fills get none of them. */
const numbersForFolds = 2 ** 16;

export const sharedTimesStatements = {
  get: 'SELECT data FROM times WHERE id = ?',
  last: 'SELECT max(id) FROM times WHERE id >= ? AND id < ?',
  beforeGap:
    'SELECT id FROM times WHERE id >= ? AND id < ? AND NOT EXISTS (SELECT 1 FROM times AS next WHERE next.id = times.id + 1) ORDER BY id LIMIT 1',
  insert: 'INSERT INTO times (id, data) VALUES (?, ?)',
};

export class SharedTimes {
  readonly #db: WritableDatabase<'history'>;
  readonly #get;
  readonly #last;
  readonly #beforeGap;
  readonly #insert;
  /** Where chunks got other times. */
  readonly loose: LooseTimes;
  readonly #rows = createBoundedCache<number, Float64Array>(keptRows);
  /** The newest first. */
  readonly #recent = createBoundedCache<number, StoredTimes[]>(recentSlots);

  /** Slot → a row before which there is none to be had. */
  readonly #gaps = new Map<number, number>();
  #keptBytes = 0;
  #storedRows = 0;

  constructor(db: WritableDatabase<'history'>) {
    const sql = sharedTimesStatements;
    this.#db = db;
    this.#get = db.prepare<[number], Uint8Array>(sql.get).pluck();
    this.#last = db.prepare<[number, number], number | null>(sql.last).pluck();
    this.#beforeGap = db.prepare<[number, number], number>(sql.beforeGap).pluck();
    this.#insert = db.prepare<[number, Uint8Array]>(sql.insert);
    this.loose = new LooseTimes(db);
  }

  /** Since it was made. */
  get storedRows(): number {
    return this.#storedRows;
  }

  /** @throws AppError history.damaged */
  read(slot: number, number: number): Float64Array {
    const id = slot * timesPerSlot + number;
    const known = this.#rows.get(id);
    if (known !== undefined) return known;
    const bytes = this.#get.get(id);
    if (bytes === undefined) throw damagedError(this.#db.name, `times ${id} are missing`);
    const timesMs = this.#decoded(id, bytes);
    this.#keep(id, timesMs);
    return timesMs;
  }

  /**
   * Finds such times, or others that have these among them, or stores them. In a transaction.
   * @param timesMs is kept @param isFold what has to be stored, as it was acknowledged
   * @throws RangeError where the slot has no number left
   */
  place(slot: number, timesMs: Float64Array, isFold: boolean): PlacedTimes {
    const recent = this.#recent.get(slot) ?? [];
    for (const stored of recent) {
      const at = indicesIn(timesMs, stored.timesMs);
      if (at === undefined) continue;
      const all = timesMs.length === stored.timesMs.length;
      return { number: stored.number, count: stored.timesMs.length, at: all ? undefined : at };
    }
    return { number: this.#stored(slot, timesMs, isFold), count: timesMs.length, at: undefined };
  }

  /** The same, but these times alone. @returns their number */
  placeExactly(slot: number, timesMs: Float64Array): number {
    const equal = (this.#recent.get(slot) ?? []).find((stored) => {
      return stored.timesMs.length === timesMs.length && indicesIn(timesMs, stored.timesMs) !== undefined;
    });
    return equal?.number ?? this.#stored(slot, timesMs, true);
  }

  #stored(slot: number, timesMs: Float64Array, isFold: boolean): number {
    const number = this.#freeNumber(slot, timesPerSlot - (isFold ? 0 : numbersForFolds));
    this.#insert.run(slot * timesPerSlot + number, encodeTimes(timesMs));
    this.#storedRows += 1;
    this.#keep(slot * timesPerSlot + number, timesMs);
    const recent = this.#recent.get(slot) ?? [];
    this.#recent.set(slot, [{ number, timesMs }, ...recent.slice(0, recentPerSlot - 1)]);
    return number;
  }

  /** @param most exclusive */
  #freeNumber(slot: number, most: number): number {
    const base = slot * timesPerSlot;
    const last = this.#last.get(base, base + timesPerSlot);
    if (typeof last !== 'number') return 0;
    if (last + 1 < base + most) return last + 1 - base;
    // Some of those before it may have gone since.
    const from = this.#gaps.get(slot) ?? base;
    if (from === base && this.#get.get(base) === undefined) return 0;
    const before = this.#beforeGap.get(from, base + most);
    if (before === undefined || before + 1 >= base + most) {
      throw new RangeError(
        `${new Date(slot * slotMs).toISOString()}: the two hours from then on have too many different times`,
      );
    }
    this.#gaps.set(slot, before);
    return before + 1 - base;
  }

  #keep(id: number, timesMs: Float64Array): void {
    this.#keptBytes += timesMs.byteLength;
    if (this.#keptBytes > mostKeptBytes) {
      this.forgetRows();
      this.#keptBytes = timesMs.byteLength;
    }
    this.#rows.set(id, timesMs);
  }

  /** What is kept may be gone from the disk: a transaction was rolled back, or rows were deleted. */
  forget(): void {
    this.forgetRows();
    this.loose.forget();
  }

  /** The same, where rows went that no chunk has. */
  forgetRows(): void {
    this.#rows.clear();
    this.#recent.clear();
    this.#gaps.clear();
    this.#keptBytes = 0;
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
