/** Makes a history of version 10 of a new one, which has what it had: what an older Binnacle would have left, for migrations to be killed in. */
import { crc32 } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import {
  decodeContainer,
  idsIn,
  type StoredContainer,
} from '../../../../electron/backend/history/index/id-container.ts';

/** @param db without what versions after 10 have to say: coverage, documents and deletions are dropped */
export function makeOlder(db: Database): void {
  db.function('plainContainer', (stored: unknown) => plainContainer(stored as StoredContainer));
  db.transaction(() => {
    db.exec(['rule', 'coverage', 'snapshot', 'document', 'deletion'].map((name) => `DROP TABLE ${name};`).join(''));
    db.exec(`
      DROP TABLE label_hash;
      DROP TABLE series_hash;
      ALTER TABLE label RENAME TO label_30;
      ALTER TABLE series RENAME TO series_30;
      CREATE TABLE label (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (name, value)
      ) STRICT;
      INSERT INTO label SELECT it.id, iif(it.name = 0, it.value, its.value), iif(it.name = 0, '', it.value)
        FROM label_30 it LEFT JOIN label_30 its ON its.id = it.name;
      CREATE TABLE series (id INTEGER PRIMARY KEY AUTOINCREMENT, hash INTEGER NOT NULL, labels BLOB NOT NULL) STRICT;
      INSERT INTO series SELECT id, 0, labels FROM series_30;
      CREATE INDEX series_hash ON series (hash);
      DELETE FROM meta WHERE key = 'labelsForgotten';
      -- of names
      DELETE FROM posting WHERE id >= 1 << 52;
    `);
    for (const name of ['label', 'series']) {
      db.exec(`
        DELETE FROM sqlite_sequence WHERE name = '${name}';
        UPDATE sqlite_sequence SET name = '${name}' WHERE name = '${name}_30';
        DROP TABLE ${name}_30;
      `);
    }
    for (const name of ['posting', 'member']) {
      db.exec(`
        ALTER TABLE ${name} RENAME TO ${name}_30;
        CREATE TABLE ${name} (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
        INSERT INTO ${name} SELECT id, plainContainer(data) FROM ${name}_30;
        DROP TABLE ${name}_30;
      `);
    }
    db.pragma('user_version = 10');
  })();
}

/** An array or a bitmap: what there was before version 30. */
function plainContainer(stored: StoredContainer): Buffer {
  const ids = idsIn(decodeContainer(stored));
  let content = Buffer.concat([Buffer.of(0x11), Buffer.from(Uint16Array.from(ids).buffer)]);
  if (ids.length > 4096) {
    content = Buffer.alloc(1 + 65_536 / 8);
    content[0] = 0x12;
    for (const id of ids) content[1 + (id >> 3)] = (content[1 + (id >> 3)] ?? 0) | (1 << (id & 7));
  }
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(content));
  return Buffer.concat([content, checksum]);
}
