/** What says which series have a chunk in a slot cannot be read: the chunks themselves say so, to whoever changes the slot, too. */
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Deletion, requestDeletion } from '../../../../electron/backend/history/retention/deletion-journal.ts';
import { createDeletionTask } from '../../../../electron/backend/history/retention/deletion-task.ts';
import { createRetentionTask } from '../../../../electron/backend/history/retention/retention-task.ts';
import type { HistoryWriter } from '../../../../electron/backend/history/store/history-writer.ts';
import { slotMs } from '../../../../electron/backend/history/store/slots.ts';
import { numbered } from '../../../support/history/labelled.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';
import { storedRows, storedSamples } from '../../../support/history/stored-samples.ts';
import { problemsOf } from '../../history-keep/keep-source.ts';

let fixture: SourceFixture;
let writer: HistoryWriter;

const startMs = 1000 * slotMs;
const column = (metric: string, i: number, fromMs: number) => ({
  labels: numbered(metric, 50)[i] ?? [],
  timesMs: Float64Array.from({ length: 20 }, (_, n) => fromMs + n * 1000),
  values: new Float64Array(20),
});
const columns = (metric: string, fromMs: number) => numbered(metric, 50).map((_, i) => column(metric, i, fromMs));

/** Two slots of 50 series; of the first, the container has one bit that is wrong. */
beforeEach(() => {
  fixture = createSourceFixture();
  const filling = fixture.open();
  filling.appendColumns([...columns('m', startMs), ...columns('m', startMs + slotMs)]);
  filling.close();
  const db = new Database(fixture.files.history);
  const { id, data } = db.prepare('SELECT id, data FROM member ORDER BY id').get() as { id: number; data: Uint8Array };
  data[data.length - 1] = (data.at(-1) ?? 0) ^ 1;
  db.prepare('UPDATE member SET data = ? WHERE id = ?').run(data, id);
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

function retain(mostAgeMs: number): void {
  writer.keep((parts) => {
    const task = createRetentionTask(parts, { nowMs: startMs + 2 * slotMs, mostAgeMs, mostBytes: undefined });
    while (!task.step(10).done);
  });
}

const series = () => [...storedSamples(fixture.files)].map(([, samples]) => samples.size);

test('retention that takes nothing of the slot forgets no series of it', () => {
  retain(1e12);
  expect(series()).toEqual(new Array(50).fill(40));
});

test('retention takes the slot, and what is left is whole', async () => {
  retain(slotMs);
  expect(series()).toEqual(new Array(50).fill(20));
  expect(await problemsOf(fixture.files)).toEqual([]);
});

test('a deletion takes some of it, and writes the container anew', async () => {
  const matchers = [{ name: 'i', op: '=' as const, value: '7' }];
  deleteNow({ window: { startMs, endMs: startMs + slotMs - 1 }, matchers, detail: '' });
  expect(series().filter((count) => count === 20)).toHaveLength(1);
  expect(storedRows(fixture.files).chunks).toBe(99);
  expect(await problemsOf(fixture.files)).toEqual([]);
});

test('chunks of other series come to it, and the container is written anew', async () => {
  writer.appendColumns([column('other', 0, startMs)]);
  expect(series()).toEqual([...new Array(50).fill(40), 20]);
  expect(await problemsOf(fixture.files)).toEqual([]);
});
