/** The source against a real Prometheus: answers of every kind, its own errors, and that a cancelled query stops being evaluated. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WorkerPool } from '../../electron/backend/base/worker-pool.ts';
import { AppError, CancelledError } from '../../shared/base/errors.ts';
import { labelValue } from '../../shared/model/labels.ts';
import type { QueryRequest } from '../../shared/model/query.ts';
import { plainRequest } from '../support/http.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { number } from '../unit/sources/prometheus/reference-answer.ts';
import { openParsePool, openSource, type TestSource, takeAll } from './prometheus-support.ts';

const seriesCount = 20_000;
const never = new AbortController().signal;
const patient = { signal: never, timeoutMs: 60_000 };
const instant = (expr: string): QueryRequest => ({ kind: 'instant', expr });
const hostile = {
  quote: '"',
  backslash: '\\',
  feed: '\n',
  markup: '</script><b>',
  proto: '__proto__',
  emoji: '😀',
  korean: '한국어',
  empty: '',
  long: 'x'.repeat(3000),
};

/** An exposition of many series, and of some that are awkward. */
function exposition(): string {
  const many = Array.from(
    { length: seriesCount },
    (_, i) => `many{pod="pod-${i}",node="node-${i % 50}",namespace="ns-${i % 7}"} ${i / 7}`,
  );
  const escaped = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
  const awkward = Object.entries(hostile).map(([name, value]) => `hostile{kind="${name}",value="${escaped(value)}"} 1`);
  const values = ['NaN', '+Inf', '-Inf', '-0', '5e-324', '1.7976931348623157e308', '0.30000000000000004'].map(
    (value, i) => `special{i="${i}"} ${value}`,
  );
  return [...many, ...awkward, ...values, ''].join('\n');
}

/** Long to evaluate, term by term, in little memory: Prometheus looks for a cancelled request at every step of every term. */
const slow = Array.from({ length: 200 }, () => 'count_over_time((sin(vector(time()))+vector(1))[5m:1ms])').join('+');

describe.skipIf(serverMissing('prometheus') !== undefined)('a real Prometheus', () => {
  let exporter: Server;
  let prometheus: RealServer;
  let pool: WorkerPool;
  let opened: TestSource;

  beforeAll(async () => {
    const text = exposition();
    exporter = createServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text),
    );
    await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
    const target = `127.0.0.1:${(exporter.address() as AddressInfo).port}`;
    prometheus = await startPrometheus({
      scrapeItself: true,
      scrapeInterval: '2s',
      jobs: [{ job: 'many', targets: [target] }],
    });
    pool = openParsePool();
    opened = openSource(prometheus.url, pool);
    const scraped = async () => {
      const { columns } = await takeAll(opened.source.query(instant('count(many)'), patient));
      expect(columns.values[0]).toBe(seriesCount);
    };
    await vi.waitFor(scraped, { timeout: 30_000, interval: 200 });
  });

  afterAll(async () => {
    await opened?.close();
    await pool?.close();
    await prometheus?.stop();
    exporter?.closeAllConnections();
    await new Promise((resolve) => exporter?.close(resolve));
  });

  const take = (request: QueryRequest) => takeAll(opened.source.query(request, patient));

  async function failureOf(request: QueryRequest): Promise<unknown> {
    const failure = await take(request).catch((error: unknown) => error);
    return failure instanceof AppError ? failure.toData() : failure;
  }

  it('answers what it is', async () => {
    expect(await opened.source.buildInfo(patient)).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  });

  it('answers 20,000 series, compressed, every one with its labels and its value', async () => {
    const { columns, done, parts } = await take(instant('many'));
    expect(columns.labels.length).toBe(seriesCount);
    const pods = columns.labels.map((labels) => Number(labelValue(labels, 'pod')?.slice(4)));
    expect(new Set(pods).size).toBe(seriesCount);
    expect(pods.every((pod, i) => columns.values[i] === pod / 7)).toBe(true);
    expect(labelValue(columns.labels[0] ?? [], 'job')).toBe('many');
    expect(parts.length).toBeGreaterThan(1);
    expect(done.bytes).toBeLessThan(seriesCount * 60);
  });

  it('answers hostile label values and special numbers exactly', async () => {
    const labels = (await take(instant('hostile'))).columns.labels;
    expect(Object.fromEntries(labels.map((set) => [labelValue(set, 'kind'), labelValue(set, 'value') ?? '']))).toEqual(
      hostile,
    );
    const special = (await take(instant('special'))).columns;
    const values = special.labels.map((set, i) => [labelValue(set, 'i'), special.values[i]]);
    expect(Object.fromEntries(values)).toEqual({
      0: Number.NaN,
      1: Number.POSITIVE_INFINITY,
      2: Number.NEGATIVE_INFINITY,
      3: -0,
      4: 5e-324,
      5: Number.MAX_VALUE,
      6: 0.30000000000000004,
    });
  });

  it('answers a range, bit by bit as JSON.parse and Number read it', async () => {
    const endMs = Math.floor(Date.now() / 1000) * 1000;
    const request: QueryRequest = {
      kind: 'range',
      expr: 'sin(many{node="node-1"} * 7) * 1e-3',
      startMs: endMs - 300_000,
      endMs,
      stepMs: 1500,
    };
    const { columns } = await take(request);
    const params = new URLSearchParams({
      query: request.expr,
      start: String(request.startMs / 1000),
      end: String(endMs / 1000),
      step: '1.5',
    });
    const reference = JSON.parse((await plainRequest(`${prometheus.url}/api/v1/query_range?${params}`)).body);
    const samples: [number, string][] = reference.data.result.flatMap(
      (series: { values: [number, string][] }) => series.values,
    );
    expect(samples.length).toBeGreaterThanOrEqual(seriesCount / 50);
    expect([...columns.timesMs]).toEqual(samples.map(([time]) => Math.round(time * 1000)));
    expect([...columns.values]).toEqual(samples.map(([, value]) => number(value)));
  });

  it('answers scalars, strings, range selectors and nothing', async () => {
    const scalar = await take({ kind: 'instant', expr: 'scalar(vector(0.1))', timeMs: 1_700_000_000_123 });
    expect([scalar.columns.labels, [...scalar.columns.timesMs], [...scalar.columns.values]]).toEqual([
      [[]],
      [1_700_000_000_123],
      [0.1],
    ]);
    expect((await take(instant('"ü\\n"'))).done.text).toBe('ü\n');
    const selected = await take(instant('up{job="many"}[1m]'));
    expect(selected.items.find((item) => item.kind === 'head')).toMatchObject({ resultType: 'matrix', seriesCount: 1 });
    const none = await take(instant('absent_metric'));
    expect([none.columns.labels.length, none.parts.length]).toEqual([0, 0]);
  });

  it('refuses what it cannot parse, with the place', async () => {
    expect(await failureOf(instant('sum(rate(x[5m]))\n  by (job'))).toMatchObject({
      code: 'prometheus.badData',
      details: {
        serverMessage: expect.stringContaining('parse error: unclosed left parenthesis'),
        position: '2:10',
        line: 2,
        column: 10,
      },
    });
  });

  it('refuses what it cannot evaluate, and too many points', async () => {
    expect(await failureOf(instant('up + on(job) group_left many'))).toMatchObject({
      code: 'prometheus.execution',
      details: { serverMessage: expect.stringContaining('many') },
    });
    // Longer ranges are cut (range-slices.test.ts), but not of what may look at the whole.
    const long = { kind: 'range', expr: 'range_avg(up)', startMs: 0, endMs: 11_001_000, stepMs: 1000 } as const;
    expect(await failureOf(long)).toMatchObject({
      code: 'prometheus.badData',
      details: { serverMessage: expect.stringContaining('exceeded maximum resolution of 11,000 points') },
    });
  });

  it('says that it gave a query up after the time that it was given', async () => {
    const params = new URLSearchParams({ query: slow, timeout: '0.1' });
    const direct = await plainRequest(`${prometheus.url}/api/v1/query`, {
      method: 'POST',
      body: params.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(direct.status).toBe(503);
    // Our own deadline is the same, and starts earlier.
    const failure = await takeAll(opened.source.query(instant(slow), { signal: never, timeoutMs: 200 })).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: expect.stringMatching(/^query\.deadline$|^prometheus\.timeout$/) });
  });

  /** How many queries it is evaluating, by its own account. */
  async function running(): Promise<number> {
    const { body } = await plainRequest(`${prometheus.url}/metrics`);
    return Number(/^prometheus_engine_queries (\d+)$/m.exec(body)?.[1]);
  }

  it('stops evaluating a query that is cancelled', async () => {
    await expect.poll(running, { timeout: 20_000 }).toBe(0);
    const controller = new AbortController();
    const answer = takeAll(opened.source.query(instant(slow), { signal: controller.signal, timeoutMs: 60_000 })).catch(
      (error: unknown) => error,
    );
    await expect.poll(running, { timeout: 20_000 }).toBe(1);
    controller.abort();
    expect(await answer).toBeInstanceOf(CancelledError);
    await expect.poll(running, { timeout: 20_000 }).toBe(0);
  });

  it('answers many queries at once', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => take(instant(`many{node="node-${i}"}`))));
    expect(answers.map(({ columns }) => columns.labels.length)).toEqual(Array(12).fill(seriesCount / 50));
  });
});
