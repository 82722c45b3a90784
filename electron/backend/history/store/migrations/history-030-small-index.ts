/** history.db, version 30: the label index in less space. Names and texts are stored once, and found by hashes. docs/formats/history.md */
import type { Database } from 'better-sqlite3';
import { containerOf, encodeContainer, idsPerContainer } from '../../index/id-container.ts';
import { hashOfLabel, hashOfLabelIds } from '../../index/label-ids.ts';
import type { Migration } from './migration.ts';

/**
 * Labels and series keep their ids: nothing that refers to them changes. All is as long as there are labels and series, not samples: a
 * second or two for 100,000 of each. The pages of what was before are free afterwards, for what comes.
 */
export const smallIndex: Migration = {
  version: 30,
  up(db) {
    db.exec(`
      ALTER TABLE label RENAME TO label_20;
      -- name: the label that is this one's name; 0 for a name, and for the empty label of all series
      CREATE TABLE label (id INTEGER PRIMARY KEY AUTOINCREMENT, name INTEGER NOT NULL, value TEXT NOT NULL) STRICT;
      CREATE TABLE label_hash (hash INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (hash, id)) STRICT, WITHOUT ROWID;
      DROP INDEX series_hash;
      ALTER TABLE series RENAME TO series_20;
      CREATE TABLE series (id INTEGER PRIMARY KEY AUTOINCREMENT, labels BLOB NOT NULL) STRICT;
      CREATE TABLE series_hash (hash INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (hash, id)) STRICT, WITHOUT ROWID;
    `);
    // An id container may be a number now.
    for (const table of ['posting', 'member']) {
      db.exec(`
        ALTER TABLE ${table} RENAME TO ${table}_20;
        CREATE TABLE ${table} (id INTEGER PRIMARY KEY, data ANY NOT NULL) STRICT;
        INSERT INTO ${table} (id, data) SELECT id, data FROM ${table}_20 ORDER BY id;
        DROP TABLE ${table}_20;
      `);
    }
    moveLabels(db);
    moveSeries(db);
    for (const table of ['label', 'series']) {
      db.prepare('DELETE FROM sqlite_sequence WHERE name = ?').run(table);
      db.prepare('UPDATE sqlite_sequence SET name = ? WHERE name = ?').run(table, `${table}_20`);
      db.exec(`DROP TABLE ${table}_20`);
    }
  },
};

const rowsAtOnce = 4096;
/** Added to the id of a name, it makes the key under which `posting` has the name's labels. */
const firstValuesKey = 2 ** 36;

function moveLabels(db: Database): void {
  db.exec(`
    CREATE TEMP TABLE name_20 (name TEXT PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;
    INSERT INTO name_20 SELECT name, id FROM label_20 WHERE value = '';
  `);
  const page = db
    .prepare<[number], readonly [id: number, name: number | null, value: string]>(
      `SELECT old.id, CASE WHEN old.value = '' THEN 0 ELSE its.id END, CASE WHEN old.value = '' THEN old.name ELSE old.value END
       FROM label_20 old LEFT JOIN name_20 its ON its.name = old.name
       WHERE old.id > ? ORDER BY old.id LIMIT ${rowsAtOnce}`,
    )
    .raw();
  const putLabel = db.prepare('INSERT INTO label (id, name, value) VALUES (?, ?, ?)');
  const putHash = db.prepare('INSERT INTO label_hash (hash, id) VALUES (?, ?)');
  const byName = new Map<number, number[]>();
  for (let rows = page.all(0); rows.length > 0; rows = page.all(rows.at(-1)?.[0] ?? 0)) {
    for (const [id, name, value] of rows) {
      // A label without its name's is of no series: a registration makes both.
      if (name === null) continue;
      putLabel.run(id, name, value);
      putHash.run(hashOfLabel(name, value), id);
      if (value === '') continue;
      const ids = byName.get(name) ?? [];
      ids.push(id);
      byName.set(name, ids);
    }
  }
  db.exec('DROP TABLE name_20');
  for (const [name, ids] of [...byName].sort(([a], [b]) => a - b)) putValues(db, name, ids);
}

/** @param ids rising */
function putValues(db: Database, name: number, ids: readonly number[]): void {
  const put = db.prepare('INSERT INTO posting (id, data) VALUES (?, ?)');
  for (let from = 0; from < ids.length; ) {
    const high = Math.floor((ids[from] as number) / idsPerContainer);
    let to = from + 1;
    while (to < ids.length && Math.floor((ids[to] as number) / idsPerContainer) === high) to += 1;
    const lows = Uint16Array.from(ids.slice(from, to), (id) => id % idsPerContainer);
    const stored = encodeContainer(containerOf(lows));
    put.run((firstValuesKey + name) * idsPerContainer + high, typeof stored === 'number' ? BigInt(stored) : stored);
    from = to;
  }
}

function moveSeries(db: Database): void {
  const page = db
    .prepare<[number], readonly [id: number, labels: Uint8Array]>(
      `SELECT id, labels FROM series_20 WHERE id > ? ORDER BY id LIMIT ${rowsAtOnce}`,
    )
    .raw();
  const putSeries = db.prepare('INSERT INTO series (id, labels) VALUES (?, ?)');
  const putHash = db.prepare('INSERT INTO series_hash (hash, id) VALUES (?, ?)');
  for (let rows = page.all(0); rows.length > 0; rows = page.all(rows.at(-1)?.[0] ?? 0)) {
    for (const [id, labels] of rows) {
      putSeries.run(id, labels);
      putHash.run(hashOfLabelIds(labels), id);
    }
  }
}
