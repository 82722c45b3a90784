/** The writer's queue of what is to be deleted: in turn, between folds, and over a restart. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKeepQueue, type KeepQueue } from '../../../electron/backend/history/retention/keep-queue.ts';
import type { HistoryWriter } from '../../../electron/backend/history/store/history-writer.ts';
import { openReadable } from '../../../electron/backend/history/store/open-database.ts';
import { slotMs } from '../../../electron/backend/history/store/slots.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';
import { queried } from './keep-source.ts';

let fixture: SourceFixture;

beforeEach(() => {
  fixture = createSourceFixture();
});

afterEach(() => {
  fixture.dispose();
});

function fill(writer: HistoryWriter): void {
  const series = writer.register(['up', 'down', 'left'].map((name) => ['__name__', name]));
  for (let timeMs = 0; timeMs < 4 * slotMs; timeMs += 600_000)
    writer.appendScrape({ target: 'a', timeMs, series, values: Float64Array.of(timeMs, 1, 2) });
}

function runAll(writer: HistoryWriter, queue: KeepQueue, between: () => void = () => undefined): void {
  while (writer.keep(() => queue.step(0)) !== undefined) between();
}

const deletionOf = (name: string) => {
  return {
    window: { startMs: 0, endMs: 4 * slotMs },
    matchers: [{ name: '__name__', op: '=' as const, value: name }],
    detail: '',
  };
};
const sizes = () => [...queried(fixture.files)].map(([series, its]) => [series, its.size]);

test('deletions come in turn, then retention, while scrapes go on', () => {
  const writer = fixture.open();
  fill(writer);
  const queue = writer.keep((parts) => createKeepQueue(parts));
  writer.keep(() => {
    queue.retain({ nowMs: 4 * slotMs, mostAgeMs: undefined, mostBytes: undefined });
    queue.retain({ nowMs: 4 * slotMs, mostAgeMs: 2 * slotMs, mostBytes: undefined });
    queue.delete(deletionOf('up'));
    queue.delete(deletionOf('left'));
  });
  const [kept] = writer.register([['__name__', 'down']]);
  let timeMs = 4 * slotMs;
  runAll(writer, queue, () => {
    writer.appendScrape({ target: 'a', timeMs, series: [kept ?? 0], values: Float64Array.of(1) });
    timeMs += 1000;
  });
  // The head is folded first, and what was in it goes with the next retention.
  fixture.foldAll(writer, 9 * slotMs);
  queue.retain({ nowMs: 4 * slotMs, mostAgeMs: 2 * slotMs, mostBytes: undefined });
  runAll(writer, queue);
  expect([sizes(), timeMs > 4 * slotMs]).toEqual([[['down', 24 + (timeMs - 4 * slotMs) / 1000]], true]);
});

test('what waits for a reader holds up neither folds nor other deletions', () => {
  const writer = fixture.open();
  fill(writer);
  fixture.foldAll(writer, 9 * slotMs);
  const queue = writer.keep((parts) => createKeepQueue(parts));
  const reader = openReadable(fixture.files.history, 'history');
  try {
    reader.exec('BEGIN');
    const chunks = reader.prepare('SELECT count(*) FROM chunk').pluck();
    expect(chunks.get()).toBe(12);
    writer.keep(() => queue.delete(deletionOf('up')));
    const untilWaiting = () => {
      for (;;) if (writer.keep(() => queue.step(10))?.isWaiting !== false) return;
    };
    untilWaiting();
    writer.keep(() => queue.delete(deletionOf('left')));
    const series = writer.register([['__name__', 'down']]);
    writer.appendScrape({ target: 'a', timeMs: 4 * slotMs, series, values: Float64Array.of(1) });
    fixture.foldAll(writer, 9 * slotMs);
    untilWaiting();
    expect([sizes(), chunks.get()]).toEqual([[['down', 49]], 12]);
    reader.exec('COMMIT');
  } finally {
    reader.close();
  }
  runAll(writer, queue);
  expect(sizes()).toEqual([['down', 49]]);
});

test('a deletion that a process did not bring to its end is the first thing that the next one does', () => {
  const first = fixture.open();
  fill(first);
  const queue = first.keep((parts) => createKeepQueue(parts));
  first.keep(() => queue.delete(deletionOf('up')));
  first.keep(() => queue.step(0));
  first.close();
  const second = fixture.open();
  runAll(
    second,
    second.keep((parts) => createKeepQueue(parts)),
  );
  expect(sizes()).toEqual([
    ['down', 48],
    ['left', 48],
  ]);
  const third = second.keep((parts) => createKeepQueue(parts));
  expect(second.keep(() => third.step(10))).toBeUndefined();
});
