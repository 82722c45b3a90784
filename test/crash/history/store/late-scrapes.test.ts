/** A clock that was ahead and is right again: what was recorded by it stays, and scrapes do not stay late until its time comes. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHistoryReader } from '../../../../electron/backend/history/read/open-history-reader.ts';
import type { HistoryWriter } from '../../../../electron/backend/history/store/history-writer.ts';
import { slotMs } from '../../../../electron/backend/history/store/slots.ts';
import { readSamples } from '../../../crash/history-read/read-samples.ts';
import { killedCopy } from '../../../support/history/killed-copy.ts';
import { numbered } from '../../../support/history/labelled.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';
import { storedRows, storedSamples } from '../../../support/history/stored-samples.ts';

let fixture: SourceFixture;
let writer: HistoryWriter;
let series: readonly number[];

beforeEach(() => {
  fixture = createSourceFixture();
  writer = fixture.open();
  series = writer.register(numbered('m', 3));
});

afterEach(() => fixture.dispose());

const startMs = 1000 * slotMs;
const minuteMs = 60_000;

const append = (timeMs: number, value: number) =>
  writer.appendScrape({ target: 't', timeMs, series, values: Float64Array.of(value, value + 1, value + 2) });

const timesRows = () => writer.keep(({ history }) => history.prepare('SELECT count(*) FROM times').pluck().get());

/** So many, a minute apart. */
function scrapes(fromMs: number, count: number): number[] {
  const timesMs = Array.from({ length: count }, (_, n) => fromMs + n * minuteMs);
  for (const [n, timeMs] of timesMs.entries()) append(timeMs, n);
  return timesMs;
}

const storedTimes = () => [...(storedSamples(fixture.files).get('m{i="1"}')?.keys() ?? [])];

test.each([
  ['days', 24 * slotMs],
  ['an hour', slotMs / 2],
])(
  'a clock that was %s ahead costs three late scrapes, and each sample is there once, before folds and after',
  (_, aheadMs) => {
    const right = scrapes(startMs, 20);
    const ahead = scrapes(startMs + aheadMs, 70);
    fixture.foldAll(writer, startMs + aheadMs + 2 * slotMs);
    const again = scrapes(startMs + 20 * minuteMs, 25);
    expect(storedRows(fixture.files).rows).toBe(22);
    // Those of the folds, and one for each that was late.
    expect(timesRows()).toBeLessThanOrEqual(6);
    const all = [...right, ...ahead, ...again].sort((a, b) => a - b);
    expect(storedTimes()).toEqual(all);
    const more = scrapes(startMs + 45 * minuteMs + 1, 20);
    fixture.foldAll(writer, startMs + 2 * slotMs);
    fixture.foldAll(writer, startMs + aheadMs + 4 * slotMs);
    expect(storedRows(fixture.files).rows).toBe(0);
    expect(storedTimes()).toEqual([...all, ...more].sort((a, b) => a - b));
  },
);

test('scrapes that are late between others that come in time say nothing of a clock: what is sent once more is there already', () => {
  scrapes(startMs, 30);
  fixture.foldAll(writer, startMs + 2 * slotMs);
  for (let n = 0; n < 6; n += 1) {
    append(startMs + 3 * slotMs + n * minuteMs, n);
    append(startMs + n * minuteMs + 1, n);
  }
  append(startMs + 20 * minuteMs, 20);
  expect(storedRows(fixture.files).rows).toBe(6);
  expect(storedTimes().length).toBe(30 + 6 + 6);
});

test('the time that the clock had been ahead to comes again: what was there first counts', () => {
  scrapes(startMs + slotMs, 10);
  fixture.foldAll(writer, startMs + 3 * slotMs);
  scrapes(startMs, 10);
  for (let n = 0; n < 10; n += 1) append(startMs + slotMs + n * minuteMs, 50);
  const reader = openHistoryReader(fixture.files);
  const before = readSamples(reader.begin().storage);
  expect([...(before.get('m{i="0"}')?.entries() ?? [])].slice(10, 12)).toEqual([
    [startMs + slotMs, '0000000000000000'],
    [startMs + slotMs + minuteMs, '3ff0000000000000'],
  ]);
  fixture.foldAll(writer, startMs + 3 * slotMs);
  reader.close();
  expect(storedSamples(fixture.files)).toEqual(before);
});

test('a reader that was open sees each sample once, before, between and after', () => {
  const reader = openHistoryReader(fixture.files);
  const query = () => {
    const snapshot = reader.begin();
    const samples = readSamples(snapshot.storage);
    snapshot.end();
    expect(samples).toEqual(storedSamples(fixture.files));
  };
  scrapes(startMs + slotMs, 10);
  scrapes(startMs + 2 * slotMs, 10);
  query();
  fixture.foldAll(writer, startMs + 2 * slotMs + 6 * minuteMs);
  query();
  for (let n = 0; n < 6; n += 1) {
    append(startMs + n * minuteMs, n);
    query();
  }
  fixture.foldAll(writer, startMs + 5 * slotMs);
  query();
  reader.close();
});

test('what is sent once more is no clock: it stays a duplicate, however often it comes', () => {
  scrapes(startMs, 10);
  fixture.foldAll(writer, startMs + 2 * slotMs);
  for (let n = 0; n < 10; n += 1) {
    expect(append(startMs + n * minuteMs, n)).toMatchObject({ added: 0, duplicate: 3 });
  }
  expect(storedRows(fixture.files).rows).toBe(0);
});

test('a kill after the watermark went back loses nothing', () => {
  scrapes(startMs + slotMs, 10);
  fixture.foldAll(writer, startMs + 3 * slotMs);
  scrapes(startMs, 10);
  const before = storedSamples(fixture.files);
  const copy = killedCopy(fixture.files);
  fixture.dispose();
  fixture = copy;
  writer = fixture.open();
  expect(storedSamples(fixture.files)).toEqual(before);
  expect(append(startMs + 10 * minuteMs, 1)).toMatchObject({ added: 3, outOfOrder: 0 });
});
