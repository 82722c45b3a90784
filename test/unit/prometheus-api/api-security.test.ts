import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it, vi } from 'vitest';
import type { ApiQuery } from '../../../electron/backend/prometheus-api/api-data.ts';
import type { QueryResult } from '../../../shared/promql/engine/result.ts';
import { plainRequest } from '../../support/http.ts';
import { startApi, token } from './api-fixture.ts';

const path = '/api/v1/query?query=1&time=5';

describe('who may ask', () => {
  it('knows the token, as a bearer', async () => {
    const { api, ask } = await startApi();
    const given = [
      `Bearer ${token}`,
      `bearer ${token}`,
      '',
      `Bearer ${token}x`,
      'Bearer',
      `Basic ${token}`,
      `${token}`,
    ];
    const statuses = [];
    for (const Authorization of given) statuses.push((await ask(path, { headers: { Authorization } })).status);
    expect(statuses).toEqual([200, 200, 401, 401, 401, 401, 401]);
    const stranger = await plainRequest(api.url + path);
    expect([stranger.status, stranger.headers['www-authenticate'], stranger.body]).toEqual([
      401,
      'Bearer realm="Binnacle", Basic realm="Binnacle"',
      expect.stringMatching(/^Unauthorized: .*Authorization: Bearer TOKEN.* Basic authentication \(any user\)\n$/),
    ]);
  });

  it('knows the token, as the password of any user', async () => {
    const { ask } = await startApi();
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    const given = [`x:${token}`, `:${token}`, `x:${token}y`, `${token}:x`, token, 'x:', ':', ''].map(basic);
    const statuses = [];
    for (const Authorization of [...given, `basic ${Buffer.from(`a:${token}`).toString('base64')}`, 'Basic ====']) {
      statuses.push((await ask(path, { headers: { Authorization } })).status);
    }
    expect(statuses).toEqual([200, 200, 401, 401, 401, 401, 401, 401, 200, 401]);
  });

  it('gets a token that nobody could guess, unless one is given or none is wanted', async () => {
    const apis = await Promise.all([startApi(), startApi({ open: true }), startApi({ newToken: true })]);
    const [given, none, made] = apis.map(({ api }) => api.token);
    expect([given, none, made]).toEqual([token, undefined, expect.stringMatching(/^[\w-]{43}$/)]);
    const [, , { ask }] = apis;
    const statuses = [];
    for (const one of [token, made])
      statuses.push((await ask(path, { headers: { Authorization: `Bearer ${one}` } })).status);
    expect(statuses).toEqual([401, 200]);
  });

  it('names the server as it is named here', async () => {
    const { api, ask } = await startApi({ open: true });
    const { port } = api;
    const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, 'localhost', '127.0.0.1:1'];
    const evil = [`evil.example:${port}`, `127.0.0.1.evil.example:${port}`, `[::1]:${port}`];
    const statuses = [];
    for (const Host of [...hosts, ...evil]) statuses.push((await ask(path, { headers: { Host } })).status);
    expect(statuses).toEqual([200, 200, 200, 421, 421, 421, 421, 421]);
    const nameless = connect(port, '127.0.0.1');
    nameless.end(`GET ${path} HTTP/1.0\r\n\r\n`);
    const [head] = await once(nameless, 'data');
    expect(String(head)).toMatch(/^HTTP\/1\.1 421 /);
  });

  it('is no page of another origin, and no answer has a header for one', async () => {
    const { api, ask } = await startApi({ open: true });
    const evil = await ask(path, { headers: { Origin: 'http://evil.example' } });
    const own = await ask(path, { headers: { Origin: api.url } });
    const preflight = await ask(path, {
      method: 'OPTIONS',
      headers: { Origin: api.url, 'Access-Control-Request-Method': 'POST' },
    });
    expect([evil.status, own.status, preflight.status]).toEqual([403, 200, 405]);
    for (const { headers } of [evil, own, preflight]) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect([headers['x-content-type-options'], headers['cache-control']]).toEqual(['nosniff', 'no-store']);
    }
  });

  it('is on this machine', async () => {
    const { api } = await startApi();
    const outside = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of outside) {
      const socket = connect(api.port, address);
      const [error] = await once(socket, 'error');
      expect(error).toHaveProperty('code', 'ECONNREFUSED');
    }
  });
});

describe('what is asked', () => {
  it.each([
    ['GET', '/', 404],
    ['GET', '/api/v1/nothing', 404],
    ['GET', '/api/v1/query/', 404],
    ['GET', '/api/v1/label/a%2Fb/values', 404],
    ['GET', '/api/v1/%zz', 400],
    ['GET', '/metrics', 404],
    ['GET', '/nobody/api/v1/query?query=1', 404],
    ['GET', '/a%20b/c/api/v1/query?query=1', 404],
    ['HEAD', path, 405],
    ['PUT', path, 405],
    ['DELETE', '/api/v1/series', 405],
    ['POST', '/api/v1/label/job/values', 405],
    ['POST', '/api/v1/status/buildinfo', 405],
    ['POST', '/api/v1/write', 404],
  ])('%s %s is answered with %i', async (method, target, status) => {
    const { ask } = await startApi();
    const answer = await ask(target, { method });
    expect([answer.status, answer.headers['content-type']]).toEqual([status, 'text/plain; charset=utf-8']);
  });

  it('may not be too long', async () => {
    const { ask } = await startApi();
    const form = { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } };
    const large = `query=1&x=${'x'.repeat(9 * 1024 * 1024)}`;
    expect((await ask(path, { ...form, body: large })).status).toBe(200);
    // The server answers before it has read everything, and hangs up.
    const larger = ask(path, { ...form, body: large + large }).then(
      ({ status }) => status,
      () => 413,
    );
    expect(await larger).toBe(413);
    expect((await ask(`${path}&x=${'x'.repeat(40_000)}`)).status).toBe(200);
    expect((await ask(`${path}&x=${'x'.repeat(70_000)}`)).status).toBe(431);
  });

  it('does not learn what went wrong inside', async () => {
    const evaluate = async () => {
      throw new TypeError('cannot read /home/someone/secret');
    };
    const { json, log } = await startApi({ data: { evaluate } });
    expect(await json('query', { query: 'up' })).toEqual({
      status: 500,
      body: { status: 'error', errorType: 'internal', error: 'internal error' },
    });
    expect(log).toEqual([expect.stringContaining('cannot read /home/someone/secret')]);
  });
});

describe('who goes away', () => {
  /** Sends a request and leaves when asked to. */
  function caller(port: number, target: string) {
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    socket.on('error', () => undefined);
    return socket;
  }

  it('cancels the query', async () => {
    const asked: AbortSignal[] = [];
    const evaluate = (_: ApiQuery, signal: AbortSignal) => {
      asked.push(signal);
      return new Promise<never>(() => undefined);
    };
    const { api, log } = await startApi({ open: true, data: { evaluate } });
    const socket = caller(api.port, path);
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]?.aborted).toBe(false);
    socket.destroy();
    await vi.waitFor(() => expect(asked[0]?.aborted).toBe(true));
    expect(log).toEqual([]);
  });

  it('or says nothing is hung up on, but not while a query takes its time', async () => {
    const evaluate = async (): Promise<QueryResult> => {
      await new Promise((resolve) => setTimeout(resolve, 600));
      return {
        value: { kind: 'scalar', timeMs: 0, value: 1 },
        annotations: [],
        peakBytes: 0,
        samples: { total: 0, peak: 0 },
      };
    };
    const { api, ask } = await startApi({ open: true, data: { evaluate }, idleTimeoutMs: 200 });
    const silent = connect(api.port, '127.0.0.1');
    const halfway = connect(api.port, '127.0.0.1');
    halfway.write('POST /api/v1/query HTTP/1.1\r\n');
    for (const socket of [silent, halfway]) socket.on('error', () => undefined).resume();
    const closed = Promise.all([once(silent, 'close'), once(halfway, 'close')]);
    expect((await ask(path)).status).toBe(200);
    await closed;
  });

  it('in the middle of an answer ends its writing; who reads slowly gets all of it', async () => {
    const count = 150_000;
    const times = Float64Array.from({ length: count }, (_, i) => i * 1000);
    const column = { labels: [], timesMs: times, values: times, histograms: undefined };
    const value = { kind: 'matrix', series: [column, { ...column, labels: ['a', 'b'] }] } as const;
    const evaluate = async (): Promise<QueryResult> => ({
      value,
      annotations: [],
      peakBytes: 0,
      samples: { total: 0, peak: 0 },
    });
    const { api, ask, log } = await startApi({ open: true, data: { evaluate } });
    const hasty = caller(api.port, path);
    await once(hasty, 'data');
    hasty.destroy();
    const slow = caller(api.port, `${path}`);
    await once(slow, 'data');
    slow.pause();
    const { body } = await ask(path);
    const { result } = JSON.parse(body).data;
    expect([result.length, result[1].values.length, result[1].values.at(-1)]).toEqual([
      2,
      count,
      [count - 1, String((count - 1) * 1000)],
    ]);
    let end = '';
    slow.on('data', (chunk) => {
      end = (end + chunk).slice(-20);
    });
    slow.resume();
    await vi.waitFor(() => expect(end).toMatch(/\}\r\n0\r\n\r\n$/), { timeout: 15_000 });
    slow.destroy();
    expect(log).toEqual([]);
  });
});
