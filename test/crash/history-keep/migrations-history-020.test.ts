/** Version 20 of history.db: what it adds to a history of version 10, which keeps what it has. */
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seriesAndChunks } from '../../../electron/backend/history/store/migrations/history-010-series-and-chunks.ts';
import { coverageAndDocuments } from '../../../electron/backend/history/store/migrations/history-020-coverage-and-documents.ts';

let db: Database.Database;

beforeEach(() => {
  db = new Database(':memory:');
  seriesAndChunks.up(db);
  db.exec("INSERT INTO chunk (id, data) VALUES (5, x'00'); INSERT INTO meta (key, value) VALUES ('pair', 'x')");
  coverageAndDocuments.up(db);
});

afterEach(() => {
  db.close();
});

test('version 20 of the history has rules, coverage, documents, snapshots and deletions, all strict', () => {
  const columns = db
    .prepare(
      `SELECT t.name || ': ' || group_concat(c.name || ' ' || c.type, ', ') FROM pragma_table_list t, pragma_table_info(t.name) c
       WHERE t.schema = 'main' AND t.strict = 1 AND t.name IN ('rule', 'coverage', 'document', 'snapshot', 'deletion')
       GROUP BY t.name ORDER BY t.name`,
    )
    .pluck()
    .all();
  expect([coverageAndDocuments.version, columns]).toEqual([
    20,
    [
      'coverage: rule INTEGER, startMs INTEGER, endMs INTEGER, state TEXT, detail TEXT',
      'deletion: id INTEGER, what TEXT',
      'document: id INTEGER, hash BLOB, sizeBytes INTEGER, data BLOB',
      'rule: id INTEGER, name TEXT',
      'snapshot: kind TEXT, atMs INTEGER, seenUntilMs INTEGER, document INTEGER',
    ],
  ]);
});

test('what was there is there', () => {
  expect([
    db.prepare('SELECT id FROM chunk').pluck().all(),
    db.prepare('SELECT value FROM meta').pluck().all(),
  ]).toEqual([[5], ['x']]);
});

test('one document is stored once, one rule has one name, one kind one snapshot at a time', () => {
  const twice = (sql: string) => () => db.exec(`${sql}; ${sql}`);
  expect(twice("INSERT INTO document (hash, sizeBytes, data) VALUES (x'01', 1, x'00')")).toThrow('UNIQUE');
  expect(twice("INSERT INTO rule (name) VALUES ('default')")).toThrow('UNIQUE');
  expect(twice("INSERT INTO snapshot (kind, atMs, seenUntilMs, document) VALUES ('a', 1, 1, 1)")).toThrow('UNIQUE');
});
