/** head.db, version 10: the scrapes since the last fold, each a row, and the layouts that say which series a row has. docs/formats/history.md */
import type { Migration } from './migration.ts';

export const scrapes: Migration = {
  version: 10,
  up(db) {
    db.exec(`
      CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
      -- series: ids in the row's order, as varint zigzag differences
      CREATE TABLE layout (id INTEGER PRIMARY KEY AUTOINCREMENT, target INTEGER NOT NULL, series BLOB NOT NULL) STRICT;
      CREATE TABLE row (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        target INTEGER NOT NULL, timeMs INTEGER NOT NULL, layout INTEGER NOT NULL, data BLOB NOT NULL
      ) STRICT;
      CREATE INDEX row_target ON row (target, timeMs);
      -- in the order of ids, as each row stands on the one before it
      CREATE INDEX row_layout ON row (layout);
    `);
  },
};
