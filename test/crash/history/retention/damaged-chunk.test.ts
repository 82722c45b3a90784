/** One chunk that cannot be read, and a deletion or other samples in its slot: it costs no more than itself. */
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Deletion, requestDeletion } from '../../../../electron/backend/history/retention/deletion-journal.ts';
import { createDeletionTask } from '../../../../electron/backend/history/retention/deletion-task.ts';
import type { HistoryWriter } from '../../../../electron/backend/history/store/history-writer.ts';
import { slotMs } from '../../../../electron/backend/history/store/slots.ts';
import { emptyBuckets } from '../../../../shared/model/float-histogram.ts';
import { numbered } from '../../../support/history/labelled.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';
import { storedRows, storedSamples } from '../../../support/history/stored-samples.ts';

let fixture: SourceFixture;
let writer: HistoryWriter;

const startMs = 1000 * slotMs;
const minutes = 100;

/** Two metrics of two series each, all with the same times; the first chunk of metric `a` has one bit that is wrong. */
beforeEach(() => {
  fixture = createSourceFixture();
  const filling = fixture.open();
  const timesMs = Float64Array.from({ length: minutes }, (_, minute) => startMs + minute * 60_000);
  const columns = [...numbered('a', 2), ...numbered('b', 2)].map((labels) => ({
    labels,
    timesMs,
    values: Float64Array.from(timesMs, (_, i) => Math.sin(i)),
  }));
  filling.appendColumns(columns);
  filling.close();
  const db = new Database(fixture.files.history);
  const { id, data } = db.prepare('SELECT id, data FROM chunk ORDER BY id').get() as { id: number; data: Uint8Array };
  data[data.length >> 1] = (data[data.length >> 1] ?? 0) ^ 1;
  db.prepare('UPDATE chunk SET data = ? WHERE id = ?').run(data, id);
  db.close();
  writer = fixture.open();
});

afterEach(() => fixture.dispose());

function deleteNow(deletion: Deletion): void {
  writer.keep((parts) => {
    const task = createDeletionTask(parts, requestDeletion(parts, deletion));
    while (!task.step(10).done);
  });
}

const window = { startMs: startMs + 60_000, endMs: startMs + 10 * 60_000 };
const metric = (value: string) => [{ name: '__name__', op: '=' as const, value }];
const timesRows = () => writer.keep(({ history }) => history.prepare('SELECT count(*) FROM times').pluck().get());

test('of another series, it stays as it is, and so do the times that it may have', () => {
  deleteNow({ window, matchers: metric('b'), detail: '' });
  expect([storedRows(fixture.files).chunks, timesRows()]).toEqual([4, 2]);
  // What is readable has what it should have.
  deleteNow({ window: { startMs: 0, endMs: Number.MAX_SAFE_INTEGER }, matchers: [...metric('a')], detail: '' });
  const left = storedSamples(fixture.files);
  expect([...left].map(([series, samples]) => [series, samples.size])).toEqual([
    ['b{i="0"}', minutes - 10],
    ['b{i="1"}', minutes - 10],
  ]);
});

test('of a series that is selected, it goes with what lies in the window', () => {
  deleteNow({ window, matchers: metric('a'), detail: '' });
  expect([...storedSamples(fixture.files)].map(([series, samples]) => [series, samples.size])).toEqual([
    ['a{i="1"}', minutes - 10],
    ['b{i="0"}', minutes],
    ['b{i="1"}', minutes],
  ]);
});

const none = { added: 0, duplicate: 0, conflicting: 0, outOfOrder: 0, refused: 0 };
const damagedChunk = () =>
  writer.alongside(({ history }) => history.prepare('SELECT data FROM chunk ORDER BY id LIMIT 1').pluck().get());

test('of a series that gets samples in its slot, it stays, and they are refused and counted', () => {
  const before = damagedChunk();
  const late = (metric: string) => ({
    labels: numbered(metric, 1)[0] ?? [],
    timesMs: Float64Array.of(startMs + 1, startMs + 2),
    values: new Float64Array(2),
  });
  expect(writer.appendColumns([late('a'), late('b')])).toEqual({ ...none, added: 2, outOfOrder: 2, refused: 2 });
  const [a = 0, b = 0] = writer.register([late('a').labels, late('b').labels]);
  // The head knows nothing of chunks: the fold finds it, does the rest, and counts.
  const scrape = { target: 't', timeMs: startMs + 3, series: [a, b], values: new Float64Array(2) };
  expect(writer.appendScrape(scrape)).toEqual({ ...none, added: 2 });
  fixture.foldAll(writer, startMs + 2 * slotMs);
  expect(writer.stats().samples).toEqual({ ...none, added: 4, outOfOrder: 2, refused: 3 });
  expect(writer.appendScrape({ ...scrape, timeMs: startMs + 2 })).toMatchObject({ refused: 1 });
  expect([storedRows(fixture.files), damagedChunk()]).toMatchObject([{ chunks: 4, rows: 0 }, before]);
});

test('a native histogram of its series is refused before it is in the head', () => {
  const [a = 0, b = 0] = writer.register([...numbered('a', 1), ...numbered('b', 1)]);
  const histogram = {
    ...{ schema: 3, count: 1, sum: 1, zeroThreshold: 0, zeroCount: 1, positive: emptyBuckets, negative: emptyBuckets },
    ...{ customValues: [], resetHint: 'unknown' as const },
  };
  const scrape = { target: 't', timeMs: startMs + 3, series: [a, b], values: new Float64Array(2) };
  expect(writer.appendScrape({ ...scrape, histograms: [histogram, histogram] })).toEqual({
    ...none,
    added: 1,
    refused: 1,
  });
});
