/** When a worker of the history's readers practises: for queries, and not where it is asked about sources. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { workWhenIdle } from '../../../electron/backend/history/read/idle-work.ts';
import { readerSession } from '../../../electron/backend/reader-session.ts';

let steps: number;

beforeEach(() => {
  vi.useFakeTimers();
  steps = 0;
});

afterEach(() => void vi.useRealTimers());

function* practice(): Generator<undefined, void> {
  for (; steps < 5; steps += 1) yield undefined;
}

function session() {
  const link = { send: () => undefined, isCancelled: () => false };
  const open = () => {
    throw new Error('no source is opened here');
  };
  return readerSession(link, { open }, workWhenIdle(practice(), { budgetMs: 1000, elapsedMs: () => 0 }));
}

test('one that was asked about a source practises no more', async () => {
  const asked = session();
  void asked.receive({ kind: 'look', folder: '/not/there', look: { name: 'describe', args: [] } });
  asked.dispose();
  await vi.runAllTimersAsync();
  expect(steps).toBe(0);
});

test('one that waits for queries practises between them', async () => {
  session().dispose();
  await vi.runAllTimersAsync();
  expect(steps).toBe(5);
});
