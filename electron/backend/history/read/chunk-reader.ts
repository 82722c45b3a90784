/** Reads chunks and shared times as they are in one snapshot: slot after slot, in the order in which they lie on the disk. */
import { firstNotBelow } from '../../../../shared/base/rising.ts';
import { type DecodedChunk, decodeChunk } from '../../../../shared/chunks/chunk.ts';
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import { decodeTimes } from '../../../../shared/chunks/times.ts';
import type { QueryRun } from '../../../../shared/promql/queryable.ts';
import type { ReadableDatabase } from '../store/open-database.ts';
import { seriesPerSlot, timesPerSlot } from '../store/slots.ts';
import { damagedError } from '../store/sqlite-failure.ts';
import type { PooledTimes, TimesPool } from './times-pool.ts';

/** A slot, and the series that have a chunk in it, rising. */
export interface SlotSeries {
  readonly slot: number;
  readonly ids: Uint32Array;
}

/** A chunk that is not decoded yet. */
export interface StoredChunk {
  readonly slot: number;
  readonly bytes: Uint8Array;
}

export interface ChunkColumn extends DecodedChunk {
  readonly times: PooledTimes;
}

/** By series, as they were asked for. */
type StoredChunks = readonly (readonly StoredChunk[])[];

type OnMissing = (slot: number, series: number, error: Error) => void;

type ChunkRow = readonly [id: number, data: Uint8Array];

export const chunkStatements = {
  one: 'SELECT data FROM chunk WHERE id = ?',
  range: 'SELECT id, data FROM chunk WHERE id >= ? AND id <= ?',
  times: 'SELECT data FROM times WHERE id = ?',
  firstTimes: 'SELECT id FROM times WHERE id >= ? ORDER BY id LIMIT 1',
};

/** Chunks that are not wanted are read too where it is no more than so many for each that is. */
const worthARange = 2;

export class ChunkReader {
  readonly #db: ReadableDatabase<'history'>;
  readonly #one;
  readonly #range;
  readonly #times;
  readonly #firstTimes;

  constructor(db: ReadableDatabase<'history'>) {
    this.#db = db;
    this.#one = db.prepare<[number], Uint8Array>(chunkStatements.one).pluck();
    this.#range = db.prepare<[number, number], ChunkRow>(chunkStatements.range).raw();
    this.#times = db.prepare<[number], Uint8Array>(chunkStatements.times).pluck();
    this.#firstTimes = db.prepare<[number], number>(chunkStatements.firstTimes).pluck();
  }

  /** Has the pages in SQLite's cache where the shared times of some slots begin. */
  readAhead(slots: readonly SlotSeries[], run: QueryRun): void {
    for (const { slot } of slots) {
      run.check();
      try {
        this.#firstTimes.get(slot * timesPerSlot);
      } catch {
        // Of what is damaged, those are told who want it.
        return;
      }
    }
  }

  /**
   * The chunks of some series, beside them, slots rising.
   * @param slots rising @param ids rising @param onMissing told of each that should be there
   */
  read(slots: readonly SlotSeries[], ids: Uint32Array, run: QueryRun, onMissing: OnMissing): StoredChunks {
    const found = Array.from(ids, (): StoredChunk[] => []);
    const [first, last] = [ids[0] ?? 0, ids[ids.length - 1] ?? 0];
    for (const { slot, ids: inSlot } of slots) {
      run.check();
      const from = firstNotBelow(inSlot, first);
      const to = firstNotBelow(inSlot, last + 1);
      if (from === to) continue;
      const wanted = inSlot.subarray(from, to);
      let at = 0;
      this.#readSlot(slot, wanted, (id, bytes) => {
        if (bytes === undefined) return onMissing(slot, id, this.#missing(slot * seriesPerSlot + id));
        while ((ids[at] as number) < id) at += 1;
        found[at]?.push({ slot, bytes });
      });
    }
    return found;
  }

  /** @throws AppError history.damaged */
  decode({ slot, bytes }: StoredChunk, series: number, pool: TimesPool): ChunkColumn {
    let times: PooledTimes | undefined;
    const timesOf = (number: number) => {
      times = pool.keyed(`${slot} ${number}`, () => this.#readTimes(slot, number));
      return times;
    };
    try {
      refuseOther(bytes);
      const chunk = decodeChunk(bytes, (number) => timesOf(number).timesMs.length);
      const all = times ?? timesOf(chunk.timesNumber);
      return { ...chunk, times: chunk.at === undefined ? all : pool.picked(all, chunk.at) };
    } catch (error) {
      throw this.#failure(error, `chunk ${slot * seriesPerSlot + series}`);
    }
  }

  #readSlot(slot: number, wanted: Uint32Array, visit: (id: number, bytes: Uint8Array | undefined) => void): void {
    const base = slot * seriesPerSlot;
    const first = wanted[0] as number;
    const last = wanted[wanted.length - 1] as number;
    if (last - first >= worthARange * wanted.length) {
      for (const id of wanted) visit(id, this.#one.get(base + id));
      return;
    }
    const rows = this.#range.all(base + first, base + last);
    let at = 0;
    for (const id of wanted) {
      while ((rows[at]?.[0] ?? Infinity) < base + id) at += 1;
      const row = rows[at];
      visit(id, row?.[0] === base + id ? row[1] : undefined);
    }
  }

  #readTimes(slot: number, number: number): Float64Array {
    const id = slot * timesPerSlot + number;
    const bytes = this.#times.get(id);
    if (bytes === undefined) throw damagedError(this.#db.name, `times ${id} are missing`);
    try {
      refuseOther(bytes);
      return decodeTimes(bytes);
    } catch (error) {
      throw this.#failure(error, `times ${id}`);
    }
  }

  #missing(id: number): Error {
    return damagedError(this.#db.name, `chunk ${id} is missing`);
  }

  #failure(error: unknown, what: string): unknown {
    return error instanceof ChunkError ? damagedError(this.#db.name, `${what}: ${error.message}`, error) : error;
  }
}

/** A page that is damaged may say that a column is of another type. */
function refuseOther(bytes: unknown): void {
  if (!(bytes instanceof Uint8Array)) throw new ChunkError('no bytes are there');
}
