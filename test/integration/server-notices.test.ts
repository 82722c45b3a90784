/** What a server warns of, followed: by its event stream, by its list where there is none or none comes through, and while queries are asked beside. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createNetwork } from '../../electron/backend/network/create-network.ts';
import { createHttpPools } from '../../electron/backend/network/http-pool.ts';
import { createPrometheusSource } from '../../electron/backend/sources/prometheus/prometheus-source.ts';
import type { Source } from '../../electron/backend/sources/source.ts';
import { sourcesAsked } from '../../electron/backend/sources-asked.ts';
import { createServerNotices, type NoticesTiming } from '../../electron/backend/status/server-notices.ts';
import { watchServerNotices } from '../../electron/backend/watch-server-notices.ts';
import { AppError } from '../../shared/base/errors.ts';
import type { ServerNoticesItem } from '../../shared/model/server-status.ts';
import { defaultSettings } from '../../shared/model/settings.ts';
import { type PolicyRule, portForwarder, viewer } from '../support/api-server/users.ts';
import { type Front, startFront } from '../support/servers/front.ts';
import { createNoticesServer, type NoticesOptions, sentences } from '../support/servers/notices.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { answerOf, type Harbour, harbor, openHarbour, reaches } from './connections-fixture.ts';
import {
  openCatalogPool,
  openParsePool,
  realClock,
  type SeenRequest,
  silentLog,
  startStandIn,
} from './prometheus-support.ts';

/** The usual order of things, close together; what comes by the stream does not wait for a reading. */
const quick: NoticesTiming = {
  ...{ aloneMs: 40, silentMs: 60_000, provenMs: 60_000, failedMs: 40, missingMs: 60, leastMs: 5 },
  ...{ steadyMs: 60_000, backoff: { firstMs: 10, mostMs: 40 } },
};

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Following {
  readonly items: readonly ServerNoticesItem[];
  /** The texts that are told now; else what else is, or how it ended. */
  now(): readonly string[] | string | undefined;
  stop(): Promise<void>;
}

function follow(open: (signal: AbortSignal) => AsyncIterable<ServerNoticesItem>): Following {
  const controller = new AbortController();
  const items: ServerNoticesItem[] = [];
  let failure: AppError | undefined;
  const done = (async () => {
    try {
      for await (const item of open(controller.signal)) items.push(item);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      failure = error;
    }
  })();
  const stop = async () => {
    controller.abort();
    await done;
  };
  closers.push(stop);
  return {
    items,
    now() {
      if (failure !== undefined) return `ended: ${failure.code}`;
      const last = items.at(-1);
      if (last?.kind === 'told') return last.notices.map(({ text }) => text);
      return last?.kind === 'none' ? last.why.outcome : last?.error.code;
    },
    stop,
  };
}

describe('what a server warns of', () => {
  const pool = openParsePool();
  const catalogPool = openCatalogPool();
  afterAll(() => Promise.all([pool.close(), catalogPool.close()]));

  /** @param instead answers what the server itself would have answered @returns the server, and who follows it */
  async function serve(options: NoticesOptions = {}, instead: (request: SeenRequest) => boolean = () => false) {
    const server = createNoticesServer(options);
    const { url, requests, close } = await startStandIn((request) => {
      const isAnswered = instead(request) || server.serve({ url: request.path }, request.response);
      if (!isAnswered) request.response.writeHead(200, { 'content-type': 'application/json' }).end(vector);
    });
    const http = createHttpPools(createNetwork({ settings: () => defaultSettings, env: {} }))({ url: new URL(url) });
    const endpoint = { dispatcher: http.requester, lasting: http.lasting, origin: url, pathPrefix: '' };
    const source = createPrometheusSource(endpoint, { pool, catalogPool, clock: realClock, log: silentLog });
    closers.push(close, () => http.close());
    const by = (timing: Partial<NoticesTiming> = {}) => {
      const notices = createServerNotices({ random: () => 0.5, timing: { ...quick, ...timing } });
      return () => follow((signal) => notices.watch(source.status, signal));
    };
    return { server, requests, source, by, http };
  }

  it.each([
    ['nested deeper than it could be written', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['long', JSON.stringify(Array.from({ length: 5000 }, () => ({ text: 'x', date: '2026-12-01T00:00:00Z' })))],
  ])('is refused where its list is %s', async (_what, list) => {
    const { by } = await serve({}, ({ path, response }) => {
      if (!path.endsWith('/api/v1/notifications')) return false;
      response.writeHead(200, { 'content-type': 'application/json' }).end(`{"status":"success","data":${list}}`);
      return true;
    });
    const following = by()();
    await expect.poll(following.now).toBe('prometheus.malformed');
  });

  it('comes as it changes, without another reading: what came last first, until it is taken back', async () => {
    const { server, by } = await serve();
    server.add(sentences.starting);
    const following = by()();
    await expect.poll(() => [following.now(), server.subscribers]).toEqual([[sentences.starting], 1]);
    await expect.poll(() => server.readings).toBe(2);
    server.takeBack(sentences.starting);
    await expect.poll(following.now).toEqual([]);
    server.add('Hostile <b>\u202egnp');
    server.add(sentences.reload);
    await expect.poll(following.now).toEqual([sentences.reload, 'Hostile <b>\u202egnp']);
    server.add('Hostile <b>\u202egnp');
    await expect.poll(following.now).toEqual(['Hostile <b>\u202egnp', sentences.reload]);
    server.takeBack('Hostile <b>\u202egnp');
    server.takeBack(sentences.reload);
    await expect.poll(following.now).toEqual([]);
    expect([server.readings, server.subscribed]).toEqual([2, 1]);
  });

  it('comes to all who look by one stream, which ends with the last of them', async () => {
    const { server, by } = await serve();
    const open = by();
    const [one, two] = [open(), open()];
    server.add(sentences.reload);
    await expect.poll(() => [one.now(), two.now()]).toEqual([[sentences.reload], [sentences.reload]]);
    await one.stop();
    server.takeBack(sentences.reload);
    await expect.poll(two.now).toEqual([]);
    expect([server.subscribed, server.subscribers]).toEqual([1, 1]);
    await two.stop();
    await expect.poll(() => server.subscribers).toBe(0);
    const again = open();
    await expect.poll(() => [again.now(), server.subscribed]).toEqual([[], 2]);
  });

  it('is not served by others, which are not asked for a stream, until they are newer', async () => {
    const { server, requests, by } = await serve();
    server.isThere = false;
    const following = by()();
    await expect.poll(following.now).toBe('notServed');
    await expect.poll(() => requests.length).toBeGreaterThan(2);
    expect(new Set(requests.map(({ path }) => path))).toEqual(new Set(['/api/v1/notifications']));
    server.isThere = true;
    server.add(sentences.starting);
    await expect.poll(() => [following.now(), server.subscribers]).toEqual([[sentences.starting], 1]);
  });

  const plainPage = ({ path, response }: SeenRequest) => {
    if (path.endsWith('/live')) response.writeHead(200, { 'content-type': 'text/html' }).end('data: {"text":"no"}\n\n');
    return path.endsWith('/live');
  };
  const forbidden = ({ path, response }: SeenRequest) => {
    if (path.endsWith('/live')) response.writeHead(403).end();
    return path.endsWith('/live');
  };
  const compressed = ({ path, response }: SeenRequest) => {
    const headers = { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' };
    if (path.endsWith('/live')) response.writeHead(200, headers).write('x');
    return path.endsWith('/live');
  };
  it.each([
    ['all streams are taken (204)', { mostSubscribers: 0 }, undefined],
    ['something else answers', {}, plainPage],
    ['the stream is refused', {}, forbidden],
    ['it is compressed', {}, compressed],
    ['what stands between lets only its head through', { buffers: 'body' as const }, undefined],
    ['what stands between lets nothing through', { buffers: 'all' as const }, undefined],
  ])('is read again and again where %s', async (_name, options, instead) => {
    const { server, by } = await serve(options, instead);
    const following = by({ silentMs: 40 })();
    await expect.poll(following.now).toEqual([]);
    server.add(sentences.reload);
    await expect.poll(following.now).toEqual([sentences.reload]);
    server.takeBack(sentences.reload);
    await expect.poll(following.now).toEqual([]);
    expect(following.items.every(({ kind }) => kind === 'told')).toBe(true);
  });

  it('goes on by the next stream when one is cut, and nobody hears of that', async () => {
    const { server, by } = await serve();
    server.add(sentences.starting);
    const following = by()();
    for (let times = 1; times <= 4; times += 1) {
      await expect.poll(() => server.subscribers).toBe(1);
      server.cut();
      await expect.poll(() => server.subscribed).toBe(times + 1);
    }
    server.takeBack(sentences.starting);
    await expect.poll(following.now).toEqual([]);
    expect(following.items.map(({ kind }) => kind)).toEqual(['told', 'told']);
  });

  it('forgets what was taken back while no stream was there', async () => {
    const { server, by } = await serve();
    server.add(sentences.starting);
    const following = by()();
    await expect.poll(() => [following.now(), server.subscribers]).toEqual([[sentences.starting], 1]);
    server.cut();
    server.takeBack(sentences.starting);
    await expect.poll(following.now).toEqual([]);
  });

  it('is read again sooner where a stream that told something has fallen silent', async () => {
    const { server, requests, by } = await serve();
    const following = by({ provenMs: 40, silentMs: 20 })();
    await expect.poll(() => server.subscribers).toBe(1);
    server.add(sentences.starting);
    await expect.poll(following.now).toEqual([sentences.starting]);
    // A connection that somebody between has forgotten: nothing comes, and no end.
    const [stream] = requests.filter(({ path }) => path.endsWith('/live'));
    const mute = () => true;
    Object.assign(stream?.response ?? {}, { write: mute });
    server.add(sentences.reload);
    await expect.poll(following.now).toEqual([sentences.reload, sentences.starting]);
    expect(server.subscribed).toBe(1);
  });

  it('says why it cannot be read, and goes on as soon as it can', async () => {
    let isReady = false;
    const { server, by } = await serve({}, ({ response }) => {
      if (isReady) return false;
      const body = { status: 'error', errorType: 'unavailable', error: 'Service Unavailable' };
      response.writeHead(503, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      return true;
    });
    const following = by()();
    await expect.poll(following.now).toBe('prometheus.unavailable');
    isReady = true;
    server.add(sentences.starting);
    await expect.poll(following.now).toEqual([sentences.starting]);
  });

  it('is whole whatever else the stream has in it, and what is no event stream at all is not read on', async () => {
    const { server, by } = await serve();
    const following = by({ backoff: { firstMs: 60_000, mostMs: 60_000 } })();
    await expect.poll(() => server.subscribers).toBe(1);
    const said = { text: 'split é', date: '2026-11-22T10:57:00Z', active: true };
    server.send(': hello\r\nretry: 1\nid: 7\n\ndata: no JSON\n\nevent: other\ndata: {"text":"another name"}\n\n');
    for (const byte of Buffer.from(`data: ${JSON.stringify(said)}\r\n\r\n`)) server.send(Uint8Array.of(byte));
    await expect.poll(following.now).toEqual(['split é']);
    server.send(`data: ${'x'.repeat(100_000)}`);
    await expect.poll(() => server.subscribers).toBe(0);
    // The list never had it.
    await expect.poll(following.now).toEqual([]);
    server.add(sentences.reload);
    await expect.poll(following.now).toEqual([sentences.reload]);
  });

  it('is told no faster than is of use, and at its newest', async () => {
    const { server, by } = await serve();
    const following = by({ leastMs: 100 })();
    await expect.poll(() => server.subscribers).toBe(1);
    const begunMs = performance.now();
    for (let n = 0; n < 300; n += 1) {
      server.add(`flapping ${n}`);
      server.takeBack(`flapping ${n}`);
      if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    server.add(sentences.reload);
    await expect.poll(following.now).toEqual([sentences.reload]);
    const most = (performance.now() - begunMs) / 100 + 4;
    expect(following.items.length).toBeLessThanOrEqual(most);
  });

  it('keeps no query and no heartbeat waiting, and ends with the connection', async () => {
    const { server, source, by, http } = await serve();
    const following = by()();
    await expect.poll(() => server.subscribers).toBe(1);
    await Promise.all(Array.from({ length: 20 }, () => ask(source)));
    const beat = await http.urgent.request({ origin: '', path: '/api/v1/query', method: 'GET' });
    expect(await beat.body.text()).toBe(vector);
    expect(server.subscribed).toBe(1);
    await http.close();
    await expect.poll(() => server.subscribers).toBe(0);
    await expect.poll(following.now).toBe('prometheus.connectionLost');
  });

  it('is of nobody where there is no server, or where it is a record', async () => {
    const notices = createServerNotices({ random: () => 0 });
    const { signal } = new AbortController();
    const all = async (status: Source['status']) => {
      const items: ServerNoticesItem[] = [];
      for await (const item of notices.watch(status, signal)) items.push(item);
      return items;
    };
    expect(await all(undefined)).toEqual([{ kind: 'none', why: { outcome: 'notTold' } }]);
    const record = { read: async () => undefined, firstMs: async () => undefined };
    expect(await all(record)).toEqual([{ kind: 'none', why: { outcome: 'notKept', firstMs: undefined } }]);
  });
});

const vector = '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"1"]}]}}';

async function ask(source: Source): Promise<void> {
  const options = { signal: new AbortController().signal, timeoutMs: 5000 };
  for await (const _item of source.query({ kind: 'instant', expr: 'vector(1)' }, options));
}

describe.skipIf(serverMissing('prometheus') !== undefined)('what a Prometheus in a cluster warns of', () => {
  let prometheus: RealServer;
  beforeAll(async () => {
    prometheus = await startPrometheus();
  });
  afterAll(() => prometheus?.stop());

  async function open(port: number, rules: readonly PolicyRule[] = portForwarder) {
    const users = [
      { name: 'captain', token: 'captain-token', rules },
      { name: 'reader', rules: viewer },
    ];
    const harbour: Harbour = await openHarbour(port, { users });
    closers.push(() => harbour.stop());
    const running = harbour.start({ serverNotices: quick });
    const { services } = running;
    running.connect(harbor);
    await reaches(running, 'connected');
    const asked = sourcesAsked(services);
    const look = () => follow((signal) => watchServerNotices(asked, services.serverNotices, harbor, signal));
    return { running, look };
  }

  it('is nothing of 2.42', async () => {
    const { look } = await open(prometheus.port);
    await expect.poll(look().now).toBe('notServed');
  });

  const byProxy = [...viewer, { verbs: ['get', 'create'], apiGroups: [''], resources: ['services/proxy'] }];
  it.each([
    ['a port-forward', portForwarder, 'port-forward'],
    ["the API server's proxy", byProxy, 'proxy'],
  ])(
    'comes through %s while queries pass, silently by the next stream, and no longer than the connection stands',
    async (_name, rules, transport) => {
      const server = createNoticesServer();
      const front: Front = await startFront({ to: prometheus.port, notices: server });
      closers.push(() => front.stop());
      const { running, look } = await open(front.port, rules);
      const following = look();
      expect(running.remote(harbor)?.server.transport).toBe(transport);
      await expect.poll(() => [following.now(), server.subscribers]).toEqual([[], 1]);
      for (let n = 0; n < 5; n += 1) {
        const text = `${n}`;
        const answers = Promise.all(Array.from({ length: 12 }, () => answerOf(running)));
        server.add(text);
        await expect.poll(following.now).toEqual([text]);
        expect(await answers).toEqual(Array.from({ length: 12 }, () => [1]));
        server.takeBack(text);
        await expect.poll(following.now).toEqual([]);
      }
      // Heartbeats go on every 40 ms, and say so; the stream is the first one still.
      expect([running.state(harbor).kind, server.subscribed]).toEqual(['connected', 1]);
      server.cut();
      await expect.poll(() => server.subscribed).toBe(2);
      expect(running.log).toEqual(['authenticating', 'discovering', 'connected']);
      server.add(sentences.reload);
      await expect.poll(following.now).toEqual([sentences.reload]);
      await running.disconnect(harbor);
      await expect.poll(() => [following.now(), server.subscribers]).toEqual(['ended: connection.notConnected', 0]);
      running.connect(harbor);
      await reaches(running, 'connected');
      await expect.poll(look().now).toEqual([sentences.reload]);
    },
  );
});
