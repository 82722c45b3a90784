/** Version 30 of history.db: a history that version 20 wrote (test/golden/history) keeps its ids and labels, and has the small index. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSeriesIndex } from '../../../electron/backend/history/index/series-index.ts';
import { createSeriesRegistry } from '../../../electron/backend/history/index/series-registry.ts';
import { smallIndex } from '../../../electron/backend/history/store/migrations/history-030-small-index.ts';
import {
  openReadable,
  openWritable,
  type WritableDatabase,
} from '../../../electron/backend/history/store/open-database.ts';
import { Findings } from '../../../electron/backend/history/transfer/verify-findings.ts';
import { verifyIndex } from '../../../electron/backend/history/transfer/verify-index.ts';
import type { Labels } from '../../../shared/model/labels.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';
import { endlessRun } from './database.ts';

const golden = readFileSync(new URL('../../golden/history/history-version-20.sql', import.meta.url), 'utf8');

let fixture: SourceFixture;
let path: string;

beforeEach(() => {
  fixture = createSourceFixture();
  path = join(fixture.dataDir, 'history.db');
  const db = new Database(path);
  // Small pages, so that there are many places where it may end.
  db.pragma('page_size = 512');
  db.pragma('auto_vacuum = INCREMENTAL');
  db.exec(`BEGIN; ${golden} COMMIT`);
  db.pragma('journal_mode = WAL');
  db.close();
});

afterEach(() => fixture.dispose());

/** As they were registered: ids from 1 on. */
const sets: readonly Labels[] = [
  ...Array.from({ length: 6 }, (_, i): Labels => {
    return ['__name__', 'up', 'instance', `10.0.0.${i}:9090`, 'job', i % 2 === 1 ? 'node' : 'prometheus'];
  }),
  ...Array.from({ length: 5 }, (_, i): Labels => {
    return ['__name__', `node_metric_${i}`, 'instance', '10.0.0.1:9090', 'job', 'node'];
  }),
  ['__name__', 'awkward', 'cafe\u0301', '\u{1F600}', 'caf\u00e9', 'a\u0000b', "it's", "'; --", 'up', '__name__'],
  [],
];

function findingsOf(db: WritableDatabase<'history'>): readonly string[] {
  const findings = new Findings();
  for (const _ of verifyIndex(db, findings, () => undefined));
  return findings.result().findings.map(({ where, what }) => `${where}: ${what}`);
}

/** Table → its rows. */
function contents(db: Database.Database): Record<string, unknown> {
  const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  return Object.fromEntries(tables.map((name) => [name, db.prepare(`SELECT * FROM ${name}`).raw().all()]));
}

test('series keep their ids and labels, are found by them, and the index is whole', () => {
  const writer = openWritable(path, 'history');
  const reader = openReadable(path, 'history');
  const index = createSeriesIndex(reader);
  index.refresh();
  const ids = sets.map((_, i) => i + 1);
  expect({
    labels: index.labelsOf(ids),
    again: writer.transaction(() => createSeriesRegistry(writer).register(sets))(),
    names: [...index.labelNames(undefined, endlessRun)].sort(),
    jobs: [...index.labelValues('job', undefined, endlessRun)].sort(),
    findings: findingsOf(writer),
    version: writer.pragma('user_version', { simple: true }),
    integrity: writer.pragma('integrity_check', { simple: true }),
  }).toEqual({
    labels: sets,
    again: ids,
    names: ['__name__', 'cafe\u0301', 'caf\u00e9', "it's", 'job', 'instance', 'up'].sort(),
    jobs: ['node', 'prometheus'],
    findings: [],
    version: 30,
    integrity: 'ok',
  });
  reader.close();
  writer.close();
});

test('what is in no table of the index is as it was', () => {
  const before = new Database(path);
  const ofIndex = ['label', 'series', 'posting', 'sqlite_sequence'];
  const others = Object.fromEntries(Object.entries(contents(before)).filter(([name]) => !ofIndex.includes(name)));
  before.close();
  const writer = openWritable(path, 'history');
  expect(contents(writer)).toMatchObject(others);
  writer.close();
});

test('ids of series and labels that are gone are not given again', () => {
  const before = new Database(path);
  const lastOf = (db: Database.Database) =>
    db.prepare("SELECT name, seq FROM sqlite_sequence WHERE name IN ('label', 'series') ORDER BY name").raw().all();
  const last = lastOf(before);
  before.close();
  const writer = openWritable(path, 'history');
  expect(lastOf(writer)).toEqual(last);
  const newest = (table: string) => writer.prepare<[], number>(`SELECT max(id) FROM ${table}`).pluck().get() ?? 0;
  const [labels, series] = [newest('label'), newest('series')];
  writer.transaction(() => createSeriesRegistry(writer).register([['new', 'one']]))();
  // The newest of each was forgotten: one id is left out.
  expect([newest('series') - series, newest('label') - labels > 2]).toEqual([2, true]);
  writer.close();
});

test('a history without a series has none afterwards', () => {
  const db = new Database(path);
  db.exec(
    'DELETE FROM label; DELETE FROM series; DELETE FROM posting; DELETE FROM member; DELETE FROM sqlite_sequence',
  );
  db.close();
  const writer = openWritable(path, 'history');
  expect(findingsOf(writer)).toEqual([]);
  expect(writer.transaction(() => createSeriesRegistry(writer).register([['a', 'b']]))()).toEqual([1]);
  writer.close();
});

test('ended wherever it may, it leaves version 20 as it was', () => {
  const db = new Database(path);
  const before = contents(db);
  const pages = Number(db.pragma('page_count', { simple: true }));
  let failures = 0;
  for (let more = 0; ; more += 1) {
    db.pragma(`max_page_count = ${pages + more}`);
    try {
      db.transaction(() => smallIndex.up(db))();
      break;
    } catch (error) {
      expect(error).toMatchObject({ code: 'SQLITE_FULL' });
      expect(contents(db)).toEqual(before);
      failures += 1;
    }
  }
  expect(failures).toBeGreaterThan(5);
  expect(db.prepare('SELECT count(*) FROM label_hash').pluck().get()).toBe((before.label as unknown[]).length);
  db.close();
});
