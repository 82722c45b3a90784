/** Pages that SQLite itself cannot read, or reads as something else: whoever asks gets what is there, or an error that says so; nothing else. */
import { copyFileSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHistoryReader } from '../../../electron/backend/history/read/open-history-reader.ts';
import { describeSource } from '../../../electron/backend/history/service/describe-source.ts';
import { slotMs } from '../../../electron/backend/history/store/slots.ts';
import { exportRecording } from '../../../electron/backend/history/transfer/export-recording.ts';
import type { ApiStorage } from '../../../electron/backend/prometheus-api/api-storage.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { seriesMatcher } from '../../../shared/promql/engine/series-matcher.ts';
import type { QueryRun } from '../../../shared/promql/queryable.ts';
import { seededRandom } from '../../fuzz/random.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';
import { leavesOf, overwritePage } from '../../support/history/spoil-pages.ts';
import { numbered } from './numbered.ts';
import { createTestRun } from './test-run.ts';

const firstMs = 236_000 * slotMs;
const seriesCount = 600;
const pageBytes = 4096;
const rounds = 150;

let fixture: SourceFixture;

beforeAll(() => {
  fixture = createSourceFixture();
  const writer = fixture.open();
  const series = writer.register(numbered('up', seriesCount));
  for (let n = 0; n < 40; n += 1) {
    const values = Float64Array.from(series, (id) => Math.sin(id * n));
    writer.appendScrape({ target: 'a:9090', timeMs: firstMs + n * 300_000, series, values });
  }
  fixture.foldAll(writer, firstMs + slotMs + 600_000);
  fixture.closeAll();
  for (const file of ['history', 'head'] as const) copyFileSync(fixture.files[file], `${fixture.files[file]}.good`);
});
afterAll(() => fixture.dispose());

function mend(): void {
  for (const file of ['history', 'head'] as const) copyFileSync(`${fixture.files[file]}.good`, fixture.files[file]);
}

const times = { startMs: 0, endMs: Number.MAX_SAFE_INTEGER };
const some = [seriesMatcher({ name: 'i', op: '=~', value: '.*[13579]' }, true)];

const questions: Readonly<Record<string, (storage: ApiStorage, run: QueryRun) => unknown>> = {
  select: (storage, run) => [...storage.select({ matchers: [], ...times }, run)].length,
  'select some': (storage, run) => [...storage.select({ matchers: some, ...times }, run)].length,
  series: (storage, run) => [...storage.seriesLabels({ matchers: some, ...times }, run)].length,
  names: (storage, run) => storage.labelNames?.({ matchers: [], ...times }, run),
  values: (storage, run) => storage.labelValues?.('i', { matchers: some, ...times }, run),
  metadata: (storage) => [...storage.metadata()],
};

/** What each of the questions met with, of one reader that is kept, as in a worker; and a look at the source. Each is asked twice. */
function failures(isTold: boolean): Record<string, unknown> {
  const met: Record<string, unknown> = {};
  const attempt = (name: string, work: () => unknown) => {
    try {
      work();
    } catch (error) {
      met[name] = error instanceof AppError ? error.code : error;
    }
  };
  attempt('look', () => describeSource(fixture.files));
  attempt('open', () => {
    const reader = openHistoryReader(fixture.files);
    for (const [name, ask] of Object.entries(questions).flatMap((one) => [one, one])) {
      attempt(name, () => {
        const snapshot = reader.begin();
        const run = createTestRun();
        try {
          ask(snapshot.storage, isTold ? { ...run, warn: () => undefined } : run);
        } finally {
          snapshot.end();
        }
      });
    }
    reader.close();
  });
  return met;
}

const garbage = Uint8Array.from({ length: pageBytes }, (_, i) => (i * 151 + 7) & 255);

describe('a leaf that was overwritten', () => {
  it.each([
    ['history', 'chunk', ['select', 'select some']],
    ['history', 'series', ['select', 'select some', 'series']],
    ['history', 'posting', ['select', 'select some', 'series', 'names', 'values']],
    ['head', 'row', ['select', 'select some']],
  ] as const)('of %s, table %s, ends what reads it with a clear error', (file, table, expected) => {
    for (const content of [garbage, new Uint8Array(pageBytes)]) {
      const met: Record<string, unknown> = {};
      for (const page of leavesOf(`${fixture.files[file]}.good`, table)) {
        mend();
        overwritePage(fixture.files[file], page, content);
        for (const isTold of [true, false]) Object.assign(met, failures(isTold));
      }
      expect(new Set(Object.values(met))).toEqual(new Set(['history.damaged']));
      expect(Object.keys(met)).toEqual(expect.arrayContaining([...expected]));
    }
  });
});

it('whatever is overwritten, wherever: nothing but an error of the history is met with', () => {
  const unexpected: unknown[] = [];
  let hits = 0;
  for (let seed = 1; seed <= rounds; seed += 1) {
    const random = seededRandom(seed);
    const next = (below: number) => random() % below;
    const file = next(2) === 0 ? 'history' : 'head';
    mend();
    const page = 1 + next(statSync(fixture.files[file]).size / pageBytes);
    const length = [1, 2, 16, 200, pageBytes][next(5)] as number;
    const bytes = Uint8Array.from({ length }, () => next(256));
    overwritePage(fixture.files[file], page, bytes, next(pageBytes - length + 1));
    for (const [name, met] of Object.entries(failures(next(2) === 0))) {
      hits += 1;
      if (typeof met !== 'string') unexpected.push(`${seed} ${file} ${page} ${name}: ${(met as Error).stack}`);
    }
  }
  expect(unexpected).toEqual([]);
  expect(hits).toBeGreaterThan(rounds / 4);
});

describe('an export of a history with a leaf that was overwritten', () => {
  it.each([
    ['history', 'chunk'],
    ['history', 'series'],
    ['history', 'posting'],
    ['head', 'row'],
  ] as const)('in %s, table %s, ends with a clear error, and the next one with the same', async (file, table) => {
    mend();
    for (const page of leavesOf(fixture.files[file], table)) overwritePage(fixture.files[file], page, garbage);
    const reader = openHistoryReader(fixture.files);
    for (let time = 0; time < 2; time += 1) {
      const exported = exportRecording(
        {
          ...{ snapshots: reader, source: '{}', startMs: firstMs, endMs: firstMs + 2 * slotMs, selectors: [] },
          ...{ createdMs: firstMs, createdBy: { name: 'a test', version: '1' } },
        },
        () => undefined,
      );
      await expect(exported).rejects.toMatchObject({ code: 'history.damaged' });
    }
    reader.close();
  });
});

/** As a record's header that says another type: what no statement of ours could store. */
function store(file: 'history' | 'head', sql: string): void {
  for (const step of ["UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '')", sql]) {
    const db = new Database(fixture.files[file]);
    db.unsafeMode();
    db.pragma('writable_schema = ON');
    if (db.prepare(step).run().changes === 0) throw new Error(`${step} has changed nothing`);
    db.close();
  }
}

it.each([
  ['history', "UPDATE chunk SET data = 'x'"],
  ['history', "UPDATE times SET data = 'x'"],
  ['history', "UPDATE series SET labels = 'x'"],
  ['history', "UPDATE posting SET data = 'x'"],
  ['history', "UPDATE label SET value = x'00' WHERE value > ''"],
  ['history', "UPDATE sqlite_schema SET sql = replace(sql, 'value', 'valux') WHERE name = 'label'"],
  ['head', "UPDATE layout SET series = 'x'"],
  ['head', "UPDATE row SET data = 'x'"],
] as const)('of what is stored otherwise than it can be, in %s: %s', (file, sql) => {
  mend();
  store(file, sql);
  expect(new Set(Object.values(failures(false)))).toEqual(new Set(['history.damaged']));
  expect(Object.values(failures(true)).filter((met) => met !== 'history.damaged')).toEqual([]);
});
