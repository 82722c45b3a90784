/** Scrapes of several targets that the history takes at once. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UnknownSeriesError } from '../../../electron/backend/history/store/append-scrape.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';
import { storedSamples } from '../../support/history/stored-samples.ts';

const slotMs = 7_200_000;
const startMs = 236_000 * slotMs;

let fixture: SourceFixture;
beforeEach(() => {
  fixture = createSourceFixture();
});
afterEach(() => fixture.dispose());

const times = (series: string) =>
  [...(storedSamples(fixture.files).get(series)?.keys() ?? [])].map((ms) => ms - startMs);
const scrapeOf = (target: string, id: number, timeMs: number) => ({
  ...{ target, timeMs, series: [id], values: Float64Array.of(1) },
});

it('stores all of them, each as of its own target', () => {
  const writer = fixture.open();
  const [a = 0, b = 0] = writer.register([
    ['__name__', 'a'],
    ['__name__', 'b'],
  ]);
  const counts = writer.appendScrapes([scrapeOf('one', a, startMs + 5), scrapeOf('two', b, startMs + 1)]);
  expect(counts).toMatchObject({ added: 2, outOfOrder: 0 });
  expect([times('a'), times('b'), writer.stats().targets]).toEqual([[5], [1], 2]);
});

it('stores nothing where one of them has a series that nobody knows', () => {
  const writer = fixture.open();
  const [a = 0] = writer.register([['__name__', 'a']]);
  const both = [scrapeOf('one', a, startMs), scrapeOf('two', a + 1, startMs)];
  expect(() => writer.appendScrapes(both)).toThrow(UnknownSeriesError);
  expect(times('a')).toEqual([]);
  writer.register([['__name__', 'b']]);
  expect(writer.appendScrapes(both)).toMatchObject({ added: 2, duplicate: 0 });
});

it('puts one that is late into chunks, and the others into the head', () => {
  const writer = fixture.open();
  const [a = 0, b = 0] = writer.register([
    ['__name__', 'a'],
    ['__name__', 'b'],
  ]);
  writer.appendScrape(scrapeOf('one', a, startMs));
  fixture.foldAll(writer, startMs + 2 * slotMs);
  const counts = writer.appendScrapes([scrapeOf('one', a, startMs - 1), scrapeOf('two', b, startMs + slotMs)]);
  expect(counts).toMatchObject({ added: 2, outOfOrder: 1 });
  expect([times('a'), times('b')]).toEqual([[-1, 0], [slotMs]]);
});
