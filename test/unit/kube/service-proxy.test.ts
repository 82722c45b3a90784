import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Agent } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ServiceProxy, serviceProxy } from '../../../electron/backend/kube/service-proxy.ts';
import type { ServiceRef } from '../../../electron/backend/kube/service-target.ts';
import type { Requester } from '../../../electron/backend/sources/source.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { fakeClient } from './fake-client.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const service: ServiceRef = {
  namespace: 'monitoring',
  name: 'prom',
  selector: undefined,
  port: { name: 'web', port: 80, targetPort: 9090 },
};
const base = '/api/v1/namespaces/monitoring/services/prom:web/proxy';

const status =
  (code: number, message: string): Answer =>
  (_request, response) =>
    void response
      .writeHead(code, { 'content-type': 'application/json' })
      .end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code }));

describe("the API server's proxy to a service", () => {
  let server: Server;
  let agent: Agent;
  let origin = '';
  let answer: Answer;
  let asked: string[] = [];
  let proxy: ServiceProxy;
  let broken = 0;

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  beforeEach(() => {
    agent = new Agent();
    asked = [];
    broken = 0;
    proxy = open(service);
    proxy.onBroken(() => {
      broken += 1;
    });
  });

  afterEach(async () => {
    await proxy.close();
    await agent.destroy();
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function open(ref: ServiceRef, secure = false): ServiceProxy {
    const requester: Requester = { request: (options) => agent.request({ ...options, origin }) };
    return serviceProxy({ ...fakeClient({}), requester }, ref, secure);
  }

  const ask = (method: 'GET' | 'POST' = 'GET', from = proxy.dispatcher) =>
    from.request({ origin: 'http://prom.monitoring.svc:80', path: '/api/v1/query?query=up', method });

  const failure = (method: 'GET' | 'POST' = 'GET') =>
    ask(method).then(
      () => Promise.reject(new Error('it did not fail')),
      (error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        const { code, details, retryable } = error.toData();
        return { code, details, retryable };
      },
    );

  it.each([
    ['by the name of its port', service, false, 'prom:web'],
    ['by its number where it has no name', { ...service, port: { port: 80, targetPort: 9090 } }, false, 'prom:80'],
    ['by TLS', service, true, 'https:prom:web'],
  ])('asks the service %s', async (_name, ref, secure, target) => {
    answer = (_request, response) => void response.end('{"status":"success"}');
    const own = open(ref, secure);
    const { statusCode, body } = await ask('GET', own.dispatcher);
    expect([statusCode, await body.text(), asked]).toEqual([
      200,
      '{"status":"success"}',
      [`GET /api/v1/namespaces/monitoring/services/${target}/proxy/api/v1/query?query=up`],
    ]);
    await own.close();
  });

  it.each([
    ['its own path', `${base}/graph`, '/graph'],
    ['its own path below the server\u2019s', `/k8s/clusters/c-1${base}/graph`, '/graph'],
    ['another place', 'https://id.example/login', 'https://id.example/login'],
  ])('gives redirects as the service meant them: %s', async (_name, location, expected) => {
    answer = (_request, response) => void response.writeHead(302, { location }).end();
    const { headers, body } = await ask();
    body.destroy();
    expect(headers.location).toBe(expected);
  });

  it.each([
    [
      'a missing right',
      status(
        403,
        'services "prom:web" is forbidden: User "viewer" cannot get resource "services/proxy" in API group "" in the namespace "monitoring"',
      ),
      {
        code: 'apiProxy.forbidden',
        details: {
          service: 'prom',
          namespace: 'monitoring',
          user: 'viewer',
          verb: 'get',
          serverMessage: expect.stringContaining('is forbidden'),
        },
        retryable: false,
      },
    ],
    [
      'no endpoints',
      status(503, 'no endpoints available for service "prom:web"'),
      {
        code: 'apiProxy.failed',
        details: {
          service: 'prom',
          namespace: 'monitoring',
          status: 503,
          serverMessage: 'no endpoints available for service "prom:web"',
        },
        retryable: true,
      },
    ],
    [
      'a service that is not there',
      status(404, 'services "prom" not found'),
      {
        code: 'apiProxy.failed',
        details: { service: 'prom', namespace: 'monitoring', status: 404, serverMessage: 'services "prom" not found' },
        retryable: false,
      },
    ],
    [
      'a login that has ended',
      status(401, 'Unauthorized'),
      {
        code: 'api.unauthorized',
        details: { server: 'https://fake', user: 'someone', serverMessage: 'Unauthorized' },
        retryable: false,
      },
    ],
  ])('says what the API server itself says: %s', async (_name, said, expected) => {
    answer = said;
    expect(await failure()).toEqual(expected);
    expect(broken).toBe(1);
  });

  it('says for how long the API server wants to be left alone', async () => {
    answer = (request, response) => status(429, 'too many requests')(request, response.setHeader('retry-after', '7'));
    expect(await failure()).toMatchObject({ code: 'api.busy', details: { status: 429, retryAfterSeconds: 7 } });
  });

  it('leaves a refused POST to who asks, since a GET may be allowed', async () => {
    answer = status(403, 'no');
    const { statusCode, body } = await ask('POST');
    expect([statusCode, ((await body.json()) as { kind: string }).kind]).toEqual([403, 'Status']);
  });

  it.each([
    ['an error', 400, '{"status":"error","errorType":"bad_data","error":"x"}'],
    ['being busy', 503, '{"status":"error","errorType":"unavailable","error":"x"}'],
    ['a long error', 422, JSON.stringify({ status: 'error', error: 'x'.repeat(300_000) })],
  ])("passes the service's own answers on: %s", async (_name, code, text) => {
    answer = (_request, response) => void response.writeHead(code, { 'content-type': 'application/json' }).end(text);
    const { statusCode, body } = await ask();
    expect([statusCode, await body.text(), broken]).toEqual([code, text, 0]);
  });

  it('passes compressed errors on as they are', async () => {
    const bytes = gzipSync('{"status":"error"}');
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    answer = (_request, response) => void response.writeHead(400, headers).end(bytes);
    const { body } = await ask();
    expect(Buffer.from(await body.arrayBuffer())).toEqual(bytes);
  });

  it('lets an answer that goes on be cut: that is no news', async () => {
    answer = (_request, response) => void response.write('begun', () => response.destroy());
    const { body } = await ask('GET', proxy.lasting);
    await expect(body.text()).rejects.toThrow();
    expect(broken).toBe(0);
  });

  it('lets six requests run at a time, and beside them one that is urgent, and one that lasts', async () => {
    const waiting: ServerResponse[] = [];
    answer = (_request, response) => void waiting.push(response);
    const requests = Array.from({ length: 7 }, () => ask().then(({ body }) => body.text()));
    const others = [proxy.urgent, proxy.lasting].map((from) => ask('GET', from).then(({ body }) => body.text()));
    while (waiting.length < 8) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(asked).toHaveLength(8);
    answer = (_request, response) => void response.end('late');
    for (const response of waiting) response.end('x');
    expect(await Promise.all([...others, ...requests])).toEqual([...Array(8).fill('x'), 'late']);
  });

  it('tells that a connection broke, before and in the middle of an answer', async () => {
    answer = (_request, response) => void response.destroy();
    await expect(ask()).rejects.toThrow();
    expect(broken).toBe(1);
    answer = (_request, response) =>
      void response.writeHead(200, { 'content-length': '9' }).write('x', () => response.destroy());
    const { body } = await ask();
    await expect(body.text()).rejects.toThrow();
    expect(broken).toBe(2);
  });

  it('ends what is under way, and what is asked afterwards, when it is closed', async () => {
    answer = () => undefined;
    const running = expect(ask()).rejects.toThrow();
    while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await proxy.close();
    await running;
    await expect(ask()).rejects.toMatchObject({ name: 'CancelledError' });
    expect(broken).toBe(0);
  });
});
