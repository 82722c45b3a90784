/**
 * Rows of `posting` (the series of a label) and `member` (the series that have a chunk in a slot): the ids of one key, a container a row,
 * under key * 65536 + (series id >> 16).
 */
import type { ReadableDatabase, WritableDatabase } from '../store/open-database.ts';
import { damagedError } from '../store/sqlite-failure.ts';
import {
  ContainerError,
  containersMeet,
  countIn,
  decodeContainer,
  encodeContainer,
  type IdContainer,
  subtract,
  unite,
} from './id-container.ts';
import { type IdSet, type IdSetBuilder, idSetOf } from './id-set.ts';

export type IdTable = 'posting' | 'member';

/** Of rows a key: as many as there are high halves of ids. */
export const rowsPerKey = 65_536;

/** A label or a slot: ids of series are put under it. */
type IdKey = number;

export interface IdRowReader {
  read(key: IdKey): IdSet;
  /** Adds what stands under each of the keys to the builder. @param highs the high halves of ids that may be there, rising */
  readEach(keys: readonly IdKey[], highs: readonly number[], into: IdSetBuilder): void;
  /** Adds what stands under the keys from … to …, both inclusive, to the builder. */
  readRange(fromKey: IdKey, toKey: IdKey, into: IdSetBuilder): void;
  /** One after the other, those only that have ids. */
  eachKey(fromKey: IdKey, toKey: IdKey): Iterable<{ readonly key: IdKey; readonly ids: IdSet }>;
  /** Whether any of the ids stands under the key. */
  meets(key: IdKey, ids: IdSet): boolean;
}

export interface IdRowWriter {
  /** @param ids of series, rising, no id twice */
  add(key: IdKey, ids: ArrayLike<number>): void;
  /** @returns whether the key still has ids */
  remove(key: IdKey, ids: ArrayLike<number>): boolean;
}

interface Row {
  readonly id: number;
  readonly data: Uint8Array;
}

/** Rows that are read by one statement: what a call costs is shared by them. */
const atOnce = 64;

/** What this module asks, for a test to look at its plans. */
export const idRowStatements = (table: IdTable) => ({
  range: `SELECT id, data FROM ${table} WHERE id >= ? AND id <= ?`,
  some: `SELECT id, data FROM ${table} WHERE id IN (${Array.from({ length: atOnce }, () => '?')})`,
  one: `SELECT data FROM ${table} WHERE id = ?`,
  any: `SELECT 1 FROM ${table} WHERE id >= ? AND id <= ? LIMIT 1`,
  put: `INSERT INTO ${table} (id, data) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data`,
  drop: `DELETE FROM ${table} WHERE id = ?`,
});

export function createIdRowReader(db: ReadableDatabase<'history'>, table: IdTable): IdRowReader {
  const range = db.prepare<[number, number], Row>(idRowStatements(table).range);
  const some = db.prepare<number[], readonly [id: number, data: Uint8Array]>(idRowStatements(table).some).raw();
  const rowsOf = (fromKey: IdKey, toKey: IdKey) => range.iterate(fromKey * rowsPerKey, (toKey + 1) * rowsPerKey - 1);
  const containerIn = ({ data }: Row) => storedContainer(data, db.name, table);

  function read(key: IdKey): IdSet {
    return range
      .all(key * rowsPerKey, (key + 1) * rowsPerKey - 1)
      .map((row) => ({ high: row.id % rowsPerKey, container: containerIn(row) }));
  }

  return {
    read,
    readEach(keys, highs, into) {
      const rows = keys.flatMap((key) => highs.map((high) => key * rowsPerKey + high));
      for (let from = 0; from < rows.length; from += atOnce) {
        const block = rows.slice(from, from + atOnce);
        while (block.length < atOnce) block.push(block[0] as number);
        for (const [id, data] of some.all(...block)) into.add(id % rowsPerKey, storedContainer(data, db.name, table));
      }
    },
    readRange(fromKey, toKey, into) {
      for (const row of rowsOf(fromKey, toKey)) into.add(row.id % rowsPerKey, containerIn(row));
    },
    *eachKey(fromKey, toKey) {
      let key = -1;
      let ids: { high: number; container: IdContainer }[] = [];
      for (const row of rowsOf(fromKey, toKey)) {
        const its = Math.floor(row.id / rowsPerKey);
        if (its !== key && ids.length > 0) {
          yield { key, ids };
          ids = [];
        }
        key = its;
        ids.push({ high: row.id % rowsPerKey, container: containerIn(row) });
      }
      if (ids.length > 0) yield { key, ids };
    },
    meets(key, ids) {
      return read(key).some(({ high, container }) =>
        ids.some((part) => part.high === high && containersMeet(container, part.container)),
      );
    },
  };
}

/** In the caller's transaction. */
export function createIdRowWriter(db: WritableDatabase<'history'>, table: IdTable): IdRowWriter {
  const statements = idRowStatements(table);
  const one = db.prepare<[number], Uint8Array>(statements.one).pluck();
  const any = db.prepare<[number, number], number>(statements.any).pluck();
  const put = db.prepare<[number, Uint8Array]>(statements.put);
  const drop = db.prepare<[number]>(statements.drop);
  const containerAt = (row: number) => {
    const data = one.get(row);
    return data === undefined ? undefined : storedContainer(data, db.name, table);
  };

  return {
    add(key, ids) {
      for (const { row, given } of givenRows(key, ids)) {
        const before = containerAt(row);
        put.run(row, encodeContainer(before === undefined ? given : unite(before, given)));
      }
    },
    remove(key, ids) {
      for (const { row, given } of givenRows(key, ids)) {
        const before = containerAt(row);
        if (before === undefined) continue;
        const left = subtract(before, given);
        if (countIn(left) === 0) drop.run(row);
        else put.run(row, encodeContainer(left));
      }
      return any.get(key * rowsPerKey, (key + 1) * rowsPerKey - 1) !== undefined;
    },
  };
}

function* givenRows(
  key: IdKey,
  ids: ArrayLike<number>,
): Generator<{ readonly row: number; readonly given: IdContainer }> {
  for (const { high, container } of idSetOf(ids)) yield { row: key * rowsPerKey + high, given: container };
}

/** @throws AppError history.damaged */
function storedContainer(data: Uint8Array, path: string, table: IdTable): IdContainer {
  try {
    return decodeContainer(data);
  } catch (error) {
    if (error instanceof ContainerError) throw damagedError(path, `table ${table}: ${error.message}`, error);
    throw error;
  }
}
