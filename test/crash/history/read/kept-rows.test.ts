/** What a reader keeps from query to query: nothing of it comes back that was deleted in between. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHistoryReader } from '../../../../electron/backend/history/read/open-history-reader.ts';
import { type Deletion, requestDeletion } from '../../../../electron/backend/history/retention/deletion-journal.ts';
import { createDeletionTask } from '../../../../electron/backend/history/retention/deletion-task.ts';
import type { HistoryWriter } from '../../../../electron/backend/history/store/history-writer.ts';
import { slotMs } from '../../../../electron/backend/history/store/slots.ts';
import { readSamples, type Samples } from '../../../crash/history-read/read-samples.ts';
import { numbered } from '../../../support/history/labelled.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';

let fixture: SourceFixture;
let writer: HistoryWriter;

beforeEach(() => {
  fixture = createSourceFixture();
  writer = fixture.open();
});

afterEach(() => fixture.dispose());

const startMs = 1000 * slotMs;

function scrape(...afterMs: readonly number[]): void {
  const series = writer.register(numbered('m', 2));
  for (const at of afterMs) {
    writer.appendScrape({ target: 't', timeMs: startMs + at, series, values: Float64Array.of(at, at) });
  }
}

function deleteNow(deletion: Deletion): void {
  writer.keep((parts) => {
    const task = createDeletionTask(parts, requestDeletion(parts, deletion));
    while (!task.step(10).done);
  });
}

const timesOf = (samples: Samples) =>
  Object.fromEntries([...samples].map(([series, its]) => [series, [...its.keys()].map((timeMs) => timeMs - startMs)]));

function query(reader: ReturnType<typeof openHistoryReader>) {
  const snapshot = reader.begin();
  try {
    return timesOf(readSamples(snapshot.storage));
  } finally {
    snapshot.end();
  }
}

const all = [0, 1, 2, 3, 4];

test('a window that is deleted is gone for a reader that was open, too, and what comes after it is there', () => {
  scrape(...all);
  const reader = openHistoryReader(fixture.files);
  expect(query(reader)).toEqual({ 'm{i="0"}': all, 'm{i="1"}': all });
  deleteNow({ window: { startMs: startMs + 1, endMs: startMs + 3 }, detail: '' });
  expect(query(reader)).toEqual({ 'm{i="0"}': [0, 4], 'm{i="1"}': [0, 4] });
  scrape(5);
  expect(query(reader)).toEqual({ 'm{i="0"}': [0, 4, 5], 'm{i="1"}': [0, 4, 5] });
  reader.close();
});

test('so are the samples of one series within a window, while the others have theirs once', () => {
  scrape(...all);
  const reader = openHistoryReader(fixture.files);
  query(reader);
  const matchers = [{ name: 'i', op: '=' as const, value: '1' }];
  deleteNow({ window: { startMs: startMs + 1, endMs: startMs + 3 }, matchers, detail: '' });
  expect(query(reader)).toEqual({ 'm{i="0"}': all, 'm{i="1"}': [0, 4] });
  reader.close();
});
