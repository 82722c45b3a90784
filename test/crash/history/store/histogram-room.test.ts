/** Histograms that are too many, or too large, for what a slot has: they are refused at the door, and what was taken is folded. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Deletion, requestDeletion } from '../../../../electron/backend/history/retention/deletion-journal.ts';
import { createDeletionTask } from '../../../../electron/backend/history/retention/deletion-task.ts';
import { mostWeight } from '../../../../electron/backend/history/store/histogram-room.ts';
import type { HistoryWriter } from '../../../../electron/backend/history/store/history-writer.ts';
import { slotMs } from '../../../../electron/backend/history/store/slots.ts';
import { decodeChunk } from '../../../../shared/chunks/chunk.ts';
import { emptyBuckets, type FloatHistogram } from '../../../../shared/model/float-histogram.ts';
import { numbered } from '../../../support/history/labelled.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';
import { storedRows } from '../../../support/history/stored-samples.ts';

let fixture: SourceFixture;
let writer: HistoryWriter;

beforeEach(() => {
  fixture = createSourceFixture();
  writer = fixture.open();
});

afterEach(() => fixture.dispose());

const startMs = 1000 * slotMs;
const none = { added: 0, duplicate: 0, conflicting: 0, outOfOrder: 0, refused: 0 };

function histogramOf(buckets: number, first = 0, count = 1): FloatHistogram {
  const indexes = Int32Array.from({ length: buckets }, (_, i) => first + i);
  const positive = { indexes, counts: new Float64Array(buckets).fill(count) };
  return {
    ...{ schema: 3, count, sum: 1, zeroThreshold: 0, zeroCount: 0, positive, negative: emptyBuckets },
    ...{ customValues: [], resetHint: 'unknown' },
  };
}

/** Seven of them fit. */
const large = 2 ** 18;
const largeOnes = Array.from({ length: 12 }, (_, n) => histogramOf(large, 0, n));

/** The first series is a number. */
const scrape = (series: readonly number[], n: number) =>
  writer.appendScrape({
    ...{ target: 't', timeMs: startMs + 1000 * n, series, values: new Float64Array(series.length) },
    histograms: series.map((_, i) => (i === 0 ? undefined : largeOnes[Math.ceil(n)])),
  });

/** Of each series, how many its chunk has. */
const countsOf = () =>
  writer.keep(({ history, times }) => {
    const chunks = history.prepare<[], Uint8Array>('SELECT data FROM chunk ORDER BY id').pluck().all();
    return chunks.map((data) => decodeChunk(data, (number) => times.read(1000, number).length).values.length);
  });

test('what a slot has no room for is refused for that series alone, and all that was acknowledged is folded', () => {
  const series = writer.register(numbered('m', 6));
  for (let n = 0; n < 6; n += 1) expect(scrape(series, n)).toEqual({ ...none, added: 6 });
  // Another process counts what the head has.
  fixture.closeAll();
  writer = fixture.open();
  expect(scrape(series, 6)).toEqual({ ...none, added: 6 });
  expect(scrape(series, 7)).toEqual({ ...none, added: 1, refused: 5 });
  expect(scrape(series.slice(1), 8)).toEqual({ ...none, added: 1, refused: 4 });
  expect(writer.stats().samples).toMatchObject({ refused: 9 });
  fixture.foldAll(writer, startMs + 2 * slotMs);
  expect(storedRows(fixture.files).rows).toBe(0);
  expect(countsOf()).toEqual([8, 8, 7, 7, 7, 7]);
  // Late ones, beside what is in chunks.
  expect(scrape(series.slice(0, 2), 6.5)).toEqual({ ...none, added: 1, outOfOrder: 1, refused: 1 });
  fixture.closeAll();
  writer = fixture.open();
  expect(scrape(series.slice(0, 2), 5.5)).toEqual({ ...none, added: 1, outOfOrder: 1, refused: 1 });
  expect(countsOf()).toEqual([10, 8, 7, 7, 7, 7]);
});

test('columns and scrapes share the room of a slot', () => {
  const [labels = []] = numbered('m', 1);
  const [id = 0] = writer.register([labels]);
  const column = (from: number, to: number) => ({
    labels,
    timesMs: Float64Array.from({ length: to - from }, (_, i) => startMs + 1000 * (from + i) + 1),
    values: new Float64Array(to - from),
    histograms: largeOnes.slice(from, to),
  });
  expect(writer.appendColumns([column(0, 4)])).toEqual({ ...none, added: 4 });
  const own = { target: 't', series: [id], values: new Float64Array(1) };
  for (let n = 0; n < 2; n += 1) {
    const counts = writer.appendScrape({ ...own, timeMs: startMs + 2 + n, histograms: [largeOnes[n]] });
    expect(counts).toMatchObject({ added: 1, refused: 0 });
  }
  expect(writer.appendColumns([column(2, 6)])).toEqual({ ...none, added: 1, duplicate: 2, refused: 1 });
  expect(writer.appendScrape({ ...own, timeMs: startMs + 5, histograms: [largeOnes[3]] })).toEqual({
    ...none,
    refused: 1,
  });
  // A number has room, whatever there is.
  expect(writer.appendScrape({ ...own, timeMs: startMs + 6 })).toEqual({ ...none, added: 1 });
  fixture.foldAll(writer, startMs + 2 * slotMs);
  expect(countsOf()).toEqual([8]);
});

test('one that is larger than a chunk takes is refused, and the writer goes on', () => {
  const series = writer.register(numbered('m', 2));
  const of = (buckets: number, timeMs: number) =>
    writer.appendScrape({
      ...{ target: 't', timeMs, series, values: new Float64Array(2), histograms: [undefined, histogramOf(buckets)] },
    });
  expect(of(mostWeight, startMs)).toEqual({ ...none, added: 1, refused: 1 });
  expect(of(mostWeight - 8, startMs + 1)).toEqual({ ...none, added: 2 });
  fixture.foldAll(writer, startMs + 2 * slotMs);
  expect(countsOf()).toEqual([2, 1]);
});

test('more samples of a series than a million in one slot are one chunk', () => {
  const [labels = []] = numbered('m', 1);
  const count = 1_100_000;
  const timesMs = Float64Array.from({ length: count }, (_, i) => startMs + 6 * i);
  expect(writer.appendColumns([{ labels, timesMs, values: new Float64Array(count) }])).toEqual({
    ...none,
    added: count,
  });
  const late = { labels, timesMs: Float64Array.of(startMs + 1), values: Float64Array.of(1) };
  expect(writer.appendColumns([late])).toMatchObject({ added: 1 });
  expect(countsOf()).toEqual([count + 1]);
});

test.each([
  ['a schema of more than 32 bits', { schema: 2 ** 40 }],
  ['buckets without counts', { positive: { indexes: Int32Array.of(1), counts: new Float64Array(0) } }],
  ['buckets that do not rise', { negative: { indexes: Int32Array.of(1, 1), counts: new Float64Array(2) } }],
])('what is no histogram is a RangeError: %s', (_, wrong) => {
  const series = writer.register(numbered('m', 1));
  const histograms = [{ ...histogramOf(1), ...wrong }];
  const values = new Float64Array(1);
  expect(() => writer.appendScrape({ target: 't', timeMs: startMs, series, values, histograms })).toThrow(RangeError);
  const [labels = []] = numbered('m', 1);
  expect(() => writer.appendColumns([{ labels, timesMs: Float64Array.of(1), values, histograms }])).toThrow(RangeError);
});

const late = { ...none, added: 1, outOfOrder: 1 };

test('what a fold moved into chunks counts once, for series that were not written to since the head was looked into', () => {
  const [a = 0, b = 0] = writer.register(numbered('m', 2));
  const one = (series: number, n: number) =>
    writer.appendScrape({
      ...{ target: 't', timeMs: startMs + 1000 * n, series: [series], values: new Float64Array(1) },
      histograms: [largeOnes[n]],
    });
  for (let n = 2; n < 6; n += 1) expect(one(a, n)).toEqual({ ...none, added: 1 });
  fixture.closeAll();
  writer = fixture.open();
  expect(one(b, 6)).toEqual({ ...none, added: 1 });
  fixture.foldAll(writer, startMs + 2 * slotMs);
  expect([one(a, 1), one(a, 0)]).toEqual([late, late]);
  expect(countsOf()).toEqual([6, 1]);
});

const columnOf = (firstMs: number, count: number) => ({
  labels: numbered('m', 1)[0] ?? [],
  timesMs: Float64Array.from({ length: count }, (_, n) => firstMs + 1000 * n),
  values: new Float64Array(count),
  histograms: largeOnes.slice(0, count),
});

function deleteUntil(endMs: number, matchers?: Deletion['matchers']): void {
  writer.keep((parts) => {
    const task = createDeletionTask(
      parts,
      requestDeletion(parts, { window: { startMs, endMs }, matchers, detail: '' }),
    );
    while (!task.step(10).done);
  });
}

const all = startMs + 2 * slotMs;

/** So that a deletion does not forget them. */
function storeBefore(): void {
  const timesMs = Float64Array.of(startMs - slotMs);
  writer.appendColumns(numbered('m', 2).map((labels) => ({ labels, timesMs, values: new Float64Array(1) })));
}

test.each([
  ['the chunk of a series', [{ name: '__name__', op: '=' as const, value: 'm' }], all, 7],
  ['some of a chunk', undefined, startMs + 5500, 6],
  ['a slot', undefined, all, 7],
])('where a deletion took %s, there is room again', (_, matchers, endMs, gone) => {
  storeBefore();
  expect(writer.appendColumns([columnOf(startMs, 7)])).toEqual({ ...none, added: 7 });
  deleteUntil(endMs, matchers);
  expect(writer.appendColumns([columnOf(startMs, 7)])).toMatchObject({ added: gone, refused: 0 });
});

test('where a deletion took it out of the head, there is room again', () => {
  const scrapes = () => {
    const series = writer.register(numbered('m', 2));
    return Array.from({ length: 7 }, (_, n) => scrape(series, n));
  };
  storeBefore();
  const stored = new Array(7).fill({ ...none, added: 2 });
  expect(scrapes()).toEqual(stored);
  deleteUntil(all);
  expect(scrapes()).toEqual(stored);
});

test('back-fills of many slots, and rows without histograms, cost no look into the head', () => {
  const series = writer.register(numbered('m', 2));
  const decoded = writer.alongside(({ chains }) => vi.spyOn(chains, 'decoded'));
  for (let n = 0; n < 3; n += 1) scrape(series, n);
  const numbers = { target: 'numbers', series, values: new Float64Array(2) };
  for (let n = 0; n < 3; n += 1) writer.appendScrape({ ...numbers, timeMs: startMs + n });
  for (let slot = 1; slot < 20; slot += 1) writer.appendColumns([columnOf(startMs - slot * slotMs, 1)]);
  scrape(series, 3);
  expect(decoded).not.toHaveBeenCalled();
  // What is not known any more is read: of rows that have histograms.
  expect(() => writer.appendScrape({ ...numbers, timeMs: startMs + 4, series: [1e6, 1e6 + 1] })).toThrow();
  scrape(series, 4);
  expect(decoded).toHaveBeenCalledTimes(4);
});
