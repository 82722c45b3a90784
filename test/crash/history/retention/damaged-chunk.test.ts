/** One chunk that cannot be read, and a deletion or other samples in its slot: it costs no more than itself. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHistoryReader } from '../../../../electron/backend/history/read/open-history-reader.ts';
import { type Deletion, requestDeletion } from '../../../../electron/backend/history/retention/deletion-journal.ts';
import { createDeletionTask } from '../../../../electron/backend/history/retention/deletion-task.ts';
import { createRetentionTask } from '../../../../electron/backend/history/retention/retention-task.ts';
import type { HistoryWriter } from '../../../../electron/backend/history/store/history-writer.ts';
import { slotMs } from '../../../../electron/backend/history/store/slots.ts';
import { verifySource } from '../../../../electron/backend/history/transfer/verify-source.ts';
import { emptyBuckets } from '../../../../shared/model/float-histogram.ts';
import { seriesMatcher } from '../../../../shared/promql/engine/series-matcher.ts';
import { killedCopy } from '../../../support/history/killed-copy.ts';
import { numbered } from '../../../support/history/labelled.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';
import { storedRows, storedSamples } from '../../../support/history/stored-samples.ts';
import { createTestRun } from '../../history-read/test-run.ts';

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
  writer = fixture.open();
  spoilFirst(writer);
});

/** One bit of the first chunk. */
function spoilFirst(open: HistoryWriter): void {
  open.keep(({ history }) => {
    const { id, data } = history.prepare('SELECT id, data FROM chunk ORDER BY id').get() as {
      id: number;
      data: Uint8Array;
    };
    data[data.length >> 1] = (data[data.length >> 1] ?? 0) ^ 1;
    history.prepare('UPDATE chunk SET data = ? WHERE id = ?').run(data, id);
  });
}

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

/** Ids and bytes of those that are kept aside. */
const keptAside = () =>
  writer.alongside(({ history }) =>
    history.prepare("SELECT substr(key, 14), value FROM meta WHERE key LIKE 'damagedChunk %' ORDER BY key").raw().all(),
  );
const asideKey = (n: number) => `${String((startMs / slotMs) * 2 ** 32 + 1).padStart(16, '0')} ${n}`;

test('of a series that gets samples in its slot, it is kept aside, and they are stored', () => {
  const before = damagedChunk();
  const late = (metric: string) => ({
    labels: numbered(metric, 1)[0] ?? [],
    timesMs: Float64Array.of(startMs + 1, startMs + 2),
    values: new Float64Array(2),
  });
  expect(writer.appendColumns([late('a'), late('b')])).toEqual({ ...none, added: 4, outOfOrder: 2 });
  expect([keptAside(), writer.stats().damagedChunks]).toEqual([[[asideKey(0), before]], 1]);
  const [a = 0, b = 0] = writer.register([late('a').labels, late('b').labels]);
  // And what a fold meets, beside the one before.
  spoilFirst(writer);
  const second = damagedChunk();
  const scrape = { target: 't', timeMs: startMs + 3, series: [a, b], values: new Float64Array(2) };
  expect(writer.appendScrape(scrape)).toEqual({ ...none, added: 2 });
  fixture.foldAll(writer, startMs + 2 * slotMs);
  expect(writer.stats()).toMatchObject({ samples: { ...none, added: 6, outOfOrder: 2 }, damagedChunks: 2 });
  expect(keptAside()).toEqual([
    [asideKey(0), before],
    [asideKey(1), second],
  ]);
  // What the second one had, and is sent once more.
  expect(writer.appendScrape({ ...scrape, timeMs: startMs + 2 })).toMatchObject({ added: 1, duplicate: 1 });
  expect(storedRows(fixture.files)).toMatchObject({ chunks: 4, rows: 0 });
  const [a0] = storedSamples(fixture.files).values();
  expect([...(a0 ?? []).keys()].map((timeMs) => timeMs - startMs)).toEqual([2, 3]);
});

test('kept aside, it is missing in what is asked of its series and slot, and is found by a check', async () => {
  writer.appendColumns([
    { labels: numbered('a', 1)[0] ?? [], timesMs: Float64Array.of(startMs), values: Float64Array.of(7) },
  ]);
  const reader = openHistoryReader(fixture.files);
  const asked = (name: string, from: number) => {
    const { storage, end } = reader.begin();
    const warnings: string[] = [];
    const run = { ...createTestRun(), warn: (text: string) => void warnings.push(text) };
    const matchers = [seriesMatcher({ name: '__name__', op: '=' as const, value: name }, true)];
    const found = [...storage.select({ matchers, startMs: from, endMs: from + 60_000 }, run)];
    end();
    return { counts: found.map(({ timesMs }) => timesMs.length), warnings };
  };
  const span = `${new Date(startMs).toISOString()} to ${new Date(startMs + 60_000).toISOString()}`;
  const said = `chunk ${Number(asideKey(0).slice(0, 16))} could not be read and is kept aside`;
  const answers = [asked('a', startMs), asked('b', startMs), asked('a', startMs + slotMs)];
  reader.close();
  expect(answers).toEqual([
    { counts: [1, minutes], warnings: [`the history is damaged: samples of a{i="0"} are missing, ${span} (${said})`] },
    { counts: [minutes, minutes], warnings: [] },
    { counts: [], warnings: [] },
  ]);
  const { findings } = await verifySource(fixture.files);
  expect(findings.map(({ what }) => what)).toEqual(['one that could not be read is kept aside']);
});

test('kept aside, its times stay, and it goes with its series in a window, or with its slot', () => {
  const late = { labels: numbered('a', 1)[0] ?? [], timesMs: Float64Array.of(startMs + 1), values: Float64Array.of(7) };
  const others = { startMs: 0, endMs: Number.MAX_SAFE_INTEGER };
  writer.appendColumns([late]);
  deleteNow({ window: others, matchers: metric('b'), detail: '' });
  deleteNow({ window: others, matchers: [{ name: 'i', op: '=', value: '1' }], detail: '' });
  // Those of what is kept, and of what came.
  expect([keptAside(), timesRows()]).toEqual([[[asideKey(0), expect.anything()]], 2]);
  deleteNow({ window, matchers: metric('a'), detail: '' });
  expect([keptAside(), writer.stats().damagedChunks, storedRows(fixture.files).chunks]).toEqual([[], 0, 1]);
  spoilFirst(writer);
  writer.appendColumns([late]);
  expect(writer.stats().damagedChunks).toBe(1);
  writer.keep((parts) => {
    const task = createRetentionTask(parts, { nowMs: startMs + 10 * slotMs, mostAgeMs: slotMs, mostBytes: undefined });
    while (!task.step(10).done);
  });
  expect([keptAside(), storedRows(fixture.files).chunks]).toEqual([[], 0]);
});

test('a kill at any point of the fold that meets it leaves it once, and the samples once', () => {
  const before = damagedChunk();
  // More series than one transaction has, so that there is something between two.
  const series = writer.register([...numbered('a', 2), ...numbered('c', 2500)]);
  for (const ms of [1, 2]) {
    writer.appendScrape({
      target: 't',
      timeMs: startMs + ms,
      series,
      values: new Float64Array(series.length).fill(ms),
    });
  }
  const states = new Set<string>();
  for (let goesOn = true; goesOn; ) {
    goesOn = writer.fold(startMs + 2 * slotMs, { budgetMs: 0 });
    const killed = killedCopy(fixture.files);
    const next = killed.open();
    states.add(`${next.stats().damagedChunks} ${storedRows(killed.files).chunks}`);
    killed.foldAll(next, startMs + 2 * slotMs);
    const rows = next.alongside(({ history }) =>
      history.prepare("SELECT value FROM meta WHERE key LIKE 'damagedChunk %'").pluck().all(),
    );
    expect([rows, storedRows(killed.files).rows]).toEqual([[before], 0]);
    const samples = [...storedSamples(killed.files)];
    expect(samples.map(([name, of]) => [name, of.size]).slice(0, 3)).toEqual([
      ['a{i="0"}', 2],
      ['a{i="1"}', minutes + 2],
      ['b{i="0"}', minutes],
    ]);
    expect(samples.slice(4).filter(([, of]) => of.size === 2)).toHaveLength(2500);
    killed.dispose();
  }
  // Before it, with the first of the chunks, and with all.
  expect([...states]).toEqual(['0 4', '1 1026', '1 2050', '1 2504']);
});

test('a native histogram of its series has room', () => {
  const [a = 0, b = 0] = writer.register([...numbered('a', 1), ...numbered('b', 1)]);
  const histogram = {
    ...{ schema: 3, count: 1, sum: 1, zeroThreshold: 0, zeroCount: 1, positive: emptyBuckets, negative: emptyBuckets },
    ...{ customValues: [], resetHint: 'unknown' as const },
  };
  const scrape = { target: 't', timeMs: startMs + 3, series: [a, b], values: new Float64Array(2) };
  expect(writer.appendScrape({ ...scrape, histograms: [histogram, histogram] })).toEqual({
    ...none,
    added: 2,
  });
});
