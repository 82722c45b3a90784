/** Ranges of more points than a server takes at once: against a real Prometheus the same as in one piece, and against a stand-in what is asked. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { WorkerPool } from '../../electron/backend/base/worker-pool.ts';
import { AppError, CancelledError } from '../../shared/base/errors.ts';
import { formatLabels, labelsFromPairs } from '../../shared/model/labels.ts';
import type { Columns, QueryItem, QueryRequest } from '../../shared/model/query.ts';
import { fixRange } from '../../shared/promql/fixed-range.ts';
import { plainRequest } from '../support/http.ts';
import { backFill } from '../support/servers/back-fill.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { startVictoriaMetrics } from '../support/servers/victoria-metrics.ts';
import { number } from '../unit/sources/prometheus/reference-answer.ts';
import { openParsePool, openSource, type SeenRequest, startStandIn, takeAll, takeUntil } from './prometheus-support.ts';

const never = new AbortController().signal;
const patient = { signal: never, timeoutMs: 60_000 };
type RangeRequest = Extract<QueryRequest, { kind: 'range' }>;

const hourMs = 3_600_000;
const scrapeMs = 15_000;
/** Of the history; well before the server's first scrape. */
const endMs = Math.floor(Date.now() / hourMs) * hourMs - 4 * hourMs;
const startMs = endMs - 5 * hourMs;

/** Counters that are reset, gauges of every value, buckets, and series that come late, go early or have a gap. */
function* history(): Generator<string> {
  const times = Array.from({ length: (endMs - startMs) / scrapeMs + 1 }, (_, i) => startMs + i * scrapeMs);
  const lines = (series: string, keep: (share: number) => boolean, value: (i: number) => number | string) =>
    times.flatMap((time, i) => (keep(i / times.length) ? [`${series} ${value(i)} ${time / 1000}\n`] : [])).join('');
  const always = () => true;
  yield '# TYPE requests counter\n';
  for (let i = 0; i < 4; i += 1)
    yield lines(`requests_total{i="${i}",even="${i % 2}"}`, always, (at) => (at * (i + 1.7)) % 700);
  yield '# TYPE level gauge\n';
  const odd = ['NaN', '+Inf', '-Inf', '-0', '0.1'];
  yield lines('level{kind="odd"}', always, (i) => (i % 40 < 5 ? (odd[i % 40] ?? 0) : Math.sin(i / 9) * 1e3));
  yield lines(
    'level{kind="late"}',
    (share) => share > 0.6,
    (i) => i,
  );
  yield lines(
    'level{kind="early"}',
    (share) => share < 0.35,
    (i) => -i,
  );
  yield lines(
    'level{kind="gap"}',
    (share) => share < 0.3 || share > 0.5,
    (i) => i % 17,
  );
  yield lines(
    'level{kind="short"}',
    (share) => share > 0.44 && share < 0.45,
    (i) => i % 17,
  );
  yield '# TYPE delay histogram\n';
  const bounds = ['0.1', '0.5', '1', '+Inf'];
  for (const [at, le] of bounds.entries())
    yield lines(`delay_bucket{le="${le}"}`, always, (i) => i * (at + 1) + (i % (at + 2)));
  yield '# EOF\n';
}

const bits = (column: Float64Array) => Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('hex');

/** Bit by bit, whatever the order of the series. */
function bySeries({ labels, offsets, timesMs, values, histograms }: Columns): ReadonlyMap<string, readonly string[]> {
  expect(histograms).toEqual([]);
  const own = (column: Float64Array, i: number) => bits(column.slice(offsets[i], offsets[i + 1]));
  return new Map(labels.map((set, i) => [formatLabels(set), [own(timesMs, i), own(values, i)]]));
}

/** Every kind of thing that looks at more than one time, and what reads the range. */
const expressions = [
  'requests_total',
  'level',
  'rate(requests_total[2m])',
  'sum by (even) (increase(requests_total[10m] offset 7m))',
  'irate(requests_total[1m]) > 0.2',
  'topk(2, requests_total)',
  'count(level) by (kind) unless level{kind="gap"} > 3',
  'avg_over_time(level{kind!="odd"}[5m]) or vector(time())',
  'histogram_quantile(0.9, rate(delay_bucket[5m]))',
  'max_over_time(rate(requests_total[2m])[30m:90s])',
  'absent(level{kind="short"})',
  'changes(level[20m]) + on() group_left() scalar(sum(level{kind="late"}))',
  'predict_linear(level{kind="gap"}[20m], 600)',
  'label_replace(level, "kind", "all-$1", "kind", "(.).*")',
  'timestamp(level)',
  '1 + 2',
  'requests_total - requests_total @ start()',
  'requests_total @ end() offset 3m / 7',
  'rate(requests_total[10m] @ start())',
  'max_over_time(level{kind="odd"}[1h:1m] @ end())',
  'sum_over_time((level @ start())[10m:1m])',
  'topk(1, sum_over_time(requests_total[1h] @ end())) * 0 + requests_total',
];

describe.skipIf(serverMissing('prometheus', 'promtool') !== undefined)('a range of a real Prometheus', () => {
  let dir: string;
  let prometheus: RealServer;
  let pool: WorkerPool;
  const opened: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'binnacle-slices-'));
    await backFill(dir, history());
    prometheus = await startPrometheus({ dataDir: dir, scrapeInterval: '1h' });
    pool = openParsePool();
  });
  afterAll(async () => {
    for (const close of opened.reverse()) await close();
    await pool?.close();
    await prometheus?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  function sourceOf(options: Parameters<typeof openSource>[2] = {}) {
    const { source, close } = openSource(prometheus.url, pool, options);
    opened.push(close);
    return source;
  }

  /** What the server says itself, without anything of ours. */
  async function plainRange({ expr, ...range }: RangeRequest): Promise<ReadonlyMap<string, readonly string[]>> {
    const params = new URLSearchParams({
      query: expr,
      start: String(range.startMs / 1000),
      end: String(range.endMs / 1000),
      step: `${range.stepMs}ms`,
    });
    const { body } = await plainRequest(`${prometheus.url}/api/v1/query_range?${params}`);
    const result: { metric: Record<string, string>; values: [number, string][] }[] = JSON.parse(body).data.result;
    return new Map(
      result.map(({ metric, values }) => [
        formatLabels(labelsFromPairs(Object.entries(metric))),
        [
          bits(Float64Array.from(values, ([time]) => Math.round(time * 1000))),
          bits(Float64Array.from(values, ([, value]) => number(value))),
        ],
      ]),
    );
  }

  it('in many slices is bit by bit what it is in one, whatever the expression', async () => {
    const sliced = sourceOf({ slicing: { points: 71, slices: 100 } });
    for (const expr of expressions) {
      // Not on the grid, with a rest behind the last step.
      const request: RangeRequest = {
        kind: 'range',
        expr,
        startMs: startMs + 601_123,
        endMs: endMs + 400_007,
        stepMs: 23_457,
      };
      const { columns, items } = await takeAll(sliced.query(request, patient));
      expect(items.filter(({ kind }) => kind === 'slice').length, expr).toBe(10);
      const whole = await plainRange(request);
      expect(whole.size, expr).toBeGreaterThan(0);
      expect(bySeries(columns), expr).toEqual(whole);
    }
  });

  it('means the same with its times in it', async () => {
    const range = { startMs: startMs + 500_001, endMs: endMs - 77_777, stepMs: 60_000 };
    for (const expr of expressions) {
      const fixed = fixRange(expr, range) ?? '';
      expect(await plainRange({ kind: 'range', ...range, expr: fixed }), fixed).toEqual(
        await plainRange({ kind: 'range', ...range, expr }),
      );
    }
  });

  it('of 18,001 seconds comes whole, as its parts come from the server', async () => {
    const source = sourceOf();
    const request: RangeRequest = { kind: 'range', expr: 'rate(requests_total[2m])', startMs, endMs, stepMs: 1000 };
    const { columns, done } = await takeAll(source.query(request, patient));
    const borders = [0, 5001, 9000, 18_001];
    const parts = await Promise.all(
      borders
        .slice(1)
        .map((border, i) =>
          plainRange({ ...request, startMs: startMs + (borders[i] ?? 0) * 1000, endMs: startMs + (border - 1) * 1000 }),
        ),
    );
    const joined = new Map(
      [...(parts[2]?.keys() ?? [])].map((key) => [
        key,
        [0, 1].map((column) => parts.map((part) => part.get(key)?.[column] ?? '').join('')),
      ]),
    );
    expect(joined.size).toBe(4);
    expect(bySeries(columns)).toEqual(joined);
    expect(done.stats?.totalSamples).toBeGreaterThan(18_000 * 4);
    // Each slice had about half of it in its memory.
    expect(done.stats?.peakSamples).toBeLessThan((done.stats?.totalSamples ?? 0) / 2);
    expect(done.stats?.evalMs).toBeGreaterThan(0);
  });

  it('of steps that Go cannot take for what they are has its points where they belong', async () => {
    const request: RangeRequest = { kind: 'range', expr: 'time()', startMs, endMs: startMs + 60_000, stepMs: 1001 };
    const { columns } = await takeAll(sourceOf().query(request, patient));
    expect([...columns.timesMs]).toEqual(Array.from({ length: 60 }, (_, i) => startMs + i * 1001));
    const sliced = await takeAll(sourceOf({ slicing: { points: 7, slices: 10 } }).query(request, patient));
    expect(sliced.columns).toEqual(columns);
  });

  it('has the forced matchers in every slice', async () => {
    const source = sourceOf({ slicing: { points: 50, slices: 100 }, matchers: 'i="2"' });
    const request: RangeRequest = { kind: 'range', expr: 'requests_total @ end()', startMs, endMs, stepMs: 60_000 };
    const { columns } = await takeAll(source.query(request, patient));
    expect(columns.labels.map(formatLabels)).toEqual(['requests_total{even="0", i="2"}']);
    expect(columns.values.length).toBe(301);
  });

  it('that the server refuses is refused by its first slice, with the place where that is one in what was typed', async () => {
    const source = sourceOf();
    const long = { kind: 'range', startMs, endMs, stepMs: 1000 } as const;
    const failureOf = (expr: string) =>
      takeAll(source.query({ ...long, expr }, patient)).catch((error: unknown) =>
        error instanceof AppError ? error.toData() : error,
      );
    expect(await failureOf('rate(requests_total)')).toMatchObject({
      code: 'prometheus.badData',
      details: { position: '1:6' },
    });
    const rewritten = await failureOf('rate(requests_total @ end())');
    expect(rewritten).toMatchObject({ code: 'prometheus.badData', details: { serverMessage: expect.any(String) } });
    expect(rewritten).not.toHaveProperty('details.position');
    // It may look at the whole range: it is not cut, and the server says that it is too long.
    expect(await failureOf('range_avg(requests_total)')).toMatchObject({
      code: 'prometheus.badData',
      details: { serverMessage: expect.stringContaining('11,000') },
    });
  });
});

describe.skipIf(serverMissing('victoria-metrics') !== undefined)('a range of VictoriaMetrics', () => {
  it('comes whole in slices, and says nothing of the server’s work that could be read', async () => {
    const server = await startVictoriaMetrics();
    const pool = openParsePool();
    const { source, close } = openSource(server.url, pool);
    try {
      const range = { kind: 'range', startMs: endMs - 20_000_000, endMs, stepMs: 1000 } as const;
      const { columns, items, done } = await takeAll(source.query({ ...range, expr: 'time()' }, patient));
      expect(items.filter(({ kind }) => kind === 'slice').length).toBe(1);
      const times = Array.from({ length: 20_001 }, (_, i) => range.startMs + i * 1000);
      expect([...columns.timesMs]).toEqual(times);
      expect([...columns.values]).toEqual(times.map((time) => time / 1000));
      expect(done.stats).toBeUndefined();
      // What looks at the whole range is asked for in one: the middle of the whole, not of each slice.
      const middle = await takeAll(source.query({ ...range, expr: 'range_median(time())' }, patient));
      expect(middle.items.filter(({ kind }) => kind === 'slice')).toEqual([]);
      expect(new Set(middle.columns.values)).toEqual(new Set([range.startMs / 1000 + 10_000]));
    } finally {
      await close();
      await pool.close();
      await server.stop();
    }
  });
});

const json = { 'content-type': 'application/json' };
const request: RangeRequest = { kind: 'range', expr: 'up', startMs: 0, endMs: 29_000, stepMs: 1000 };

describe('a range in slices', () => {
  const pool = openParsePool();
  const opened: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });
  afterAll(() => pool.close());

  interface Options {
    readonly points?: number;
    readonly maxAnswerBytes?: number;
  }

  async function serve(
    answer: (seen: SeenRequest, params: URLSearchParams) => void | Promise<void>,
    options: Options = {},
  ) {
    const server = await startStandIn((seen) => answer(seen, new URLSearchParams(seen.body)));
    const { points = 10, ...more } = options;
    const { source, close } = openSource(server.url, pool, { slicing: { points, slices: 20 }, ...more });
    opened.push(server.close, close);
    return { server, source };
  }

  /** One series with a point for each step, and whatever else is to be in the answer. */
  function matrix(params: URLSearchParams, more: object = {}, stats?: object): string {
    const [start, end, step] = [params.get('start'), params.get('end'), params.get('step')].map(Number);
    const values = [];
    for (let time = start ?? 0; time <= (end ?? 0); time += step ?? 1) values.push([time, String(time)]);
    const data = { resultType: 'matrix', result: [{ metric: { job: 'a' }, values }], ...(stats ? { stats } : {}) };
    return JSON.stringify({ status: 'success', data, ...more });
  }

  const answerWell = ({ response }: SeenRequest, params: URLSearchParams) =>
    void response.writeHead(200, json).end(matrix(params));

  it('is asked for one after the other, in the order of time', async () => {
    let open = 0;
    let most = 0;
    const { source, server } = await serve(async (seen, params) => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setTimeout(resolve, 5));
      open -= 1;
      answerWell(seen, params);
    });
    const { columns } = await takeAll(source.query(request, patient));
    expect(most).toBe(1);
    expect(
      server.requests.map(({ path, body }) => {
        const params = new URLSearchParams(body);
        return [path, params.get('query'), params.get('start'), params.get('end'), params.get('step')];
      }),
    ).toEqual([
      ['/api/v1/query_range', 'up', '0', '9', '1'],
      ['/api/v1/query_range', 'up', '10', '19', '1'],
      ['/api/v1/query_range', 'up', '20', '29', '1'],
    ]);
    const times = Array.from({ length: 30 }, (_, i) => i);
    expect(columns).toEqual({
      labels: [['job', 'a']],
      offsets: Uint32Array.of(0, 30),
      timesMs: Float64Array.from(times, (i) => i * 1000),
      values: Float64Array.from(times),
      histograms: [],
    });
  });

  it('yields slice after slice, says how far it is, and adds up what is said of each', async () => {
    let count = 0;
    const sizes: number[] = [];
    const { source } = await serve(({ response }, params) => {
      count += 1;
      const stats = {
        timings: { evalTotalTime: count / 1000, execQueueTime: 0.001 },
        samples: { totalQueryableSamples: count, peakSamples: 10 - count },
      };
      const body = matrix(params, { warnings: ['same', `w${count}`], infos: ['i'] }, stats);
      sizes.push(body.length);
      response.writeHead(200, json).end(body);
    });
    const { items, done } = await takeAll(source.query(request, patient));
    const short = (item: QueryItem) =>
      item.kind === 'progress' ? `${item.phase} ${item.slices?.done}/${item.slices?.of}` : item.kind;
    expect(items.map(short)).toEqual([
      ...['waiting 0/3', 'reading 0/3', 'parsing 0/3', 'head', 'part'],
      ...['slice', 'waiting 1/3', 'reading 1/3', 'parsing 1/3', 'head', 'part'],
      ...['slice', 'waiting 2/3', 'reading 2/3', 'parsing 2/3', 'head', 'part', 'done'],
    ]);
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    expect(items.flatMap((item) => (item.kind === 'progress' ? [item.receivedBytes] : [])).at(-1)).toBe(bytes);
    expect(done).toEqual({
      kind: 'done',
      warnings: ['same', 'w1', 'w2', 'w3'],
      infos: ['i'],
      bytes,
      totalMs: expect.any(Number),
      waitMs: expect.any(Number),
      parseMs: expect.any(Number),
      stats: { evalMs: 6, queueMs: 3, totalSamples: 6, peakSamples: 9 },
    });
    expect(done.totalMs).toBeGreaterThanOrEqual(done.waitMs);
  });

  it('says nothing of the server’s work where one slice does not', async () => {
    const stats = {
      timings: { evalTotalTime: 1, execQueueTime: 1 },
      samples: { totalQueryableSamples: 1, peakSamples: 1 },
    };
    let count = 0;
    const { source } = await serve(({ response }, params) => {
      count += 1;
      response.writeHead(200, json).end(matrix(params, {}, count === 2 ? undefined : stats));
    });
    expect((await takeAll(source.query(request, patient))).done.stats).toBeUndefined();
  });

  it('has warnings that fit into a frame, however many there are in all slices', async () => {
    let count = 0;
    const { source } = await serve(({ response }, params) => {
      count += 1;
      const warnings = Array.from({ length: 400 }, (_, i) => `${count}-${i}-${'x'.repeat(150)}`);
      response.writeHead(200, json).end(matrix(params, { warnings }));
    });
    const { warnings } = (await takeAll(source.query(request, patient))).done;
    expect(warnings.join('').length).toBeLessThan(100_000);
    expect(warnings.at(-1)).toMatch(/^… and \d+ more$/);
  });

  it('may be taken as slowly as one likes, while the deadline is that of the server’s work in all slices', async () => {
    const { source, server } = await serve(async (seen, params) => {
      await new Promise((resolve) => setTimeout(resolve, 120));
      answerWell(seen, params);
    });
    const options = { signal: never, timeoutMs: 1500 };
    let values = 0;
    for await (const item of source.query(request, options)) {
      if (item.kind !== 'part') continue;
      values += item.columns.values.length;
      await new Promise((resolve) => setTimeout(resolve, 800));
    }
    expect(values).toBe(30);
    const told = server.requests.map(({ body }) => Number(new URLSearchParams(body).get('timeout')));
    expect(told[0]).toBe(1.5);
    expect(told[1]).toBeLessThanOrEqual(1.39);
    expect(told[2]).toBeLessThanOrEqual(1.28);
    // What the one who takes them takes is not in it.
    expect(told[2]).toBeGreaterThan(0.2);
  });

  it('ends at its deadline in any slice, and closes the connection', async () => {
    const { source, server } = await serve((seen, params) => {
      if (params.get('start') === '0') answerWell(seen, params);
    });
    const answer = takeAll(source.query(request, { signal: never, timeoutMs: 400 }));
    await expect(answer).rejects.toMatchObject({ code: 'query.deadline', details: { seconds: 0.4 } });
    expect(await server.requests[1]?.closed).toBe('aborted');
    expect(server.requests.length).toBe(2);
  });

  it('asks for no more once it is cancelled, and closes the connection', async () => {
    const controller = new AbortController();
    const { source, server } = await serve((seen, params) => {
      if (params.get('start') !== '10') return answerWell(seen, params);
      seen.response.writeHead(200, json).write('{"status":');
      setTimeout(() => controller.abort(), 30);
    });
    const answer = takeAll(source.query(request, { signal: controller.signal, timeoutMs: 30_000 }));
    await expect(answer).rejects.toBeInstanceOf(CancelledError);
    expect(await server.requests[1]?.closed).toBe('aborted');
    expect(server.requests.length).toBe(2);
  });

  it('asks for the next slice when it is wanted, and no more once the one who takes it has left', async () => {
    const { source, server } = await serve((seen, params) => {
      if (params.get('start') !== '10') answerWell(seen, params);
      else seen.response.writeHead(200, json).write('{"status":');
    });
    const iterator = await takeUntil(source.query(request, patient), 'part');
    expect(server.requests.length).toBe(1);
    for (let left = false; !left; ) {
      const { value, done } = await iterator.next();
      left = done === true || (value.kind === 'progress' && value.phase === 'reading');
    }
    await iterator.return?.();
    expect(await server.requests[1]?.closed).toBe('aborted');
    expect(server.requests.length).toBe(2);
  });

  it('fails as a slice fails', async () => {
    const { source } = await serve((seen, params) => {
      if (params.get('start') !== '20') return answerWell(seen, params);
      const body = JSON.stringify({ status: 'error', errorType: 'execution', error: 'too many samples' });
      seen.response.writeHead(422, json).end(body);
    });
    await expect(takeAll(source.query(request, patient))).rejects.toMatchObject({
      code: 'prometheus.execution',
      details: { serverMessage: 'too many samples' },
    });
  });

  it('is too large where its slices together are', async () => {
    const limit = 64 * 1024;
    const filler = 'x'.repeat(30 * 1024);
    const { source, server } = await serve(
      ({ response }, params) => void response.writeHead(200, json).end(matrix(params, { filler })),
      { maxAnswerBytes: limit },
    );
    await expect(takeAll(source.query(request, patient))).rejects.toMatchObject({
      code: 'prometheus.tooLarge',
      details: { limitMiB: 0.06 },
    });
    expect(server.requests.length).toBe(3);
  });

  it('is refused before anything is asked where it has too many points', async () => {
    const { source, server } = await serve(answerWell);
    const long = { ...request, endMs: 200_000 };
    await expect(takeAll(source.query(long, patient))).rejects.toMatchObject({
      code: 'query.tooManyPoints',
      details: { points: 201, limit: 200 },
    });
    expect(server.requests).toEqual([]);
  });
});
