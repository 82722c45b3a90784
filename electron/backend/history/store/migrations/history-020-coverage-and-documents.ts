/** history.db, version 20: what was covered, documents as they were, and deletions that are under way. docs/formats/history.md */
import type { Migration } from './migration.ts';

export const coverageAndDocuments: Migration = {
  version: 20,
  up(db) {
    db.exec(`
      CREATE TABLE rule (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
      -- both ends inclusive; spans of one rule do not overlap. state: 'recorded', or why not
      CREATE TABLE coverage (
        rule INTEGER NOT NULL, startMs INTEGER NOT NULL, endMs INTEGER NOT NULL,
        state TEXT NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (rule, startMs)
      ) STRICT, WITHOUT ROWID;
      -- hash: SHA-256 of the text; data: the text, compressed
      CREATE TABLE document (
        id INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, sizeBytes INTEGER NOT NULL, data BLOB NOT NULL
      ) STRICT;
      -- from atMs until the next one of the kind; it was seen again and again until seenUntilMs
      CREATE TABLE snapshot (
        kind TEXT NOT NULL, atMs INTEGER NOT NULL, seenUntilMs INTEGER NOT NULL, document INTEGER NOT NULL,
        PRIMARY KEY (kind, atMs)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX snapshot_document ON snapshot (document);
      -- asked for and not done yet; what: JSON
      CREATE TABLE deletion (id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT NOT NULL) STRICT;
    `);
  },
};
