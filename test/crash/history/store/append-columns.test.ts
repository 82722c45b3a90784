/** Columns straight into chunks: what is stored, shared and counted. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SeriesColumn } from '../../../../electron/backend/history/store/append-columns.ts';
import type { HistoryWriter } from '../../../../electron/backend/history/store/history-writer.ts';
import { openReadable } from '../../../../electron/backend/history/store/open-database.ts';
import { slotMs } from '../../../../electron/backend/history/store/slots.ts';
import { numbered } from '../../../support/history/labelled.ts';
import { awkwardBits, histogramOf, valuesOfBits } from '../../../support/history/sample-bits.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';
import { sampleText, storedRows, storedSamples } from '../../../support/history/stored-samples.ts';

let fixture: SourceFixture;
let writer: HistoryWriter;

beforeEach(() => {
  fixture = createSourceFixture();
  writer = fixture.open();
});

afterEach(() => fixture.dispose());

const startMs = 1000 * slotMs;
const counts = (some: object) => ({ added: 0, duplicate: 0, conflicting: 0, outOfOrder: 0, refused: 0, ...some });

function column(name: string, times: readonly number[], values: readonly number[]): SeriesColumn {
  return {
    labels: ['__name__', name],
    timesMs: Float64Array.from(times, (time) => startMs + time),
    values: Float64Array.from(values),
  };
}

/** Of a series: time after the start → value. */
function stored(series: string): (readonly [number, number])[] {
  const samples = [...(storedSamples(fixture.files, { allowTwice: true }).get(series) ?? [])];
  return samples.map(([timeMs, bits]) => [timeMs - startMs, valuesOfBits([bits])[0] ?? 0]);
}

function rowsOfTimes(): number {
  const db = openReadable(fixture.files.history, 'history');
  const count = Number(db.prepare('SELECT count(*) FROM times').pluck().get());
  db.close();
  return count;
}

test('a column over several slots is a chunk in each', () => {
  const times = Array.from({ length: 300 }, (_, i) => i * 60_000);
  expect(writer.appendColumns([column('m', times, times)])).toEqual(counts({ added: 300 }));
  expect([storedRows(fixture.files).chunks, stored('m').length]).toEqual([3, 300]);
});

test('the members of a slot are the series that have a chunk in it', () => {
  writer.appendColumns([column('a', [0, slotMs], [1, 1]), column('b', [slotMs], [1])]);
  const db = openReadable(fixture.files.history, 'history');
  const keys = db.prepare('SELECT id FROM member ORDER BY id').pluck().all();
  expect(keys).toEqual([1000 * 65_536, 1001 * 65_536]);
  db.close();
});

test('samples between, before and after those that are there are merged; equal times are counted, and the first stay', () => {
  writer.appendColumns([column('m', [10, 20, 30], [1, 2, 3])]);
  const more = column('m', [5, 10, 15, 20, 40], [9, 1, 9, 7, 9]);
  expect(writer.appendColumns([more])).toEqual(counts({ added: 3, duplicate: 1, conflicting: 1, outOfOrder: 2 }));
  expect(stored('m')).toEqual([
    [5, 9],
    [10, 1],
    [15, 9],
    [20, 2],
    [30, 3],
    [40, 9],
  ]);
  expect(writer.appendColumns([more])).toEqual(counts({ duplicate: 4, conflicting: 1 }));
});

test('a series that comes twice in one batch is merged with itself', () => {
  expect(writer.appendColumns([column('m', [0, 1], [1, 2]), column('m', [1, 2], [2, 3])])).toEqual(
    counts({ added: 3, duplicate: 1 }),
  );
});

test('any bits, and histograms, come back', () => {
  const timesMs = Float64Array.from(awkwardBits, (_, i) => startMs + i);
  const histograms = awkwardBits.map((_, i) => (i % 2 === 0 ? histogramOf(i) : undefined));
  writer.appendColumns([
    { labels: ['__name__', 'bits'], timesMs, values: valuesOfBits(awkwardBits) },
    { labels: ['__name__', 'mixed'], timesMs, values: valuesOfBits(awkwardBits), histograms },
  ]);
  // A merge takes them up once more.
  writer.appendColumns([
    {
      labels: ['__name__', 'bits'],
      timesMs: Float64Array.of(startMs - 1, startMs + 99),
      values: Float64Array.of(1, 2),
    },
    { labels: ['__name__', 'mixed'], timesMs: Float64Array.of(startMs + 99), values: Float64Array.of(2) },
  ]);
  const samples = storedSamples(fixture.files);
  expect([...(samples.get('bits')?.values() ?? [])].slice(1, -1)).toEqual(awkwardBits);
  expect([...(samples.get('mixed')?.values() ?? [])].slice(0, -1)).toEqual(
    awkwardBits.map((bits, i) => (histograms[i] === undefined ? bits : sampleText(0n, histograms[i]))),
  );
});

test('series with the same times share them, also with gaps, and also after all of them were merged with more', () => {
  const times = Array.from({ length: 100 }, (_, i) => i * 15_000);
  const columns = numbered('m', 50).map((labels, n) => {
    const own = n % 10 === 9 ? times.filter((_, i) => i % 7 !== 0) : times;
    return { ...column('m', own, own), labels };
  });
  writer.appendColumns(columns);
  expect(rowsOfTimes()).toBe(1);
  writer.appendColumns(columns.map(({ labels }) => ({ ...column('m', [7], [7]), labels })));
  expect(rowsOfTimes()).toBe(2);
});

test('what no column can be is refused before anything is stored', () => {
  const good = column('good', [0], [1]);
  const bad = [
    column('m', [1, 1], [1, 1]),
    column('m', [2, 1], [1, 1]),
    column('m', [1], [1, 1]),
    column('m', [0.5], [1]),
    column('m', [-startMs - 1], [1]),
    { ...column('m', [1], [1]), histograms: [] },
  ];
  for (const one of bad) expect(() => writer.appendColumns([good, one])).toThrow(RangeError);
  expect(storedSamples(fixture.files).size).toBe(0);
});

test('columns and scrapes of one series meet in one chunk, where the columns were first', () => {
  writer.appendColumns([column('m', [0, 30], [1, 3])]);
  const series = writer.register([['__name__', 'm']]);
  for (const time of [10, 30, 50]) {
    writer.appendScrape({ target: 't', timeMs: startMs + time, series, values: Float64Array.of(9) });
  }
  fixture.foldAll(writer, startMs + 2 * slotMs);
  expect(storedRows(fixture.files)).toEqual({ chunks: 1, rows: 0, layouts: 0 });
  expect(stored('m')).toEqual([
    [0, 1],
    [10, 9],
    [30, 3],
    [50, 9],
  ]);
});

test('more columns than one transaction takes are all stored', () => {
  const columns = numbered('m', 2500).map((labels) => ({ ...column('m', [0, 1], [1, 2]), labels }));
  expect(writer.appendColumns(columns)).toEqual(counts({ added: 5000 }));
  expect(storedRows(fixture.files).chunks).toBe(2500);
});

test('metadata of a metric is the newest that was said', () => {
  const metric = { metric: 'up', type: 'gauge', help: 'alive', unit: '' };
  writer.setMetadata([metric]);
  writer.setMetadata([{ ...metric, help: 'is it alive?' }]);
  const db = openReadable(fixture.files.history, 'history');
  expect(db.prepare('SELECT * FROM metric').raw().all()).toEqual([['up', 'gauge', 'is it alive?', '']]);
  db.close();
});
