/** Scrapes into the head and late ones into chunks: what is stored, and how it is counted. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UnknownSeriesError } from '../../../../electron/backend/history/store/append-scrape.ts';
import { HeadChains } from '../../../../electron/backend/history/store/head-chain.ts';
import { isKeyframe } from '../../../../electron/backend/history/store/head-row.ts';
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
const one = '3ff0000000000000';
const two = '4000000000000000';
const three = '4008000000000000';

/** What is stored, as plain data: series → [time after the start, bits]. */
function stored(): Record<string, (readonly [number, string])[]> {
  const entries = [...storedSamples(fixture.files)];
  return Object.fromEntries(
    entries.map(([series, samples]) => [
      series,
      [...samples].map(([timeMs, bits]) => [timeMs - startMs, bits] as const),
    ]),
  );
}

function append(afterMs: number, series: readonly number[], values: readonly number[]) {
  return writer.appendScrape({ target: 't', timeMs: startMs + afterMs, series, values: Float64Array.from(values) });
}

const counts = (some: Partial<ReturnType<typeof append>>) => ({
  added: 0,
  duplicate: 0,
  conflicting: 0,
  outOfOrder: 0,
  refused: 0,
  ...some,
});

test('samples come back bit for bit, whatever bits they are, over many rows and through a fold', () => {
  const series = writer.register(numbered('m', awkwardBits.length));
  for (let n = 0; n < 70; n += 1) {
    const bits = awkwardBits.map((_, i) => awkwardBits[(i + (n >> 1)) % awkwardBits.length] ?? '');
    writer.appendScrape({ target: 't', timeMs: startMs + n, series, values: valuesOfBits(bits) });
  }
  const before = stored();
  expect(before['m{i="3"}']?.map(([, bits]) => bits)).toEqual(
    Array.from({ length: 70 }, (_, n) => awkwardBits[(3 + (n >> 1)) % awkwardBits.length]),
  );
  fixture.foldAll(writer, startMs + 2 * slotMs);
  expect(storedRows(fixture.files)).toEqual({ chunks: awkwardBits.length, rows: 0, layouts: 0 });
  expect(stored()).toEqual(before);
});

test('the same scrape again is a duplicate, and other values at its time are in conflict with it: the first stay', () => {
  const series = writer.register(numbered('m', 3));
  expect(append(0, series, [1, 2, 3])).toEqual(counts({ added: 3 }));
  append(1, series, [1, 2, 3]);
  expect(append(0, series, [1, 2, 3])).toEqual(counts({ duplicate: 3 }));
  expect(append(1, series, [1, 3, 3])).toEqual(counts({ duplicate: 2, conflicting: 1 }));
  expect(stored()['m{i="1"}']).toEqual([
    [0, two],
    [1, two],
  ]);
});

test('a NaN with another payload, and a zero with another sign, are other values', () => {
  const [series = 0] = writer.register(numbered('m', 1));
  const at = (afterMs: number, bits: string) =>
    writer.appendScrape({ target: 't', timeMs: startMs + afterMs, series: [series], values: valuesOfBits([bits]) });
  at(0, '7ff8000000000000');
  at(1, '0000000000000000');
  expect([at(0, '7ff8000000000001'), at(0, '7ff8000000000000'), at(1, '8000000000000000')]).toEqual([
    counts({ conflicting: 1 }),
    counts({ duplicate: 1 }),
    counts({ conflicting: 1 }),
  ]);
});

test('series that were not in a scrape are added to its time, beside it', () => {
  const [a = 0, b = 0, c = 0] = writer.register(numbered('m', 3));
  append(0, [a, b], [1, 2]);
  append(5, [a, b], [1, 2]);
  expect(append(0, [c, a], [3, 2])).toEqual(counts({ added: 1, conflicting: 1, outOfOrder: 1 }));
  expect(append(5, [c], [3])).toEqual(counts({ added: 1 }));
  expect(append(0, [c], [3])).toEqual(counts({ duplicate: 1 }));
  expect(stored()['m{i="2"}']).toEqual([
    [0, three],
    [5, three],
  ]);
});

test('a series that is named twice in a scrape has its first value', () => {
  const [a = 0, b = 0] = writer.register(numbered('m', 2));
  expect(append(0, [a, b, a, a], [1, 2, 1, 3])).toEqual(counts({ added: 2, duplicate: 1, conflicting: 1 }));
  expect(append(9, [b, b], [1, 1])).toEqual(counts({ added: 1, duplicate: 1 }));
  expect(stored()).toEqual({
    'm{i="0"}': [[0, one]],
    'm{i="1"}': [
      [0, two],
      [9, one],
    ],
  });
});

test('a scrape that comes out of order is kept and counted, while the clock has jumped backward, too', () => {
  const series = writer.register(numbered('m', 2));
  append(60_000, series, [1, 1]);
  expect(append(30_000, series, [2, 1])).toEqual(counts({ added: 2, outOfOrder: 2 }));
  expect(append(45_000, series, [3, 1])).toEqual(counts({ added: 2, outOfOrder: 2 }));
  expect(append(75_000, series, [3, 1])).toEqual(counts({ added: 2 }));
  expect(stored()['m{i="0"}']).toEqual([
    [30_000, two],
    [45_000, three],
    [60_000, one],
    [75_000, three],
  ]);
});

test('a scrape at or before the watermark goes into the chunk', () => {
  const series = writer.register(numbered('m', 2));
  append(0, series, [1, 1]);
  append(10, series, [1, 1]);
  fixture.foldAll(writer, startMs + 2 * slotMs);
  expect(append(10, series, [1, 2])).toEqual(counts({ duplicate: 1, conflicting: 1 }));
  expect(append(5, series, [2, 2])).toEqual(counts({ added: 2, outOfOrder: 2 }));
  // After the watermark, though in a slot that was folded: the head, and the next fold merges it.
  expect(append(20, series, [3, 3])).toEqual(counts({ added: 2 }));
  expect(storedRows(fixture.files)).toEqual({ chunks: 2, rows: 1, layouts: 1 });
  fixture.foldAll(writer, startMs + 2 * slotMs);
  expect(storedRows(fixture.files)).toEqual({ chunks: 2, rows: 0, layouts: 0 });
  expect(stored()['m{i="1"}']).toEqual([
    [0, one],
    [5, two],
    [10, one],
    [20, three],
  ]);
});

test('targets have watermarks of their own', () => {
  const [a = 0, b = 0] = writer.register(numbered('m', 2));
  append(0, [a], [1]);
  fixture.foldAll(writer, startMs + 2 * slotMs);
  const other = { target: 'other', timeMs: startMs, series: [b], values: Float64Array.of(2) };
  expect(writer.appendScrape(other)).toEqual(counts({ added: 1 }));
  expect(storedRows(fixture.files)).toEqual({ chunks: 1, rows: 1, layouts: 1 });
});

test('a series that is absent for a while has no samples then, and its layout stays', () => {
  const series = writer.register(numbered('m', 10));
  const all = Array.from({ length: 10 }, (_, i) => i);
  append(0, series, all);
  append(1, series.slice(0, 9), all.slice(0, 9));
  append(2, series.slice(0, 9), all.slice(0, 9));
  append(3, series, all);
  expect(storedRows(fixture.files)).toEqual({ chunks: 0, rows: 4, layouts: 1 });
  expect(stored()['m{i="9"}']).toEqual([
    [0, '4022000000000000'],
    [3, '4022000000000000'],
  ]);
});

test('a few new series get a layout beside the one there is; many, or many that go, one that begins anew', () => {
  const series = writer.register(numbered('m', 100));
  const scrape = (afterMs: number, from: number, to: number) => {
    append(afterMs, series.slice(from, to), series.slice(from, to));
    return storedRows(fixture.files).layouts;
  };
  const layouts = [scrape(0, 0, 50), scrape(1, 0, 51), scrape(2, 0, 51), scrape(3, 0, 100), scrape(4, 0, 20)];
  expect(layouts).toEqual([1, 2, 2, 3, 4]);
  const found = stored();
  expect([0, 19, 20, 49, 50, 51, 99].map((i) => found[`m{i="${i}"}`]?.map(([at]) => at).join(' '))).toEqual([
    '0 1 2 3 4',
    '0 1 2 3 4',
    '0 1 2 3',
    '0 1 2 3',
    '1 2 3',
    '3',
    '3',
  ]);
});

test('series in another order are the same scrape', () => {
  const [a = 0, b = 0] = writer.register(numbered('m', 2));
  append(0, [a, b], [1, 2]);
  append(1, [b, a], [2, 1]);
  expect(storedRows(fixture.files).layouts).toBe(1);
  expect(stored()).toEqual({
    'm{i="0"}': [0, 1].map((at) => [at, one]),
    'm{i="1"}': [0, 1].map((at) => [at, two]),
  });
});

test('each 32nd row of a layout can be read alone', () => {
  const series = writer.register(numbered('m', 4));
  for (let n = 0; n < 100; n += 1) append(n, series, [n, 1, 2, 3]);
  const head = openReadable(fixture.files.head, 'head');
  const rows = head.prepare<[], Uint8Array>('SELECT data FROM row ORDER BY id').pluck().all();
  expect(rows.flatMap((row, n) => (isKeyframe(row) ? [n] : []))).toEqual([0, 32, 64, 96]);
  expect([...new HeadChains(head).rowAt(1, 95).words.subarray(0, 2)]).toEqual([
    ...new Uint32Array(Float64Array.of(94).buffer),
  ]);
  head.close();
});

test('native histograms come back from the head, and from chunks, beside numbers of the same series', () => {
  const series = writer.register(numbered('h', 3));
  for (let n = 0; n < 40; n += 1) {
    const histograms = [undefined, histogramOf(n), n % 2 === 0 ? histogramOf(n) : undefined];
    writer.appendScrape({ target: 't', timeMs: startMs + n, series, values: Float64Array.of(n, 0, n), histograms });
  }
  const before = stored();
  expect([before['h{i="1"}']?.[7], before['h{i="2"}']?.[7], before['h{i="2"}']?.[8]]).toEqual([
    [7, sampleText(0n, histogramOf(7))],
    [7, '401c000000000000'],
    [8, sampleText(0n, histogramOf(8))],
  ]);
  fixture.foldAll(writer, startMs + 2 * slotMs);
  expect(storedRows(fixture.files).rows).toBe(0);
  expect(stored()).toEqual(before);
});

test('a histogram again is a duplicate where all of it is equal, and a number is no histogram', () => {
  const [series = 0] = writer.register(numbered('h', 1));
  const at = (histogram: ReturnType<typeof histogramOf> | undefined) =>
    writer.appendScrape({
      target: 't',
      timeMs: startMs,
      series: [series],
      values: Float64Array.of(0),
      histograms: [histogram],
    });
  const answers = [at(histogramOf(1)), at(histogramOf(1)), at(histogramOf(2)), at(undefined)];
  fixture.foldAll(writer, startMs + 2 * slotMs);
  answers.push(at(histogramOf(1)), at(histogramOf(2)), at(undefined));
  const [added, duplicate, conflicting] = [counts({ added: 1 }), counts({ duplicate: 1 }), counts({ conflicting: 1 })];
  expect(answers).toEqual([added, duplicate, conflicting, conflicting, duplicate, conflicting, conflicting]);
});

test('a series that nobody registered is refused, and nothing of its scrape is stored', () => {
  const [known = 0] = writer.register(numbered('m', 1));
  append(0, [known], [1]);
  expect(() => append(1, [known, 77], [1, 2])).toThrow(new UnknownSeriesError([77]));
  expect(stored()).toEqual({ 'm{i="0"}': [[0, one]] });
  expect(append(1, [known], [1])).toEqual(counts({ added: 1 }));
  fixture.foldAll(writer, startMs + 2 * slotMs);
  expect(() => append(0, [77], [1])).toThrow(UnknownSeriesError);
});

test('what no scrape can be is refused: times without a key, more series than values', () => {
  const [series = 0] = writer.register(numbered('m', 1));
  for (const timeMs of [-1, 0.5, Number.NaN, 2 ** 21 * slotMs]) {
    const scrape = { target: 't', timeMs, series: [series], values: Float64Array.of(1) };
    expect(() => writer.appendScrape(scrape), String(timeMs)).toThrow(RangeError);
  }
  expect(() => append(0, [series, series], [1])).toThrow(RangeError);
  expect(() =>
    writer.appendScrape({ target: 't', timeMs: 0, series: [series], values: Float64Array.of(1), histograms: [] }),
  ).toThrow(RangeError);
  const latest = { target: 't', timeMs: 2 ** 21 * slotMs - 1, series: [series], values: Float64Array.of(1) };
  expect(writer.appendScrape(latest)).toEqual(counts({ added: 1 }));
});

test('after it was opened again, a writer goes on where it was', () => {
  const series = writer.register(numbered('m', 2));
  append(0, series, [1, 1]);
  writer.close();
  writer = fixture.open();
  expect(writer.register(numbered('m', 2))).toEqual(series);
  expect(append(0, series, [1, 2])).toEqual(counts({ duplicate: 1, conflicting: 1 }));
  expect(append(-5, series, [1, 2])).toEqual(counts({ added: 2, outOfOrder: 2 }));
  expect(append(10, series, [1, 2])).toEqual(counts({ added: 2 }));
  expect(writer.stats().samples).toEqual(counts({ added: 4, duplicate: 1, conflicting: 1, outOfOrder: 2 }));
});

test.each([2 ** 32, 0.5, -(2 ** 32), Number.NaN])('an id that is none is no other series: %f more', (more) => {
  const series = writer.register(numbered('m', 2));
  const wrong = series.map((id) => id + more);
  expect(() => append(0, wrong, [1, 2])).toThrow(UnknownSeriesError);
  append(0, series, [1, 2]);
  fixture.foldAll(writer, startMs + 2 * slotMs);
  expect(() => append(-1000, wrong, [1, 2])).toThrow(UnknownSeriesError);
  expect([...storedSamples(fixture.files).values()].map((its) => its.size)).toEqual([1, 1]);
});
