/** Jobs in a real catalog worker, on bodies that come as the test lets them. */
import { Readable } from 'node:stream';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createWorkerPool,
  outOfMemoryCode,
  type WorkerPool,
} from '../../../../../electron/backend/base/worker-pool.ts';
import type { ApiResponse } from '../../../../../electron/backend/sources/prometheus/api-client.ts';
import type { IndexMemory } from '../../../../../electron/backend/sources/prometheus/catalog/catalog-protocol.ts';
import { runBodyJob, runJob } from '../../../../../electron/backend/sources/prometheus/catalog/catalog-task.ts';
import { AppError, CancelledError } from '../../../../../shared/base/errors.ts';

let pool: WorkerPool;
beforeAll(() => {
  const url = new URL('../../../../../electron/workers/catalog.ts', import.meta.url);
  pool = createWorkerPool({ url, log: { write: () => undefined }, size: 1 });
});
afterAll(() => pool.close());

const never = new AbortController().signal;
const options = { signal: never, elapsedSeconds: () => 1 };
const texts = { job: 'texts', longest: undefined } as const;

interface Sent {
  readonly encoding?: ApiResponse['encoding'];
  readonly contentLength?: number;
}

function respond(body: Readable, { encoding = 'identity', contentLength }: Sent = {}): ApiResponse {
  body.on('error', () => undefined);
  const sent = body as unknown as ApiResponse['body'];
  return { status: 200, statusText: 'OK', encoding, contentLength, body: sent };
}

/** In pieces of this length. */
function piecesOf(bytes: Uint8Array, length = 1e9): Readable {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += length) pieces.push(bytes.subarray(at, at + length));
  return Readable.from(pieces, { objectMode: true });
}

const success = (data: unknown) => Buffer.from(JSON.stringify({ status: 'success', data }));

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  const error = await work.catch((thrown: unknown) => thrown);
  return error instanceof AppError ? error.code : error;
}

const list = async (data: readonly string[], longest?: number) =>
  runBodyJob(pool, { job: 'texts', longest }, respond(piecesOf(success(data))), options);

describe('a body', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `metric_${i}`);

  test.each([
    ['as it is', 'identity', (bytes: Buffer) => bytes],
    ['compressed', 'gzip', (bytes: Buffer) => gzipSync(bytes)],
    ['deflated', 'deflate', (bytes: Buffer) => deflateSync(bytes)],
    ['deflated without a header', 'deflate', (bytes: Buffer) => deflateRawSync(bytes)],
  ] as const)('%s is read, in pieces of any length', async (_name, encoding, compress) => {
    const bytes = compress(success([...names, 'up', 'up']));
    for (const length of [999, 300_000, 1e9]) {
      const response = respond(piecesOf(bytes, length), { encoding, contentLength: bytes.length });
      const told: number[] = [];
      const found = await runBodyJob(pool, texts, response, { ...options, onBytes: (count) => told.push(count) });
      expect([found.count, told.at(-1), response.body.destroyed]).toEqual([20_001, bytes.length, true]);
    }
  });

  test('has its long texts left out where that is asked for', async () => {
    const data = ['a', 'b'.repeat(10), '나'.repeat(4), 'c'.repeat(11)];
    const found = await list(data, 10);
    expect([found.count, found.leftOut]).toEqual([2, 2]);
  });

  test('that Prometheus answers with a refusal is that refusal', async () => {
    const refusal = Buffer.from('{"status":"error","errorType":"bad_data","error":"no"}');
    for (const job of [texts, { job: 'series', limits, topValues: 1 } as const]) {
      const failure = await runBodyJob(pool, job, respond(piecesOf(refusal)), options).catch((error) => error);
      expect(failure).toMatchObject({ code: 'prometheus.badData', message: expect.stringContaining('no') });
    }
  });

  test.each([
    ['is no JSON', 'identity', Buffer.from('<html>'), 'prometheus.malformed'],
    ['ends too early', 'identity', success(['a']).subarray(0, 20), 'prometheus.truncated'],
    ['is compressed and ends too early', 'gzip', gzipSync(success(names)).subarray(0, 500), 'prometheus.truncated'],
    ['is not compressed as it says', 'gzip', success(['a']), 'prometheus.malformed'],
    ['blows up', 'gzip', gzipSync(Buffer.alloc(70 * 1024 * 1024, ' ')), 'prometheus.tooLarge'],
  ] as const)('that %s is refused, and the next is read', async (_name, encoding, bytes, code) => {
    const response = respond(piecesOf(bytes, 100_000), { encoding });
    expect([await failureOf(runBodyJob(pool, texts, response, options)), response.body.destroyed]).toEqual([
      code,
      true,
    ]);
    expect((await list(['a'])).count).toBe(1);
  });

  test('that says it is too long is not even begun', async () => {
    let reads = 0;
    const body = new Readable({
      read() {
        reads += 1;
        this.push('x');
      },
    });
    const response = respond(body, { contentLength: 65 * 1024 * 1024 });
    expect(await failureOf(runBodyJob(pool, texts, response, options))).toBe('prometheus.tooLarge');
    expect([reads, body.destroyed]).toEqual([0, true]);
  });

  test('that breaks off is a connection lost', async () => {
    const broken = new Readable({
      read() {
        this.push(success(names).subarray(0, 1000));
        this.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
      },
    });
    expect(await failureOf(runBodyJob(pool, texts, respond(broken), options))).toBe('prometheus.connectionLost');
  });

  test('that nobody waits for any more is closed, in the middle, and the worker is free', async () => {
    const body = new Readable({ read: () => undefined });
    body.push(success(names).subarray(0, 1000));
    const gone = new AbortController();
    const outcome = failureOf(runBodyJob(pool, texts, respond(body), { ...options, signal: gone.signal }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    gone.abort();
    expect([await outcome, body.destroyed]).toEqual([expect.any(CancelledError), true]);
    expect((await list(['a'])).count).toBe(1);
  });

  test('is not asked for where nobody waits from the begin', async () => {
    const body = new Readable({ read: () => undefined });
    const outcome = await failureOf(
      runBodyJob(pool, texts, respond(body), { ...options, signal: AbortSignal.abort() }),
    );
    expect([outcome, body.destroyed]).toEqual([expect.any(CancelledError), true]);
  });
});

const limits = { mostSeries: 1000, mostBytes: 1e9, mostValueBytes: 1e9 };

describe('series', () => {
  test('are counted as they come, and no more is read than is wanted', async () => {
    let given = 0;
    const piece = Buffer.from(Array.from({ length: 1000 }, (_, i) => `,{"i":"${i}"}`).join(''));
    const body = new Readable({
      read() {
        given += 1;
        this.push(given === 1 ? '{"status":"success","data":[{"i":"first"}' : piece);
      },
    });
    const job = { job: 'series', limits, topValues: 2 } as const;
    const summary = await runBodyJob(pool, job, respond(body), options);
    expect([summary.series, summary.complete, body.destroyed]).toEqual([1000, false, true]);
    expect(given).toBeLessThan(2000);
  });

  test.each(['identity', 'gzip'] as const)('of a whole answer (%s) are all counted', async (encoding) => {
    const bytes = success(Array.from({ length: 900 }, (_, i) => ({ __name__: 'm', i: String(i % 3) })));
    const sent = encoding === 'gzip' ? gzipSync(bytes) : bytes;
    const job = { job: 'series', limits, topValues: 1 } as const;
    expect(await runBodyJob(pool, job, respond(piecesOf(sent, 1000), { encoding }), options)).toEqual({
      ...{ series: 900, complete: true },
      labels: [
        { name: 'i', values: 3, series: 900, top: [{ value: '0', series: 300 }] },
        { name: '__name__', values: 1, series: 900, top: [{ value: 'm', series: 900 }] },
      ],
    });
  });
});

describe('what was read', () => {
  let index: IndexMemory;
  beforeAll(async () => {
    const { list: names } = await list(['go_goroutines', 'up', 'lag_seconds_bucket', 'lag_seconds_sum']);
    const said = { up: [{ type: 'gauge', help: 'Up?', unit: '' }], lag_seconds: [{ type: 'histogram', help: 'Lag' }] };
    const job = { job: 'metadata', names } as const;
    const metadata = await runBodyJob(pool, job, respond(piecesOf(success(said))), options);
    index = { names, metadata };
  });

  test('is searched, by name and help', async () => {
    const search = (text: string) =>
      runJob(pool, { job: 'search', index, search: { text, offset: 0, limit: 9 } }, never);
    expect(await search('up')).toEqual({
      total: 1,
      metrics: [{ name: 'up', type: 'gauge', help: 'Up?', unit: '', marks: [[0, 2]] }],
    });
    expect((await search('lag')).metrics.map(({ name, type }) => [name, type])).toEqual([
      ['lag_seconds_sum', 'histogram'],
      ['lag_seconds_bucket', 'histogram'],
    ]);
  });

  test('is described in the order that was asked for, what is not there as unknown', async () => {
    const names = ['nowhere', 'up', 'lag_seconds_sum', '__proto__', ''];
    expect(await runJob(pool, { job: 'describe', index, names }, never)).toEqual([
      { name: 'nowhere', type: 'unknown', help: '', unit: '' },
      { name: 'up', type: 'gauge', help: 'Up?', unit: '' },
      { name: 'lag_seconds_sum', type: 'histogram', help: 'Lag', unit: '' },
      { name: '__proto__', type: 'unknown', help: '', unit: '' },
      { name: '', type: 'unknown', help: '', unit: '' },
    ]);
    const bare = { ...index, metadata: undefined };
    const [up] = await runJob(pool, { job: 'describe', index: bare, names: ['up'] }, never);
    expect(up).toEqual({ name: 'up', type: 'unknown', help: '', unit: '' });
  });

  test('is filtered, and its nearest spellings are found', async () => {
    const job = { list: index.names, limit: 5 };
    expect(await runJob(pool, { job: 'filter', text: 'go', ...job }, never)).toEqual({
      texts: ['go_goroutines'],
      total: 1,
    });
    expect(await runJob(pool, { job: 'near', text: 'go_gorutines', ...job }, never)).toEqual(['go_goroutines']);
  });

  test('is searched by many at once, and by none that is gone', async () => {
    const search = { text: 'up', offset: 0, limit: 9 };
    const gone = new AbortController();
    const jobs = Array.from({ length: 50 }, (_, i) =>
      failureOf(runJob(pool, { job: 'search', index, search }, i % 2 === 0 ? never : gone.signal)),
    );
    gone.abort();
    for (const [i, outcome] of (await Promise.all(jobs)).entries()) {
      expect(outcome).toEqual(i % 2 === 0 ? expect.objectContaining({ total: 1 }) : expect.any(CancelledError));
    }
  });
});

describe('a worker that dies', () => {
  /** As it is where the worker of the first so many tasks ends in the middle of them. */
  function dying(deaths: number, error = new Error('the worker ended')): Pick<WorkerPool, 'open'> & { opened: number } {
    const dead: Pick<WorkerPool, 'open'> & { opened: number } = {
      opened: 0,
      open(events, signal) {
        dead.opened += 1;
        if (dead.opened > deaths) return pool.open(events, signal);
        setImmediate(() => events.onFailure(error));
        return { post: () => undefined, dispose: () => undefined };
      },
    };
    return dead;
  }

  test('perhaps over another’s task: what it searched is searched again, once', async () => {
    const { list: found } = await list(['a']);
    const job = { job: 'filter', list: found, text: '', limit: 5 } as const;
    expect(await runJob(dying(1), job, never)).toEqual({ texts: ['a'], total: 1 });
    const twice = dying(2);
    await expect(runJob(twice, job, never)).rejects.toThrow('the worker ended');
    expect(twice.opened).toBe(2);
  });

  test('over a body closes it', async () => {
    const body = new Readable({ read: () => undefined });
    body.push(success(['a']).subarray(0, 5));
    await expect(runBodyJob(dying(1), texts, respond(body), options)).rejects.toThrow('the worker ended');
    expect(body.destroyed).toBe(true);
  });

  test('as its memory is full says that the answer is too large', async () => {
    const full = Object.assign(new Error('out of memory'), { code: outOfMemoryCode });
    const outcome = runBodyJob(dying(1, full), texts, respond(piecesOf(success(['a']))), options);
    expect(await failureOf(outcome)).toBe('prometheus.tooLarge');
  });

  test('as the pool was closed fails who asks then', async () => {
    const url = new URL('../../../../../electron/workers/catalog.ts', import.meta.url);
    const closed = createWorkerPool({ url, log: { write: () => undefined } });
    await closed.close();
    const job = { job: 'filter', list: (await list(['a'])).list, text: '', limit: 5 } as const;
    await expect(runJob(closed, job, never)).rejects.toThrow('closed');
  });
});
