/** Series that are deleted from a real Prometheus, and what is deleted taken off its disk; servers that do not allow it; answers that are lost. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { WorkerPool } from '../../electron/backend/base/worker-pool.ts';
import { type Answering, createTsdbAdmin } from '../../electron/backend/status/tsdb-admin.ts';
import { AppError, CancelledError } from '../../shared/base/errors.ts';
import type { ConnectionState, ServerInfo } from '../../shared/model/context.ts';
import { writeHistograms } from '../support/remote-write.ts';
import { backFill } from '../support/servers/back-fill.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { startVictoriaMetrics } from '../support/servers/victoria-metrics.ts';
import {
  openCatalogPool,
  openParsePool,
  openSource,
  realClock,
  type SeenRequest,
  type StandIn,
  startStandIn,
  type TestSource,
} from './prometheus-support.ts';

const { signal } = new AbortController();
const hourMs = 3_600_000;
const minuteMs = 60_000;
/** Of the history, on a full hour. */
const endMs = Math.floor(Date.now() / hourMs) * hourMs - 2 * hourMs;
const startMs = endMs - 3 * hourMs;

const pod = (name: string): ServerInfo => ({
  ...{ transport: 'port-forward', pod: name, namespace: 'monitoring', service: 'prometheus', port: 9090 },
  ...{ engine: 'prometheus', version: '2.42.0', pathPrefix: '' },
});

const connected = (server: ServerInfo): ConnectionState => ({
  ...{ kind: 'connected', server, answerMs: 1, newestSampleMs: undefined },
});

/** What failed, as the page is told. */
async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error instanceof AppError ? { code: error.code, ...error.details } : error;
  }
}

let pool: WorkerPool;
let catalogPool: WorkerPool;
const admin = createTsdbAdmin(realClock);
beforeAll(() => {
  pool = openParsePool();
  catalogPool = openCatalogPool();
});
afterAll(async () => {
  await pool.close();
  await catalogPool.close();
});

const open = (url: string, matchers = '') => openSource(url, pool, { catalogPool, matchers });
const answering = ({ source }: TestSource, server = pod('prometheus-0')): Answering => ({
  ...{ source, state: connected(server) },
});

function* history(): Generator<string> {
  yield '# TYPE orders_total counter\n';
  for (const shop of ['quay', 'pier', 'mole'])
    for (let at = startMs; at <= endMs; at += minuteMs)
      yield `orders_total{shop="${shop}"} ${(at - startMs) / minuteMs} ${at / 1000}\n`;
  yield '# EOF\n';
}

describe.skipIf(serverMissing('prometheus') !== undefined)('the TSDB of a real Prometheus', () => {
  let dataDir: string;
  let prometheus: RealServer;
  let opened: TestSource;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'binnacle-admin-'));
    await backFill(dataDir, history(), { blocks: '2h' });
    prometheus = await startPrometheus({ dataDir, scrapeItself: true });
    opened = open(prometheus.url);
  });
  afterAll(async () => {
    await opened?.close();
    await prometheus?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const look = async (selector: string, span?: { readonly startMs: number; readonly endMs: number }) => {
    const { mark, matched, counted } = await admin.look(answering(opened), { selector, span }, signal);
    return { mark, series: matched?.series, counted };
  };
  /** How many samples each shop has in the history. */
  async function samples(): Promise<Record<string, number>> {
    const query = `count_over_time(orders_total[4h])`;
    const asked = new URLSearchParams({ query, time: String(endMs / 1000) });
    const answer = await (await fetch(`${prometheus.url}/api/v1/query?${asked}`)).json();
    const { result } = (answer as { data: { result: { metric: { shop: string }; value: [number, string] }[] } }).data;
    return Object.fromEntries(result.map(({ metric, value }) => [metric.shop, Number(value[1])]));
  }

  it('is looked at first: what a selector matches, whose server that is, and nothing is changed by it', async () => {
    const found = await admin.look(answering(opened), { selector: '{shop=~"quay|mole"}' }, signal);
    expect(found).toMatchObject({ at: 'monitoring/prometheus-0', way: 'port-forward' });
    expect(found.matched).toMatchObject({ series: 2, complete: true });
    expect(found.matched?.labels.find(({ name }) => name === 'shop')?.top.map(({ value }) => value)).toEqual([
      'mole',
      'quay',
    ]);
    expect((await look('orders_total', { startMs: 0, endMs: startMs - 3 * hourMs })).series).toBe(0);
    const last = await look('orders_total', { startMs: endMs - minuteMs, endMs });
    expect(last.counted).toEqual({ series: 3, samples: 6 });
    const several = () => look('{job="prometheus"}', { startMs: 0, endMs: Date.now() });
    await expect.poll(async () => (await several()).series, { timeout: 20_000 }).toBeGreaterThan(100);
    const { counted } = await several();
    expect(counted?.series).toBeGreaterThan(100);
    expect(counted?.samples).toBeUndefined();
    expect(await failureOf(look('orders_total{'))).toMatchObject({ code: 'prometheus.badData' });
    expect(await samples()).toEqual({ quay: 181, pier: 181, mole: 181 });
  });

  it('loses the samples of a span, and no others; then all of a series; and the disk is given back', async () => {
    const span = { startMs: startMs + 30 * minuteMs, endMs: startMs + 89 * minuteMs + 1 };
    const { mark } = await look('orders_total{shop="quay"}', span);
    await admin.deleteSeries(answering(opened), mark, { selector: 'orders_total{shop="quay"}', span }, signal);
    // Both ends inclusive: the 30th minute to the 89th.
    expect(await samples()).toEqual({ quay: 121, pier: 181, mole: 181 });
    expect((await look('orders_total', span)).counted).toEqual({ series: 2, samples: 120 });
    expect((await look('orders_total{shop="quay"}')).series).toBe(1);
    await admin.deleteSeries(answering(opened), mark, { selector: '{shop="mole"}' }, signal);
    expect(await samples()).toEqual({ quay: 121, pier: 181 });
    expect((await look('{shop="mole"}')).series).toBe(0);
    const onDisk = async () => {
      const { readdir, readFile, stat } = await import('node:fs/promises');
      const data = join(dataDir, 'data');
      const blocks = (await readdir(data)).filter((name) => /^[0-9A-Z]{26}$/.test(name));
      const sizes = await Promise.all(blocks.map(async (block) => (await stat(join(data, block, 'tombstones'))).size));
      const metas = await Promise.all(blocks.map((block) => readFile(join(data, block, 'meta.json'), 'utf8')));
      const told = metas.map((text) => (JSON.parse(text) as { stats: { numSamples: number } }).stats.numSamples);
      return { samples: told.reduce((all, one) => all + one, 0), tombstones: sizes.filter((size) => size > 9).length };
    };
    const before = await onDisk();
    expect(before.samples).toBe(3 * 181);
    expect(before.tombstones).toBeGreaterThan(0);
    await admin.cleanTombstones(answering(opened), mark, signal);
    expect(await onDisk()).toEqual({ samples: 121 + 181, tombstones: 0 });
    expect(await samples()).toEqual({ quay: 121, pier: 181 });
  });

  it('tells of what was just deleted that it has no samples, though its head goes on listing it', async () => {
    const point = { zeroCount: 1, counts: [1, 2], firstIndex: 0, sum: 3 };
    const samples = [{ timeMs: Date.now() - 1000, ...point }];
    await writeHistograms(prometheus.url, [{ labels: { __name__: 'waits_seconds', shop: 'quay' }, samples }]);
    const { mark, lately } = await admin.look(answering(opened), { selector: 'waits_seconds' }, signal);
    expect(lately).toBe(1);
    await admin.deleteSeries(answering(opened), mark, { selector: 'waits_seconds' }, signal);
    const after = await admin.look(answering(opened), { selector: 'waits_seconds' }, signal);
    expect([after.lately, after.matched?.series]).toEqual([0, 1]);
  });

  it('counts what a selector with a comment matches, and says what is wrong with another', async () => {
    const span = { startMs: endMs - minuteMs, endMs };
    expect((await look('orders_total{shop="quay"} # the first', span)).counted).toEqual({ series: 1, samples: 2 });
    // A sample of one millisecond before is not counted, for it would not be deleted.
    const later = { startMs: endMs - minuteMs + 1, endMs };
    expect((await look('orders_total{shop="quay"}', later)).counted).toEqual({ series: 1, samples: 1 });
    const blank = opened.source.admin?.deleteSeries({ selector: ' \n' }, { signal, timeoutMs: 10_000 });
    expect(await failureOf(blank ?? Promise.resolve())).toMatchObject({ code: 'prometheus.badData' });
  });

  it('is changed where it was looked at, or not at all', async () => {
    const { mark } = await look('orders_total');
    const selection = { selector: 'orders_total' };
    const other = answering(opened, pod('prometheus-1'));
    expect(await failureOf(admin.deleteSeries(other, mark, selection, signal))).toEqual({
      ...{ code: 'tsdbAdmin.otherServer', at: 'monitoring/prometheus-1' },
    });
    const again = open(prometheus.url);
    expect(await failureOf(admin.cleanTombstones(answering(again), mark, signal))).toMatchObject({
      code: 'tsdbAdmin.otherServer',
    });
    await again.close();
    expect(await samples()).toEqual({ quay: 121, pier: 181 });
  });

  it('has the matchers that every query of an address gets put into what is deleted', async () => {
    const narrow = open(prometheus.url, '{shop="pier"}');
    const { mark, matched } = await admin.look(answering(narrow), { selector: 'orders_total' }, signal);
    expect(matched?.series).toBe(1);
    await admin.deleteSeries(answering(narrow), mark, { selector: 'orders_total' }, signal);
    await narrow.close();
    expect(await samples()).toEqual({ quay: 121 });
  });

  it('is not to be changed where its flags say so, and says so itself where they were not asked', async () => {
    const closed = await startPrometheus({ adminApi: false });
    const source = open(closed.url);
    expect(await failureOf(admin.look(answering(source), undefined, signal))).toEqual({ code: 'tsdbAdmin.off' });
    const asked = source.source.admin?.deleteSeries({ selector: 'up' }, { signal, timeoutMs: 10_000 });
    expect(await failureOf(asked ?? Promise.resolve())).toMatchObject({
      ...{ code: 'tsdbAdmin.off', serverMessage: 'admin APIs disabled' },
    });
    await source.close();
    await closed.stop();
  });
});

describe.skipIf(serverMissing('victoria-metrics') !== undefined)('the TSDB of another engine', () => {
  it('is left alone: it does not say that it may be changed, and its own way deletes all time', async () => {
    const victoria = await startVictoriaMetrics();
    const source = open(victoria.url);
    try {
      expect(await failureOf(admin.look(answering(source), { selector: 'up' }, signal))).toEqual({
        code: 'tsdbAdmin.notOffered',
      });
    } finally {
      await source.close();
      await victoria.stop();
    }
  });
});

describe('a server that does not answer as it should', () => {
  let server: StandIn;
  let opened: TestSource;
  afterEach(async () => {
    await opened.close();
    await server.close();
  });

  const flags = JSON.stringify({ status: 'success', data: { 'web.enable-admin-api': 'true' } });

  /** @param answer to what changes something */
  async function stand(answer: (request: SeenRequest) => void): Promise<string> {
    server = await startStandIn((request) => {
      if (!request.path.endsWith('/flags')) return answer(request);
      request.response.writeHead(200, { 'content-type': 'application/json' }).end(flags);
    });
    opened = open(server.url);
    return (await admin.look(answering(opened), undefined, signal)).mark;
  }
  const sent = () => server.requests.filter(({ method }) => method === 'POST');
  const clean = (mark: string, given = signal) => failureOf(admin.cleanTombstones(answering(opened), mark, given));

  const said =
    (status: number, body: string, contentType = 'application/json') =>
    ({ response }: SeenRequest) =>
      response.writeHead(status, { 'content-type': contentType }).end(body);
  const refusal = (errorType: string, error: string) => JSON.stringify({ status: 'error', errorType, error });

  it('is sent a selection as it was looked at, once', async () => {
    const mark = await stand(({ response }) => response.writeHead(204).end());
    const span = { startMs: 1_700_000_000_123, endMs: 1_700_000_060_000 };
    await admin.deleteSeries(answering(opened), mark, { selector: ' up{job="a&b"} ', span }, signal);
    expect(sent().map(({ path }) => path)).toEqual(['/api/v1/admin/tsdb/delete_series']);
    expect([...new URLSearchParams(sent()[0]?.body)]).toEqual([
      ['match[]', 'up{job="a&b"}'],
      ['start', '1700000000.123'],
      ['end', '1700000060'],
    ]);
  });

  it('may have done it where its answer is lost, and is not asked again', async () => {
    const cut = ({ response }: SeenRequest) => void response.socket?.destroy();
    expect(await clean(await stand(cut))).toMatchObject({ code: 'tsdbAdmin.unsure' });
    expect(sent()).toHaveLength(1);
  });

  it.each([
    [502, '<html>Bad Gateway</html>', 'text/html', 'tsdbAdmin.unsure'],
    [504, '', 'text/plain', 'tsdbAdmin.unsure'],
    [503, 'upstream connect error or disconnect/reset before headers', 'text/plain', 'tsdbAdmin.unsure'],
    [503, refusal('unavailable', 'admin APIs disabled'), 'application/json', 'tsdbAdmin.off'],
    [400, refusal('bad_data', 'no match[] parameter provided'), 'application/json', 'tsdbAdmin.refused'],
    [500, refusal('internal', 'no space left on device'), 'application/json', 'tsdbAdmin.failed'],
    [403, 'not for you', 'text/plain', 'prometheus.http'],
    [405, '', 'text/plain', 'prometheus.http'],
    [500, 'Internal Server Error', 'text/plain', 'tsdbAdmin.unsure'],
    [408, '', 'text/plain', 'tsdbAdmin.unsure'],
    [200, '<html>Sign in</html>', 'text/html', 'tsdbAdmin.unsure'],
    [302, '', 'text/html', 'prometheus.http'],
  ] as const)('that says %i %s did what that means', async (status, body, contentType, code) => {
    expect(await clean(await stand(said(status, body, contentType)))).toMatchObject({ code });
    expect(sent()).toHaveLength(1);
  });

  it('that leads elsewhere is not followed there', async () => {
    const other = '/other-prometheus/api/v1/admin/tsdb/clean_tombstones';
    const mark = await stand(({ response }) => response.writeHead(307, { location: other }).end());
    expect(await clean(mark)).toMatchObject({ code: 'prometheus.http', status: 307, location: other });
    expect(sent()).toHaveLength(1);
  });

  it('is waited for no longer than somebody wants to', async () => {
    const mark = await stand(() => undefined);
    const controller = new AbortController();
    const waited = clean(mark, controller.signal);
    await expect.poll(() => sent().length).toBe(1);
    controller.abort();
    expect(await waited).toBeInstanceOf(CancelledError);
    expect(await sent()[0]?.closed).toBe('aborted');
  });
});
