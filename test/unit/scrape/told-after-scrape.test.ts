/** When it is written down that a source is scraped: with a scrape that has woken the writer, and by itself only where none does. */
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SourceWriter } from '../../../electron/backend/history/service/open-writer.ts';
import { noLimits } from '../../../electron/backend/scrape/append/scrape-rules.ts';
import { InProcessDispatcher } from '../../../electron/backend/scrape/in-process-answers.ts';
import type { ScrapeJob } from '../../../electron/backend/scrape/scrape-plan.ts';
import type { ScrapedSource } from '../../../electron/backend/scrape/scraped-source.ts';
import { startScraping } from '../../../electron/backend/scrape/start-scraping.ts';

const startMs = 1_700_000_000_000;

let calls: string[];
/** What a scrape waits for before it is written. */
let held: Promise<unknown>;
let source: ScrapedSource;

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
    now: startMs,
  });
  calls = [];
  held = Promise.resolve();
});

afterEach(async () => {
  await source.close();
  vi.useRealTimers();
});

const writer = {
  scrape: async () => {
    await held;
    calls.push('scrape');
    const report = { scraped: 1, kept: 1, seriesAdded: 0, error: undefined, place: undefined };
    return { ...report, durationMs: 1, series: 1 };
  },
  endScrapes: async () => undefined,
  cover: async (_rule: string, { endMs, state }: { readonly endMs: number; readonly state: string }) =>
    void calls.push(`cover ${(endMs - startMs) / 1000} ${state}`),
  failure: () => undefined,
  close: async () => undefined,
} as unknown as SourceWriter;

async function scrapeEach(intervalMs: number): Promise<void> {
  const job: ScrapeJob = {
    ...{ name: 'test', intervalMs, timeoutMs: intervalMs, metricsPath: '/metrics', scheme: 'http', params: [] },
    ...{ honorLabels: false, honorTimestamps: true, relabelConfigs: [], metricRelabelConfigs: [], limits: noLimits },
    mostBodyBytes: 1000,
  };
  const requester = new InProcessDispatcher(async () => ({ contentType: 'text/plain', text: 'a 1\n' }));
  source = await startScraping(
    {
      origin: { kind: 'scraped', cluster: 'test', server: '', name: 'test', version: '' },
      mostAtOnce: 20,
      jobs: [
        {
          job,
          discovery: {
            groups: () => [{ source: '', labels: [], targets: [['__address__', 'test:80']] }],
            onDidChange: () => ({ dispose: () => undefined }),
            ...{ problems: () => [], dispose: () => undefined },
          },
          route: { to: ({ url }) => ({ requester, origin: url.origin, path: url.pathname, redirects: 'own' }) },
        },
      ],
    },
    {
      history: { writer: async () => writer },
      clock: { now: () => Date.now(), monotonic: () => performance.now() },
      log: { write: (_level, _scope, message) => void calls.push(message) },
      ...{ version: '0.1.0', salt: 'test' },
    },
  );
}

async function pass(seconds: number): Promise<void> {
  for (let passed = 0; passed < 10 * seconds; passed += 1) {
    await vi.advanceTimersByTimeAsync(100);
    for (let turns = 0; turns < 5; turns += 1) await turn();
  }
}

test('it is told after the first scrape that ends ten seconds later, and not in between', async () => {
  await scrapeEach(4000);
  await pass(40);
  const told = calls.flatMap((call, i) => (call.startsWith('cover') ? [calls[i - 1]] : []));
  expect(told).toEqual(['scrape', 'scrape', 'scrape']);
  expect(calls.filter((call) => call === 'scrape').length).toBe(10);
});

test('where a scrape comes once a minute it is told with that', async () => {
  await scrapeEach(60_000);
  await pass(130);
  expect(calls.map((call) => call.split(' ')[0])).toEqual(['scrape', 'cover', 'scrape', 'cover']);
});

test('an hour of sleep is none that was scraped, also where a scrape ends before the clock was looked at', async () => {
  await scrapeEach(60_000);
  await pass(70);
  const writing = Promise.withResolvers<void>();
  held = writing.promise;
  while (calls.filter((call) => call === 'scrape').length < 2) {
    await pass(1);
    if (Date.now() > startMs + 130_000) break;
  }
  vi.setSystemTime(Date.now() + 3_600_000);
  writing.resolve();
  for (let turns = 0; turns < 20; turns += 1) await turn();
  await pass(20);
  const told = calls.filter((call) => call.startsWith('cover')).slice(1);
  const ends = told.map((call) => call.split(' '));
  expect(ends.map(([, , state]) => state)).toEqual(['recorded', 'asleep']);
  expect(Number(ends[0]?.[1])).toBeLessThan(135);
  expect(Number(ends[1]?.[1])).toBeGreaterThan(3600);
});
