/** Version 10 of history.db: what a later migration starts from. */
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seriesAndChunks } from '../../../../electron/backend/history/store/migrations/history-010-series-and-chunks.ts';

let db: Database.Database;

beforeEach(() => {
  db = new Database(':memory:');
  seriesAndChunks.up(db);
});

afterEach(() => {
  db.close();
});

test('version 10 of the history has series, labels, postings, members, chunks, times, targets and metrics, all strict', () => {
  const columns = db
    .prepare(
      `SELECT t.name || ': ' || group_concat(c.name || ' ' || c.type, ', ') FROM pragma_table_list t, pragma_table_info(t.name) c
       WHERE t.schema = 'main' AND t.strict = 1 GROUP BY t.name ORDER BY t.name`,
    )
    .pluck()
    .all();
  expect(columns).toEqual([
    'chunk: id INTEGER, data BLOB',
    'label: id INTEGER, name TEXT, value TEXT',
    'member: id INTEGER, data BLOB',
    'meta: key TEXT, value ANY',
    'metric: name TEXT, type TEXT, help TEXT, unit TEXT',
    'posting: id INTEGER, data BLOB',
    'series: id INTEGER, hash INTEGER, labels BLOB',
    'target: id INTEGER, name TEXT, watermarkMs INTEGER',
    'times: id INTEGER, data BLOB',
  ]);
});

test('the id of a series that is gone is not given again', () => {
  const put = db.prepare("INSERT INTO series (hash, labels) VALUES (1, x'01')");
  const first = put.run().lastInsertRowid;
  db.prepare('DELETE FROM series').run();
  expect(put.run().lastInsertRowid).toBe(Number(first) + 1);
});

test('keys as large as they can be are exact', () => {
  const id = (2 ** 21 - 1) * 2 ** 32 + 2 ** 32 - 1;
  db.prepare("INSERT INTO chunk (id, data) VALUES (?, x'00')").run(id);
  expect(db.prepare('SELECT id FROM chunk WHERE id = ?').pluck().all(id)).toEqual([Number.MAX_SAFE_INTEGER]);
});
