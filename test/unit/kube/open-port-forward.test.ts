import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/base/errors.ts';
import { cleanUpAfterEach, cleanups, never, open } from './clients.ts';
import {
  type ForwardServer,
  type ForwardServerOptions,
  plainContext,
  startForwardServer,
  until,
} from './forward-server.ts';

cleanUpAfterEach();

const status = (code: number, message: string) => JSON.stringify({ kind: 'Status', status: 'Failure', message, code });

describe('opening a port-forward', () => {
  const target = { namespace: 'monitoring', pod: 'prometheus-0', port: 9090 };

  async function refusal(options: ForwardServerOptions, timeoutMs = 5000) {
    const server: ForwardServer = await startForwardServer(options);
    cleanups.push(() => server.close());
    const client = await open(plainContext(server.url));
    const opening = client.openPortForward(target, { signal: never, timeoutMs });
    try {
      await opening;
    } catch (error) {
      await until(async () => (await server.connections()) === 0 || options.onRequest !== undefined);
      if (error instanceof AppError) return error.toData();
      throw error;
    }
    throw new Error('it did not fail');
  }

  it('asks for the one sub-protocol, with the credentials, and resolves when it is accepted', async () => {
    const seen: unknown[] = [];
    const server = await startForwardServer({
      onTunnel: (socket, request) => {
        seen.push(
          request.url,
          request.headers['sec-websocket-protocol'],
          request.headers.authorization,
          socket.protocol,
        );
      },
    });
    cleanups.push(() => server.close());
    const client = await open(plainContext(server.url, { token: 't' }));
    const tunnel = await client.openPortForward(target, { signal: never });
    expect(seen).toEqual([
      '/api/v1/namespaces/monitoring/pods/prometheus-0/portforward?ports=9090',
      'v4.channel.k8s.io',
      'Bearer t',
      'v4.channel.k8s.io',
    ]);
    await client.close();
    expect(tunnel.destroyed).toBe(true);
    await until(async () => (await server.connections()) === 0);
  });

  it('forbidden is portForward.forbidden, in the words of the refusal', async () => {
    const words =
      'pods "prometheus-0" is forbidden: User "viewer" cannot get resource "pods/portforward" in API group "" in the namespace "monitoring"';
    expect(
      await refusal({ refuse: { status: 403, contentType: 'application/json', body: status(403, words) } }),
    ).toEqual({
      code: 'portForward.forbidden',
      message:
        'The user "viewer" may not get pods/portforward in the namespace "monitoring", so pod prometheus-0 cannot be reached.',
      details: { pod: 'prometheus-0', namespace: 'monitoring', user: 'viewer', verb: 'get', serverMessage: words },
      retryable: false,
    });
  });

  it('forbidden without words asks which verb is missing', async () => {
    const onRequest: ForwardServerOptions['onRequest'] = (request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const { verb } = JSON.parse(body).spec.resourceAttributes;
        response.end(JSON.stringify({ status: { allowed: verb === 'get' } }));
      });
    };
    const refuse = { status: 403, contentType: 'text/html', body: '<h1>no</h1>' };
    expect(await refusal({ refuse, onRequest })).toMatchObject({
      code: 'portForward.forbidden',
      details: { user: 'someone', verb: 'create', namespace: 'monitoring' },
    });
    expect(await refusal({ refuse })).toMatchObject({ code: 'portForward.forbidden', details: { verb: 'get' } });
  });

  it.each([
    [401, 'api.unauthorized'],
    [404, 'api.notFound'],
    [500, 'portForward.refused'],
  ])('answered with %i is %s', async (code, expected) => {
    const refuse = { status: code, contentType: 'application/json', body: status(code, 'words') };
    expect(await refusal({ refuse })).toMatchObject({ code: expected });
  });

  it('that never comes is api.timeout', async () => {
    expect(await refusal({ hang: true }, 50)).toMatchObject({ code: 'api.timeout' });
  });

  it('accepted with another sub-protocol, or none, fails', async () => {
    expect([
      (await refusal({ subProtocol: 'v5.channel.k8s.io' })).code,
      (await refusal({ subProtocol: false })).code,
    ]).toEqual(['api.unreachable', 'api.unreachable']);
  });

  it('ends when it is cancelled or the client closes', async () => {
    const server = await startForwardServer({ hang: true });
    cleanups.push(() => server.close());
    const client = await open(plainContext(server.url));
    const controller = new AbortController();
    const [cancelled, closed] = [controller.signal, never].map((signal) =>
      expect(client.openPortForward(target, { signal })).rejects.toMatchObject({ name: 'CancelledError' }),
    );
    await until(async () => (await server.connections()) === 2);
    controller.abort();
    await cancelled;
    await client.close();
    await closed;
    await until(async () => (await server.connections()) === 0);
  });
});
