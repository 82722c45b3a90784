/** The source against an HTTP server that answers as the test wants: requests, encodings, and everything that can go wrong. */
import { createServer, type Socket } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { Pool } from 'undici';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createWorkerPool } from '../../electron/backend/base/worker-pool.ts';
import { createPrometheusSource } from '../../electron/backend/sources/prometheus/prometheus-source.ts';
import { AppError, CancelledError } from '../../shared/base/errors.ts';
import type { QueryRequest } from '../../shared/model/query.ts';
import {
  openCatalogPool,
  openParsePool,
  openSource,
  realClock,
  type SeenRequest,
  silentLog,
  startStandIn,
  takeAll,
  takeUntil,
} from './prometheus-support.ts';

const pool = openParsePool();
const catalogPool = openCatalogPool();
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});
afterAll(() => Promise.all([pool.close(), catalogPool.close()]));

const up: QueryRequest = { kind: 'instant', expr: 'up' };
const range: QueryRequest = {
  kind: 'range',
  expr: 'rate(x[5m])',
  startMs: 1_795_346_080_000,
  endMs: 1_795_349_680_500,
  stepMs: 15_000,
};
const never = new AbortController().signal;
const patient = { signal: never, timeoutMs: 30_000 };
const json = { 'content-type': 'application/json' };
const vector =
  '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"job":"node"},"value":[1795346080.5,"1.5"]}]}}';

function matrix(seriesCount: number, sampleCount: number): string {
  const rows = Array.from({ length: sampleCount }, (_, i) => `[${1_795_346_080 + i},"${i / 7}"]`).join(',');
  const series = Array.from({ length: seriesCount }, (_, i) => `{"metric":{"i":"${i}"},"values":[${rows}]}`);
  return `{"status":"success","data":{"resultType":"matrix","result":[${series}]}}`;
}

interface Options {
  readonly maxAnswerBytes?: number;
  readonly pathPrefix?: string;
}

async function serve(answer: (request: SeenRequest) => void | Promise<void>, options: Options = {}) {
  const server = await startStandIn(answer);
  const { source, close } = openSource(server.url, pool, options);
  opened.push(server.close, close);
  return { server, source };
}

const answerWith =
  (status: number, headers: Record<string, string>, body: string | Uint8Array, statusText?: string) =>
  ({ response }: SeenRequest) => {
    if (statusText === undefined) response.writeHead(status, headers);
    else response.writeHead(status, statusText, headers);
    response.end(body);
  };

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error instanceof AppError ? error.toData() : error;
  }
  throw new Error('it did not fail');
}

describe('a query', () => {
  it('yields its progress, its head, its part and its end', async () => {
    const { source } = await serve(answerWith(200, json, vector.replace('}}', '},"warnings":["w"],"infos":["i"]}')));
    const { items } = await takeAll(source.query(up, patient));
    expect(items).toEqual([
      { kind: 'progress', phase: 'waiting', receivedBytes: 0 },
      { kind: 'progress', phase: 'reading', receivedBytes: 0 },
      { kind: 'progress', phase: 'parsing', receivedBytes: vector.length + 31 },
      { kind: 'head', resultType: 'vector', seriesCount: 1, sampleCount: 1 },
      {
        kind: 'part',
        continues: false,
        columns: {
          labels: [['job', 'node']],
          offsets: Uint32Array.of(0, 1),
          timesMs: Float64Array.of(1795346080500),
          values: Float64Array.of(1.5),
          histograms: [],
        },
      },
      {
        kind: 'done',
        warnings: ['w'],
        infos: ['i'],
        bytes: vector.length + 31,
        totalMs: expect.any(Number),
        waitMs: expect.any(Number),
        parseMs: expect.any(Number),
      },
    ]);
  });

  it('is posted as a form, under the prefix, with its times in seconds', async () => {
    const { source, server } = await serve(answerWith(200, json, vector), { pathPrefix: '/prometheus' });
    await takeAll(source.query({ kind: 'instant', expr: 'a{b="ü&="}' }, patient));
    await takeAll(
      source.query({ kind: 'instant', expr: 'up', timeMs: 1_795_346_080_120 }, { signal: never, timeoutMs: 1500 }),
    );
    await takeAll(source.query(range, patient));
    expect(
      server.requests.map(({ method, path, body }) => [method, path, Object.fromEntries(new URLSearchParams(body))]),
    ).toEqual([
      ['POST', '/prometheus/api/v1/query', { query: 'a{b="ü&="}', timeout: '30', stats: 'true' }],
      ['POST', '/prometheus/api/v1/query', { query: 'up', timeout: '1.5', stats: 'true', time: '1795346080.12' }],
      [
        'POST',
        '/prometheus/api/v1/query_range',
        { query: 'rate(x[5m])', timeout: '30', stats: 'true', start: '1795346080', end: '1795349680.5', step: '15' },
      ],
    ]);
    expect(server.requests[0]?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      'accept-encoding': 'gzip, deflate',
    });
  });

  it('whose POST is refused goes by GET, from then on at once', async () => {
    const { source, server } = await serve((request) =>
      answerWith(request.method === 'POST' ? 405 : 200, json, vector)(request),
    );
    for (let i = 0; i < 2; i += 1)
      expect((await takeAll(source.query(up, patient))).columns.values).toEqual(Float64Array.of(1.5));
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api/v1/query',
      'GET /api/v1/query?query=up&timeout=30&stats=true',
      'GET /api/v1/query?query=up&timeout=30&stats=true',
    ]);
  });

  it('that is forbidden by POST and by GET is forbidden, and POST is tried again', async () => {
    const { source, server } = await serve(answerWith(403, { 'content-type': 'text/plain' }, 'not for you\n'));
    const forbidden = {
      code: 'prometheus.http',
      details: { status: 403, statusText: 'Forbidden', serverMessage: 'not for you' },
      retryable: false,
    };
    for (let i = 0; i < 2; i += 1) expect(await failureOf(takeAll(source.query(up, patient)))).toMatchObject(forbidden);
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST', 'GET']);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ])('is read as %s, and its bytes are those of the wire', async (encoding, compress) => {
    const body = compress(matrix(30, 5000));
    const { source } = await serve(answerWith(200, { ...json, 'content-encoding': encoding }, body));
    const { columns, done, parts } = await takeAll(source.query(range, patient));
    const expected = Array.from({ length: 5000 }, (_, i) => Number(String(i / 7)));
    expect([columns.labels.length, columns.values.length, done.bytes]).toEqual([30, 150_000, body.length]);
    expect([...columns.values.subarray(29 * 5000)]).toEqual(expected);
    expect(parts.length).toBeGreaterThan(2);
  });

  it('of type string has a text', async () => {
    const body = '{"status":"success","data":{"resultType":"string","result":[1,"hello"]}}';
    const { source } = await serve(answerWith(200, json, body));
    expect((await takeAll(source.query(up, patient))).done).toMatchObject({ text: 'hello' });
  });

  it('shows what has been received, at most ten times a second', async () => {
    const text = matrix(40, 2000);
    const { source } = await serve(async ({ response }) => {
      response.writeHead(200, json);
      for (let at = 0; at < text.length; at += 50_000) {
        response.write(text.slice(at, at + 50_000));
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      response.end();
    });
    const { items } = await takeAll(source.query(range, patient));
    const received = items.flatMap((item) =>
      item.kind === 'progress' && item.phase === 'reading' ? [item.receivedBytes] : [],
    );
    expect(received.length).toBeGreaterThan(2);
    expect(received.length).toBeLessThan(text.length / 50_000 / 2);
    expect(received).toEqual([...received].sort((a, b) => a - b));
  });

  it('is asked again where a kept connection turns out to be closed', async () => {
    let count = 0;
    const { source, server } = await serve((request) => {
      count += 1;
      if (count === 2) request.response.socket?.destroy();
      else answerWith(200, json, vector)(request);
    });
    await takeAll(source.query(up, patient));
    await takeAll(source.query(up, patient));
    expect(server.requests.length).toBe(3);
  });
});

describe('a refusal', () => {
  const api = (status: number, errorType: string, error: string, more = {}) =>
    answerWith(status, json, JSON.stringify({ status: 'error', errorType, error, ...more }));
  const words = 'invalid parameter "query": 1:29: parse error: unexpected end of input';
  const cases: readonly (readonly [what: string, answer: (request: SeenRequest) => void, failure: object])[] = [
    [
      'of an expression',
      api(400, 'bad_data', words),
      {
        code: 'prometheus.badData',
        details: { serverMessage: words, position: '1:29', line: 1, column: 29 },
        retryable: false,
      },
    ],
    [
      'of a parameter',
      api(400, 'bad_data', 'zero step'),
      { code: 'prometheus.badData', details: { serverMessage: 'zero step' } },
    ],
    [
      'by the engine',
      api(422, 'execution', 'many-to-many'),
      { code: 'prometheus.execution', details: { serverMessage: 'many-to-many' } },
    ],
    [
      'by the storage',
      api(500, 'internal', 'corrupt block'),
      { code: 'prometheus.execution', details: { serverMessage: 'corrupt block' } },
    ],
    [
      'for its time',
      api(503, 'timeout', 'query timed out'),
      {
        code: 'prometheus.timeout',
        details: { serverMessage: 'query timed out', seconds: expect.any(Number) },
        retryable: true,
      },
    ],
    [
      'at shutdown',
      api(503, 'unavailable', 'TSDB not ready'),
      { code: 'prometheus.unavailable', details: { status: 503, serverMessage: 'TSDB not ready' }, retryable: true },
    ],
    [
      'of another kind',
      api(404, 'not_found', 'nothing'),
      { code: 'prometheus.http', details: { status: 404, statusText: 'Not Found', serverMessage: 'nothing' } },
    ],
    [
      'with status 200',
      api(200, 'execution', 'late', { data: null }),
      { code: 'prometheus.execution', details: { serverMessage: 'late' } },
    ],
    [
      'that is compressed',
      answerWith(
        400,
        { ...json, 'content-encoding': 'gzip' },
        gzipSync('{"status":"error","errorType":"bad_data","error":"no"}'),
      ),
      { code: 'prometheus.badData', details: { serverMessage: 'no' } },
    ],
    [
      'at start-up',
      answerWith(503, { 'content-type': 'text/plain; charset=utf-8' }, 'Service Unavailable'),
      {
        code: 'prometheus.unavailable',
        details: { status: 503, serverMessage: 'Service Unavailable' },
        retryable: true,
      },
    ],
    [
      'as a text page',
      answerWith(404, { 'content-type': 'text/plain; charset=utf-8' }, '404 page not found\n'),
      {
        code: 'prometheus.http',
        details: { status: 404, statusText: 'Not Found', serverMessage: '404 page not found' },
        retryable: false,
      },
    ],
    [
      'by a proxy',
      answerWith(502, { 'content-type': 'text/html' }, '<h1>bad</h1>', 'Bad Gateway'),
      { code: 'prometheus.http', details: { status: 502, statusText: 'Bad Gateway' }, retryable: true },
    ],
    [
      'as JSON of something else',
      answerWith(401, json, '{"message":"log in"}'),
      { code: 'prometheus.http', details: { status: 401, statusText: 'Unauthorized' } },
    ],
    [
      'by a redirect',
      answerWith(302, { location: 'https://u:p@login.example/?to=x#y' }, ''),
      {
        code: 'prometheus.http',
        details: { status: 302, statusText: 'Found', location: 'https://login.example/' },
      },
    ],
    [
      'as a page with status 200',
      answerWith(200, { 'content-type': 'text/html' }, '<html>'),
      { code: 'prometheus.notJson', details: { status: 200, contentType: 'text/html' } },
    ],
    [
      'in an unknown encoding',
      answerWith(200, { ...json, 'content-encoding': 'br' }, 'x'),
      { code: 'prometheus.notJson', details: { status: 200, contentType: 'content-encoding br' } },
    ],
  ];

  it.each(cases)('%s is told as what it is', async (_what, answer, failure) => {
    const { source } = await serve(answer);
    expect(await failureOf(takeAll(source.query(up, patient)))).toMatchObject({
      message: expect.any(String),
      ...failure,
    });
  });
});

describe('a broken answer', () => {
  it('that is empty is truncated', async () => {
    const { source } = await serve(answerWith(200, json, ''));
    expect(await failureOf(takeAll(source.query(up, patient)))).toMatchObject({
      code: 'prometheus.truncated',
      details: { receivedBytes: 0 },
    });
  });

  it('that ends in the middle is truncated', async () => {
    const { source } = await serve(answerWith(200, json, vector.slice(0, 80)));
    expect(await failureOf(takeAll(source.query(up, patient)))).toMatchObject({
      code: 'prometheus.truncated',
      details: { receivedBytes: 80 },
    });
  });

  it('that is not what the API promises is malformed, with the byte', async () => {
    const { source } = await serve(answerWith(200, json, vector.replace('"1.5"', '1.5')));
    expect(await failureOf(takeAll(source.query(up, patient)))).toMatchObject({
      code: 'prometheus.malformed',
      details: { reason: 'expected a value, a string', byte: vector.indexOf('"1.5"') },
    });
  });

  it('whose connection is lost in the middle says so', async () => {
    const { source } = await serve(({ response }) => {
      response.writeHead(200, { ...json, 'content-length': '1000000' });
      response.write(vector.slice(0, 50), () => response.socket?.destroy());
    });
    expect(await failureOf(takeAll(source.query(up, patient)))).toMatchObject({
      code: 'prometheus.connectionLost',
      retryable: true,
    });
  });

  it('that never comes, since nothing listens, is a lost connection with its reason', async () => {
    const { source, server } = await serve(answerWith(200, json, vector));
    await server.close();
    expect(await failureOf(takeAll(source.query(up, patient)))).toMatchObject({
      code: 'prometheus.connectionLost',
      details: { reason: expect.stringContaining('ECONNREFUSED') },
    });
  });

  it('of a tunnel fails with what the tunnel says', async () => {
    const refused = new AppError('portForward.refused', 'refused', {
      details: { pod: 'p', port: 9090, reason: 'connection refused' },
    });
    const dispatcher = new Pool('http://tunnel:9090', { connect: (_options, callback) => callback(refused, null) });
    opened.push(() => dispatcher.destroy());
    const endpoint = { dispatcher, origin: 'http://tunnel:9090', pathPrefix: '' };
    const source = createPrometheusSource(endpoint, { pool, catalogPool, clock: realClock, log: silentLog });
    expect(await failureOf(takeAll(source.query(up, patient)))).toEqual(refused.toData());
  });

  it('is a bug where the worker dies', async () => {
    const broken = createWorkerPool({ url: new URL('./not-there.ts', import.meta.url), log: silentLog });
    const server = await startStandIn(answerWith(200, json, vector));
    const { source, close } = openSource(server.url, broken);
    opened.push(server.close, close, () => broken.close());
    const failure = await failureOf(takeAll(source.query(up, patient)));
    expect(failure).toBeInstanceOf(Error);
    expect(failure).toMatchObject({ message: expect.stringContaining('not-there') });
  });
});

/** Writes as fast as it is read, until the connection closes. @returns how many bytes went out. */
async function writeEndlessly(
  request: SeenRequest,
  chunk: Uint8Array | string,
  mostBytes = Number.POSITIVE_INFINITY,
): Promise<number> {
  const { response } = request;
  let bytes = 0;
  while (!response.destroyed && bytes < mostBytes) {
    bytes += chunk.length;
    if (response.write(chunk)) await new Promise((resolve) => setImmediate(resolve));
    else await Promise.race([new Promise((resolve) => response.once('drain', resolve)), request.closed]);
  }
  response.end();
  return bytes;
}

/** What sockets on both sides hold between a writer and a reader that does not read. */
const socketSlackBytes = 16 * 1024 * 1024;
const mib = 1024 * 1024;

describe('an answer that is too large', () => {
  it('and says so is not read at all', async () => {
    const { source, server } = await serve((request) => {
      request.response.writeHead(200, { ...json, 'content-length': String(200 * mib) });
      return void writeEndlessly(request, 'x'.repeat(65_536));
    });
    expect(await failureOf(takeAll(source.query(up, patient)))).toMatchObject({
      code: 'prometheus.tooLarge',
      details: { limitMiB: 128 },
    });
    expect(await server.requests[0]?.closed).toBe('aborted');
  });

  it('or has no end is read to the limit and no further', async () => {
    let written: Promise<number> | undefined;
    const chunk = `[${'[1795346080,"1"],'.repeat(4000)}`;
    const { source } = await serve(
      (request) => {
        request.response.writeHead(200, json);
        written = writeEndlessly(request, chunk);
      },
      { maxAnswerBytes: 4 * mib },
    );
    expect(await failureOf(takeAll(source.query(up, patient)))).toMatchObject({
      code: 'prometheus.tooLarge',
      details: { limitMiB: 4 },
    });
    expect(await written).toBeLessThan(4 * mib + socketSlackBytes);
  });

  it('of 200 MB without a length is refused after 128 MiB, in bounded memory', async () => {
    let written: Promise<number> | undefined;
    const chunk = Buffer.alloc(mib, ' ');
    const { source } = await serve((request) => {
      request.response.writeHead(200, json);
      written = writeEndlessly(request, chunk, 200 * mib);
    });
    const before = process.memoryUsage().rss;
    expect(await failureOf(takeAll(source.query(up, patient)))).toMatchObject({ code: 'prometheus.tooLarge' });
    expect(await written).toBeLessThan(128 * mib + socketSlackBytes);
    // The body itself is in the worker, once.
    expect(process.memoryUsage().rss - before).toBeLessThan(320 * mib);
  });

  it('once decompressed is refused while it is small on the wire', async () => {
    let written: Promise<number> | undefined;
    const bomb = gzipSync(Buffer.alloc(mib * 8, ' '));
    const { source } = await serve(
      (request) => {
        request.response.writeHead(200, { ...json, 'content-encoding': 'gzip' });
        written = writeEndlessly(request, bomb);
      },
      { maxAnswerBytes: 64 * mib },
    );
    expect(await failureOf(takeAll(source.query(up, patient)))).toMatchObject({
      code: 'prometheus.tooLarge',
      details: { limitMiB: 64 },
    });
    expect(await written).toBeLessThan(4 * mib + socketSlackBytes);
  });

  it('as an error is cut off, and the error told by its status', async () => {
    let written: Promise<number> | undefined;
    const { source } = await serve((request) => {
      request.response.writeHead(500, { 'content-type': 'text/html' });
      written = writeEndlessly(request, 'x'.repeat(65_536));
    });
    expect(await failureOf(takeAll(source.query(up, patient)))).toMatchObject({
      code: 'prometheus.http',
      details: { status: 500 },
    });
    expect(await written).toBeLessThan(2 * mib + socketSlackBytes);
  });
});

describe('a query that is cancelled', () => {
  it('before it begins asks nothing', async () => {
    const { source, server } = await serve(answerWith(200, json, vector));
    expect(await failureOf(takeAll(source.query(up, { signal: AbortSignal.abort(), timeoutMs: 1000 })))).toBeInstanceOf(
      CancelledError,
    );
    expect(server.requests).toEqual([]);
  });

  it.each<[phase: 'waiting' | 'reading']>([['waiting'], ['reading']])(
    'while %s closes the connection',
    async (phase) => {
      const controller = new AbortController();
      const { source, server } = await serve(({ response }) => {
        if (phase === 'reading') response.writeHead(200, json).write('{"status":');
        setTimeout(() => controller.abort(), 50);
      });
      expect(
        await failureOf(takeAll(source.query(up, { signal: controller.signal, timeoutMs: 30_000 }))),
      ).toBeInstanceOf(CancelledError);
      expect(await server.requests[0]?.closed).toBe('aborted');
    },
  );

  it('while its connection is being made ends at once', async () => {
    // A server that takes connections and says nothing, as a tunnel that is being built.
    const dispatcher = new Pool('http://tunnel:9090', { connect: () => undefined as never });
    opened.push(() => dispatcher.destroy());
    const source = createPrometheusSource(
      { dispatcher, origin: 'http://tunnel:9090', pathPrefix: '' },
      { pool, catalogPool, clock: realClock, log: silentLog },
    );
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    expect(await failureOf(takeAll(source.query(up, { signal: controller.signal, timeoutMs: 30_000 })))).toBeInstanceOf(
      CancelledError,
    );
  });

  it('while it is parsed, or while its parts are taken, ends', async () => {
    const { source } = await serve(answerWith(200, json, matrix(400, 1000)));
    for (const phase of ['parsing', 'head', 'part']) {
      const controller = new AbortController();
      const iterator = await takeUntil(source.query(range, { signal: controller.signal, timeoutMs: 30_000 }), phase);
      controller.abort();
      const rest = async () => {
        for (;;) if ((await iterator.next()).done) return;
      };
      expect(await failureOf(rest())).toBeInstanceOf(CancelledError);
    }
  });

  it('by leaving its loop closes the connection', async () => {
    const { source, server } = await serve(({ response }) => void response.writeHead(200, json).write('{"status":'));
    for await (const item of source.query(up, patient)) {
      if (item.kind === 'progress' && item.phase === 'reading') break;
    }
    expect(await server.requests[0]?.closed).toBe('aborted');
  });
});

describe('a query that takes too long', () => {
  it.each<[phase: 'waiting' | 'reading']>([['waiting'], ['reading']])(
    'while %s ends at its deadline, and closes the connection',
    async (phase) => {
      const { source, server } = await serve(({ response }) => {
        if (phase === 'reading') response.writeHead(200, json).write('{"status":');
      });
      expect(await failureOf(takeAll(source.query(up, { signal: never, timeoutMs: 200 })))).toEqual({
        code: 'query.deadline',
        message: 'No answer came within 0.2 s.',
        details: { seconds: 0.2 },
        retryable: true,
      });
      expect(await server.requests[0]?.closed).toBe('aborted');
    },
  );

  it('to be taken, not to be answered, has no deadline', async () => {
    const { source } = await serve(answerWith(200, json, matrix(60, 2000)));
    const iterator = await takeUntil(source.query(range, { signal: never, timeoutMs: 2000 }), 'head');
    await new Promise((resolve) => setTimeout(resolve, 2100));
    let values = 0;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      if (next.value.kind === 'part') values += next.value.columns.values.length;
    }
    expect(values).toBe(120_000);
  });
});

describe('a consumer that does not take', () => {
  it('holds the server up: what nobody asks for is not read', async () => {
    let bytes = 0;
    const { source, server } = await serve(async (request) => {
      request.response.writeHead(200, json);
      const chunk = ' '.repeat(65_536);
      while (!request.response.destroyed) {
        bytes += chunk.length;
        if (!request.response.write(chunk))
          await Promise.race([new Promise((resolve) => request.response.once('drain', resolve)), request.closed]);
      }
    });
    const iterator = await takeUntil(source.query(up, patient), 'reading');
    let last = -1;
    while (last !== bytes) {
      last = bytes;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(bytes).toBeLessThan(socketSlackBytes);
    await iterator.return?.();
    expect(await server.requests[0]?.closed).toBe('aborted');
  });
});

describe('the build information', () => {
  it('has the version', async () => {
    const { source, server } = await serve(
      answerWith(
        200,
        { ...json, 'content-encoding': 'gzip' },
        gzipSync('{"status":"success","data":{"version":"3.14.0","more":1}}'),
      ),
      { pathPrefix: '/p' },
    );
    expect(await source.buildInfo(patient)).toEqual({ version: '3.14.0' });
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /p/api/v1/status/buildinfo']);
  });

  it.each([
    ['is not there', answerWith(404, { 'content-type': 'text/plain' }, '404 page not found'), 'prometheus.http'],
    ['is a page', answerWith(200, { 'content-type': 'text/html' }, '<html>'), 'prometheus.notJson'],
    ['is broken', answerWith(200, json, '{'), 'prometheus.malformed'],
    ['has no version', answerWith(200, json, '{"data":{}}'), 'prometheus.malformed'],
  ])('that %s is an error', async (_what, answer, code) => {
    const { source } = await serve(answer);
    expect(await failureOf(source.buildInfo(patient))).toMatchObject({ code });
  });

  it('that does not come ends at its deadline, and when it is cancelled', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => void sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const { source, close } = openSource(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, pool);
    opened.push(close, async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    expect(await failureOf(source.buildInfo({ signal: never, timeoutMs: 50 }))).toMatchObject({
      code: 'query.deadline',
    });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    expect(await failureOf(source.buildInfo({ signal: controller.signal, timeoutMs: 30_000 }))).toBeInstanceOf(
      CancelledError,
    );
  });
});
