/** Queries evaluated in a real worker over a storage that the worker reads by itself. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorkerPool, type WorkerPool } from '../../../../electron/backend/base/worker-pool.ts';
import type { Language } from '../../../../electron/backend/sources/local/evaluate-protocol.ts';
import { runLocalQuery } from '../../../../electron/backend/sources/local/run-query.ts';
import { joinParts, type Part } from '../../../../shared/model/columns.ts';
import type { QueryItem, QueryRequest } from '../../../../shared/model/query.ts';

const language: Language = { semantics: 'v3', parse: {}, lookbackMs: 300_000, subqueryStepMs: 60_000 };
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const seriesCount = 200;
const sampleCount = 400;
const endMs = (sampleCount - 1) * 10_000;
const everything: QueryRequest = { kind: 'range', expr: 'a', startMs: 0, endMs, stepMs: 1000 };
/** Some seconds of work. */
const endless = 'quantile_over_time(0.5, a[1h:100ms])';

let dir: string;
let storage: string;
let pool: WorkerPool;
const logged: string[] = [];

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'binnacle-local-'));
  storage = join(dir, 'data.txt');
  const lines: string[] = [];
  for (let i = 0; i < seriesCount; i += 1) {
    for (let at = 0; at < sampleCount; at += 1) lines.push(`a{l="${i}"} ${i + at} ${at * 10}`);
  }
  writeFileSync(storage, `${lines.join('\n')}\n# EOF\n`);
  const url = new URL('../../../support/promapi/query-worker.ts', import.meta.url);
  pool = createWorkerPool({ url, log: { write: (_level, _scope, message) => logged.push(message) }, size: 1 });
});

afterAll(async () => {
  await pool.close();
  rmSync(dir, { recursive: true });
});

interface Asked {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly budgetBytes?: number;
  readonly storage?: string;
}

function run(
  request: QueryRequest,
  { signal, timeoutMs = 60_000, ...more }: Asked = {},
): AsyncGenerator<QueryItem, void> {
  const options = { signal: signal ?? new AbortController().signal, timeoutMs };
  return runLocalQuery(request, options, { pool, clock, storage, language, ...more });
}

async function itemsOf(items: AsyncIterable<QueryItem>): Promise<readonly QueryItem[]> {
  const all: QueryItem[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const partsOf = (items: readonly QueryItem[]): readonly Part[] =>
  items.flatMap((item) => (item.kind === 'part' ? [item] : []));

describe('a query that is evaluated on this computer', () => {
  test('comes as a head, parts that each fit into a frame, and what there is to say of it', async () => {
    const items = await itemsOf(run(everything));
    const parts = partsOf(items);
    const columns = joinParts(parts);
    const steps = endMs / 1000 + 1;
    expect(items.find(({ kind }) => kind === 'head')).toEqual({
      kind: 'head',
      resultType: 'matrix',
      seriesCount,
      sampleCount: seriesCount * steps,
    });
    expect(parts.length).toBeGreaterThan(10);
    expect(columns.offsets.length).toBe(seriesCount + 1);
    expect([columns.labels[0], columns.timesMs[11], columns.values[11]]).toEqual([
      ['__name__', 'a', 'l', '0'],
      11_000,
      1,
    ]);
    expect(items.at(-1)).toMatchObject({
      kind: 'done',
      warnings: [],
      infos: [],
      stats: { totalSamples: seriesCount * steps },
    });
  });

  test('may be a scalar, a string, or a range of samples', async () => {
    const instant = async (expr: string) => {
      const items = await itemsOf(run({ kind: 'instant', expr, timeMs: 60_000 }));
      const head = items.find((item) => item.kind === 'head');
      const done = items.find((item) => item.kind === 'done');
      return [head?.resultType, [...joinParts(partsOf(items)).values], done?.text];
    };
    expect([await instant('1 + 1'), await instant('"text"'), await instant('a{l="3"}[30s]')]).toEqual([
      ['scalar', [2], undefined],
      ['string', [], 'text'],
      ['matrix', [7, 8, 9], undefined],
    ]);
  });

  test('says what is odd about it, with the place', async () => {
    const items = await itemsOf(run({ kind: 'instant', expr: 'sum(\nrate(a[1m]))', timeMs: 60_000 }));
    expect(items.at(-1)).toMatchObject({
      infos: ['PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "a" (2:6)'],
    });
  });

  test('tells how far it is while it is evaluated', async () => {
    const stop = new AbortController();
    const items = run({ ...everything, expr: endless }, { signal: stop.signal });
    const told: QueryItem[] = [];
    for await (const item of items) {
      told.push(item);
      if (item.kind === 'progress' && item.phase === 'evaluating') break;
    }
    stop.abort();
    expect(told.at(-1)).toMatchObject({
      kind: 'progress',
      phase: 'evaluating',
      taken: { series: expect.any(Number), samples: expect.any(Number) },
    });
  });

  test('ends in the middle of its work when nobody wants it any more, and its worker goes on', async () => {
    const stop = new AbortController();
    const items = run({ ...everything, expr: endless }, { signal: stop.signal });
    const first = async () => {
      for await (const item of items) if (item.kind === 'progress' && item.phase === 'evaluating') stop.abort();
    };
    await expect(first()).rejects.toMatchObject({ name: 'CancelledError' });
    // The one worker is free again: this would otherwise wait until the pool thinks it stuck, and ends it.
    expect((await itemsOf(run({ kind: 'instant', expr: '1' }))).at(-1)).toMatchObject({ kind: 'done' });
    expect(logged).toEqual([]);
  });

  test('ends when its time is over, with what to do about it', async () => {
    const late = itemsOf(run({ ...everything, expr: endless }, { timeoutMs: 300 }));
    await expect(late).rejects.toMatchObject({ code: 'query.deadline', details: { seconds: 0.3 }, retryable: true });
  });

  test('fails before it takes more memory than it may', async () => {
    const large = itemsOf(run(everything, { budgetBytes: 4 * 1024 * 1024 }));
    await expect(large).rejects.toMatchObject({
      code: 'query.tooMuch',
      details: { limitMiB: 4 },
      message: expect.stringContaining('a shorter range, a longer step'),
    });
  });

  test('says what is wrong with its text, and where', async () => {
    const wrong = itemsOf(run({ kind: 'instant', expr: 'a +\n foo(a)' }));
    await expect(wrong).rejects.toMatchObject({
      code: 'query.invalid',
      details: {
        serverMessage: '2:2: parse error: unknown function with name "foo"',
        position: '2:2',
        line: 2,
        column: 2,
      },
    });
  });

  test('says what of the data does not fit', async () => {
    const many = itemsOf(run({ kind: 'instant', expr: 'a + on () a', timeMs: 60_000 }));
    await expect(many).rejects.toMatchObject({
      code: 'query.failed',
      details: { serverMessage: expect.stringContaining('found duplicate series for the match group') },
    });
  });
});
