/** Exemplars: of a real Prometheus that scraped some, and of a stand-in that says what no Prometheus would. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WorkerPool } from '../../electron/backend/base/worker-pool.ts';
import { CancelledError } from '../../shared/base/errors.ts';
import { labelValue } from '../../shared/model/labels.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { openParsePool, openSource, type SeenRequest, startStandIn, type TestSource } from './prometheus-support.ts';

const never = new AbortController().signal;
const patient = { signal: never, timeoutMs: 30_000 };

/** Two buckets with an exemplar each at every scrape, one counter with a hostile one, and a series without any. */
function exposition(scrape: number): string {
  const trace = (i: number) => `trace_id="${scrape.toString(16).padStart(8, '0')}-${i}"`;
  return [
    '# TYPE delay histogram',
    `delay_bucket{path="/a",le="0.1"} ${scrape} # {${trace(0)}} 0.0${(scrape % 9) + 1}`,
    `delay_bucket{path="/a",le="+Inf"} ${scrape * 2} # {${trace(1)},span="x"} 5`,
    `delay_count{path="/a"} ${scrape * 2}`,
    `delay_sum{path="/a"} ${scrape}`,
    '# TYPE jobs counter',
    `jobs_total{kind="hostile"} ${scrape} # {id="\\"\\\\</script>\\n한😀-${scrape}"} -0.5`,
    'jobs_total{kind="plain"} 1',
    '# EOF',
    '',
  ].join('\n');
}

describe.skipIf(serverMissing('prometheus') !== undefined)('the exemplars of a real Prometheus', () => {
  let exporter: Server;
  let prometheus: RealServer;
  let pool: WorkerPool;
  const opened: TestSource[] = [];
  const startMs = Date.now();

  beforeAll(async () => {
    let scrapes = 0;
    exporter = createServer((_request, response) => {
      scrapes += 1;
      const type = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
      response.writeHead(200, { 'content-type': type }).end(exposition(scrapes));
    });
    await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
    const target = `127.0.0.1:${(exporter.address() as AddressInfo).port}`;
    prometheus = await startPrometheus({ scrapeInterval: '1s', jobs: [{ job: 'traced', targets: [target] }] });
    pool = openParsePool();
    const source = sourceOf();
    const enough = async () => {
      const { exemplars } = await source.exemplars(span('delay_bucket'), patient);
      expect(exemplars.length).toBeGreaterThanOrEqual(6);
    };
    await vi.waitFor(enough, { timeout: 30_000, interval: 200 });
  });
  afterAll(async () => {
    for (const { close } of opened) await close();
    await pool?.close();
    await prometheus?.stop();
    exporter?.closeAllConnections();
    await new Promise((resolve) => exporter?.close(resolve));
  });

  function sourceOf(matchers = '') {
    const one = openSource(prometheus.url, pool, { matchers });
    opened.push(one);
    return one.source;
  }
  const span = (expr: string) => ({ expr, startMs: startMs - 1000, endMs: Date.now() + 1000 });

  it('are those of all series in the expression, the newest first', async () => {
    const { exemplars, complete } = await sourceOf().exemplars(
      span('histogram_quantile(0.9, rate(delay_bucket[1m]))'),
      patient,
    );
    expect(complete).toBe(true);
    const times = exemplars.map(({ timeMs }) => timeMs);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(times.every((time) => time >= startMs - 1000 && time <= Date.now() + 1000)).toBe(true);
    const of = (le: string) => exemplars.filter(({ series }) => labelValue(series, 'le') === le);
    expect(of('+Inf').every(({ value, labels }) => value === 5 && labels[0] === 'span' && labels[1] === 'x')).toBe(
      true,
    );
    expect(of('0.1').every(({ value }) => value >= 0.01 && value <= 0.09)).toBe(true);
    expect(labelValue(of('0.1')[0]?.series ?? [], 'path')).toBe('/a');
    expect(labelValue(of('0.1').at(-1)?.labels ?? [], 'trace_id')).toMatch(/^0000000\d-0$/);
    expect(Math.min(of('+Inf').length, of('0.1').length)).toBeGreaterThanOrEqual(3);
  });

  it('keep hostile texts exactly, and a series that has none has none', async () => {
    const { exemplars } = await sourceOf().exemplars(span('jobs_total'), patient);
    expect(new Set(exemplars.map(({ series }) => labelValue(series, 'kind')))).toEqual(new Set(['hostile']));
    // As the server has it: 2.42 takes no escape out of an exemplar's labels.
    expect(labelValue(exemplars.at(-1)?.labels ?? [], 'id')).toMatch(/^\\?"\\{1,2}<\/script>(?:\n|\\n)한😀-\d+$/);
    expect(exemplars[0]?.value).toBe(-0.5);
  });

  it('are limited by the forced matchers, and those of nothing are none', async () => {
    const forced = await sourceOf('le="0.1"').exemplars(span('delay_bucket or jobs_total'), patient);
    expect(new Set(forced.exemplars.map(({ series }) => labelValue(series, 'le')))).toEqual(new Set(['0.1']));
    const none = { exemplars: [], complete: true };
    expect(await sourceOf().exemplars(span('nothing'), patient)).toEqual(none);
    expect(await sourceOf().exemplars({ expr: 'delay_bucket', startMs: 1000, endMs: 2000 }, patient)).toEqual(none);
  });

  it('are refused for an expression that is none, with its place', async () => {
    await expect(sourceOf().exemplars(span('delay_bucket{'), patient)).rejects.toMatchObject({
      code: 'prometheus.badData',
      details: { position: '1:14' },
    });
  });
});

describe('what answers for exemplars', () => {
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
    return { server, source };
  }
  const json = { 'content-type': 'application/json' };
  const span = { expr: 'a{b="ü&="}', startMs: 1_600_000_000_123, endMs: 1_600_000_060_000 };
  const none = { exemplars: [], complete: true };

  it('is asked by POST, and by GET where that is refused', async () => {
    const { source, server } = await serve(({ method, response }) =>
      method === 'POST'
        ? void response.writeHead(405).end()
        : void response
            .writeHead(200, { ...json, 'content-encoding': 'gzip' })
            .end(gzipSync('{"status":"success","data":[]}')),
    );
    expect(await source.exemplars(span, patient)).toEqual(none);
    const params = 'query=a%7Bb%3D%22%C3%BC%26%3D%22%7D&start=1600000000.123&end=1600000060';
    expect(server.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/api/v1/query_exemplars', params],
      ['GET', `/api/v1/query_exemplars?${params}`, ''],
    ]);
  });

  it('has none where it does not know them', async () => {
    const { source } = await serve(
      ({ response }) => void response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found\n'),
    );
    expect(await source.exemplars(span, patient)).toEqual(none);
  });

  it('is told as what it is where it is something else', async () => {
    const { source } = await serve(
      ({ response }) => void response.writeHead(200, json).end('{"status":"success","data":[{}]}'),
    );
    await expect(source.exemplars(span, patient)).rejects.toMatchObject({ code: 'prometheus.malformed' });
    const page = await serve(
      ({ response }) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
    );
    await expect(page.source.exemplars(span, patient)).rejects.toMatchObject({ code: 'prometheus.notJson' });
    const refused = await serve(
      ({ response }) =>
        void response.writeHead(200, json).end('{"status":"error","errorType":"execution","error":"no"}'),
    );
    await expect(refused.source.exemplars(span, patient)).rejects.toMatchObject({ code: 'prometheus.execution' });
  });

  it('is read up to a limit, and its connection closed', async () => {
    const { source, server } = await serve(async (seen) => {
      seen.response.writeHead(200, json);
      const chunk = ' '.repeat(1024 * 1024);
      while (!seen.response.destroyed) {
        if (!seen.response.write(chunk))
          await Promise.race([new Promise((resolve) => seen.response.once('drain', resolve)), seen.closed]);
      }
    });
    await expect(source.exemplars(span, patient)).rejects.toMatchObject({
      code: 'prometheus.tooLarge',
      details: { limitMiB: 32 },
    });
    expect(await server.requests[0]?.closed).toBe('aborted');
  });

  it('is left where nobody waits any more, or at the deadline', async () => {
    const { source, server } = await serve(({ response }) => void response.writeHead(200, json).write('{'));
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const cancelled = source.exemplars(span, { signal: controller.signal, timeoutMs: 30_000 });
    await expect(cancelled).rejects.toBeInstanceOf(CancelledError);
    await expect(source.exemplars(span, { signal: never, timeoutMs: 100 })).rejects.toMatchObject({
      code: 'query.deadline',
    });
    expect(await Promise.all(server.requests.map(({ closed }) => closed))).toEqual(['aborted', 'aborted']);
  });
});
