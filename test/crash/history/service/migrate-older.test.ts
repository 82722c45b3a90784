/** A history of an older version that nobody records into any more is brought to this one by who wants to read it. */
import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeSource } from '../../../../electron/backend/history/service/describe-source.ts';
import { folderName, type HistoryOrigin } from '../../../../electron/backend/history/service/history-identity.ts';
import {
  createHistoryService,
  type HistoryService,
} from '../../../../electron/backend/history/service/history-service.ts';
import { migrateOlder } from '../../../../electron/backend/history/service/migrate-older.ts';
import { createReaders } from '../../../../electron/backend/history/service/open-readers.ts';
import { openReadable } from '../../../../electron/backend/history/store/open-database.ts';
import { lockSource } from '../../../../electron/backend/history/store/writer-lock.ts';
import { descriptionOf } from '../../../../electron/web/history/run.ts';
import { AppError } from '../../../../shared/base/errors.ts';
import { makeOlder } from '../../../support/history/crash/older-history.ts';
import { numbered } from '../../../support/history/labelled.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';
import { readSamples } from '../../history-read/read-samples.ts';

const origin: HistoryOrigin = { kind: 'scraped', cluster: 'uid:1', server: '', name: 'harbor', version: '' };
const source = folderName(origin);
const never = new AbortController().signal;
const timesMs = Float64Array.of(7_200_000_000_000);
let fixture: SourceFixture;

beforeEach(() => {
  fixture = createSourceFixture(source);
  const values = Float64Array.of(1);
  fixture
    .open({ source: JSON.stringify(origin) })
    .appendColumns(numbered('m', 3).map((labels) => ({ labels, timesMs, values })));
  fixture.closeAll();
  const db = new Database(fixture.files.history);
  makeOlder(db);
  db.close();
  expect(failureOf(() => openReadable(fixture.files.history, 'history').close())).toMatchObject({
    code: 'history.old',
  });
});

afterEach(() => fixture.dispose());

function failureOf(work: () => unknown): { readonly code: string; readonly message: string } | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, message: error.message };
  }
}

const described = { series: 3, firstMs: 7_200_000_000_000 };

test('a reader of it opens', () => {
  const readers = createReaders();
  const { storage, close } = readers.open(fixture.files.folder);
  expect(readSamples(storage).size).toBe(3);
  close();
  readers.dispose();
});

test('the command line says what there is of it', () => {
  expect(descriptionOf(fixture.files)).toMatchObject(described);
});

describe('in the application', () => {
  let history: HistoryService;
  let logged: string[];

  beforeEach(() => {
    logged = [];
    history = createHistoryService({
      dataDir: fixture.dataDir,
      log: { write: (_level, _scope, message) => void logged.push(message) },
      workerUrl: (name) => new URL(`../../../../electron/workers/${name}.ts`, import.meta.url),
    });
  });

  afterEach(async () => {
    await history.close();
    expect(logged).toEqual([]);
  });

  test('it is listed, looked at, and written, whatever comes first', async () => {
    const looks = history.lookAt(source, never);
    const [listed, kinds, pair, writer] = await Promise.all([
      history.list(never),
      looks.kinds(),
      looks.pair('flags', 0, 1),
      history.writer(origin),
    ]);
    expect(listed).toMatchObject([{ kind: 'readable', source, ...described }]);
    expect([kinds, pair]).toEqual([[], { before: undefined, after: undefined }]);
    expect(await writer.register(numbered('m', 3))).toEqual([1, 2, 3]);
  });

  test('where it cannot be, it is listed with why', async () => {
    const lock = lockSource(fixture.files.lock);
    expect(await history.list(never)).toMatchObject([
      { kind: 'unreadable', source, problem: { code: 'history.locked' } },
    ]);
    lock.dispose();
    expect(await history.list(never)).toMatchObject([{ kind: 'readable', source }]);
  });
});

test('while another one records into it, whoever wants to read is told to close that one', () => {
  const lock = lockSource(fixture.files.lock);
  const { folder } = fixture.files;
  const holder = `another Binnacle (process ${process.pid}) records into it: close that one`;
  expect(failureOf(() => migrateOlder(fixture.files))).toEqual({
    code: 'history.locked',
    message: `the history ${folder} is of an older Binnacle and has to be brought up to date, but ${holder}`,
  });
  lock.dispose();
  migrateOlder(fixture.files);
  expect(describeSource(fixture.files)).toMatchObject(described);
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

test.runIf(process.platform !== 'win32')('where nothing can be written, whoever wants to read is told so', () => {
  const { dataDir, files } = fixture;
  rmSync(files.lock);
  // Somebody has it open, so that it can be read at all.
  const others = [files.history, files.head].map((path) => new Database(path));
  for (const db of others) db.exec('BEGIN IMMEDIATE; COMMIT');
  for (const name of readdirSync(files.folder)) chmodSync(join(files.folder, name), 0o666);
  for (const folder of [dataDir, join(dataDir, 'history'), files.folder]) chmodSync(folder, 0o555);
  asNobody(() => expect(failureOf(() => migrateOlder(files))).toMatchObject({ code: 'history.readOnly' }));
  for (const folder of [dataDir, join(dataDir, 'history'), files.folder]) chmodSync(folder, 0o755);
  for (const db of others) db.close();
});
