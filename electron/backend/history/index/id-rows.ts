/**
 * Rows of `posting` (the series of a label, the labels of a name) and `member` (the series that have a chunk in a slot): the ids of one key, a
 * container a row, under key * 65536 + (id >> 16).
 */
import type { ReadableDatabase, WritableDatabase } from '../store/open-database.ts';
import { seriesPerSlot } from '../store/slots.ts';
import { damagedError } from '../store/sqlite-failure.ts';
import {
  ContainerError,
  containerOf,
  containersMeet,
  countIn,
  decodeContainer,
  encodeContainer,
  type IdContainer,
  idsPerContainer,
  type StoredContainer,
  subtract,
  unite,
} from './id-container.ts';
import { type IdSet, type IdSetBuilder, idSetOf } from './id-set.ts';

export type IdTable = 'posting' | 'member';

/** Of rows a key: as many as there are high halves of ids. */
export const rowsPerKey = 65_536;

/** A label, a name (`valuesKey`) or a slot: ids are put under it. */
type IdKey = number;

type RawRow = readonly [id: number, data: StoredContainer];

export interface IdRowReader {
  read(key: IdKey): IdSet;
  /** Adds what stands under each of the keys to the builder. @param keys some hundreds */
  readEach(keys: readonly IdKey[], into: IdSetBuilder): void;
  /** Adds what stands under the keys from … to …, both inclusive, to the builder. */
  readRange(fromKey: IdKey, toKey: IdKey, into: IdSetBuilder): void;
  /** One after the other, those only that have ids. */
  eachKey(fromKey: IdKey, toKey: IdKey): Iterable<{ readonly key: IdKey; readonly ids: IdSet }>;
  /** Those of the keys under which any of the ids stands. @param keys some hundreds */
  meeting(keys: readonly IdKey[], ids: IdSet): ReadonlySet<IdKey>;
}

export interface IdRowWriter {
  /** @param ids rising, no id twice */
  add(key: IdKey, ids: ArrayLike<number>): void;
  /** @returns whether the key still has ids */
  remove(key: IdKey, ids: ArrayLike<number>): boolean;
}

/** @param id of the row */
type MendRow = (id: number) => IdContainer;

export interface IdRow {
  readonly id: number;
  readonly data: StoredContainer;
}

/** What this module asks, for a test to look at its plans. */
export const idRowStatements = (table: IdTable) => ({
  range: `SELECT id, data FROM ${table} WHERE id >= ? AND id <= ?`,
  // One parameter for all keys: half the time of one for each.
  some: `SELECT its.id, data FROM json_each(?) asked CROSS JOIN ${table} its
    ON its.id >= asked.value * ${rowsPerKey} AND its.id < (asked.value + 1) * ${rowsPerKey}`,
  one: `SELECT data FROM ${table} WHERE id = ?`,
  any: `SELECT 1 FROM ${table} WHERE id >= ? AND id <= ? LIMIT 1`,
  put: `INSERT INTO ${table} (id, data) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data`,
  drop: `DELETE FROM ${table} WHERE id = ?`,
});

export const memberStatements = {
  chunkKeys: 'SELECT id FROM chunk WHERE id >= ? AND id <= ?',
};

const firstRow = (key: IdKey) => key * rowsPerKey;
const lastRow = (key: IdKey) => (key + 1) * rowsPerKey - 1;

/** A container of `member` says no more than the keys of the chunks: where it is damaged, they are read one by one, and nothing is lost. */
export function membersByChunks(db: ReadableDatabase<'history'>): MendRow {
  const keys = db.prepare<[number, number], number>(memberStatements.chunkKeys).pluck();
  return (id) => {
    const first = Math.floor(id / rowsPerKey) * seriesPerSlot + (id % rowsPerKey) * idsPerContainer;
    return containerOf(Uint16Array.from(keys.all(first, first + idsPerContainer - 1), (key) => key % idsPerContainer));
  };
}

/** @returns what stands in a row of `member`, however it was found */
export function memberDecoder(db: ReadableDatabase<'history'>): (row: IdRow) => IdContainer {
  const mend = membersByChunks(db);
  return ({ id, data }) => storedContainer(data, db.name, 'member', () => mend(id));
}

/** @param mend where a container is damaged, what stands in its row: found in another way; without it, that is thrown */
export function createIdRowReader(db: ReadableDatabase<'history'>, table: IdTable, mend?: MendRow): IdRowReader {
  const range = db.prepare<[number, number], IdRow>(idRowStatements(table).range);
  const some = db.prepare<[string], RawRow>(idRowStatements(table).some).raw();
  const rowsOf = (fromKey: IdKey, toKey: IdKey) => range.iterate(firstRow(fromKey), lastRow(toKey));
  const containerIn = ({ id, data }: IdRow) => storedContainer(data, db.name, table, mend && (() => mend(id)));

  function read(key: IdKey): IdSet {
    return range
      .all(firstRow(key), lastRow(key))
      .map((row) => ({ high: row.id % rowsPerKey, container: containerIn(row) }));
  }

  const rowsUnder = (keys: readonly IdKey[]) => some.all(JSON.stringify(keys));

  return {
    read,
    readEach(keys, into) {
      for (const [id, data] of rowsUnder(keys)) {
        // Most are one id, and there may be thousands of them.
        if (typeof data === 'number' && data < idsPerContainer) into.addId(id % rowsPerKey, data);
        else into.add(id % rowsPerKey, storedContainer(data, db.name, table));
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
    meeting(keys, ids) {
      const parts = new Map(ids.map(({ high, container }) => [high, container]));
      const meeting = new Set<IdKey>();
      for (const [id, data] of rowsUnder(keys)) {
        const part = parts.get(id % rowsPerKey);
        if (part !== undefined && containersMeet(storedContainer(data, db.name, table), part))
          meeting.add(Math.floor(id / rowsPerKey));
      }
      return meeting;
    },
  };
}

/** In the caller's transaction. @param mend as for the reader; what was damaged is written anew */
export function createIdRowWriter(db: WritableDatabase<'history'>, table: IdTable, mend?: MendRow): IdRowWriter {
  const statements = idRowStatements(table);
  const one = db.prepare<[number], StoredContainer>(statements.one).pluck();
  const any = db.prepare<[number, number], number>(statements.any).pluck();
  const put = db.prepare<[number, Uint8Array | bigint]>(statements.put);
  const drop = db.prepare<[number]>(statements.drop);
  // A number that is none of 32 bits would be stored as a double, in eight bytes.
  const store = (row: number, container: IdContainer) => {
    const stored = encodeContainer(container);
    put.run(row, typeof stored === 'number' ? BigInt(stored) : stored);
  };
  const containerAt = (row: number) => {
    const data = one.get(row);
    return data === undefined ? undefined : storedContainer(data, db.name, table, mend && (() => mend(row)));
  };

  return {
    add(key, ids) {
      for (const { row, given } of givenRows(key, ids)) {
        const before = containerAt(row);
        store(row, before === undefined ? given : unite(before, given));
      }
    },
    remove(key, ids) {
      for (const { row, given } of givenRows(key, ids)) {
        const before = containerAt(row);
        if (before === undefined) continue;
        const left = subtract(before, given);
        if (countIn(left) === 0) drop.run(row);
        else store(row, left);
      }
      return any.get(firstRow(key), lastRow(key)) !== undefined;
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
function storedContainer(data: StoredContainer, path: string, table: IdTable, mend?: () => IdContainer): IdContainer {
  try {
    return decodeContainer(data);
  } catch (error) {
    if (error instanceof ContainerError && mend !== undefined) return mend();
    if (error instanceof ContainerError) throw damagedError(path, `table ${table}: ${error.message}`, error);
    throw error;
  }
}
