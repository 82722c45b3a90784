/** Version 10 of head.db: what a later migration starts from. */
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { scrapes } from '../../../../electron/backend/history/store/migrations/head-010-scrapes.ts';

test('version 10 of the head has layouts and rows, found by target and time and by layout', () => {
  const db = new Database(':memory:');
  scrapes.up(db);
  const schema = db
    .prepare("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all();
  expect(schema).toEqual(['layout', 'meta', 'row', 'row_layout', 'row_target']);
  const plan = (sql: string) =>
    db
      .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => detail);
  expect([
    plan('SELECT max(timeMs) FROM row WHERE target = 1'),
    plan('SELECT id, data FROM row WHERE layout = 1 AND id <= 5 ORDER BY id DESC'),
  ]).toEqual([
    ['SEARCH row USING COVERING INDEX row_target (target=?)'],
    ['SEARCH row USING INDEX row_layout (layout=? AND rowid<?)'],
  ]);
  db.close();
});
