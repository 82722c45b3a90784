/** Rows of the head, many at once: as many as weigh about the same, however unlike they are. */
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  batchColumns,
  batchWeight,
  eachRow,
  type RowBatch,
} from '../../../../electron/backend/history/read/row-batches.ts';
import { withHistoryFailures } from '../../../../electron/backend/history/store/sqlite-failure.ts';

let db: Database.Database;

beforeEach(() => {
  db = new Database(':memory:');
  db.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, timeMs INTEGER, layout INTEGER, data BLOB)');
});

afterEach(() => db.close());

const mebibyte = 2 ** 20;

/** @returns what was read at once, what was visited, and what was charged */
function readAll(sizeOf: (id: number) => number, ids: readonly number[]) {
  const insert = db.prepare('INSERT INTO row VALUES (?, ?, 7, ?)');
  for (const id of ids) insert.run(id, 10 * id, Buffer.alloc(sizeOf(id), id));
  const read = db.prepare<[number, number], RowBatch>(`SELECT ${batchColumns} FROM row WHERE id > ? AND id <= ?`).raw();
  const weigh = db.prepare<[number, number], number>(`SELECT ${batchWeight} FROM row WHERE id > ? AND id <= ?`).pluck();
  const batches: number[] = [];
  const visited: (readonly number[])[] = [];
  let charged = 0;
  eachRow(
    { firstRow: 1, lastRow: ids.at(-1) ?? 0, idsPerRow: 1 },
    {
      weigh: (after, last) => weigh.get(after, last) ?? 0,
      read(after, last) {
        const batch = read.get(after, last);
        batches.push(batch?.[0]?.length ?? 0);
        return batch;
      },
    },
    (id, timeMs, layout, data) => visited.push([id, timeMs, layout, data.length, data.at(-1) ?? -1]),
    {
      check: () => undefined,
      charge(bytes) {
        charged += bytes;
      },
    },
  );
  expect(visited).toEqual(ids.map((id) => [id, 10 * id, 7, sizeOf(id), id & 255]));
  return { largest: Math.max(...batches), batches: batches.length, charged };
}

const counted = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

test('the first ones are no more at once than fits, and what is more than usual is charged', () => {
  expect(readAll(() => 3 * mebibyte, counted(8))).toEqual({
    ...{ largest: 6 * mebibyte, batches: 7, charged: 5 * mebibyte },
  });
});

test('large ones behind thousands of small ones come by themselves', () => {
  const { largest, charged } = readAll((id) => (id > 5000 ? 5 * mebibyte : 20), counted(5010));
  // The last few of the small ones are with the first of them.
  expect([largest, charged]).toEqual([5 * mebibyte + 60, 4 * mebibyte + 60]);
});

test('one that is larger than all that fits is read alone, wherever it lies', () => {
  const ids = [1, 2, 40, 41, 1000];
  expect(readAll((id) => (id === 40 ? 20 * mebibyte : 20), ids)).toMatchObject({ charged: 19 * mebibyte });
});

test('many small ones are a few batches', () => {
  expect(readAll(() => 100, counted(10_000))).toMatchObject({ batches: 4, charged: 0 });
});

test('what SQLite has no room for in one value is told as that, not as a bug', () => {
  const query = db.prepare(`
    WITH RECURSIVE row (id, timeMs, layout, data) AS
      (SELECT 1, 1, 1, zeroblob(17000000) UNION ALL SELECT id + 1, 1, 1, zeroblob(17000000) FROM row WHERE id < 64)
    SELECT ${batchColumns} FROM row`);
  expect(() => withHistoryFailures('/x/head.db', () => query.get())).toThrow(
    expect.objectContaining({ code: 'history.outOfMemory', retryable: true }),
  );
});
