/** history.db, version 10: series and their label index, chunks by slot, targets and metadata of metrics. docs/formats/history.md */
import type { Migration } from './migration.ts';

/**
 * Ids are given once and never again (AUTOINCREMENT): readers keep labels by id, and the head refers to series by id. The order of the
 * bits in a key is the order on the disk: all of a slot's chunks lie together, so a fold fills pages and retention drops one range.
 */
export const seriesAndChunks: Migration = {
  version: 10,
  up(db) {
    db.exec(`
      CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE label (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (name, value)
      ) STRICT;
      -- labels: varint label ids, in the order of label names
      CREATE TABLE series (id INTEGER PRIMARY KEY AUTOINCREMENT, hash INTEGER NOT NULL, labels BLOB NOT NULL) STRICT;
      CREATE INDEX series_hash ON series (hash);
      -- id: label.id * 65536 + (series.id >> 16)
      CREATE TABLE posting (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
      -- id: slot * 65536 + (series.id >> 16)
      CREATE TABLE member (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
      -- id: slot * 2^32 + series.id
      CREATE TABLE chunk (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
      -- id: slot * 2^20 + n
      CREATE TABLE times (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
      -- watermarkMs: samples of the target up to here (inclusive) are in chunks
      CREATE TABLE target (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, watermarkMs INTEGER NOT NULL) STRICT;
      CREATE TABLE metric (
        name TEXT PRIMARY KEY, type TEXT NOT NULL, help TEXT NOT NULL, unit TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
