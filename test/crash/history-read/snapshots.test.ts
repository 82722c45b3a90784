import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openHistoryReader } from '../../../electron/backend/history/read/open-history-reader.ts';
import type { HistoryWriter } from '../../../electron/backend/history/store/history-writer.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';
import { storedRows } from '../../support/history/stored-samples.ts';
import { numbered } from './numbered.ts';
import { readSamples, type Samples } from './read-samples.ts';

const slotMs = 7_200_000;
const firstMs = 1000 * slotMs;
const sets = numbered('up', 3);

let fixture: SourceFixture;
let writer: HistoryWriter;

beforeEach(() => {
  fixture = createSourceFixture();
  writer = fixture.open();
});
afterEach(() => {
  vi.restoreAllMocks();
  fixture.dispose();
});

/** Scrapes of so many minutes, one a minute, behind those that there are. */
function scrape(fromMinute: number, toMinute: number): void {
  const series = writer.register(sets);
  for (let minute = fromMinute; minute < toMinute; minute += 1) {
    const values = Float64Array.from(series, (id) => id * 1000 + minute);
    writer.appendScrape({ target: 'a', timeMs: firstMs + minute * 60_000, series, values });
  }
}

const foldAll = () => fixture.foldAll(writer, firstMs + 10 * slotMs);

function expected(minutes: number): Samples {
  const bits = (value: number) =>
    (new BigUint64Array(Float64Array.of(value).buffer)[0] ?? 0n).toString(16).padStart(16, '0');
  return new Map(
    sets.map((labels, i) => [
      `up{i="${labels[3]}"}`,
      new Map(
        Array.from({ length: minutes }, (_, minute) => [firstMs + minute * 60_000, bits((i + 1) * 1000 + minute)]),
      ),
    ]),
  );
}

describe('a pair of snapshots', () => {
  it('is of the time when it was begun, whatever is appended and folded after', () => {
    scrape(0, 200);
    const reader = openHistoryReader(fixture.files);
    const snapshot = reader.begin();
    scrape(200, 300);
    foldAll();
    expect(readSamples(snapshot.storage)).toEqual(expected(200));
    snapshot.end();
    const next = reader.begin();
    expect(readSamples(next.storage)).toEqual(expected(300));
    expect(storedRows(fixture.files)).toMatchObject({ rows: 0, layouts: 0 });
    reader.close();
  });

  it.each([
    ['all is folded', () => foldAll()],
    ['a step of a fold is done', () => void writer.fold(firstMs + 10 * slotMs, { budgetMs: 0 })],
    ['scrapes are appended and folded', () => [scrape(200, 300), foldAll()]],
  ])('has each sample once where %s between the two', (_, between) => {
    scrape(0, 200);
    const reader = openHistoryReader(fixture.files);
    const begin = vi.spyOn(Database.prototype, 'exec');
    const begun: string[] = [];
    begin.mockImplementation(function (this: Database.Database, sql: string) {
      if (sql === 'BEGIN' && this.readonly) {
        begun.push(this.name);
        if (this.name === fixture.files.history) between();
      }
      this.prepare(sql).run();
      return this;
    });
    const snapshot = reader.begin();
    expect(begun).toEqual([fixture.files.head, fixture.files.history]);
    expect(within200(readSamples(snapshot.storage))).toEqual(expected(200));
    reader.close();
  });

  it('has each sample once after every step of a fold, and after a crash between its two transactions', () => {
    scrape(0, 400);
    const reader = openHistoryReader(fixture.files);
    let steps = 0;
    for (let isMore = true; isMore; steps += 1) {
      isMore = writer.fold(firstMs + 10 * slotMs, { budgetMs: 0 });
      const snapshot = reader.begin();
      expect(readSamples(snapshot.storage), `step ${steps}`).toEqual(expected(400));
      snapshot.end();
      // What is under way begins anew then: so that it ends, it does not happen for ever.
      if (![1, 3, 6, 10, 15].includes(steps)) continue;
      writer.close();
      writer = fixture.open();
    }
    expect(steps).toBeGreaterThan(5);
    reader.close();
  });

  it('is one at a time, and ends once', () => {
    scrape(0, 10);
    const reader = openHistoryReader(fixture.files);
    const first = reader.begin();
    expect(() => reader.begin()).toThrow('a snapshot is open');
    first.end();
    first.end();
    const second = reader.begin();
    first.end();
    expect(() => readSamples(first.storage)).toThrow('the snapshot of the history has ended');
    expect(readSamples(second.storage)).toEqual(expected(10));
    reader.close();
    expect(() => readSamples(second.storage)).toThrow('the snapshot of the history has ended');
    expect(() => reader.begin()).toThrow('the reader is closed');
    reader.close();
  });

  it('is let go by what reads it in the middle', () => {
    scrape(0, 200);
    foldAll();
    scrape(200, 210);
    const reader = openHistoryReader(fixture.files);
    const snapshot = reader.begin();
    const run = { check: () => undefined, charge: () => undefined };
    for (const series of snapshot.storage.select({ matchers: [], startMs: 0, endMs: 1e15 }, run)) {
      expect(series.timesMs.length).toBe(210);
      break;
    }
    snapshot.end();
    reader.close();
  });

  it('is refused where the two files are not of one source', () => {
    scrape(0, 10);
    const other = createSourceFixture('other');
    other.open({ newPair: 'another pair' });
    expect(() => openHistoryReader({ ...fixture.files, head: other.files.head })).toThrow(
      expect.objectContaining({
        code: 'history.damaged',
        details: expect.objectContaining({ path: other.files.head }),
      }),
    );
    other.dispose();
  });
});

function within200(all: Samples): Samples {
  const endMs = firstMs + 200 * 60_000;
  return new Map([...all].map(([name, samples]) => [name, new Map([...samples].filter(([timeMs]) => timeMs < endMs))]));
}
