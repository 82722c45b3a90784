import { createServer as createTcpServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type AnswerHead, type AnswerSink, receiveAnswer } from '../../../electron/backend/base/receive-answer.ts';
import { createHttpPools } from '../../../electron/backend/network/http-pool.ts';
import type { HttpPool } from '../../../electron/backend/network/network.ts';
import type { Requester } from '../../../electron/backend/sources/source.ts';
import { cleanUpAfterEach, cleanups, network, serve } from './network-fixture.ts';

cleanUpAfterEach();

/** By a pool's own `receive`, and by the stream of its `request`: whoever asks sees no difference. */
const ways = {
  'at once': ({ requester }: HttpPool): Requester => requester,
  'of a stream': ({ requester: { request } }: HttpPool): Requester => ({ request }),
};

interface Kept extends AnswerSink {
  readonly heads: AnswerHead[];
  readonly parts: Buffer[];
}

function keeping(wants: (head: AnswerHead) => boolean = () => true, most = Number.POSITIVE_INFINITY): Kept {
  const [heads, parts]: [AnswerHead[], Buffer[]] = [[], []];
  let size = 0;
  return {
    ...{ heads, parts },
    head(head) {
      heads.push(head);
      return wants(head);
    },
    part(bytes) {
      size += bytes.length;
      if (size > most) return new Error('too large');
      parts.push(Buffer.from(bytes));
      return undefined;
    },
  };
}

function open(port: number, headers?: Record<string, string>): HttpPool {
  const pool = createHttpPools(network())({ url: new URL(`http://127.0.0.1:${port}`), headers });
  cleanups.push(() => pool.close());
  return pool;
}

const get = (path: string, signal?: AbortSignal) =>
  ({ origin: 'http://ignored', path, method: 'GET', headers: { accept: 'x/y' }, ...(signal && { signal }) }) as const;

describe.each(Object.entries(ways))('an answer that is read %s', (_name, way) => {
  it('comes with its head and all its bytes, and its connection is used again', async () => {
    const sockets = new Set<unknown>();
    const body = 'sample 1\n'.repeat(50_000);
    const port = await serve((request, response) => {
      sockets.add(request.socket);
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      const { accept, authorization } = request.headers;
      response.writeHead(200, 'Fine', { 'x-asked': [accept, authorization].join() }).end(body);
    });
    const requester = way(open(port, { authorization: 'Bearer t' }));
    for (let n = 0; n < 5; n++) {
      const sink = keeping();
      await receiveAnswer(requester, get('/'), sink);
      expect(sink.heads).toMatchObject([
        { statusCode: 200, statusText: 'Fine', headers: { 'x-asked': 'x/y,Bearer t' } },
      ]);
      expect(Buffer.concat(sink.parts).toString()).toBe(body);
    }
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  it('has no body where that is not wanted, whoever sends it without an end', async () => {
    let ended = 0;
    const port = await serve((request, response) => {
      request.socket.once('close', () => (ended += 1));
      response.writeHead(503).write('and so on');
    });
    const sink = keeping(({ statusCode }) => statusCode === 200);
    await receiveAnswer(way(open(port)), get('/'), sink);
    expect([sink.heads.length, sink.parts]).toEqual([1, []]);
    await expect.poll(() => ended).toBe(1);
  });

  it('fails with what its sink says of a part, and its connection ends', async () => {
    let ended = 0;
    const port = await serve((request, response) => {
      request.socket.once('close', () => (ended += 1));
      const more = () => void (response.destroyed || response.write('x'.repeat(65_536), more));
      more();
    });
    const asked = receiveAnswer(way(open(port)), get('/'), keeping(undefined, 1_000_000));
    await expect(asked).rejects.toThrow('too large');
    await expect.poll(() => ended).toBe(1);
  });

  it('fails where it is cut: before its head, in a body of a given length, and in one of chunks', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/none') request.socket.destroy();
      else if (request.url === '/length')
        response.writeHead(200, { 'content-length': 9 }).write('x', () => request.socket.destroy());
      else response.write('x', () => request.socket.destroy());
    });
    const pool = open(port);
    let broken = 0;
    pool.onBroken(() => (broken += 1));
    for (const path of ['/none', '/length', '/chunks']) {
      const sink = keeping();
      await expect(receiveAnswer(way(pool), get(path), sink)).rejects.toThrow();
      expect(sink.heads.length).toBe(path === '/none' ? 0 : 1);
    }
    expect(broken).toBe(3);
  });

  it('ends when it is cancelled: before it is asked, while it waits for its turn, in the middle', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/slow') response.write('begun');
      else response.end('answered');
    });
    const pool = open(port);
    let broken = 0;
    pool.onBroken(() => (broken += 1));
    const requester = way(pool);
    const controller = new AbortController();
    const sinks = Array.from({ length: 6 }, () => keeping());
    const slow = sinks.map((sink) =>
      expect(receiveAnswer(requester, get('/slow', controller.signal), sink)).rejects.toThrow(),
    );
    await expect.poll(() => sinks.every(({ parts }) => parts.length > 0)).toBe(true);
    const queued = keeping();
    const waits = expect(receiveAnswer(requester, get('/', controller.signal), queued)).rejects.toThrow();
    controller.abort();
    await Promise.all([...slow, waits]);
    await expect(receiveAnswer(requester, get('/', controller.signal), queued)).rejects.toThrow();
    expect(queued.heads).toEqual([]);
    const next = keeping();
    await receiveAnswer(requester, get('/'), next);
    expect([Buffer.concat(next.parts).toString(), broken]).toEqual(['answered', 0]);
  });

  it('ends when the pool is closed, and none is begun after', async () => {
    const port = await serve(() => undefined);
    const pool = open(port);
    const requester = way(pool);
    const asked = Array.from({ length: 8 }, () =>
      expect(receiveAnswer(requester, get('/'), keeping())).rejects.toMatchObject({ name: 'CancelledError' }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    await pool.close();
    await Promise.all(asked);
    await expect(receiveAnswer(requester, get('/'), keeping())).rejects.toMatchObject({ name: 'CancelledError' });
  });

  it('is address.unreachable where nothing listens', async () => {
    const closed = createTcpServer();
    const port = await new Promise<number>((resolve) =>
      closed.listen(0, '127.0.0.1', () => resolve((closed.address() as { port: number }).port)),
    );
    await new Promise((resolve) => closed.close(resolve));
    await expect(receiveAnswer(way(open(port)), get('/'), keeping())).rejects.toMatchObject({
      code: 'address.unreachable',
    });
  });
});
