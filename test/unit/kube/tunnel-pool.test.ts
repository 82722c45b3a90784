import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import type { AnswerSink } from '../../../electron/backend/base/receive-answer.ts';
import { isUnsent } from '../../../electron/backend/base/unsent.ts';
import { TunnelPool } from '../../../electron/backend/kube/tunnel-pool.ts';
import type { Requester } from '../../../electron/backend/sources/source.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { cleanUpAfterEach, cleanups, serve } from '../network/network-fixture.ts';

cleanUpAfterEach();

/** Plain sockets: as those of TLS in a tunnel they do not say what was sent. */
function open(port: number, most: number) {
  let opened = 0;
  const pool = new TunnelPool({
    ...{ origin: 'http://pod', most, keepAliveMs: 60_000 },
    async open() {
      const socket = net.connect(port, '127.0.0.1');
      await once(socket, 'connect');
      opened += 1;
      return socket;
    },
  });
  cleanups.push(() => pool.close());
  return {
    requester: pool.requester('normal'),
    urgent: pool.requester('urgent'),
    lasting: pool.requester('lasting'),
    opened: () => opened,
    close: () => pool.close(),
  };
}

/** Read to its end, by `receive` and by the stream of `request`. */
const ways = {
  receive: async ({ receive }: Requester, path: string, signal?: AbortSignal) => {
    const parts: Buffer[] = [];
    const sink: AnswerSink = { head: () => true, part: (bytes) => void parts.push(Buffer.from(bytes)) };
    await receive?.({ origin: '', path, method: 'GET', ...(signal && { signal }) }, sink);
    return Buffer.concat(parts).toString();
  },
  request: async ({ request }: Requester, path: string, signal?: AbortSignal) => {
    const { body } = await request({ origin: '', path, method: 'GET', ...(signal && { signal }) });
    return body.text();
  },
};

describe.each(Object.entries(ways))('a pool of tunnels, asked by %s', (_name, ask) => {
  it('uses a tunnel again', async () => {
    const port = await serve((request, response) => response.end(request.url));
    const { requester, opened } = open(port, 1);
    for (let n = 0; n < 5; n++) expect(await ask(requester, `/${n}`)).toBe(`/${n}`);
    expect(opened()).toBe(1);
  });

  it('lets nobody else suffer for a request that is cancelled: before it is begun, as soon as it is, in the middle', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/slow') response.write('begun');
      else response.end(request.url);
    });
    const { requester } = open(port, 1);
    // Each on a tunnel that was used before, where undici begins a request a moment later.
    for (const later of [
      () => Promise.resolve(),
      () => new Promise(setImmediate),
      () => new Promise((resolve) => setTimeout(resolve, 20)),
    ]) {
      expect(await ask(requester, '/first')).toBe('/first');
      const controller = new AbortController();
      const cancelled = expect(ask(requester, '/slow', controller.signal)).rejects.toThrow();
      const next = [ask(requester, '/next'), ask(requester, '/after')];
      await later();
      controller.abort();
      await cancelled;
      expect(await Promise.all(next)).toEqual(['/next', '/after']);
    }
  });

  it('lets an answer that goes on for hours keep nobody waiting, and has one of them at a time', async () => {
    let streams = 0;
    const port = await serve((request, response) => {
      if (request.url !== '/live') return void response.end(request.url);
      streams += 1;
      response.write('begun');
    });
    const { requester, urgent, lasting, opened, close } = open(port, 1);
    const listening = new AbortController();
    const listened = [listening.signal, undefined].map((signal) => ask(lasting, '/live', signal).catch(() => 'ended'));
    await expect.poll(() => streams).toBe(1);
    const paths = Array.from({ length: 12 }, (_, n) => `/${n}`);
    expect(await Promise.all(paths.map((path) => ask(requester, path)))).toEqual(paths);
    expect(await ask(urgent, '/beat')).toBe('/beat');
    expect([streams, opened()]).toEqual([1, 2]);
    listening.abort();
    expect(await listened[0]).toBe('ended');
    await expect.poll(() => streams).toBe(2);
    expect(await ask(requester, '/after')).toBe('/after');
    await close();
    expect(await listened[1]).toBe('ended');
  });

  it('ends what is under way and what waits when it is closed', async () => {
    const port = await serve(() => undefined);
    const pool = new TunnelPool({
      ...{ origin: 'http://pod', most: 1, keepAliveMs: 60_000 },
      open: async () => {
        const socket = net.connect(port, '127.0.0.1');
        await once(socket, 'connect');
        return socket;
      },
    });
    const asked = ['/a', '/b'].map((path) => expect(ask(pool.requester('normal'), path)).rejects.toThrow());
    await new Promise((resolve) => setTimeout(resolve, 20));
    await pool.close();
    await Promise.all(asked);
  });
});

describe('a request that is for one pod', () => {
  /** Whose tunnels lead to one pod after the other. */
  function openPods(port: number, pods: readonly string[]) {
    const places = new Map<unknown, string>();
    const pool = new TunnelPool({
      ...{ origin: 'http://pod', most: 2, keepAliveMs: 60_000 },
      async open() {
        const socket = net.connect(port, '127.0.0.1');
        await once(socket, 'connect');
        places.set(socket, pods[places.size] ?? '');
        return socket;
      },
      placeOf: (tunnel) => places.get(tunnel),
    });
    cleanups.push(() => pool.close());
    return {
      requester: pool.requester('normal'),
      urgent: pool.requester('urgent'),
      lasting: pool.requester('lasting'),
      opened: () => places.size,
    };
  }
  const post = async ({ request }: Requester, onlyTo: string) => {
    const { body } = await request({ origin: '', path: '/change', method: 'POST', onlyTo });
    return body.text();
  };

  it('goes to that one, by a tunnel of its own, which others use then', async () => {
    const port = await serve((request, response) => response.end(`${request.method}`));
    const { requester, opened } = openPods(port, ['prom-0', 'prom-0']);
    await ways.request(requester, '/first');
    expect(await post(requester, 'prom-0')).toBe('POST');
    expect(opened()).toBe(2);
    await Promise.all([ways.request(requester, '/a'), ways.request(requester, '/b')]);
    expect(opened()).toBe(2);
  });

  it('keeps neither queries nor the heartbeat waiting', async () => {
    const slow: ServerResponse[] = [];
    const port = await serve((request, response) => {
      if (request.url === '/beat') response.end('beat');
      else slow.push(response);
    });
    const { requester, urgent, lasting } = openPods(
      port,
      Array.from({ length: 9 }, () => 'prom-0'),
    );
    const asked = [post(requester, 'prom-0'), ways.request(lasting, '/stream')];
    asked.push(ways.request(requester, '/a'), ways.request(requester, '/b'));
    await expect.poll(() => slow.length).toBe(4);
    expect(await ways.request(urgent, '/beat')).toBe('beat');
    for (const response of slow) response.end();
    await Promise.all(asked);
  });

  it('that could not be sent for want of a tunnel is known as that', async () => {
    const gone = new AppError('api.unreachable', 'The API server cannot be reached.');
    const pool = new TunnelPool({ origin: 'http://pod', most: 2, keepAliveMs: 1000, open: () => Promise.reject(gone) });
    cleanups.push(() => pool.close());
    await expect(post(pool.requester('normal'), 'prom-0')).rejects.toBe(gone);
    expect([isUnsent(gone), isUnsent(new AppError('api.unreachable', 'Another.'))]).toEqual([true, false]);
  });

  it('is not sent where the pod is another one by now, also where a tunnel to the right one stands', async () => {
    const asked: string[] = [];
    const port = await serve((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end();
    });
    const { requester } = openPods(port, ['prom-0', 'prom-1']);
    await ways.request(requester, '/first');
    await expect(post(requester, 'prom-0')).rejects.toMatchObject({
      ...{ code: 'tsdbAdmin.otherServer', details: { at: 'prom-1' } },
    });
    expect(asked).toEqual(['GET /first']);
  });
});
