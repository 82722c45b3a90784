/** Pages that go bad under a writer: what needs them says so, the rest goes on, and the next start sets the file aside. */
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HistoryWriter } from '../../../../electron/backend/history/store/history-writer.ts';
import { slotMs } from '../../../../electron/backend/history/store/slots.ts';
import { AppError } from '../../../../shared/base/errors.ts';
import { numbered } from '../../../support/history/labelled.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';
import { storedRows, storedSamples } from '../../../support/history/stored-samples.ts';

let fixture: SourceFixture;

beforeEach(() => {
  fixture = createSourceFixture();
});

afterEach(() => fixture.dispose());

const startMs = 1000 * slotMs;

function scrape(writer: HistoryWriter, count: number): void {
  const series = writer.register(numbered('m', count));
  for (let n = 0; n < 50; n += 1) {
    const values = Float64Array.from(series, (id) => id * n);
    writer.appendScrape({ target: 't', timeMs: startMs + n * 15_000, series, values });
  }
}

function errorOf(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('a row of the head that is not what was written is found by its checksum, and the head is set aside at the next start', () => {
  const first = fixture.open();
  scrape(first, 300);
  first.keep(({ head }) => {
    const data = head.prepare<[], Uint8Array>('SELECT data FROM row WHERE id = 40').pluck().get() ?? new Uint8Array(99);
    data[98] = (data[98] ?? 0) ^ 1;
    head.prepare<[Uint8Array]>('UPDATE row SET data = ? WHERE id = 40').run(data);
  });
  first.close();
  const writer = fixture.open();
  const error = errorOf(() => fixture.foldAll(writer, startMs + 3 * slotMs));
  expect([error.code, error.details.path]).toEqual(['history.damaged', fixture.files.head]);
  // Nothing of it has become a chunk, and recording goes on.
  const series = writer.register(numbered('m', 300));
  const later = { target: 't', timeMs: startMs + slotMs - 1, series, values: new Float64Array(300) };
  expect(writer.appendScrape(later).added).toBe(300);
  expect(writer.stats().foldedSamples).toBe(0);
  writer.close();
  const damaged = { path: String(error.details.path), reason: String(error.details.reason) };
  const again = fixture.open({ damaged });
  expect(again.setAside.map(({ path, reason }) => [path, reason])).toEqual([[damaged.path, damaged.reason]]);
  expect(again.register(numbered('m', 300))).toEqual(series);
  expect(storedRows(fixture.files)).toEqual({ chunks: 0, rows: 0, layouts: 0 });
});

test('pages that are not what was written make the head damaged, and with it set aside the history goes on', () => {
  const writer = fixture.open();
  scrape(writer, 300);
  writer.close();
  const pages = statSync(fixture.files.head).size / 4096;
  const file = openSync(fixture.files.head, 'r+');
  for (let page = Math.floor(pages / 2); page < pages; page += 1)
    writeSync(file, Buffer.alloc(4096, 0xaa), 0, 4096, page * 4096);
  closeSync(file);
  const error = errorOf(() => fixture.foldAll(fixture.open(), startMs + 3 * slotMs));
  expect([error.code, error.details.path]).toEqual(['history.damaged', fixture.files.head]);
  fixture.closeAll();
  const again = fixture.open({ damaged: { path: fixture.files.head, reason: String(error.details.reason) } });
  expect(again.setAside.map(({ path }) => path)).toEqual([fixture.files.head]);
  scrape(again, 300);
  fixture.foldAll(again, startMs + 3 * slotMs);
  expect(storedRows(fixture.files)).toEqual({ chunks: 300, rows: 0, layouts: 0 });
});

test('what is to be merged with a chunk that is not what was written takes its place, and the others are merged', () => {
  const writer = fixture.open();
  scrape(writer, 3);
  fixture.foldAll(writer, startMs + 3 * slotMs);
  writer.keep(({ history }) => {
    history.prepare("UPDATE chunk SET data = x'00112233445566778899' WHERE id % 4294967296 = 2").run();
  });
  const late = (i: number) => {
    const [series = 0] = writer.register(numbered('m', 3).slice(i, i + 1));
    return writer.appendScrape({ target: 't', timeMs: startMs + 1, series: [series], values: Float64Array.of(1) });
  };
  expect([1, 0, 2].map((i) => late(i).added)).toEqual([1, 1, 1]);
  expect(writer.stats().damagedChunks).toBe(1);
  expect([...storedSamples(fixture.files).values()].map(({ size }) => size > 1)).toEqual([true, false, true]);
});

test('a fold that is under way begins anew after others have changed the files', () => {
  const writer = fixture.open();
  scrape(writer, 3);
  for (let n = 0; n < 4; n += 1) writer.fold(startMs + 3 * slotMs, { budgetMs: 0 });
  writer.keep(({ inHead, head, headWriter }) => {
    inHead.run(() => head.prepare('DELETE FROM row WHERE id > 10').run());
    headWriter.forget();
  });
  fixture.foldAll(writer, startMs + 3 * slotMs);
  expect(storedSamples(fixture.files).get('m{i="1"}')?.size).toBe(10);
});
