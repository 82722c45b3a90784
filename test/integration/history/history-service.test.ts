/** Histories as the application has them: written by a worker each, read by others, listed, asked as a source, and removed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWorkerPool, type WorkerPool } from '../../../electron/backend/base/worker-pool.ts';
import { folderName, type HistoryOrigin } from '../../../electron/backend/history/service/history-identity.ts';
import {
  createHistoryService,
  type HistoryService,
} from '../../../electron/backend/history/service/history-service.ts';
import { UnknownSeriesError } from '../../../electron/backend/history/store/append-scrape.ts';
import { openHistorySource } from '../../../electron/backend/history-source.ts';
import { joinParts, type Part } from '../../../shared/model/columns.ts';
import type { Labels } from '../../../shared/model/labels.ts';
import type { QueryDone, QueryRequest } from '../../../shared/model/query.ts';

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const never = new AbortController().signal;
const origin: HistoryOrigin = { kind: 'scraped', cluster: 'uid:1', server: '', name: 'harbor', version: '' };
const workerUrl = (name: string) => new URL(`../../../electron/workers/${name}.ts`, import.meta.url);
const labels: readonly Labels[] = ['0', '1', '2'].map((l) => ['__name__', 'a', 'l', l]);
/** A quarter of a day ago: whole slots are over, and are folded at once. */
const beginMs = Math.floor(Date.now() / 7_200_000) * 7_200_000 - 3 * 7_200_000;

let dataDir: string;
let logged: string[];
let history: HistoryService;
let catalogPool: WorkerPool;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'binnacle-history-'));
  logged = [];
  const log = { write: (level: string, _scope: string, message: string) => void logged.push(`${level} ${message}`) };
  history = createHistoryService({ dataDir, log, workerUrl });
  catalogPool = createWorkerPool({ url: workerUrl('catalog'), log });
});

afterEach(async () => {
  await Promise.all([history.close(), catalogPool.close()]);
  rmSync(dataDir, { recursive: true });
  expect(logged).toEqual([]);
});

const sourceOf = (of: HistoryOrigin, lastMs?: number) =>
  openHistorySource(
    { source: folderName(of), origin: of, lastMs: () => lastMs },
    {
      history,
      catalogPool,
      clock,
      log: { write: () => undefined },
      version: '0.1.0',
    },
  );

async function ask(of: HistoryOrigin, request: QueryRequest) {
  const parts: Part[] = [];
  let done: QueryDone | undefined;
  for await (const item of sourceOf(of).query(request, { signal: never, timeoutMs: 20_000 })) {
    if (item.kind === 'part') parts.push(item);
    if (item.kind === 'done') done = item;
  }
  return { columns: joinParts(parts), done };
}

/** Each 15 s, for so long: a counter for each series. */
async function record(of: HistoryOrigin, lengthMs: number, fromMs = beginMs): Promise<void> {
  const writer = await history.writer(of);
  const series = await writer.register(labels);
  const counts = [];
  for (let timeMs = fromMs; timeMs < fromMs + lengthMs; timeMs += 15_000) {
    const values = Float64Array.from(series, (_, i) => ((timeMs - beginMs) / 1000) * (i + 1));
    counts.push(writer.appendScrape({ target: 't', timeMs, series, values }));
    // So many may be under way at once, and not many more.
    if (counts.length % 500 === 0) await Promise.all(counts);
  }
  await Promise.all(counts);
}

describe('a history', () => {
  test('is there to be asked as soon as a scrape is acknowledged, and while older ones are folded', async () => {
    await record(origin, 5 * 3_600_000);
    const range = { kind: 'range', startMs: beginMs + 60_000, endMs: beginMs + 17_940_000, stepMs: 60_000 } as const;
    for (let i = 0; i < 5; i += 1) {
      const { columns } = await ask(origin, { ...range, expr: 'rate(a[1m])' });
      expect(columns.labels).toEqual(labels.map((one) => one.slice(2)));
      expect(new Set([...columns.values].map((value) => Math.round(value * 1e9) / 1e9))).toEqual(new Set([1, 2, 3]));
      expect(columns.values.length).toBe(3 * 299);
    }
  });

  test('is listed with what it has, and one that cannot be read hides no other', async () => {
    await record(origin, 600_000);
    await history.writer({ ...origin, kind: 'prometheus' });
    const broken = folderName({ ...origin, kind: 'prometheus' });
    await history.close();
    history = createHistoryService({ dataDir, log: { write: () => undefined }, workerUrl });
    rmSync(join(dataDir, 'history', broken, 'head.db'));
    writeFileSync(join(dataDir, 'history', broken, 'head.db'), 'no database');
    const listed = await history.list(never);
    expect(listed).toMatchObject([
      { kind: 'unreadable', source: broken, problem: { message: expect.stringContaining('head.db') } },
      { kind: 'readable', source: folderName(origin), origin, series: 3, lastMs: expect.any(Number) },
    ]);
  });

  test('has its names and labels in the catalog', async () => {
    await record(origin, 600_000);
    const { catalog } = sourceOf(origin, beginMs + 600_000);
    const values = { label: 'l', selector: 'a', text: '', limit: 10 };
    expect((await catalog.labelValues(values, never)).texts).toEqual(['0', '1', '2']);
  });

  test('goes on after it was closed, in the same process or the next one', async () => {
    await record(origin, 600_000);
    await history.close();
    history = createHistoryService({ dataDir, log: { write: () => undefined }, workerUrl });
    await record(origin, 600_000, beginMs + 600_000);
    const { columns } = await ask(origin, {
      kind: 'instant',
      expr: 'count_over_time(a[1h])',
      timeMs: beginMs + 1_200_000,
    });
    expect([...columns.values]).toEqual([80, 80, 80]);
  });

  test('is never mixed with that of another cluster', async () => {
    const other = { ...origin, cluster: 'uid:2' };
    await record(origin, 600_000);
    await history.writer(other);
    expect((await ask(other, { kind: 'instant', expr: 'a', timeMs: beginMs + 60_000 })).columns.labels).toEqual([]);
  });

  test('answers in the PromQL of the server that was recorded', async () => {
    const old = { ...origin, version: '2.42.0' };
    await record(old, 600_000);
    const count = { kind: 'instant', expr: 'count_over_time(a{l="0"}[1m])', timeMs: beginMs + 300_000 } as const;
    expect([...(await ask(old, count)).columns.values]).toEqual([5]);
    expect([...(await ask(origin, count)).columns.values]).toEqual([4]);
  });

  test('has one writer: a second Binnacle is told who has it, and can still read', async () => {
    await record(origin, 600_000);
    const second = createHistoryService({ dataDir, log: { write: () => undefined }, workerUrl });
    await expect(second.writer(origin)).rejects.toMatchObject({
      code: 'history.locked',
      details: { pid: process.pid },
    });
    expect(await second.list(never)).toMatchObject([{ kind: 'readable', series: 3 }]);
    await second.close();
  });

  test('tells whoever writes ids that it never gave', async () => {
    const writer = await history.writer(origin);
    const scrape = { target: 't', timeMs: beginMs, series: [1, 2], values: Float64Array.of(1, 2) };
    await expect(writer.appendScrape(scrape)).rejects.toBeInstanceOf(UnknownSeriesError);
  });

  test('takes no more than it can hold, and says so to whoever writes too fast', async () => {
    const writer = await history.writer(origin);
    const calls = Array.from({ length: 2000 }, () => writer.register(labels));
    const outcomes = await Promise.allSettled(calls);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBe(1000);
    expect(refused[0]).toMatchObject({ reason: { code: 'history.behind', retryable: true } });
  });

  test('keeps to its age: whole slots go by themselves, the newest stay', async () => {
    await record(origin, 5 * 3_600_000);
    const writer = await history.writer(origin);
    writer.retain({ mostAgeMs: Date.now() - beginMs - 2 * 7_200_000, mostBytes: undefined });
    const all = { kind: 'instant', expr: 'count_over_time(a{l="0"}[1d])', timeMs: beginMs + 18_000_000 } as const;
    await expect.poll(async () => [...(await ask(origin, all)).columns.values]).toEqual([240]);
    expect(await history.list(never)).toMatchObject([{ firstMs: beginMs + 2 * 7_200_000 }]);
  });

  test('lets go of a window, and says in its coverage that it did', async () => {
    await record(origin, 5 * 3_600_000);
    const writer = await history.writer(origin);
    const endMs = beginMs + 18_000_000;
    await writer.cover('default', { startMs: beginMs, endMs, state: 'recorded', detail: '' });
    const window = { startMs: beginMs + 3_600_000, endMs: beginMs + 7_199_999 };
    await writer.delete({ window, detail: 'asked for' });
    const all = { kind: 'instant', expr: 'count_over_time(a{l="0"}[1d])', timeMs: endMs } as const;
    await expect.poll(async () => [...(await ask(origin, all)).columns.values]).toEqual([1200 - 240]);
    const covered = await history.lookAt(folderName(origin), never).gaps({ startMs: beginMs, endMs }, 'default');
    expect(covered).toEqual([{ ...window, state: 'deleted', detail: 'asked for' }]);
  });

  test('lets go of all until now while it records, and goes on behind that', async () => {
    await record(origin, 600_000);
    const writer = await history.writer(origin);
    const span = (startMs: number, endMs: number) => ({ startMs, endMs, state: 'recorded' as const, detail: '' });
    const nowMs = Date.now();
    await writer.cover('default', span(beginMs, nowMs - 30_000));
    await writer.delete({ window: { startMs: 0, endMs: nowMs }, detail: 'asked for' });
    // The scrape before was 15 s ago, and is gone; this is the first one after.
    await writer.cover('default', span(nowMs - 15_000, nowMs + 5000));
    await writer.cover('default', span(nowMs + 5000, nowMs + 20_000));
    const window = { startMs: beginMs, endMs: nowMs + 20_000 };
    const [found] = await history.lookAt(folderName(origin), never).spans(window, 'default');
    expect(found?.spans).toEqual([
      { startMs: beginMs, endMs: nowMs, state: 'deleted', detail: 'asked for' },
      { startMs: nowMs + 1, endMs: nowMs + 20_000, state: 'recorded', detail: '' },
    ]);
  });

  test('is listed while more queries run than there are readers', async () => {
    await record(origin, 600_000);
    const stop = new AbortController();
    let ended = 0;
    const expr = Array.from({ length: 40 }, () => 'quantile_over_time(0.5, vector(time())[1h:1s])').join(' + ');
    const request = { kind: 'range', expr, startMs: beginMs, endMs: beginMs + 10_000_000, stepMs: 1000 } as const;
    const queries = Array.from({ length: 4 }, async () => {
      const options = { signal: stop.signal, timeoutMs: 60_000 };
      try {
        for await (const _ of sourceOf(origin).query(request, options));
      } finally {
        ended += 1;
      }
    });
    const all = Promise.allSettled(queries);
    const looks = history.lookAt(folderName(origin), never);
    const found = [await history.list(never), await looks.kinds(), ended];
    stop.abort();
    await all;
    expect(found).toMatchObject([[{ kind: 'readable', series: 3 }], [], 0]);
  });

  test('keeps documents as they change, without their passwords', async () => {
    const writer = await history.writer(origin);
    const put = (text: string, atMs: number) => writer.putDocument('config', text, beginMs + atMs);
    const first = 'remote_write:\n  - url: http://me:secret@far\n';
    expect([await put(first, 1000), await put(first, 2000), await put('scrape_configs: []\n', 3000)]).toEqual([
      'changed',
      'same',
      'changed',
    ]);
    const looks = history.lookAt(folderName(origin), never);
    expect(await looks.kinds()).toEqual(['config']);
    const { before, after } = await looks.pair('config', beginMs + 2500, beginMs + 3000);
    expect([before?.text.includes('secret'), before?.seenUntilMs, after?.text]).toEqual([
      false,
      beginMs + 2000,
      'scrape_configs: []\n',
    ]);
  });

  test('is gone when it was removed, and may begin anew', async () => {
    await record(origin, 600_000);
    await history.remove(folderName(origin));
    expect(await history.list(never)).toEqual([]);
    await record(origin, 600_000);
    expect(await history.list(never)).toMatchObject([{ kind: 'readable', series: 3 }]);
  });
});
