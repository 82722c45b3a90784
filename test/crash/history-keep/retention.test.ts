/** Retention by age and by size: what goes, what a kill leaves, and that the disk has its space back. */
import { statSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { createCoverageReader } from '../../../electron/backend/history/coverage/coverage-reader.ts';
import { createCoverageWriter } from '../../../electron/backend/history/coverage/coverage-writer.ts';
import { prepareDocument } from '../../../electron/backend/history/documents/document-bytes.ts';
import { createDocumentReader } from '../../../electron/backend/history/documents/document-reader.ts';
import { createDocumentWriter } from '../../../electron/backend/history/documents/document-writer.ts';
import { createRetentionTask } from '../../../electron/backend/history/retention/retention-task.ts';
import { usedBytes } from '../../../electron/backend/history/retention/return-space.ts';
import { openReadable } from '../../../electron/backend/history/store/open-database.ts';
import { slotMs, slotOf } from '../../../electron/backend/history/store/slots.ts';
import { killedCopy } from '../../support/history/killed-copy.ts';
import { storedSamples } from '../../support/history/stored-samples.ts';
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

const noLimits = { nowMs: 0, mostAgeMs: undefined, mostBytes: undefined };

/** Series whose values no codec makes small: some 64 kB a slot. */
function fillSlots(source: KeepSource, slots: number, series = 80): void {
  const random = seededRandom(3);
  for (let slot = 0; slot < slots; slot += 1) {
    const timesMs = Float64Array.from({ length: 100 }, (_, i) => slot * slotMs + i * 60_000);
    const columns = Array.from({ length: series }, (_, i) => ({
      labels: ['__name__', 'noise', 'i', String(series - 1 - i), 'slot', slot < 2 ? 'early' : 'later'],
      timesMs,
      values: timesMs.map(() => random() * random()),
    }));
    source.appendColumns(columns);
  }
}

describe('retention by age', () => {
  it.each([1, 2, 3])('drops slots that are older as a whole, and forgets what has nothing left (seed %i)', (seed) => {
    const source = open();
    const { startMs, endMs } = fillSource(source, seededRandom(seed), 8);
    const before = queried(source.files);
    const mostAgeMs = endMs - startMs - 4.5 * slotMs;
    runTask(createRetentionTask(source.parts, { ...noLimits, nowMs: endMs, mostAgeMs }), 0);
    const beginMs = slotOf(endMs - mostAgeMs) * slotMs;
    const expected = keptOf(before, (_, timeMs) => timeMs >= beginMs);
    expect([queried(source.files), before.has('early{target="a"}'), expected.has('early{target="a"}')]).toEqual([
      expected,
      true,
      false,
    ]);
    expect(leftovers(source).series).toBe(expected.size);
    // The head is no matter of retention: a fold comes first.
    expect(storedSamples(source.files)).toEqual(expected);
  });

  it('cuts coverage at the new begin, and keeps of each kind of document the one that held then', () => {
    const source = open();
    const { history, inHistory } = source.parts;
    const coverage = createCoverageWriter(history);
    const documents = createDocumentWriter(history);
    inHistory.run(() => {
      coverage.put('default', { startMs: 0, endMs: 10 * slotMs, state: 'recorded', detail: '' });
      coverage.put('old', { startMs: 0, endMs: slotMs, state: 'recorded', detail: '' });
      for (const [slot, text] of ['a', 'b', 'c', 'a'].entries())
        documents.put(prepareDocument('flags', text), slot * 2 * slotMs);
      documents.put(prepareDocument('rules', 'r'), slotMs);
    });
    const limits = { ...noLimits, nowMs: 10 * slotMs, mostAgeMs: 5 * slotMs };
    runTask(createRetentionTask(source.parts, limits), 0);
    const always = { startMs: 0, endMs: 20 * slotMs };
    expect(createCoverageReader(history).recorded()).toEqual([
      { rule: 'default', firstMs: 5 * slotMs, lastMs: 10 * slotMs, totalMs: 5 * slotMs + 1 },
    ]);
    expect(createCoverageReader(history).rules()).toEqual(['default']);
    const reader = createDocumentReader(history);
    const texts = (kind: string) =>
      reader.changes(kind, always).map(({ atMs }) => [atMs, reader.asOf(kind, atMs)?.text]);
    expect([texts('flags'), texts('rules')]).toEqual([
      [
        [4 * slotMs, 'c'],
        [6 * slotMs, 'a'],
      ],
      [[slotMs, 'r']],
    ]);
    expect(history.prepare('SELECT count(*) FROM document').pluck().get()).toBe(3);
  });

  it('does nothing where nothing is old', () => {
    const source = open();
    const { startMs, endMs } = fillSource(source, seededRandom(4), 4);
    const before = queried(source.files);
    runTask(createRetentionTask(source.parts, { ...noLimits, nowMs: endMs, mostAgeMs: endMs - startMs + slotMs }));
    expect(queried(source.files)).toEqual(before);
  });

  const back = ['__name__', 'noise', 'i', '70', 'slot', 'early'];
  const wayBack = {
    'a back-fill': (source: KeepSource, timeMs: number) => {
      source.appendColumns([{ labels: back, timesMs: Float64Array.of(timeMs), values: Float64Array.of(7) }]);
    },
    'a scrape': (source: KeepSource, timeMs: number) => {
      source.appendScrape({ target: 'a', timeMs, series: source.register([back]), values: Float64Array.of(7) });
    },
  };

  it.each(Object.entries(wayBack))('keeps a series that %s brought back while others were forgotten', (_, append) => {
    const source = open();
    fillSlots(source, 4, 300);
    const other = source.register([['__name__', 'other']]);
    source.appendScrape({ target: 'a', timeMs: 3 * slotMs, series: other, values: Float64Array.of(1) });
    let wasBack = false;
    const task = createRetentionTask(source.parts, { ...noLimits, nowMs: 4 * slotMs, mostAgeMs: 2 * slotMs });
    runTask(task, 0, () => {
      // The first of them are gone, this one is not.
      if (wasBack || leftovers(source).series === 601) return;
      wasBack = true;
      append(source, 3 * slotMs + 5);
    });
    const kept = queried(source.files).get('noise{i="70", slot="early"}');
    expect([wasBack, kept?.size, leftovers(source).series]).toEqual([true, 1, 302]);
  });

  it('lets a scrape go on with series that were forgotten, once they are registered again', () => {
    const source = open();
    const labels = [['__name__', 'up']];
    const scrape = (timeMs: number) => {
      return { target: 'a', timeMs, series: source.register(labels), values: Float64Array.of(1) };
    };
    source.appendScrape(scrape(1000));
    const held = source.register(labels);
    source.foldAll(slotMs);
    runTask(createRetentionTask(source.parts, { ...noLimits, nowMs: 3 * slotMs, mostAgeMs: slotMs }));
    expect(leftovers(source).series).toBe(0);
    const again = { target: 'a', timeMs: 3 * slotMs, series: held, values: Float64Array.of(1) };
    expect(() => source.appendScrape(again)).toThrow('1 series are not known');
    source.appendScrape(scrape(3 * slotMs));
    expect([...queried(source.files)].map(([series, its]) => [series, its.size])).toEqual([['up', 1]]);
  });
});

describe('retention by size', () => {
  it('drops the oldest slots until it is enough, and gives the disk its space back', () => {
    const source = open();
    fillSlots(source, 12);
    const { history } = source.parts;
    history.pragma('wal_checkpoint(TRUNCATE)');
    const [sizeBefore, usedBefore] = [statSync(source.files.history).size, usedBytes(source.parts)];
    const before = queried(source.files);
    const mostBytes = Math.floor(usedBefore / 3);
    runTask(createRetentionTask(source.parts, { ...noLimits, nowMs: 12 * slotMs, mostBytes }), 20);
    const used = usedBytes(source.parts);
    const kept = queried(source.files);
    const begin = slotOf(Math.min(...[...kept.values()].flatMap((its) => [...its.keys()])));
    expect(kept).toEqual(keptOf(before, (_, timeMs) => timeMs >= begin * slotMs));
    expect([used <= mostBytes, used > mostBytes / 2, begin > 0]).toEqual([true, true, true]);
    // One page in twenty may stay free for the next fold.
    expect(statSync(source.files.history).size).toBeLessThan(sizeBefore * 0.45);
    expect(statSync(`${source.files.history}-wal`).size).toBe(0);
    expect(history.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  it('keeps the slot of now, however large it is', () => {
    const source = open();
    fillSlots(source, 3);
    runTask(createRetentionTask(source.parts, { ...noLimits, nowMs: 2 * slotMs, mostBytes: 1 }), 20);
    const times = [...queried(source.files).values()].flatMap((its) => [...its.keys()]);
    expect(slotOf(Math.min(...times))).toBe(2);
  });

  it('waits with the file for a query that reads what was, and does not hold up the writer', () => {
    const source = open();
    fillSlots(source, 6);
    source.parts.history.pragma('wal_checkpoint(TRUNCATE)');
    const size = statSync(source.files.history).size;
    const reader = openReadable(source.files.history, 'history');
    const limits = { ...noLimits, nowMs: 6 * slotMs, mostAgeMs: slotMs };
    try {
      reader.exec('BEGIN');
      expect(reader.prepare('SELECT count(*) FROM chunk').pluck().get()).toBe(480);
      const task = createRetentionTask(source.parts, limits);
      let step = task.step(20);
      while (!step.isWaiting && !step.done) step = task.step(20);
      // SQLite would wait for so long.
      source.parts.history.pragma('busy_timeout = 600000');
      expect([step.done, task.step(20).isWaiting]).toEqual([false, true]);
      expect(source.parts.history.pragma('busy_timeout', { simple: true })).toBe(600_000);
      expect(reader.prepare('SELECT count(*) FROM chunk').pluck().get()).toBe(480);
      reader.exec('COMMIT');
      runTask(task, 20);
      expect(statSync(source.files.history).size).toBeLessThan(size / 2);
    } finally {
      reader.close();
    }
  });
});

describe('a kill in the middle of retention', () => {
  it('leaves a history that can be read, and no slot that is half kept', { timeout: 60_000 }, async () => {
    const source = open();
    fillSlots(source, 6, 300);
    const { history, inHistory } = source.parts;
    inHistory.run(() => {
      createCoverageWriter(history).put('default', { startMs: 0, endMs: 6 * slotMs, state: 'recorded', detail: '' });
    });
    const before = queried(source.files);
    const mostBytes = Math.floor(usedBytes(source.parts) * 0.7);
    const killsAfter = new Set([1, 2, 3, 5, 8, 13, 21, 34]);
    let steps = 0;
    let halves = 0;
    const limits = { ...noLimits, nowMs: 6 * slotMs, mostBytes };
    await runTaskSlowly(createRetentionTask(source.parts, limits), async () => {
      steps += 1;
      if (!killsAfter.has(steps)) return;
      const copy = killedCopy(source.files);
      const after = open(copy);
      expect(await problemsOf(copy.files)).toEqual([]);
      const there = queried(copy.files);
      const [coverage] = createCoverageReader(after.parts.history).recorded('default');
      const beginMs = coverage?.firstMs ?? Number.NaN;
      const kept = keptOf(before, (_, timeMs) => timeMs >= beginMs);
      // What counts as covered is there; some of what does not may be.
      expect([firstMissing(kept, there), firstMissing(there, before)]).toEqual([undefined, undefined]);
      if (there.size > kept.size || firstMissing(there, kept) !== undefined) halves += 1;
      // With no limit any more: what was begun is done all the same, and nothing else.
      runTask(createRetentionTask(after.parts, noLimits), 20);
      expect(queried(copy.files)).toEqual(kept);
      expect(leftovers(after).series).toBe(kept.size);
    });
    expect([halves > 1, steps > 13]).toEqual([true, true]);
  });
});
