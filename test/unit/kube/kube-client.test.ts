import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { KubeClient } from '../../../electron/backend/kube/kube-client.ts';
import { openKubeClient } from '../../../electron/backend/kube/open-kube-client.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { cleanUpAfterEach, cleanups, never, open, services } from './clients.ts';
import { type ForwardServerOptions, plainContext, startForwardServer, until } from './forward-server.ts';

const anything = z.unknown();
cleanUpAfterEach();

async function plain(onRequest: ForwardServerOptions['onRequest'] & {}): Promise<KubeClient & { server: string }> {
  const server = await startForwardServer({ onRequest });
  cleanups.push(() => server.close());
  return open(plainContext(server.url));
}

/** The error of a GET, as data. */
async function failure(client: KubeClient, timeoutMs = 5000, path = '/api/v1/nodes') {
  try {
    await client.get(path, z.object({ kind: z.string() }), { signal: never, timeoutMs });
  } catch (error) {
    if (error instanceof AppError) return error.toData();
    throw error;
  }
  throw new Error('it did not fail');
}

const status = (code: number, message: string) => JSON.stringify({ kind: 'Status', status: 'Failure', message, code });

const answering = (code: number, contentType: string, body: string) =>
  plain((_request, response) => response.writeHead(code, { 'content-type': contentType }).end(body));

describe('a request', () => {
  it('whose refusal does not end is refused by its beginning', async () => {
    let sentBytes = 0;
    const client = await plain((_request, response) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      const more = () => {
        if (response.destroyed || sentBytes > 64 * 1024 * 1024) return void response.end();
        sentBytes += 65_536;
        response.write(' '.repeat(65_536), more);
      };
      more();
    });
    const asked = client.requester.request({ origin: 'http://x', path: '/api/v1/nodes', method: 'GET' });
    await expect(asked).rejects.toMatchObject({ code: 'api.unauthorized' });
    expect(sentBytes).toBeLessThan(16 * 1024 * 1024);
  });
});

describe('a call', () => {
  it('is answered with what the schema makes of the JSON', async () => {
    const client = await answering(200, 'application/json', '{"gitVersion":"v1.30.0"}');
    const schema = z.object({ gitVersion: z.string().transform((text) => text.slice(1)) });
    expect(await client.get('/version', schema, { signal: never })).toEqual({ gitVersion: '1.30.0' });
  });

  it('carries a JSON body, and goes below the path of the server', async () => {
    const seen: unknown[] = [];
    const server = await startForwardServer({
      onRequest: (request, response) => {
        request.on('data', (chunk: Buffer) =>
          seen.push(request.url, request.headers['content-type'], chunk.toString()),
        );
        request.on('end', () => response.writeHead(201).end('{}'));
      },
    });
    cleanups.push(() => server.close());
    const client = await open(plainContext(`${server.url}/k8s/clusters/c-1/`));
    await client.post('/apis/x?dryRun=All', { spec: 1 }, anything, { signal: never });
    expect(seen).toEqual(['/k8s/clusters/c-1/apis/x?dryRun=All', 'application/json', '{"spec":1}']);
  });

  it('uses the connections again', async () => {
    const server = await startForwardServer({ onRequest: (_request, response) => response.end('{}') });
    cleanups.push(() => server.close());
    const client = await open(plainContext(server.url));
    for (let n = 0; n < 20; n++) await client.get('/version', anything, { signal: never });
    // undici opens a second one before it knows that the first is free.
    expect(await server.connections()).toBeLessThanOrEqual(2);
  });

  it('goes out again where a kept-alive connection was closed as it was used', async () => {
    let requests = 0;
    const client = await plain((request, response) => {
      requests += 1;
      if (requests === 2) request.socket.destroy();
      else response.end('{}');
    });
    await client.get('/version', anything, { signal: never });
    expect([await client.get('/version', anything, { signal: never }), requests]).toEqual([{}, 3]);
  });

  it.each(['POST', 'DELETE'] as const)('does not go out again where it changes something: %s', async (method) => {
    let requests = 0;
    const client = await plain((request, response) => {
      requests += 1;
      if (requests === 2) request.socket.destroy();
      else response.end('{}');
    });
    await client.get('/version', anything, { signal: never });
    const asked = client.requester.request({ origin: 'http://x', path: '/api/v1/x', method, idempotent: false });
    await expect(asked).rejects.toMatchObject({ code: 'api.unreachable' });
    expect(requests).toBe(2);
  });

  it('ends when it is cancelled, and so does its connection', async () => {
    const server = await startForwardServer({ onRequest: () => undefined });
    cleanups.push(() => server.close());
    const client = await open(plainContext(server.url));
    const controller = new AbortController();
    const call = client.get('/version', anything, { signal: controller.signal });
    await until(async () => (await server.connections()) === 1);
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'CancelledError' });
    await until(async () => (await server.connections()) === 0);
  });

  it('ends at its deadline or when it is cancelled, also while its connection is being made', {
    timeout: 5000,
  }, async () => {
    // Takes the connection, and never begins TLS.
    const silent = createTcpServer((socket) => void socket.on('error', () => undefined).resume());
    silent.listen(0, '127.0.0.1');
    await until(() => silent.listening);
    cleanups.push(() => new Promise((resolve) => silent.close(resolve)));
    const client = await open(plainContext(`https://127.0.0.1:${(silent.address() as AddressInfo).port}`));
    expect(await failure(client, 50)).toMatchObject({ code: 'api.timeout', details: { seconds: 0.05 } });
    const controller = new AbortController();
    const call = client.get('/version', anything, { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'CancelledError' });
  });

  it('ends when the client closes, and later ones fail at once', async () => {
    const client = await plain(() => undefined);
    const call = client.get('/version', anything, { signal: never });
    const ended = expect(call).rejects.toMatchObject({ name: 'CancelledError' });
    await client.close();
    await ended;
    await expect(client.get('/version', anything, { signal: never })).rejects.toMatchObject({ name: 'CancelledError' });
  });
});

describe('an answer that is a failure', () => {
  it('401 is api.unauthorized', async () => {
    const client = await answering(401, 'application/json', status(401, 'Unauthorized'));
    expect(await failure(client)).toEqual({
      code: 'api.unauthorized',
      message: `${client.server} does not accept the credentials of "someone".`,
      details: { server: client.server, user: 'someone', serverMessage: 'Unauthorized' },
      retryable: false,
    });
  });

  it('403 is api.forbidden, with what is missing', async () => {
    const words = 'nodes is forbidden: User "viewer" cannot list resource "nodes" in API group "" at the cluster scope';
    const client = await answering(403, 'application/json', status(403, words));
    expect(await failure(client)).toEqual({
      code: 'api.forbidden',
      message: `The user "viewer" may not list nodes at the cluster scope of ${client.server}.`,
      details: {
        server: client.server,
        user: 'viewer',
        verb: 'list',
        resource: 'nodes',
        namespace: '',
        serverMessage: words,
      },
      retryable: false,
    });
  });

  it('403 without words is api.forbidden too', async () => {
    const client = await answering(403, 'text/html', '<h1>Forbidden</h1>');
    expect(await failure(client)).toMatchObject({
      code: 'api.forbidden',
      details: { server: client.server, user: 'someone', verb: 'get', resource: '/api/v1/nodes', namespace: '' },
    });
  });

  it('404 is api.notFound', async () => {
    const client = await answering(404, 'text/plain', '404 page not found\n');
    expect(await failure(client)).toMatchObject({
      code: 'api.notFound',
      details: { server: client.server, path: '/api/v1/nodes' },
    });
  });

  it('500 is api.failed, worth another try, with the words of the server', async () => {
    const client = await answering(500, 'application/json', status(500, 'etcdserver: request timed out'));
    expect(await failure(client)).toEqual({
      code: 'api.failed',
      message: `${client.server} answered /api/v1/nodes with 500: etcdserver: request timed out`,
      details: {
        server: client.server,
        status: 500,
        path: '/api/v1/nodes',
        serverMessage: 'etcdserver: request timed out',
      },
      retryable: true,
    });
  });

  it.each([
    [200, 'text/html; charset=utf-8', '<!doctype html><title>Sign in</title>'],
    [302, 'text/html', ''],
    [400, 'text/plain', 'Client sent an HTTP request to an HTTPS server.\n'],
    [200, 'application/json', '{"kind": "Nod'],
  ])('%i %s that is no JSON is api.notJson', async (code, contentType, body) => {
    const client = await answering(code, contentType, body);
    expect(await failure(client)).toMatchObject({
      code: 'api.notJson',
      retryable: false,
      details: { server: client.server, status: code, contentType },
    });
  });

  it('of a wrong shape is api.failed and names the place', async () => {
    const client = await answering(200, 'application/json', '{"kind": 5}');
    expect(await failure(client)).toMatchObject({ code: 'api.failed', message: expect.stringContaining('kind:') });
  });

  it('of more than 32 MiB is api.tooLarge, and is not read to its end', async () => {
    let written = 0;
    const client = await plain((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const piece = Buffer.alloc(1024 * 1024, ' ');
      const more = () => {
        while (!response.destroyed && written < 200) {
          written += 1;
          if (!response.write(piece)) return void response.once('drain', more);
        }
      };
      more();
    });
    expect(await failure(client, 15_000)).toMatchObject({
      code: 'api.tooLarge',
      details: { server: client.server, limitMiB: 32 },
    });
    expect(written).toBeLessThan(100);
  });

  it('that never comes is api.timeout', async () => {
    const client = await plain(() => undefined);
    expect(await failure(client, 50)).toMatchObject({
      code: 'api.timeout',
      retryable: true,
      details: { server: client.server, seconds: 0.05 },
    });
  });

  it('that stops in the middle is api.timeout, and one that is cut off api.unreachable', async () => {
    const begin = { 'content-type': 'application/json', 'content-length': '100' };
    const stopping = await plain((_request, response) => void response.writeHead(200, begin).write('{'));
    const cut = await plain((request, response) => {
      response.writeHead(200, begin).write('{', () => request.socket.destroy());
    });
    expect([(await failure(stopping, 100)).code, (await failure(cut)).code]).toEqual([
      'api.timeout',
      'api.unreachable',
    ]);
  });
});

describe('a server that is not there', () => {
  it('refuses the connection', async () => {
    const gone = createTcpServer().listen(0, '127.0.0.1');
    const { port } = await new Promise<AddressInfo>((resolve) =>
      gone.once('listening', () => resolve(gone.address() as AddressInfo)),
    );
    await new Promise((resolve) => gone.close(resolve));
    const client = await open(plainContext(`http://127.0.0.1:${port}`));
    expect(await failure(client)).toMatchObject({
      code: 'api.unreachable',
      retryable: true,
      details: { reason: 'nothing listens there (connection refused)' },
    });
  });

  it('has a name that nobody knows', async () => {
    const client = await open(plainContext('http://nobody.invalid:6443'));
    expect(await failure(client)).toMatchObject({ code: 'api.unreachable', retryable: true });
  });

  it('speaks something else', async () => {
    const server = createTcpServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .end('SSH-2.0-OpenSSH_9.2\r\n'),
    );
    server.listen(0, '127.0.0.1');
    cleanups.push(() => new Promise((resolve) => server.close(resolve)));
    await until(() => server.listening);
    const client = await open(plainContext(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    expect(await failure(client)).toMatchObject({
      code: 'api.unreachable',
      details: { reason: 'what answers there does not speak HTTP' },
    });
  });

  it.each([
    ['not an address', 'ftp://h', 'this is not an http or https address'],
    ['no address at all', 'http://', 'this is not an http or https address'],
  ])('has %s', async (_name, server, reason) => {
    await expect(openKubeClient(plainContext(server), services())).rejects.toMatchObject({
      code: 'api.unreachable',
      retryable: false,
      details: { server, reason },
    });
  });
});
