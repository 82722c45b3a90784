/** Times that merges replaced: they go, whatever is written meanwhile, and their numbers are given again. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHistoryReader } from '../../../electron/backend/history/read/open-history-reader.ts';
import { createKeepQueue } from '../../../electron/backend/history/retention/keep-queue.ts';
import { createRetentionTask } from '../../../electron/backend/history/retention/retention-task.ts';
import { slotMs, timesPerSlot } from '../../../electron/backend/history/store/slots.ts';
import { killedCopy } from '../../support/history/killed-copy.ts';
import { numbered } from '../../support/history/labelled.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';
import { storedSamples } from '../../support/history/stored-samples.ts';
import { readSamples } from '../history-read/read-samples.ts';
import { type KeepSource, leftovers, openKeepSource, problemsOf, queried, runTask } from './keep-source.ts';

let fixture: SourceFixture;
let source: KeepSource;
let series: readonly number[];

const startMs = 1000 * slotMs;
const labels = numbered('m', 3);

beforeEach(() => {
  fixture = createSourceFixture();
  source = openKeepSource(fixture.files);
  series = source.register(labels);
  for (let n = 0; n < 10; n += 1) scrape(startMs + slotMs / 2 + n);
  source.foldAll(startMs + slotMs);
});

afterEach(() => {
  source.close();
  fixture.dispose();
});

function scrape(timeMs: number): void {
  source.appendScrape({ target: 't', timeMs, series, values: Float64Array.of(timeMs, 1, timeMs % 7) });
}

/** Each is before the one before, so none says that the clock was wrong. */
function lateScrapes(fromMs: number, count: number): void {
  for (let n = 0; n < count; n += 1) scrape(fromMs - n);
}

const limits = { nowMs: startMs + slotMs, mostAgeMs: undefined, mostBytes: undefined };
const retain = (between?: () => void) => runTask(createRetentionTask(source.parts, limits), 0, between);
const times = () => leftovers(source).times;
const marks = () => source.parts.times.loose.slots();

test('late scrapes leave times that no chunk has; retention drops them, and a reader that was open has its own', async () => {
  lateScrapes(startMs + 100, 30);
  expect([times(), marks()]).toEqual([31, [1000]]);
  const before = storedSamples(fixture.files);
  const reader = openHistoryReader(fixture.files);
  const snapshot = reader.begin();
  retain();
  expect([times(), marks()]).toEqual([1, []]);
  // Numbers are given again, and nobody takes the times for those that they were.
  lateScrapes(startMs + 200, 30);
  expect(readSamples(snapshot.storage)).toEqual(before);
  snapshot.end();
  reader.close();
  expect(queried(fixture.files)).toEqual(storedSamples(fixture.files));
  expect(await problemsOf(fixture.files)).toEqual([]);
});

test('what a process that was killed left is found by the next one', () => {
  lateScrapes(startMs + 100, 20);
  const before = storedSamples(fixture.files);
  const copy = killedCopy(fixture.files);
  source.close();
  fixture.dispose();
  fixture = copy;
  source = openKeepSource(fixture.files);
  retain();
  expect([times(), marks(), queried(fixture.files)]).toEqual([1, [], before]);
});

test('merges and folds between the steps keep the times that they have, and what they leave goes the next time', async () => {
  lateScrapes(startMs + 3000, 300);
  let n = 0;
  retain(() => {
    n += 1;
    scrape(startMs + 2000 - n);
    if (n % 5 === 0) {
      source.appendScrape({ target: `other ${n}`, timeMs: startMs + n, series, values: new Float64Array(3) });
      source.foldAll(startMs + slotMs);
    }
  });
  expect([n > 5, marks()]).toEqual([true, [1000]]);
  const all = storedSamples(fixture.files);
  expect([...all.values()].map((its) => its.size)).toEqual(
    [310 + n, 310 + n, 310 + n].map((it) => it + Math.floor(n / 5)),
  );
  expect(await problemsOf(fixture.files)).toEqual([]);
  retain();
  expect([times(), marks(), queried(fixture.files)]).toEqual([1, [], all]);
});

test('a kill after any step leaves all samples, and the next start ends it', async () => {
  lateScrapes(startMs + 3000, 150);
  const all = storedSamples(fixture.files);
  const left: unknown[] = [];
  const task = createRetentionTask(source.parts, limits);
  for (let isDone = false; !isDone; ) {
    isDone = task.step(0).done;
    const copy = killedCopy(fixture.files);
    const next = openKeepSource(copy.files);
    left.push(leftovers(next).times);
    expect(queried(copy.files)).toEqual(all);
    runTask(createRetentionTask(next.parts, limits));
    expect([leftovers(next).times, next.parts.times.loose.slots()]).toEqual([1, []]);
    next.close();
    copy.dispose();
  }
  // Some of them were killed in the middle of it.
  expect(new Set(left)).toEqual(new Set([151, 87, 23, 1]));
  expect(await problemsOf(fixture.files)).toEqual([]);
});

test('where a chunk is damaged nothing goes, and the slot is looked at again', () => {
  lateScrapes(startMs + 100, 20);
  const { history } = source.parts;
  const [id, data] = history.prepare<[], [number, Uint8Array]>('SELECT id, data FROM chunk').raw().get() ?? [];
  const spoilt = Uint8Array.from(data ?? [], (byte, i) => (i === 5 ? byte ^ 1 : byte));
  history.prepare('UPDATE chunk SET data = ? WHERE id = ?').run(spoilt, id);
  retain();
  expect([times(), marks()]).toEqual([21, [1000]]);
  history.prepare('UPDATE chunk SET data = ? WHERE id = ?').run(data, id);
  retain();
  expect([times(), marks()]).toEqual([1, []]);
});

test('of folds that fail again and again, the times that no chunk got go with the next retention', () => {
  const { history } = source.parts;
  // As a disk that is full for all but the times.
  history.exec('CREATE TEMP TRIGGER full BEFORE INSERT ON chunk BEGIN SELECT RAISE(FAIL, 1); END');
  for (let n = 0; n < 5; n += 1) {
    source.appendScrape({
      target: 'other',
      timeMs: startMs + n,
      series: source.register(numbered('n', 3)),
      values: new Float64Array(3),
    });
    expect(() => source.foldAll(startMs + slotMs)).toThrow();
  }
  history.exec('DROP TRIGGER full');
  expect([times(), marks()]).toEqual([6, [1000]]);
  source.foldAll(startMs + slotMs);
  retain();
  expect([times(), marks()]).toEqual([2, []]);
});

test('a fold that comes to its end leaves nothing to be looked for', () => {
  source.appendScrape({
    target: 'other',
    timeMs: startMs + 1,
    series: source.register(numbered('n', 3)),
    values: new Float64Array(3),
  });
  source.foldAll(startMs + slotMs);
  expect([times(), marks()]).toEqual([2, []]);
});

test('a merge while a slot is being folded is looked after', () => {
  const { inHistory, times: shared } = source.parts;
  const mark = inHistory.run(() => shared.loose.begin(1000));
  lateScrapes(startMs + 100, 1);
  inHistory.run(() => shared.loose.settle(1000, mark ?? -1));
  expect(marks()).toEqual([1000]);
});

test('where very many were replaced, nobody waits for the next retention', () => {
  const queue = createKeepQueue(source.parts);
  lateScrapes(startMs + 100, 20);
  expect(queue.step(100)).toBeUndefined();
  source.parts.times.loose.note(1000, 2 ** 16);
  expect(queue.step(100)).toMatchObject({ done: false });
  while (queue.step(100)?.done === false);
  expect([times(), marks(), queue.step(100)]).toEqual([1, [], undefined]);
});

test('a slot whose numbers are used up refuses columns, folds what was acknowledged, and has room again', async () => {
  const { history, inHistory } = source.parts;
  const reserved = 2 ** 16;
  const base = 1000 * timesPerSlot;
  const fill = history.prepare<[object]>(`
    WITH RECURSIVE n (id) AS (SELECT $from UNION ALL SELECT id + 1 FROM n WHERE id < $to)
    INSERT INTO times SELECT id, x'00' FROM n WHERE id <> $without`);
  const without = base + 500_000;
  inHistory.run(() => fill.run({ from: base + 2, to: base + timesPerSlot - reserved - 1, without }));
  const column = (timeMs: number) => ({
    labels: labels[0] ?? [],
    timesMs: Float64Array.of(timeMs),
    values: Float64Array.of(1),
  });
  // Number 1, then the one that was left out.
  source.appendColumns([column(startMs + 1)]);
  source.appendColumns([column(startMs + 2)]);
  expect(() => source.appendColumns([column(startMs + 3)])).toThrow(/too many different times/);
  source.appendScrape({ target: 'other', timeMs: startMs + 4, series, values: new Float64Array(3) });
  source.foldAll(startMs + slotMs);
  runTask(createRetentionTask(source.parts, limits), 100);
  expect(marks()).toEqual([]);
  source.appendColumns([column(startMs + 5)]);
  expect([...(storedSamples(fixture.files).get('m{i="0"}')?.keys() ?? [])].slice(0, 4)).toEqual(
    [1, 2, 4, 5].map((n) => startMs + n),
  );
  expect(await problemsOf(fixture.files)).toEqual([]);
});
