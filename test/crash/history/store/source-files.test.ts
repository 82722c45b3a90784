/** Folders, locks, and files that are set aside. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openReadable, openWritable } from '../../../../electron/backend/history/store/open-database.ts';
import { ensureSourceFolder, setAside, sourceFiles } from '../../../../electron/backend/history/store/source-files.ts';
import { lockSource } from '../../../../electron/backend/history/store/writer-lock.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';

let fixture: SourceFixture;

beforeEach(() => {
  fixture = createSourceFixture();
});

afterEach(() => fixture.dispose());

const nowMs = Date.UTC(2026, 10, 29, 21, 50, 7);

test('a source has a folder of its own, for its owner alone, also where it was made by somebody less careful', () => {
  ensureSourceFolder(fixture.files);
  chmodSync(fixture.files.folder, 0o755);
  ensureSourceFolder(fixture.files);
  expect(statSync(fixture.files.folder).mode & 0o777).toBe(process.platform === 'win32' ? 0o777 : 0o700);
});

test('a name that leads elsewhere is no name of a source', () => {
  const names = ['..', '.', '', 'a/b', 'a\\b', 'C:', 'Über', 'A', '.hidden', 'x'.repeat(101)];
  for (const name of names) expect(() => sourceFiles(fixture.dataDir, name), name).toThrow('is no name of a source');
  expect(sourceFiles('/data', 'prometheus-1a2b.3').history).toBe(
    join('/data', 'history', 'prometheus-1a2b.3', 'history.db'),
  );
});

test('what is set aside keeps its log, so that it can still be opened, and overwrites nothing', () => {
  ensureSourceFolder(fixture.files);
  const { history, folder } = fixture.files;
  const kept: string[] = [];
  for (const content of ['first', 'second']) {
    writeFileSync(history, content);
    writeFileSync(`${history}-wal`, `log of ${content}`);
    kept.push(setAside(history, 'a test', nowMs).keptAs);
  }
  expect(kept).toEqual(['', '-2'].map((n) => `${history}.damaged-2026-11-29T21-50-07${n}`));
  expect(readdirSync(folder)).toHaveLength(4);
  const contents = kept.map((path) => [readFileSync(path, 'utf8'), readFileSync(`${path}-wal`, 'utf8')]);
  expect(contents).toEqual([
    ['first', 'log of first'],
    ['second', 'log of second'],
  ]);
});

test('a history that is set aside can be opened under its new name', () => {
  ensureSourceFolder(fixture.files);
  const db = openWritable(fixture.files.history, 'history');
  db.prepare("INSERT INTO meta (key, value) VALUES ('who', 'me')").run();
  db.close();
  const { keptAs } = setAside(fixture.files.history, 'a test', nowMs);
  const reader = openReadable(keptAs, 'history');
  expect(reader.prepare('SELECT value FROM meta').pluck().all()).toEqual(['me']);
  reader.close();
});

test('a second writer in the same process is refused, until the first is gone', () => {
  ensureSourceFolder(fixture.files);
  const first = lockSource(fixture.files.lock);
  expect(() => lockSource(fixture.files.lock)).toThrow(
    expect.objectContaining({ code: 'history.locked', details: { path: fixture.files.lock, pid: process.pid } }),
  );
  first.dispose();
  lockSource(fixture.files.lock).dispose();
});

const lockInProcess = `
  const { lockSource } = await import(${JSON.stringify(
    new URL('../../../../electron/backend/history/store/writer-lock.ts', import.meta.url).href,
  )});
  try { lockSource(process.argv[1]); console.log('locked by', process.pid); }
  catch (error) { console.log(error.code, error.details.pid, error.message); }
  if (process.argv[2] === 'die') process.kill(process.pid, 'SIGKILL');
`;

function inProcess(...args: string[]): string {
  return spawnSync(process.execPath, ['--input-type=module', '-e', lockInProcess, ...args], {
    encoding: 'utf8',
  }).stdout.trim();
}

test('a writer in another process is refused with the pid of the one that is there', () => {
  ensureSourceFolder(fixture.files);
  const { lock } = fixture.files;
  const held = lockSource(lock);
  expect(inProcess(lock)).toBe(
    `history.locked ${process.pid} another Binnacle (process ${process.pid}) records into ${lock}: only one at a time can`,
  );
  held.dispose();
  expect(inProcess(lock)).toMatch(/^locked by \d+$/);
});

test('a lock whose process was killed is free', () => {
  ensureSourceFolder(fixture.files);
  expect(inProcess(fixture.files.lock, 'die')).toMatch(/^locked by \d+$/);
  lockSource(fixture.files.lock).dispose();
});

test('the second of two writers leaves no trace, and the first goes on', () => {
  const first = fixture.open();
  const before = readdirSync(fixture.files.folder);
  expect(() => fixture.open()).toThrow(expect.objectContaining({ code: 'history.locked' }));
  expect(readdirSync(fixture.files.folder)).toEqual(before);
  expect(first.register([['__name__', 'up']])).toEqual([1]);
});

test('files of a source are for their owner alone', () => {
  const writer = fixture.open();
  writer.register([['__name__', 'up']]);
  const modes = readdirSync(fixture.files.folder).map(
    (name) => statSync(join(fixture.files.folder, name)).mode & 0o777,
  );
  expect(new Set(modes)).toEqual(new Set([process.platform === 'win32' ? 0o666 : 0o600]));
});

test('where the history is damaged, it and its head are set aside, and a new one is begun', () => {
  const writer = fixture.open();
  writer.register([['__name__', 'up']]);
  writer.close();
  writeFileSync(fixture.files.history, 'not what it was'.repeat(1000));
  const again = fixture.open({ nowMs });
  expect(again.setAside.map(({ path, reason }) => [path, reason])).toEqual([
    [fixture.files.history, 'file is not a database'],
    [fixture.files.head, 'it belongs to another history'],
  ]);
  expect(again.setAside.every(({ keptAs }) => existsSync(keptAs))).toBe(true);
  expect(again.register([['__name__', 'other']])).toEqual([1]);
});

test('where only the head is damaged, the history holds', () => {
  const writer = fixture.open();
  writer.register([['__name__', 'up']]);
  writer.close();
  writeFileSync(fixture.files.head, Buffer.alloc(4096));
  const again = fixture.open({ nowMs });
  expect(again.setAside.map(({ path }) => path)).toEqual([fixture.files.head]);
  expect(
    again.register([
      ['__name__', 'up'],
      ['__name__', 'other'],
    ]),
  ).toEqual([1, 2]);
});

test('a head that comes without its history is not taken for that of a new one', () => {
  const writer = fixture.open();
  const series = writer.register([['__name__', 'up']]);
  writer.appendScrape({ target: 't', timeMs: 1000, series, values: Float64Array.of(1) });
  writer.close();
  setAside(fixture.files.history, 'a test', nowMs);
  const again = fixture.open({ nowMs });
  expect(again.setAside.map(({ path, reason }) => [path, reason])).toEqual([
    [fixture.files.head, 'it belongs to another history'],
  ]);
});

test('a foreign or newer file is left where it is, and the lock is given back', () => {
  mkdirSync(fixture.files.folder, { recursive: true });
  openWritable(fixture.files.history, 'head').close();
  for (let i = 0; i < 2; i += 1) {
    expect(() => fixture.open()).toThrow(expect.objectContaining({ code: 'history.foreign' }));
  }
  expect(readdirSync(fixture.files.folder).filter((name) => name.includes('damaged'))).toEqual([]);
});
