import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/base/errors.ts';
import { cleanUpAfterEach, cleanups, never, open } from './clients.ts';
import {
  type ForwardServer,
  type ForwardServerOptions,
  frame,
  plainContext,
  portHeader,
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
    const client = await open(plainContext(server.url, { auth: 'token', token: 't' }));
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

  it('that fails in the packet that accepts it is destroyed, and nothing else is', async () => {
    const server = createServer();
    server.on('upgrade', (request, stream) => {
      const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
      const head = [
        'HTTP/1.1 101 Switching Protocols',
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Protocol: v4.channel.k8s.io',
        `Sec-WebSocket-Accept: ${createHash('sha1').update(key).digest('base64')}`,
      ];
      const messages = [frame(0, portHeader), frame(1, portHeader), frame(1, 'connection refused')];
      const frames = messages.map((message) => Buffer.concat([Buffer.of(0x82, message.length), message]));
      cleanups.push(async () => stream.destroy());
      stream
        .on('error', () => undefined)
        .write(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), ...frames]));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(async () => server.close());
    const client = await open(plainContext(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    const tunnel = await client.openPortForward(target, { signal: never });
    await until(() => tunnel.closed);
    expect(tunnel.errored).toMatchObject({ code: 'portForward.refused', details: { reason: 'connection refused' } });
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
