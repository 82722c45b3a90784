/** What happens to files that are not what they should be: each is refused by its name, and none is changed. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newestVersion } from '../../../../electron/backend/history/store/migrate.ts';
import { openReadable, openWritable } from '../../../../electron/backend/history/store/open-database.ts';
import { AppError } from '../../../../shared/base/errors.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';

let fixture: SourceFixture;
let path: string;

beforeEach(() => {
  fixture = createSourceFixture();
  path = join(fixture.dataDir, 'history.db');
});

afterEach(() => fixture.dispose());

function failureOf(open: () => { close(): unknown }): { code: string; message: string } {
  try {
    open().close();
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('it was opened');
}

/** What has content, by its digest; without what SQLite keeps for all who have a file open. */
function filesThere(): Record<string, string> {
  const names = readdirSync(fixture.dataDir).filter((name) => !name.endsWith('-shm'));
  const contents = names.map((name): [string, Buffer] => [name, readFileSync(join(fixture.dataDir, name))]);
  const digest = (content: Buffer) => createHash('sha256').update(content).digest('hex');
  return Object.fromEntries(
    contents.filter(([, { length }]) => length > 0).map(([name, bytes]) => [name, digest(bytes)]),
  );
}

/** A history with a page of labels in it, closed. */
function makeHistory(): void {
  const db = openWritable(path, 'history');
  const put = db.prepare('INSERT INTO label (name, value) VALUES (?, ?)');
  db.transaction(() => {
    for (let i = 0; i < 2000; i += 1) put.run(1, `10.0.0.${i}:9090`);
  })();
  db.close();
}

function setHeader(pragma: string): void {
  const db = new Database(path);
  db.pragma(pragma);
  db.close();
}

test('a new database is for its owner alone, has a write-ahead log, gives pages back, and is of the newest version', () => {
  const db = openWritable(path, 'history');
  const facts = ['journal_mode', 'synchronous', 'auto_vacuum', 'user_version', 'application_id'].map((name) =>
    db.pragma(name, { simple: true }),
  );
  expect(facts).toEqual(['wal', 1, 2, newestVersion('history'), 0x426e4869]);
  expect(
    readdirSync(fixture.dataDir).map((name) => [name, statSync(join(fixture.dataDir, name)).mode & 0o777]),
  ).toEqual([
    ['history.db', 0o600],
    ['history.db-shm', 0o600],
    ['history.db-wal', 0o600],
  ]);
  db.close();
});

test('what is opened for reading reads what was committed, and writes nothing', () => {
  const writer = openWritable(path, 'history');
  const reader = openReadable(path, 'history');
  writer.prepare("INSERT INTO meta (key, value) VALUES ('a', 'b')").run();
  expect(reader.prepare('SELECT value FROM meta').pluck().all()).toEqual(['b']);
  expect(() => reader.prepare('DELETE FROM meta').run()).toThrow(/readonly/);
  reader.close();
  writer.close();
});

test('an empty file, which a power cut leaves, becomes a database', () => {
  writeFileSync(path, '');
  const db = openWritable(path, 'history');
  expect(db.pragma('user_version', { simple: true })).toBe(newestVersion('history'));
  db.close();
});

test('what was left half made under the other name is begun anew', () => {
  writeFileSync(`${path}.new`, 'half');
  openWritable(path, 'history').close();
  expect(readdirSync(fixture.dataDir)).toEqual(['history.db']);
});

test('a database of another application is refused and stays as it is', () => {
  const other = new Database(path);
  other.pragma('journal_mode = WAL');
  other.exec("CREATE TABLE note (text); INSERT INTO note VALUES ('mine')");
  other.close();
  const before = filesThere();
  expect(failureOf(() => openWritable(path, 'history'))).toEqual({
    code: 'history.foreign',
    message: `${path} is not a history of Binnacle (application id 0): move it away`,
  });
  expect(failureOf(() => openReadable(path, 'history')).code).toBe('history.foreign');
  expect(filesThere()).toEqual(before);
});

test('a head is no history', () => {
  openWritable(path, 'head').close();
  expect(failureOf(() => openWritable(path, 'history')).code).toBe('history.foreign');
});

test('a folder in the place of a database is refused', () => {
  mkdirSync(path);
  expect(failureOf(() => openWritable(path, 'history')).code).toBe('history.foreign');
});

test('a database of a newer Binnacle is refused and stays as it is, also where its version is in the log only', () => {
  makeHistory();
  const newer = new Database(path);
  newer.pragma('user_version = 90000');
  // As after kill -9: nobody closed it, so the log was not copied into the file.
  const dir = join(fixture.dataDir, 'killed');
  mkdirSync(dir);
  for (const suffix of ['', '-wal']) copyFileSync(path + suffix, join(dir, `history.db${suffix}`));
  newer.close();
  const killed = join(dir, 'history.db');
  const before = ['', '-wal'].map((suffix) => readFileSync(killed + suffix));
  expect(failureOf(() => openWritable(killed, 'history'))).toEqual({
    code: 'history.future',
    message: `the history ${killed} is of a newer Binnacle (version 90000): start that one`,
  });
  expect(['', '-wal'].map((suffix) => readFileSync(killed + suffix))).toEqual(before);
});

test('one of an older version is not read before it was opened for writing', () => {
  makeHistory();
  setHeader('user_version = 5');
  expect(failureOf(() => openReadable(path, 'history')).code).toBe('history.old');
});

test('one whose version is none is damaged', () => {
  makeHistory();
  setHeader('user_version = 0');
  expect(failureOf(() => openWritable(path, 'history')).code).toBe('history.damaged');
});

test('what is no database at all is damaged, and stays as it is', () => {
  for (const content of [
    Buffer.alloc(8192),
    Buffer.from('a letter to somebody, and long enough to be read '.repeat(200)),
  ]) {
    writeFileSync(path, content);
    expect(failureOf(() => openWritable(path, 'history')).code).toBe('history.damaged');
    expect(failureOf(() => openReadable(path, 'history')).code).toBe('history.damaged');
    expect(readFileSync(path).equals(content)).toBe(true);
  }
});

test('a truncated database is damaged, wherever it ends, and stays as it is', () => {
  makeHistory();
  const whole = statSync(path).size;
  for (const size of [whole - 1000, whole - 4096, 4096, 100]) {
    truncateSync(path, size);
    const before = readFileSync(path);
    expect([size, failureOf(() => openWritable(path, 'history')).code]).toEqual([size, 'history.damaged']);
    expect(readFileSync(path).equals(before)).toBe(true);
  }
});

test('the log of a database that is gone is not taken for that of a new one', () => {
  writeFileSync(`${path}-wal`, 'pages of another');
  expect(failureOf(() => openWritable(path, 'history'))).toEqual({
    code: 'history.damaged',
    message: `the history ${path} is damaged (only ${path}-wal is left of it): it has to be set aside`,
  });
  expect(existsSync(path)).toBe(false);
});

test('one that is not there is not made for who reads', () => {
  for (const missing of [path, join(fixture.dataDir, 'no-folder', 'history.db')]) {
    expect(failureOf(() => openReadable(missing, 'history')).code).toBe('history.unreadable');
  }
  expect(readdirSync(fixture.dataDir)).toEqual([]);
});

/** Rights are none for root. */
function asNobody(work: () => void): void {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

test.runIf(process.platform !== 'win32')('a file or folder that may not be written is refused for writing', () => {
  makeHistory();
  chmodSync(fixture.dataDir, 0o755);
  chmodSync(path, 0o444);
  asNobody(() => expect(failureOf(() => openWritable(path, 'history')).code).toBe('history.readOnly'));
  const missing = join(fixture.dataDir, 'other.db');
  asNobody(() => expect(failureOf(() => openWritable(missing, 'history')).code).toBe('history.unreadable'));
});

test.runIf(process.platform !== 'win32')(
  'one on a read-only disk is not read either, and who reads is told what to do',
  () => {
    makeHistory();
    chmodSync(path, 0o444);
    chmodSync(fixture.dataDir, 0o555);
    const before = filesThere();
    asNobody(() =>
      expect(failureOf(() => openReadable(path, 'history'))).toEqual({
        code: 'history.readOnly',
        message: `the history ${path} cannot be used (attempt to write a readonly database): make it and its folder writable, or copy them`,
      }),
    );
    chmodSync(fixture.dataDir, 0o755);
    expect(filesThere()).toEqual(before);
  },
);

test.runIf(process.platform !== 'win32')('a file that may not be read is told so', () => {
  makeHistory();
  chmodSync(fixture.dataDir, 0o755);
  chmodSync(path, 0o000);
  asNobody(() => expect(failureOf(() => openReadable(path, 'history')).code).toBe('history.unreadable'));
});
