/** What is scraped for V8 alone: the very loop, over a connection that is none, into nothing. */
import net from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ScrapeInput, ScrapeOutcome } from '../../../electron/backend/scrape/append/scrape-call.ts';
import {
  createScrapePractice,
  type ScrapePractice,
} from '../../../electron/backend/scrape/practice/scrape-practice.ts';

let taken: ScrapeInput[];
let ended: string[];
let practice: ScrapePractice;

const outcome: ScrapeOutcome = {
  ...{ scraped: 20, kept: 20, seriesAdded: 0, error: undefined, place: undefined, durationMs: 1, series: 20 },
};

beforeEach(() => {
  // Streams have their turns as ever.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  [taken, ended] = [[], []];
  practice = createScrapePractice({
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    ...{ version: '0.1.0', scrapes: 23 },
    writer: {
      scrape: async (input) => {
        taken.push(input);
        return outcome;
      },
      endScrapes: async (names) => void ended.push(...names),
    },
  });
});

afterEach(async () => {
  await practice.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 10) {
    await vi.advanceTimersByTimeAsync(10);
    for (let turns = 0; turns < 20; turns += 1) await turn();
  }
}

test('a few scrapes are done, each as a real one is, without a port or a connection; then it is over', async () => {
  const [listens, connects] = [vi.spyOn(net.Server.prototype, 'listen'), vi.spyOn(net.Socket.prototype, 'connect')];
  practice.scraped();
  await pass(9900);
  expect(taken).toEqual([]);
  await pass(2000);
  expect(taken.length).toBe(23);
  for (const { answer, labels } of taken) {
    const text = answer.kind === 'body' ? new TextDecoder().decode(answer.bytes) : answer.kind;
    expect(text.split('\n')[3]).toBe('practice_total{place="3"} 3');
    expect(labels).toEqual(['instance', expect.stringMatching(/^\d+$/), 'job', 'practice']);
  }
  expect(ended.length).toBe(23);
  expect([listens.mock.calls, connects.mock.calls, vi.getTimerCount()]).toEqual([[], [], 0]);
});

test('it is begun once, however often something is scraped', async () => {
  practice.scraped();
  practice.scraped();
  await pass(12_000);
  practice.scraped();
  await pass(12_000);
  expect(taken.length).toBe(23);
});

test('it ends in the middle, and does not begin, where it is closed', async () => {
  practice.scraped();
  while (taken.length < 2) await pass(10);
  await practice.close();
  practice.scraped();
  await pass(12_000);
  expect(taken.length).toBeLessThan(4);
  expect(vi.getTimerCount()).toBe(0);
});

test('it does not begin where so much is scraped that V8 sees enough of that', async () => {
  for (let n = 0; n < 30; n += 1) practice.scraped();
  await pass(12_000);
  expect(taken).toEqual([]);
});
