/** What a reader does before it is asked anything: real queries over a history of its own, in steps that give way. */
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { workWhenIdle } from '../../../electron/backend/history/read/idle-work.ts';
import {
  practiceEndMs,
  practiceReaders,
  practiceStartMs,
} from '../../../electron/backend/history/read/practice-source.ts';
import { storagePractice } from '../../../electron/backend/storage-practice.ts';
import { createTestRun } from './test-run.ts';

describe('the history that is practised on', () => {
  it('has its series in chunks and in the head, without a gap', () => {
    const made = practiceReaders();
    let next = made.next();
    let steps = 1;
    for (; next.done !== true; next = made.next()) steps += 1;
    expect(steps).toBeGreaterThan(20);
    expect(next.value.length).toBeGreaterThan(1);
    const times = Array.from(
      { length: (practiceEndMs - practiceStartMs) / 15_000 + 1 },
      (_, n) => practiceStartMs + n * 15_000,
    );
    for (const reader of next.value.toReversed()) {
      const { storage, end } = reader.begin();
      const found = [...storage.select({ matchers: [], startMs: 0, endMs: 1e15 }, createTestRun())];
      expect(found.length).toBe(192);
      for (const { timesMs } of found) expect([...timesMs]).toEqual(times);
      end();
      reader.close();
    }
  });

  it('is closed where it is told to return before it is made', () => {
    const close = vi.spyOn(Database.prototype, 'close');
    const made = practiceReaders();
    for (let n = 0; n < 3; n += 1) made.next();
    made.return(undefined as never);
    expect(close).toHaveBeenCalledTimes(2);
    close.mockRestore();
  });

  it('is asked expressions that are all answered, and leaves nothing behind', () => {
    vi.useFakeTimers();
    const steps = storagePractice();
    const said: unknown[] = [];
    for (let n = 0; n < 250; n += 1) said.push(steps.next().value);
    expect(said.filter((one) => one !== undefined)).toEqual(
      Array(said.length - said.lastIndexOf(undefined) - 1).fill('done'),
    );
    expect(said.at(-1)).toBe('done');
    expect(steps.return().done).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});

describe('work for when nothing else is to be done', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** Each step takes ten milliseconds. */
  function work(budgetMs: number) {
    let nowMs = 0;
    const done: number[] = [];
    let ends = 0;
    function* steps(): Generator<void, void> {
      try {
        for (let n = 0; ; n += 1) {
          nowMs += 10;
          done.push(n);
          yield;
        }
      } finally {
        ends += 1;
      }
    }
    const idle = workWhenIdle(steps(), { budgetMs, elapsedMs: () => nowMs });
    return { idle, done, ends: () => ends };
  }

  it('ends when its time is used up', () => {
    const { done, ends } = work(50);
    vi.runAllTimers();
    expect([done.length, ends()]).toEqual([5, 1]);
  });

  it('is over when it fails, and nobody else with it', () => {
    let calls = 0;
    const failing = {
      next(): IteratorResult<undefined, void> {
        calls += 1;
        throw new Error('of the work');
      },
    };
    const idle = workWhenIdle(failing, { budgetMs: 50, elapsedMs: () => 0 });
    vi.runAllTimers();
    idle.busy();
    idle.free();
    vi.runAllTimers();
    expect([calls, vi.getTimerCount()]).toEqual([1, 0]);
  });

  it('gives way at once, and goes on when all who were at work are free', () => {
    const { idle, done, ends } = work(50);
    vi.advanceTimersToNextTimer();
    vi.advanceTimersToNextTimer();
    expect(done.length).toBe(2);
    idle.busy();
    idle.busy();
    vi.advanceTimersByTime(1000);
    idle.free();
    vi.advanceTimersByTime(1000);
    expect([done.length, ends()]).toEqual([2, 0]);
    idle.free();
    vi.runAllTimers();
    expect([done.length, ends()]).toEqual([5, 1]);
  });

  it('is over when it is disposed, whoever is free then', () => {
    const { idle, done, ends } = work(50);
    vi.advanceTimersToNextTimer();
    idle.busy();
    idle.dispose();
    idle.free();
    vi.runAllTimers();
    expect([done.length, ends(), vi.getTimerCount()]).toEqual([1, 1, 0]);
  });
});
