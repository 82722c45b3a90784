import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { createServer, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { secureTunnel } from '../../../electron/backend/kube/tunnel-tls.ts';
import { createAuthority } from '../../support/certificates.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A tunnel is no socket of the system. */
class Tunnel extends Duplex {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    super({ allowHalfOpen: false });
    this.#socket = socket.on('data', (data) => this.push(data)).on('close', () => this.destroy());
  }

  override _read(): void {
    // it comes as it comes
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}

/** Nobody answers. As a TunnelStream, it is listened to from the beginning. */
function silentTunnel(): Duplex {
  const tunnel = new Duplex({
    allowHalfOpen: false,
    read: () => undefined,
    write: (_chunk, _encoding, done) => done(),
  });
  return tunnel.on('error', () => undefined);
}

/** A tunnel to a server that speaks TLS. */
async function tunnelTo(onSecure: (socket: TLSSocket) => void): Promise<Tunnel> {
  const { certPem, keyPem } = createAuthority().server(['prom.monitoring.svc']);
  const server = createServer({ cert: certPem, key: keyPem }, (socket) =>
    onSecure(socket.on('error', () => undefined)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  const tunnel = new Tunnel(socket.on('error', () => undefined));
  cleanups.push(() => tunnel.destroy());
  return tunnel;
}

describe('TLS inside a tunnel', () => {
  it('that breaks before its owner listens is destroyed, and nothing else is', async () => {
    const tunnel = await tunnelTo(() => undefined);
    const secure = await secureTunnel(tunnel, 'prom.monitoring.svc', new AbortController().signal);
    tunnel.destroy(new Error('the pod is gone'));
    await expect.poll(() => secure.closed).toBe(true);
    expect(secure.errored).toMatchObject({ message: 'the pod is gone' });
  });

  it('carries bytes, and closes the tunnel with itself', async () => {
    const tunnel = await tunnelTo((socket) => void socket.pipe(socket));
    const secure = await secureTunnel(tunnel, 'prom.monitoring.svc', new AbortController().signal);
    secure.write('hello');
    const [answer] = await once(secure, 'data');
    secure.destroy();
    await expect.poll(() => tunnel.closed).toBe(true);
    expect(String(answer)).toBe('hello');
  });

  it.each<[string, (tunnel: Duplex) => Promise<unknown>]>([
    ['at once', async () => undefined],
    ['behind the first bytes', () => new Promise((resolve) => setImmediate(resolve))],
    ['behind an answer', async (tunnel) => tunnel.push('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['behind its end', async (tunnel) => tunnel.push(null)],
  ])('that breaks in its handshake, %s, fails, and takes nothing else with it', async (_when, meanwhile) => {
    const tunnel = silentTunnel();
    const opening = secureTunnel(tunnel, 'x', new AbortController().signal);
    const failure = expect(opening).rejects.toThrow();
    await meanwhile(tunnel);
    tunnel.destroy(new Error('error forwarding port 9090: read ECONNRESET'));
    await failure;
    await expect.poll(() => tunnel.closed).toBe(true);
    // An error that nobody listens for comes behind the failure, and would end the process.
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('is ended by an abort in the middle of its handshake, with the tunnel', async () => {
    const silent = await tunnelTo(() => undefined);
    const controller = new AbortController();
    const opening = secureTunnel(silent, 'x', controller.signal);
    controller.abort();
    await expect(opening).rejects.toMatchObject({ name: 'CancelledError' });
    await expect.poll(() => silent.closed).toBe(true);
  });
});
