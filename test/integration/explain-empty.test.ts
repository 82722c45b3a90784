/** Why an expression has no series: found out from a real Prometheus; and from stand-ins what happens where it cannot be. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WorkerPool } from '../../electron/backend/base/worker-pool.ts';
import { explainEmpty } from '../../electron/backend/sources/empty/explain-empty.ts';
import type { Source } from '../../electron/backend/sources/source.ts';
import { CancelledError } from '../../shared/base/errors.ts';
import { backFill } from '../support/servers/back-fill.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import {
  openParsePool,
  openSource,
  realClock,
  type SeenRequest,
  startStandIn,
  type TestSource,
  takeAll,
} from './prometheus-support.ts';

const never = new AbortController().signal;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const startedMs = Date.now();

/** A job that ended three hours ago, after a sample every quarter of a minute for nine hours. */
const endedMs = Math.floor(startedMs / 15_000) * 15_000 - 3 * hourMs;

function* history(): Generator<string> {
  yield '# TYPE ended gauge\n';
  for (let time = endedMs - 9 * hourMs; time <= endedMs; time += 15_000) yield `ended{job="batch"} 7 ${time / 1000}\n`;
  yield '# EOF\n';
}

const exposition = (vanished: boolean) =>
  [
    'http_requests_total{namespace="payments",code="200",path="/a.b"} 10',
    'http_requests_total{namespace="orders",code="200",path="/"} 10',
    'http_requests_total{namespace="orders",code="500",path="/"} 1',
    'odd{value="a name: \\"\\\\\\n한😀"} 1',
    ...(vanished ? [] : ['vanishing 1']),
    '',
  ].join('\n');

/** Waits until the expression has series, or has none. */
function answers(source: Source, expr: string, something: boolean): Promise<void> {
  const look = async () => {
    const { columns } = await takeAll(source.query({ kind: 'instant', expr }, { signal: never, timeoutMs: 10_000 }));
    expect(columns.labels.length > 0).toBe(something);
  };
  return vi.waitFor(look, { timeout: 40_000, interval: 200 });
}

describe.skipIf(serverMissing('prometheus', 'promtool') !== undefined)('an expression that matches nothing', () => {
  let dir: string;
  let exporter: Server;
  let vanished = false;
  let prometheus: RealServer;
  let pool: WorkerPool;
  /** By forced matchers. */
  const opened = new Map<string, TestSource>();

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'binnacle-empty-'));
    exporter = createServer((_request, response) => response.writeHead(200).end(exposition(vanished)));
    await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
    await backFill(dir, history());
    const target = `127.0.0.1:${(exporter.address() as AddressInfo).port}`;
    prometheus = await startPrometheus({ dataDir: dir, jobs: [{ job: 'shop', targets: [target] }] });
    pool = openParsePool();
    const { source } = open();
    await answers(source, 'vanishing and on() http_requests_total', true);
  });
  afterAll(async () => {
    for (const { close } of opened.values()) await close();
    await pool?.close();
    await prometheus?.stop();
    exporter?.closeAllConnections();
    await new Promise((resolve) => exporter?.close(resolve));
    await rm(dir, { recursive: true, force: true });
  });

  function open(matchers = ''): TestSource {
    const one = opened.get(matchers) ?? openSource(prometheus.url, pool, { matchers });
    opened.set(matchers, one);
    return one;
  }

  /** In the quarter of an hour before now. */
  function why(expr: string, { matchers = '', startMs = Date.now() - 15 * minuteMs, endMs = Date.now() } = {}) {
    return explainEmpty({ source: open(matchers).source, clock: realClock }, { expr, startMs, endMs }, never);
  }

  it.each<[expr: string, reason: object]>([
    [
      'sum(rate(http_request_total[5m]))',
      { kind: 'noMetric', metric: 'http_request_total', near: ['http_requests_total'] },
    ],
    ['{__name__="vanishin"}', { kind: 'noMetric', metric: 'vanishin', near: ['vanishing'] }],
    ['{__name__=~"nothing_.*",job="shop"}', { kind: 'noMetric', metric: 'nothing_.*', near: [] }],
    ['up / on() group_left missing', { kind: 'noMetric', metric: 'missing', near: [] }],
  ])('has no such metric: %s', async (expr, reason) => {
    expect(await why(expr)).toEqual(reason);
  });

  it.each<[expr: string, reason: object]>([
    [
      'rate(http_requests_total{namespace="paymets"}[5m])',
      { metric: 'http_requests_total', label: 'namespace', op: '=', value: 'paymets', near: ['payments'] },
    ],
    ['{namespace="paymets"}', { metric: '', label: 'namespace', op: '=', value: 'paymets', near: ['payments'] }],
    [
      'http_requests_total{code="200",namespace=~"paymets|xyz"}',
      { label: 'namespace', op: '=~', value: 'paymets|xyz', near: ['payments|xyz'] },
    ],
    ['http_requests_total{path=~"/a.c"}', { label: 'path', op: '=~', value: '/a.c', near: ['/a\\.b'] }],
    ['http_requests_total{namespace=~"x.*"}', { label: 'namespace', op: '=~', value: 'x.*', near: [] }],
    ['http_requests_total{job!="shop"}', { label: 'job', op: '!=', value: 'shop', near: [] }],
    ['http_requests_total{namespace!~".+"}', { label: 'namespace', op: '!~', value: '.+', near: [] }],
    [
      'odd{value="a nam: \\"\\\\\\n한😀"}',
      { label: 'value', op: '=', value: 'a nam: "\\\n한😀', near: ['a name: "\\\n한😀'] },
    ],
    [
      'http_requests_total{namespace="payments",code="500"}',
      { label: 'code', op: '=', value: '500', beside: 'namespace="payments"', near: ['200'] },
    ],
  ])('has no such value: %s', async (expr, reason) => {
    expect(await why(expr)).toMatchObject({ kind: 'noValue', beside: '', ...reason });
  });

  it('has no such label', async () => {
    expect(await why('sum by (code) (http_requests_total{namespaces="payments"})')).toEqual({
      kind: 'noLabel',
      metric: 'http_requests_total',
      label: 'namespaces',
      near: ['namespace'],
    });
    expect(await why('{jbo="shop"}')).toEqual({ kind: 'noLabel', metric: '', label: 'jbo', near: ['job'] });
  });

  it.each([
    ['ended', 'ended'],
    ['{job="batch"}', '{job="batch"}'],
    ['rate(ended[1h]) * 2', 'ended'],
    ['max_over_time(ended[1h:1m])', 'ended'],
    ['ended offset 1h', 'ended'],
    ['up - on() group_right ended{job=~"bat.+"}', 'ended'],
  ])('has no samples, but had some until three hours ago: %s', async (expr, metric) => {
    expect(await why(expr)).toEqual({ kind: 'noSamples', metric, lastMs: endedMs });
  });

  it('has no samples before it began, and then the last is the newest', async () => {
    const before = { startMs: startedMs - 8 * hourMs, endMs: startedMs - 7 * hourMs };
    const reason = await why('http_requests_total', before);
    expect(reason).toMatchObject({ kind: 'noSamples', metric: 'http_requests_total' });
    expect(reason.kind === 'noSamples' && (reason.lastMs ?? 0) - startedMs).toBeGreaterThan(-5000);
    expect(await why('http_requests_total @ 1000')).toMatchObject({ kind: 'noSamples' });
  });

  it.each([
    'http_requests_total > 1e12',
    'ended offset 4h > 8',
    'ended @ end() offset 4h > 8',
    'max_over_time(ended[6h]) > 8',
    'http_requests_total{code=~"5.*"} == 2',
    'absent(http_requests_total)',
    'http_requests_total > 1e12 unless missing',
    'http_requests_total and on(pod) up',
    'vector(1) > 2',
    'count_over_time(vanishing[10m]) > 1e9',
  ])('has samples, of which nothing is left: %s', async (expr) => {
    expect(await why(expr)).toEqual({ kind: 'nothingLeft' });
  });

  it('has the most telling of several reasons', async () => {
    expect(await why('ended + on() http_requests_total{code="404"} + on() missing')).toMatchObject({
      kind: 'noMetric',
    });
    expect(await why('ended + on() http_requests_total{code="404"}')).toMatchObject({ kind: 'noValue', label: 'code' });
  });

  it('is looked at as it is asked, with the forced matchers', async () => {
    const matchers = 'namespace="orders"';
    expect(await why('http_requests_total{namespace="payments"} > 0', { matchers })).toMatchObject({
      kind: 'noValue',
      label: 'namespace',
      value: 'payments',
      near: [],
    });
    expect(await why('ended', { matchers })).toEqual({ kind: 'noMetric', metric: 'ended', near: [] });
  });

  it.each([
    ['that we do not understand', 'http_requests_total keep_metric_names'],
    ['whose times hang on its step', 'rate(http_requests_total[step()])'],
    ['of too many parts', Array.from({ length: 11 }, (_, i) => `up{job="shop",instance!="${i}"}`).join(' and ')],
    ['of a selector of too many', `up{${Array.from({ length: 20 }, (_, i) => `a${i}=""`).join(',')},job="none"}`],
  ])('%s is not explained', async (_what, expr) => {
    expect(await why(expr)).toEqual({ kind: 'unknown' });
  });

  // The last one: it takes something away.
  it('has no samples once its series has ended, though others of the window are younger', async () => {
    const { source } = open();
    // Long enough for what looks at every quarter of a minute.
    await answers(source, 'count_over_time(vanishing[1m]) > 17', true);
    vanished = true;
    await answers(source, 'vanishing', false);
    const now = Date.now();
    const reason = await why('vanishing', { startMs: now, endMs: now });
    expect(reason).toMatchObject({ kind: 'noSamples', metric: 'vanishing' });
    const lastMs = reason.kind === 'noSamples' ? (reason.lastMs ?? 0) : 0;
    expect(lastMs).toBeGreaterThan(startedMs);
    expect(lastMs).toBeLessThan(now);
    // It had samples in the range all the same.
    expect(await why('count_over_time(vanishing[1h]) > 1e9', { startMs: now, endMs: now })).toEqual({
      kind: 'nothingLeft',
    });
  });
});

describe('an expression of which the server says nothing', () => {
  const pool = openParsePool();
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  afterAll(() => pool.close());

  async function serve(answer: (seen: SeenRequest) => void) {
    const server = await startStandIn(answer);
    const { source, close } = openSource(server.url, pool);
    closing.push(server.close, close);
    return { server, deps: { source, clock: realClock } };
  }
  const json = { 'content-type': 'application/json' };
  const span = { expr: 'a', startMs: startedMs - hourMs, endMs: startedMs };
  const hasSeries = ({ path, response }: SeenRequest) => {
    if (!path.includes('/label/')) return false;
    response.writeHead(200, json).end('{"status":"success","data":["a"]}');
    return true;
  };

  it('in time is not explained, and asked no more', async () => {
    const { server, deps } = await serve((seen) => void hasSeries(seen));
    // Its worker takes a while to start.
    await deps.source.catalog.hasSeries('b', span, never);
    expect(await explainEmpty({ ...deps, timeoutMs: 5000 }, span, never)).toEqual({ kind: 'unknown' });
    expect(await server.requests.at(-1)?.closed).toBe('aborted');
  });

  it('is not explained where that would be too much for the server', async () => {
    const { deps } = await serve((seen) => {
      if (hasSeries(seen)) return;
      const body = { status: 'error', errorType: 'execution', error: 'query processing would load too many samples' };
      seen.response.writeHead(422, json).end(JSON.stringify(body));
    });
    expect(await explainEmpty(deps, span, never)).toEqual({ kind: 'unknown' });
  });

  it('fails where the connection does', async () => {
    const { deps } = await serve(({ response }) => void response.socket?.destroy());
    await expect(explainEmpty(deps, span, never)).rejects.toMatchObject({ code: 'prometheus.connectionLost' });
  });

  it('is given up with its asker, down to the socket', async () => {
    const controller = new AbortController();
    const { server, deps } = await serve((seen) => {
      if (!hasSeries(seen)) setTimeout(() => controller.abort(), 30);
    });
    await expect(explainEmpty(deps, span, controller.signal)).rejects.toBeInstanceOf(CancelledError);
    expect(await server.requests.at(-1)?.closed).toBe('aborted');
  });
});
