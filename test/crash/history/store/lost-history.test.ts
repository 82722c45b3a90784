/** A history that knows less than the head beside it: what the head relies on is on the disk first, and lost ids are given to nobody else. */
import { cpSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HistoryWriter } from '../../../../electron/backend/history/store/history-writer.ts';
import { slotMs } from '../../../../electron/backend/history/store/slots.ts';
import { killedCopy } from '../../../support/history/killed-copy.ts';
import { numbered } from '../../../support/history/labelled.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';
import { storedRows, storedSamples } from '../../../support/history/stored-samples.ts';

let fixture: SourceFixture;
let copy: SourceFixture | undefined;
let writer: HistoryWriter;

beforeEach(() => {
  fixture = createSourceFixture();
  writer = fixture.open();
});

afterEach(() => {
  fixture.dispose();
  copy?.dispose();
  copy = undefined;
});

const startMs = 1000 * slotMs;

function append(target: string, afterMs: number, series: readonly number[]) {
  return writer.appendScrape({ target, timeMs: startMs + afterMs, series, values: Float64Array.from(series) });
}

/** history.db and its log are what they were when the copy was made; head.db is what it is. */
function restore({ files }: SourceFixture): void {
  writer.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(fixture.files.history + suffix, { force: true });
  for (const suffix of ['', '-wal']) {
    cpSync(files.history + suffix, fixture.files.history + suffix, { force: true });
  }
  writer = fixture.open();
}

const names = () => [...storedSamples(fixture.files)].map(([series, { size }]) => [series, size]);

test('samples of series that are lost are given to no other, and those of the others stay', () => {
  const known = writer.register(numbered('known', 2));
  append('a', 0, known);
  copy = killedCopy(fixture.files);
  const lost = writer.register(numbered('lost', 3));
  for (let at = 1; at < 40; at += 1) append('a', at, [...known, ...lost]);
  for (let at = 1; at < 40; at += 1) append('b', at, lost);
  restore(copy);
  const others = writer.register(numbered('other', 3));
  expect(others.filter((id) => lost.includes(id))).toEqual([]);
  const expected = [
    ['known{i="0"}', 40],
    ['known{i="1"}', 40],
  ];
  expect(names()).toEqual(expected);
  append('new', 50, others);
  append('a', 50, known);
  fixture.foldAll(writer, startMs + 2 * slotMs);
  expect(names()).toEqual([...expected.map(([name]) => [name, 41]), ...[0, 1, 2].map((i) => [`other{i="${i}"}`, 1])]);
  expect(storedRows(fixture.files).rows).toBe(0);
});

test('a target that is lost keeps its samples', () => {
  const known = writer.register(numbered('known', 2));
  copy = killedCopy(fixture.files);
  append('a', 0, known);
  append('b', 1, known);
  restore(copy);
  append('c', 2, known);
  fixture.foldAll(writer, startMs + 2 * slotMs);
  expect(names()).toEqual([
    ['known{i="0"}', 3],
    ['known{i="1"}', 3],
  ]);
  expect(storedRows(fixture.files)).toMatchObject({ rows: 0, layouts: 0 });
});

test('a head whose layouts cannot be read is set aside, and the history holds', () => {
  const known = writer.register(numbered('known', 2));
  append('a', 0, known);
  fixture.foldAll(writer, startMs + 2 * slotMs);
  append('a', 3 * slotMs, known);
  writer.keep(({ head }) => head.exec("UPDATE layout SET series = x'0102'"));
  writer.close();
  writer = fixture.open();
  expect(writer.setAside).toMatchObject([{ path: fixture.files.head, reason: expect.stringContaining('layout 2') }]);
  expect(names()).toEqual([
    ['known{i="0"}', 1],
    ['known{i="1"}', 1],
  ]);
  append('a', 4 * slotMs, known);
});

/** What SQLite is told to wait for (1: no commit, 2: each) while rows of the table are written. */
function waitsSeen(): unknown {
  return writer.keep(({ history }) =>
    history.prepare('SELECT DISTINCT what, waits FROM temp.seen ORDER BY 1, 2').raw().all(),
  );
}

function watchWaits(): void {
  writer.keep(({ history }) => {
    history.exec('CREATE TEMP TABLE seen (what TEXT, waits INTEGER)');
    for (const [what, when] of [
      ['series', 'INSERT ON main.series'],
      ['target', 'INSERT ON main.target'],
      ['watermark', 'UPDATE ON main.target'],
      ['settled', 'INSERT ON main.meta'],
      ['settled again', 'UPDATE ON main.meta'],
    ] as const) {
      // Of meta only that row: a fold notes its slot there, too, and needs no wait for that.
      const only = when.endsWith('meta') ? "WHEN new.key = 'settled'" : '';
      history.exec(`CREATE TEMP TRIGGER "${what}" AFTER ${when} ${only}
        BEGIN INSERT INTO seen SELECT '${what}', synchronous FROM pragma_synchronous; END`);
    }
  });
}

test('series, targets and watermarks are on the disk before the head refers to them or rows leave it', () => {
  watchWaits();
  append('a', 0, writer.register(numbered('m', 2)));
  fixture.foldAll(writer, startMs + 2 * slotMs);
  expect(waitsSeen()).toEqual([
    ['series', 2],
    ['target', 2],
    ['watermark', 2],
  ]);
});

test('series of columns, whose commits nobody waits for, are so as soon as their ids are asked for', () => {
  watchWaits();
  const columns = numbered('m', 2).map((labels) => ({
    labels,
    timesMs: Float64Array.of(startMs),
    values: Float64Array.of(1),
  }));
  writer.appendColumns(columns);
  expect(waitsSeen()).toEqual([['series', 1]]);
  writer.register(numbered('m', 2));
  writer.register(numbered('m', 2));
  expect(waitsSeen()).toEqual([
    ['series', 1],
    ['settled', 2],
  ]);
});
