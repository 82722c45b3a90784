import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { createHttpPools } from '../../../electron/backend/network/http-pool.ts';
import type { ConnectTarget, HttpPool } from '../../../electron/backend/network/network.ts';
import type { Requester } from '../../../electron/backend/sources/source.ts';
import { createAuthority } from '../../support/certificates.ts';
import { cleanUpAfterEach, cleanups, failureOf, network, proxy, serve } from './network-fixture.ts';

cleanUpAfterEach();

type Target = ConnectTarget & { readonly headers?: Record<string, string> };

function open(target: Target): HttpPool {
  const pool = createHttpPools(network())(target);
  cleanups.push(() => pool.close());
  return pool;
}

const at = (port: number, scheme = 'http', host = '127.0.0.1') => new URL(`${scheme}://${host}:${port}`);

async function ask({ request }: Requester, path = '/', headers: Record<string, string> = {}): Promise<string> {
  const { body } = await request({ origin: 'http://ignored', path, method: 'GET', headers });
  return body.text();
}

describe('a pool of connections', () => {
  it('keeps them: forty requests one after the other need two at most', async () => {
    const seen = new Set<unknown>();
    const port = await serve((request, response) => {
      seen.add(request.socket);
      response.end(request.url);
    });
    const { requester } = open({ url: at(port, 'http') });
    for (let n = 0; n < 40; n++) expect(await ask(requester, `/${n}`)).toBe(`/${n}`);
    expect(seen.size).toBeLessThanOrEqual(2);
  });

  it('sends its headers with every request, beside those of the request, and to its own origin only', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/redirect') response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end('moved');
      else
        response.end([request.headers.authorization, request.headers['x-scope-orgid'], request.headers.accept].join());
    });
    const { requester } = open({ url: at(port), headers: { authorization: 'Bearer t', 'X-Scope-OrgID': 'a' } });
    expect([await ask(requester, '/', { accept: 'x/y' }), await ask(requester, '/redirect')]).toEqual([
      'Bearer t,a,x/y',
      'moved',
    ]);
  });

  it('takes six requests at a time, and one more that is urgent', async () => {
    const waiting: (() => void)[] = [];
    const port = await serve((_request, response) => void waiting.push(() => response.end('done')));
    const pool = open({ url: at(port) });
    const asked = Array.from({ length: 8 }, () => ask(pool.requester));
    await expect.poll(() => waiting.length).toBe(6);
    const urgent = ask(pool.urgent);
    await expect.poll(() => waiting.length).toBe(7);
    waiting[6]?.();
    expect(await urgent).toBe('done');
    for (let n = 0; n < 8; n++) {
      const index = n < 6 ? n : n + 1;
      await expect.poll(() => waiting.length).toBeGreaterThan(index);
      waiting[index]?.();
    }
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 8 }, () => 'done'));
  });

  it('has a place of its own for an answer that goes on, which is no news when it breaks off and ends with the pool', async () => {
    const streams: ServerResponse[] = [];
    const port = await serve((request, response) => {
      if (request.url !== '/live') return void response.end(request.url);
      streams.push(response);
      response.write('begun');
    });
    const pool = open({ url: at(port) });
    let broken = 0;
    pool.onBroken(() => {
      broken += 1;
    });
    const listen = async () => {
      const { body } = await pool.lasting.request({ origin: 'http://ignored', path: '/live', method: 'GET' });
      return body.text();
    };
    const cut = expect(listen()).rejects.toThrow();
    await expect.poll(() => streams.length).toBe(1);
    const paths = Array.from({ length: 12 }, (_, n) => `/${n}`);
    expect(await Promise.all(paths.map((path) => ask(pool.requester, path)))).toEqual(paths);
    expect(await ask(pool.urgent, '/beat')).toBe('/beat');
    streams[0]?.destroy();
    await cut;
    const ended = expect(listen()).rejects.toThrow();
    await expect.poll(() => streams.length).toBe(2);
    await pool.close();
    await ended;
    expect(broken).toBe(0);
  });

  it('gives up a request that is cancelled while it waits, connects, or is answered, and serves the next', async () => {
    let answers = 0;
    const port = await serve((request, response) => {
      if (request.url === '/slow') response.write('begun');
      else response.end(String(++answers));
    });
    const { requester } = open({ url: at(port) });
    const controller = new AbortController();
    const { signal } = controller;
    const begun = await Promise.all(
      Array.from({ length: 6 }, () => requester.request({ origin: '', path: '/slow', method: 'GET', signal })),
    );
    const bodies = begun.map(({ body }) => expect(body.text()).rejects.toMatchObject({ name: 'AbortError' }));
    const queued = expect(requester.request({ origin: '', path: '/', method: 'GET', signal })).rejects.toMatchObject({
      name: 'CancelledError',
    });
    controller.abort();
    await Promise.all([...bodies, queued]);
    expect(await ask(requester)).toBe('1');
  });

  it('ends with everything when it is closed, and takes no more', async () => {
    const port = await serve(() => undefined);
    const pool = open({ url: at(port) });
    const asked = expect(ask(pool.requester)).rejects.toMatchObject({ name: 'CancelledError' });
    await new Promise((resolve) => setImmediate(resolve));
    await pool.close();
    await asked;
    await expect(ask(pool.requester)).rejects.toMatchObject({ name: 'CancelledError' });
  });

  it('goes through a proxy', async () => {
    const gate = await proxy({
      kind: 'socks5',
      routes: { 'prometheus.test:9090': await serve((_q, r) => r.end('up')) },
    });
    const { requester } = open({ url: new URL('http://prometheus.test:9090'), proxyUrl: gate.url });
    expect([await ask(requester), gate.records.length]).toEqual(['up', 1]);
  });
});

describe('a connection that breaks', () => {
  it('is told, while something was asked of it, and a refused or cancelled one is not', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/cut') request.socket.destroy();
      else if (request.url === '/half')
        response.writeHead(200, { 'content-length': 9 }).write('x', () => request.socket.destroy());
      else if (request.url === '/ok') response.end('ok');
    });
    const pool = open({ url: at(port) });
    let broken = 0;
    pool.onBroken(() => {
      broken += 1;
    });
    await ask(pool.requester, '/ok');
    const controller = new AbortController();
    const cancelled = pool.requester.request({ origin: '', path: '/never', method: 'GET', signal: controller.signal });
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ name: 'CancelledError' });
    expect(broken).toBe(0);
    await expect(ask(pool.requester, '/cut')).rejects.toThrow();
    expect(broken).toBe(1);
    await expect(ask(pool.requester, '/half')).rejects.toThrow();
    expect(broken).toBe(2);
  });
});

describe('an address that cannot be reached', () => {
  const authority = createAuthority();

  async function failure(target: Target) {
    const { code, details, retryable } = await failureOf(ask(open(target).requester));
    expect(details.url).toBe(target.url.origin);
    return [code, details.reason, retryable];
  }

  it('is address.unreachable, by its reason', async () => {
    const closed = createTcpServer();
    closed.listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as { port: number };
    await new Promise((resolve) => closed.close(resolve));
    expect(await failure({ url: at(port) })).toEqual([
      'address.unreachable',
      'nothing listens there (connection refused)',
      true,
    ]);
    expect(await failure({ url: new URL('http://nobody.invalid') })).toEqual([
      'address.unreachable',
      expect.stringMatching(/name/),
      true,
    ]);
  });

  it('is address.tls: expired, not valid yet, of an unknown authority, for other names, no TLS at all', async () => {
    const day = 86_400_000;
    const now = Date.now();
    const server = (validity?: { fromMs?: number; untilMs?: number }) =>
      authority.server(['a.test', 'b.test'], ['127.0.0.2'], validity);
    const answer = (_request: unknown, response: { end: () => void }) => response.end();
    const tls = { ca: authority.certPem };
    const expired = await serve(answer, server({ fromMs: now - 2 * day, untilMs: now - day }));
    const future = await serve(answer, server({ fromMs: now + day, untilMs: now + 2 * day }));
    const good = await serve(answer, server());
    const plain = await serve(answer);
    expect([
      await failure({ url: at(expired, 'https'), tls }),
      await failure({ url: at(future, 'https'), tls }),
      await failure({ url: at(good, 'https'), tls }),
      await failure({ url: at(good, 'https') }),
      await failure({ url: at(plain, 'https'), tls }),
    ]).toEqual([
      ['address.tls', 'its certificate has expired', false],
      ['address.tls', 'its certificate is not valid yet (is the clock right?)', false],
      ['address.tls', 'its certificate is for a.test, b.test, 127.0.0.2, not for 127.0.0.1', false],
      ['address.tls', 'its certificate comes from an authority that neither the system nor the settings know', false],
      ['address.tls', 'it does not speak TLS there (is it an http:// server?)', false],
    ]);
  });

  it('is api.proxy where the proxy is why', async () => {
    const gate = await proxy();
    gate.behaviour = 'refuse';
    const { requester } = open({ url: new URL('https://a.test'), proxyUrl: gate.url });
    expect((await failureOf(ask(requester))).code).toBe('api.proxy');
  });

  it('is reached with a client certificate where the server wants one', async () => {
    const port = await serve(
      (request, response) => response.end((request.socket as TLSSocket).getPeerCertificate().subject?.CN),
      authority.server(),
      authority.certPem,
    );
    const { certPem, keyPem } = authority.client({ commonName: 'captain' });
    const { requester } = open({ url: at(port, 'https'), tls: { ca: authority.certPem, cert: certPem, key: keyPem } });
    expect(await ask(requester)).toBe('captain');
  });
});
