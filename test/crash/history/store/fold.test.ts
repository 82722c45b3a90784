/** Folding: what moves, when, in which steps, and that whoever is killed between them loses nothing. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HistoryWriter } from '../../../../electron/backend/history/store/history-writer.ts';
import { openReadable } from '../../../../electron/backend/history/store/open-database.ts';
import { slotMs } from '../../../../electron/backend/history/store/slots.ts';
import { killedCopy } from '../../../support/history/killed-copy.ts';
import { numbered } from '../../../support/history/labelled.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';
import { storedRows, storedSamples } from '../../../support/history/stored-samples.ts';

let fixture: SourceFixture;
let writer: HistoryWriter;

beforeEach(() => {
  fixture = createSourceFixture();
  writer = fixture.open();
});

afterEach(() => fixture.dispose());

const startMs = 1000 * slotMs;
const graceMs = 5 * 60_000;

function append(afterMs: number, series: readonly number[], value: number, target = 't'): void {
  const values = new Float64Array(series.length).map((_, i) => value + i);
  writer.appendScrape({ target, timeMs: startMs + afterMs, series, values });
}

function watermarks(): unknown {
  const db = openReadable(fixture.files.history, 'history');
  const all = db.prepare('SELECT name, watermarkMs FROM target ORDER BY id').raw().all();
  db.close();
  return all;
}

test('only slots that are over, with their grace, are folded', () => {
  const series = writer.register(numbered('m', 2));
  for (let at = 0; at < 3 * slotMs; at += slotMs / 4) append(at, series, at);
  const rowsAt = (nowMs: number) => {
    fixture.foldAll(writer, startMs + nowMs);
    return storedRows(fixture.files);
  };
  const before = storedSamples(fixture.files);
  expect([
    rowsAt(0),
    rowsAt(slotMs + graceMs - 1),
    rowsAt(slotMs + graceMs),
    rowsAt(2 * slotMs + graceMs - 1),
    rowsAt(9 * slotMs),
  ]).toEqual([
    { chunks: 0, rows: 12, layouts: 1 },
    { chunks: 0, rows: 12, layouts: 1 },
    { chunks: 2, rows: 8, layouts: 1 },
    { chunks: 2, rows: 8, layouts: 1 },
    { chunks: 6, rows: 0, layouts: 0 },
  ]);
  expect(watermarks()).toEqual([['t', startMs + 3 * slotMs - slotMs / 4]]);
  expect(storedSamples(fixture.files)).toEqual(before);
});

test('a fold with nothing to do says so at once', () => {
  expect(writer.fold(startMs, { budgetMs: 0 })).toBe(false);
  append(0, writer.register(numbered('m', 1)), 1);
  fixture.foldAll(writer, startMs + 9 * slotMs);
  expect(writer.fold(startMs + 9 * slotMs, { budgetMs: 1000 })).toBe(false);
});

test('rows of the next slot stay readable when those that they stood on are gone, and scrapes go on', () => {
  const series = writer.register(numbered('m', 5));
  for (let n = 0; n < 40; n += 1) append(slotMs - 20_000 + n * 1000, series, n % 3);
  const before = storedSamples(fixture.files);
  fixture.foldAll(writer, startMs + slotMs + graceMs);
  expect(storedRows(fixture.files)).toEqual({ chunks: 5, rows: 20, layouts: 1 });
  expect(storedSamples(fixture.files)).toEqual(before);
  append(slotMs + 60_000, series, 7);
  expect(storedRows(fixture.files).layouts).toBe(1);
  expect(
    storedSamples(fixture.files)
      .get('m{i="4"}')
      ?.get(startMs + slotMs + 60_000),
  ).toBe('4026000000000000');
});

/** A bit of everything: layouts that change, absences, several targets, rows out of order, a slot that goes on. */
function variedHistory(): void {
  const series = writer.register(numbered('m', 60));
  for (let n = 0; n < 50; n += 1) {
    const from = n > 30 ? 10 : 0;
    append(n * 200_000, series.slice(from, 20 + Math.floor(n / 10)), n);
    if (n % 5 === 0) append(n * 200_000 - 50_000 + 60_000, series.slice(0, 20), n);
    append(n * 200_000 + 7, series.slice(40), -n, 'other');
  }
  append(11 * 200_000 + 3, series.slice(0, 20), 0.5);
  append(25 * 200_000 + 3, series.slice(5, 15), 0.25);
}

test('killed after any step of a fold, and folded again, each sample is there once', () => {
  variedHistory();
  const before = storedSamples(fixture.files);
  const nowMs = startMs + slotMs + graceMs;
  const states: string[] = [];
  for (let more = true; more; ) {
    more = writer.fold(nowMs, { budgetMs: 0 });
    const copy = killedCopy(fixture.files);
    try {
      const { rows, chunks } = storedRows(copy.files);
      states.push(`${chunks} ${rows}`);
      // Before anything is done again, too: who reads meanwhile.
      expect(storedSamples(copy.files)).toEqual(before);
      const after = copy.open();
      copy.foldAll(after, nowMs);
      expect(storedSamples(copy.files)).toEqual(before);
    } finally {
      copy.dispose();
    }
  }
  expect(storedSamples(fixture.files)).toEqual(before);
  // Among them: chunks there, rows not yet gone.
  const bothThere = states.filter((state) => !state.startsWith('0 ') && state.endsWith(` ${states[0]?.split(' ')[1]}`));
  expect(bothThere.length).toBeGreaterThan(0);
});

test('what is appended between two steps of a fold is not lost: in time, out of order, and as columns', () => {
  variedHistory();
  const expected = new Map([...storedSamples(fixture.files)].map(([name, samples]) => [name, new Map(samples)]));
  const [first = 0, fresh = 0] = writer.register([...numbered('m', 1), ['__name__', 'fresh']]);
  const nowMs = startMs + 3 * slotMs;
  let step = 0;
  for (let more = true; more && step < 400; step += 1) {
    more = writer.fold(nowMs, { budgetMs: 0 });
    const timeMs = startMs + 13 + step * 101;
    const value = Float64Array.of(1);
    if (step < 60) writer.appendScrape({ target: 't', timeMs, series: [fresh], values: value });
    if (step < 60) writer.appendScrape({ target: 'other', timeMs: timeMs + slotMs, series: [first], values: value });
    if (step < 60)
      writer.appendColumns([{ labels: ['__name__', 'fresh'], timesMs: Float64Array.of(timeMs + 1), values: value }]);
    if (step >= 60) continue;
    const bits = '3ff0000000000000';
    const freshOnes = expected.get('fresh') ?? new Map<number, string>();
    expected.set('fresh', freshOnes.set(timeMs, bits).set(timeMs + 1, bits));
    expected.get('m{i="0"}')?.set(timeMs + slotMs, bits);
  }
  fixture.foldAll(writer, nowMs);
  const sorted = (samples: ReadonlyMap<string, ReadonlyMap<number, string>>) =>
    [...samples].map(([name, some]) => [name, [...some].sort(([a], [b]) => a - b)]).sort();
  expect(sorted(storedSamples(fixture.files))).toEqual(sorted(expected));
  expect(storedRows(fixture.files)).toMatchObject({ rows: 0, layouts: 0 });
});

test('a clock that jumps far forward and back again leaves what it recorded, and goes on', () => {
  const series = writer.register(numbered('m', 3));
  const yearMs = 365 * 86_400_000;
  for (let n = 0; n < 10; n += 1) append(n * 15_000, series, n);
  for (let n = 0; n < 5; n += 1) append(yearMs + n * 15_000, series, -n);
  fixture.foldAll(writer, startMs + yearMs);
  expect(storedRows(fixture.files)).toEqual({ chunks: 3, rows: 5, layouts: 1 });
  for (let n = 10; n < 20; n += 1) append(n * 15_000, series, n);
  const before = storedSamples(fixture.files);
  fixture.foldAll(writer, startMs + 2 * slotMs);
  expect(storedRows(fixture.files)).toEqual({ chunks: 3, rows: 5, layouts: 1 });
  expect(storedSamples(fixture.files)).toEqual(before);
  append(slotMs * 3, series, 1);
  fixture.foldAll(writer, startMs + 2 * yearMs);
  expect(storedSamples(fixture.files).get('m{i="0"}')?.size).toBe(26);
  expect(storedRows(fixture.files)).toEqual({ chunks: 9, rows: 0, layouts: 0 });
});

test('where a wrong clock had even its future folded, what comes after it goes into chunks', () => {
  const series = writer.register(numbered('m', 2));
  append(10 * slotMs, series, 1);
  fixture.foldAll(writer, startMs + 12 * slotMs);
  append(0, series, 2);
  append(15_000, series, 3);
  expect(storedRows(fixture.files)).toEqual({ chunks: 4, rows: 0, layouts: 0 });
  expect([...(storedSamples(fixture.files).get('m{i="0"}')?.keys() ?? [])]).toEqual([
    startMs,
    startMs + 15_000,
    startMs + 10 * slotMs,
  ]);
});

test('a target with more samples than are taken at once is folded in parts', () => {
  const series = writer.register(numbered('m', 3000));
  const scrape = (n: number) => {
    const values = Float64Array.from(series, (_, i) => (i <= n ? i : 0));
    return writer.appendScrape({ target: 't', timeMs: startMs + n * 6000, series, values });
  };
  for (let n = 0; n < 1200; n += 1) scrape(n);
  fixture.foldAll(writer, startMs + 2 * slotMs);
  expect([storedRows(fixture.files), writer.stats().foldedSamples]).toEqual([
    { chunks: 3000, rows: 0, layouts: 0 },
    3_600_000,
  ]);
  const duplicates = { added: 0, duplicate: 3000, conflicting: 0, outOfOrder: 0, refused: 0 };
  expect([scrape(600), scrape(1199)]).toEqual([duplicates, duplicates]);
});

test('layouts that no row has are gone after the next start', () => {
  append(0, writer.register(numbered('m', 1)), 1);
  writer.close();
  writer = fixture.open();
  append(1, [1], 1);
  expect(storedRows(fixture.files)).toMatchObject({ rows: 2, layouts: 2 });
});
