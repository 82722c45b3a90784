/** Deletions of windows and of series: what goes, what stays bit for bit, and what a kill after any step leaves. */
import { afterEach, describe, expect, it } from 'vitest';
import { createCoverageReader } from '../../../electron/backend/history/coverage/coverage-reader.ts';
import { createCoverageWriter } from '../../../electron/backend/history/coverage/coverage-writer.ts';
import {
  type Deletion,
  pendingDeletions,
  requestDeletion,
} from '../../../electron/backend/history/retention/deletion-journal.ts';
import { createDeletionTask } from '../../../electron/backend/history/retention/deletion-task.ts';
import { slotMs } from '../../../electron/backend/history/store/slots.ts';
import { killedCopy } from '../../support/history/killed-copy.ts';
import { storedSamples } from '../../support/history/stored-samples.ts';
import type { Samples } from '../history-read/read-samples.ts';
import {
  createKeepSources,
  firstMissing,
  type KeepSource,
  keptOf,
  leftovers,
  problemsOf,
  queried,
  runTask,
  runTaskSlowly,
} from './keep-source.ts';
import { fillSource, seededRandom } from './random-source.ts';

const { open, disposeAll } = createKeepSources();

afterEach(disposeAll);

/** There are hundreds of steps; what a kill leaves differs most between the first ones. */
const killsAfter = new Set([1, 2, 3, 5, 9, 17, 33, 65, 97, 129, 257, 385]);

const always = { startMs: 0, endMs: Number.MAX_SAFE_INTEGER };

function metric(name: string): Deletion {
  return { window: always, matchers: [{ name: '__name__', op: '=', value: name }], detail: '' };
}

function deleteNow(source: KeepSource, deletion: Deletion, between?: () => void): void {
  runTask(createDeletionTask(source.parts, requestDeletion(source.parts, deletion)), 0, between);
}

describe('a deletion', () => {
  it.each([1, 2, 3, 4])('takes a window out of head and chunks, and nothing else (seed %i)', (seed) => {
    const source = open();
    const random = seededRandom(seed);
    const { startMs, endMs } = fillSource(source, random);
    const before = queried(source.files);
    const length = endMs - startMs;
    const from = startMs + (random() % length);
    const window = { startMs: from, endMs: from + (random() % Math.floor(length / 2)) };
    deleteNow(source, { window, detail: '' });
    const expected = keptOf(before, (_, timeMs) => timeMs < window.startMs || timeMs > window.endMs);
    expect(queried(source.files)).toEqual(expected);
    expect(storedSamples(source.files)).toEqual(expected);
  });

  it.each([5, 6, 7, 8])('takes a metric out of head and chunks, and forgets its series (seed %i)', (seed) => {
    const source = open();
    fillSource(source, seededRandom(seed));
    const before = queried(source.files);
    const isGone = (series: string) => series.startsWith('metric_1{') || series.startsWith('latency{');
    deleteNow(source, {
      window: always,
      matchers: [{ name: '__name__', op: '=~', value: 'metric_1|latency' }],
      detail: '',
    });
    const expected = keptOf(before, (series) => !isGone(series));
    expect(queried(source.files)).toEqual(expected);
    expect([leftovers(source).series, expected.size]).toEqual([expected.size, expected.size]);
    const values = source.parts.history.prepare('SELECT count(*) FROM label WHERE value = ?').pluck();
    expect([values.get('metric_1'), values.get('metric_2')]).toEqual([0, 1]);
  });

  it('of some series within a window leaves the others, and these at other times', () => {
    const source = open();
    const { startMs, endMs } = fillSource(source, seededRandom(9));
    const before = queried(source.files);
    const window = { startMs: startMs + slotMs / 3, endMs: endMs - slotMs / 3 };
    deleteNow(source, { ...metric('up'), window });
    const isWithin = (timeMs: number) => timeMs >= window.startMs && timeMs <= window.endMs;
    expect(queried(source.files)).toEqual(
      keptOf(before, (series, timeMs) => !series.startsWith('up{') || !isWithin(timeMs)),
    );
  });

  it('of all there is leaves nothing at all', () => {
    const source = open();
    fillSource(source, seededRandom(10));
    deleteNow(source, { window: always, detail: '' });
    expect([queried(source.files).size, leftovers(source)]).toEqual([
      0,
      { series: 0, chunks: 0, members: 0, times: 0, layouts: 0, rows: 0 },
    ]);
    expect(source.parts.history.prepare('SELECT count(*) FROM posting').pluck().get()).toBe(0);
  });

  it('lets go of times that no chunk has any more', () => {
    const source = open();
    const { startMs } = fillSource(source, seededRandom(11));
    const times = leftovers(source).times ?? 0;
    deleteNow(source, { window: { startMs: startMs + 1000, endMs: startMs + 5 * slotMs + 1000 }, detail: '' });
    deleteNow(source, { window: { startMs: startMs + 1000, endMs: startMs + 5 * slotMs + 2000 }, detail: '' });
    // The slot that it begins in, the slot that it ends in.
    expect(leftovers(source).times).toBeLessThan(times / 2);
    expect(queried(source.files)).toEqual(storedSamples(source.files));
  });

  it('can be told from a gap: what was recorded counts as deleted, what was a gap stays one', () => {
    const source = open();
    const { history, inHistory } = source.parts;
    const coverage = createCoverageWriter(history);
    inHistory.run(() => {
      coverage.put('default', { startMs: 0, endMs: 99, state: 'recorded', detail: '' });
      coverage.put('default', { startMs: 100, endMs: 199, state: 'asleep', detail: '' });
    });
    deleteNow(source, { window: { startMs: 50, endMs: 149 }, detail: 'by hand' });
    expect(createCoverageReader(history).spans({ startMs: 0, endMs: 199 })).toEqual([
      {
        rule: 'default',
        spans: [
          { startMs: 0, endMs: 49, state: 'recorded', detail: '' },
          { startMs: 50, endMs: 99, state: 'deleted', detail: 'by hand' },
          { startMs: 100, endMs: 199, state: 'asleep', detail: '' },
        ],
      },
    ]);
  });

  it('refuses a window that is none, and a selector without matchers', () => {
    const { parts } = open();
    expect(() => requestDeletion(parts, { window: { startMs: 2, endMs: 1 }, detail: '' })).toThrow(RangeError);
    expect(() => requestDeletion(parts, { window: always, matchers: [], detail: '' })).toThrow(RangeError);
    expect(pendingDeletions(parts.history)).toEqual([]);
  });
});

describe('while a deletion is under way', () => {
  it('scrapes and back-fills go on, and nothing of them is lost', () => {
    const source = open();
    const { startMs, endMs } = fillSource(source, seededRandom(20));
    const before = queried(source.files);
    const labels = [...['up', 'load', 'extra'].map((name) => ['__name__', name, 'target', 'a'])];
    let timeMs = endMs;
    const added = new Map(labels.map(([, name]) => [`${name}{target="a"}`, new Map<number, string>()]));
    const append = () => {
      timeMs += 15_000;
      const values = Float64Array.of(timeMs, 1, 2);
      source.appendScrape({ target: 'a', timeMs, series: source.register(labels), values });
      const bits = new BigUint64Array(values.buffer);
      for (const [i, its] of [...added.values()].entries())
        its.set(timeMs, (bits[i] ?? 0n).toString(16).padStart(16, '0'));
    };
    deleteNow(source, { ...metric('up'), window: { startMs: 0, endMs } }, append);
    deleteNow(source, { window: { startMs, endMs: startMs + 2.5 * slotMs }, detail: '' }, append);
    const expected = keptOf(before, (series, at) => !series.startsWith('up{') && at > startMs + 2.5 * slotMs);
    for (const [series, its] of added) expected.set(series, new Map([...(expected.get(series) ?? []), ...its]));
    const sorted = new Map([...expected].sort(([a], [b]) => (a < b ? -1 : 1)));
    expect(queried(source.files)).toEqual(sorted);
    source.foldAll(timeMs + 10 * slotMs);
    expect(queried(source.files)).toEqual(sorted);
  });

  it.each<[string, Deletion]>([
    ['a window', { window: { startMs: 20, endMs: 100 }, detail: '' }],
    ['a metric', { ...metric('up'), window: { startMs: 20, endMs: 100 } }],
  ])('the next scrape stands on none that went with %s', (_, deletion) => {
    const source = open();
    const labels = ['up', 'load'].map((name) => ['__name__', name]);
    const scrape = (timeMs: number, value: number) =>
      source.appendScrape({
        target: 'a',
        timeMs,
        series: source.register(labels),
        values: Float64Array.of(value, value),
      });
    // Nothing changes from the last of those that go to the next.
    for (const [timeMs, value] of [
      [10, 1],
      [20, 2],
      [30, 3],
    ] as const)
      scrape(timeMs, value);
    deleteNow(source, deletion);
    scrape(110, 3);
    const [one, two, three] = ['3ff0000000000000', '4000000000000000', '4008000000000000'] as const;
    const kept = new Map([
      [10, one],
      [110, three],
    ]);
    const all = new Map([
      [10, one],
      [20, two],
      [30, three],
      [110, three],
    ]);
    expect([...queried(source.files)]).toEqual([
      ['load', deletion.matchers === undefined ? kept : all],
      ['up', kept],
    ]);
  });

  it('a kill after any step leaves a history that can be read, and the next start ends it', {
    timeout: 60_000,
  }, async () => {
    const source = open();
    const { startMs, endMs } = fillSource(source, seededRandom(21), 4);
    const before = queried(source.files);
    const window = { startMs: startMs + slotMs / 2, endMs: endMs - slotMs / 2 };
    const deletion: Deletion = { ...metric('metric_0'), window };
    const kept = (series: string, timeMs: number) =>
      !series.startsWith('metric_0{') || timeMs < window.startMs || timeMs > window.endMs;
    const expected = keptOf(before, kept);
    await killAtEachStep(source, deletion, expected, before);
  });

  it('so does a kill while a window goes', { timeout: 60_000 }, async () => {
    const source = open();
    const { startMs, endMs } = fillSource(source, seededRandom(22), 4);
    const before = queried(source.files);
    const window = { startMs: startMs + slotMs / 2, endMs: endMs - slotMs / 2 };
    const expected = keptOf(before, (_, timeMs) => timeMs < window.startMs || timeMs > window.endMs);
    await killAtEachStep(source, { window, detail: '' }, expected, before);
  });
});

async function killAtEachStep(
  source: KeepSource,
  deletion: Deletion,
  expected: Samples,
  before: Samples,
): Promise<void> {
  let kills = 0;
  let steps = 0;
  const kill = async () => {
    steps += 1;
    if (!killsAfter.has(steps)) return;
    kills += 1;
    const copy = killedCopy(source.files);
    const after = open(copy);
    const there = queried(copy.files);
    expect(await problemsOf(copy.files)).toEqual([]);
    // Nothing that is to stay is missing, nothing is there that was not.
    expect([firstMissing(expected, there), firstMissing(there, before)]).toEqual([undefined, undefined]);
    for (const pending of pendingDeletions(after.parts.history)) runTask(createDeletionTask(after.parts, pending), 20);
    expect(queried(copy.files)).toEqual(expected);
    expect(pendingDeletions(after.parts.history)).toEqual([]);
    after.close();
  };
  const request = requestDeletion(source.parts, deletion);
  await kill();
  await runTaskSlowly(createDeletionTask(source.parts, request), kill);
  expect(await problemsOf(source.files)).toEqual([]);
  expect([queried(source.files), kills > 5]).toEqual([expected, true]);
}
