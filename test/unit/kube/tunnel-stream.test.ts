import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { TunnelStream, type TunnelStreamOptions } from '../../../electron/backend/kube/tunnel-stream.ts';
import {
  type ForwardServer,
  type ForwardServerOptions,
  frame,
  portHeader,
  startForwardServer,
  until,
} from './forward-server.ts';

const target = { namespace: 'monitoring', pod: 'prometheus-0', port: 9090 };

let server: ForwardServer | undefined;
const streams: TunnelStream[] = [];

afterEach(async () => {
  for (const stream of streams.splice(0)) stream.destroy();
  await server?.close();
  server = undefined;
});

async function openPair(options: Omit<ForwardServerOptions, 'onTunnel'> = {}, streamOptions: TunnelStreamOptions = {}) {
  const accepted = Promise.withResolvers<WebSocket>();
  server = await startForwardServer({ ...options, onTunnel: accepted.resolve });
  return { ...(await connectStream(server.url, streamOptions)), remote: await accepted.promise };
}

async function connectStream(url: string, streamOptions: TunnelStreamOptions) {
  const socket = new WebSocket(url.replace('http', 'ws'), ['v4.channel.k8s.io'], { perMessageDeflate: false });
  await once(socket, 'open');
  const stream = new TunnelStream(socket, target, streamOptions);
  streams.push(stream);
  return { stream, socket };
}

/** Both channels' headers, as the API server sends them at once. */
function greet(remote: WebSocket): void {
  remote.send(frame(0, portHeader));
  remote.send(frame(1, portHeader));
}

async function failureOf(stream: TunnelStream): Promise<unknown> {
  const [error] = await once(stream, 'error');
  return error;
}

/** Cuts bytes into pieces of the given sizes, round and round. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

describe('the bytes of a tunnel', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 8 });

  it('arrive exactly, however the server cuts them and the port headers into messages', async () => {
    const accepted: ((socket: WebSocket) => void)[] = [];
    server = await startForwardServer({ onTunnel: (socket) => accepted.shift()?.(socket) });
    const { url } = server;
    const run = async (payload: Uint8Array, pieces: readonly number[], errorHeaderAfter: number) => {
      const remote = new Promise<WebSocket>((resolve) => accepted.push(resolve));
      const { stream } = await connectStream(url, {});
      const messages = cut(Buffer.concat([Buffer.from(portHeader), payload]), pieces).map((piece) => frame(0, piece));
      const errorHeader = portHeader.map((byte) => frame(1, [byte]));
      messages.splice(Math.min(errorHeaderAfter, messages.length), 0, ...errorHeader);
      const far = await remote;
      for (const message of messages) far.send(message);
      far.close(1000);
      const received: Buffer[] = [];
      for await (const chunk of stream) received.push(chunk as Buffer);
      expect(Buffer.concat(received).equals(payload)).toBe(true);
    };
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), sizes, fc.nat(20), run), {
      seed: 11,
      numRuns: 60,
    });
  });

  it('leave exactly, however they are written, in frames of at most 64 KiB', async () => {
    const { stream, remote } = await openPair();
    const received: Buffer[] = [];
    let longest = 0;
    remote.on('message', (message: Buffer) => {
      longest = Math.max(longest, message.length);
      expect(message[0]).toBe(0);
      received.push(message.subarray(1));
    });
    const written: Buffer[] = [];
    const write = async (length: number, pieces: readonly number[], corked: boolean) => {
      const payload = randomBytes(length);
      written.push(payload);
      if (corked) stream.cork();
      for (const piece of cut(payload, pieces)) stream.write(piece);
      if (corked) stream.uncork();
      if (stream.writableNeedDrain) await once(stream, 'drain');
    };
    await fc.assert(fc.asyncProperty(fc.nat(200_000), sizes, fc.boolean(), write), { seed: 5, numRuns: 40 });
    const all = Buffer.concat(written);
    await until(() => received.reduce((sum, piece) => sum + piece.length, 0) === all.length);
    expect([Buffer.concat(received).equals(all), longest]).toEqual([true, 64 * 1024 + 1]);
  });

  it('are held back by a slow reader: of 50 MB only a little is ever in memory', async () => {
    const { stream, socket, remote } = await openPair();
    const total = 50_000_000;
    const payload = randomBytes(1_000_000);
    const sent = createHash('sha256');
    greet(remote);
    for (let at = 0; at < total; at += payload.length) {
      sent.update(payload);
      for (const piece of cut(payload, [32_768])) remote.send(frame(0, piece));
    }
    // Nobody reads: what has left the server is in the kernel's buffers, and a message or two here.
    let before = -1;
    await until(async () => {
      const now = remote.bufferedAmount;
      await new Promise((resolve) => setTimeout(resolve, 50));
      const still = now === before;
      before = now;
      return still;
    });
    expect(remote.bufferedAmount).toBeGreaterThan(total / 2);
    expect(socket.isPaused).toBe(true);
    const received = createHash('sha256');
    let size = 0;
    let mostHeld = stream.readableLength;
    for await (const chunk of stream) {
      received.update(chunk as Buffer);
      size += (chunk as Buffer).length;
      mostHeld = Math.max(mostHeld, stream.readableLength);
      if (size === total) break;
    }
    // A read of the socket (64 KiB) can hold two messages of 32 KiB beyond the high-water mark.
    expect([size, received.digest('hex'), mostHeld < 256 * 1024]).toEqual([total, sent.digest('hex'), true]);
  });

  it('are held back by a slow server: a writer that waits for drain is stopped', async () => {
    const { stream, socket, remote } = await openPair();
    remote.pause();
    const piece = randomBytes(100_000);
    let written = 0;
    const total = 50_000_000;
    const writing = (async () => {
      while (written < total) {
        written += piece.length;
        if (!stream.write(piece)) await once(stream, 'drain');
      }
    })();
    let before = -1;
    await until(async () => {
      const now = written;
      await new Promise((resolve) => setTimeout(resolve, 50));
      const still = now === before;
      before = now;
      return still;
    });
    expect([written < total / 2, socket.bufferedAmount < 1_000_000]).toEqual([true, true]);
    let received = 0;
    remote.on('message', (message: Buffer) => {
      received += message.length - 1;
    });
    remote.resume();
    await writing;
    await until(() => received === total);
  });
});

describe('the end of a tunnel', () => {
  it('waits for a reply that begins after the request has ended', async () => {
    const { stream, remote } = await openPair();
    const requested: string[] = [];
    remote.on('message', (message: Buffer) => requested.push(message.toString('latin1', 1)));
    stream.end('GET / HTTP/1.0\r\n\r\n');
    await once(stream, 'finish');
    greet(remote);
    for (const part of ['slow ', 'reply ', 'in parts']) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(remote.readyState).toBe(WebSocket.OPEN);
      remote.send(frame(0, part));
    }
    remote.close(1000);
    expect([await text(stream), requested.join('')]).toEqual(['slow reply in parts', 'GET / HTTP/1.0\r\n\r\n']);
    await until(() => stream.destroyed);
  });

  it('in order ends the stream, what was read before included', async () => {
    const { stream, remote } = await openPair();
    greet(remote);
    remote.send(frame(0, 'bye'));
    remote.close();
    expect(await text(stream)).toBe('bye');
  });

  it('by a broken connection destroys the stream', async () => {
    const { stream, remote } = await openPair();
    greet(remote);
    const failure = failureOf(stream);
    remote.terminate();
    expect(await failure).toMatchObject({
      code: 'portForward.closed',
      retryable: true,
      details: { pod: 'prometheus-0', reason: 'the connection to the API server broke (1006)' },
    });
  });

  it.each([0, 1, 2, 5])(
    'by an error after %i messages destroys the stream with the words of the error',
    async (after) => {
      const { stream, remote } = await openPair();
      const failure = failureOf(stream);
      stream.on('data', () => undefined);
      if (after > 0) remote.send(frame(0, portHeader));
      for (let n = 1; n < after; n++) remote.send(frame(0, 'some data'));
      // The header alone, then the text; where nothing went before, both in one message.
      if (after > 0) remote.send(frame(1, portHeader));
      const words = 'error forwarding port 9090 to pod prometheus-0: connection refused';
      remote.send(frame(1, after > 0 ? words : [...portHeader, ...Buffer.from(words)]));
      expect(await failure).toMatchObject({
        code: 'portForward.refused',
        retryable: true,
        details: { pod: 'prometheus-0', port: 9090, reason: words },
      });
    },
  );

  it.each([
    ['another channel', frame(2, 'x'), {}],
    ['no channel', Buffer.alloc(0), {}],
    ['a text message', frame(0, 'x'), { binary: false }],
  ])('comes with %s', async (_name, message, options) => {
    const { stream, remote } = await openPair();
    const failure = failureOf(stream);
    remote.send(message, options);
    expect(await failure).toMatchObject({ code: 'portForward.closed' });
  });

  it('closes the WebSocket when the stream is destroyed, also while the reader is behind', async () => {
    const { stream, remote } = await openPair();
    greet(remote);
    for (let n = 0; n < 200; n++) remote.send(frame(0, Buffer.alloc(32_768)));
    await until(() => stream.readableLength > 0);
    stream.destroy();
    await once(remote, 'close');
    expect(stream.errored).toBe(null);
  });
});

describe('a silent tunnel', () => {
  it('stays open while pings are answered', async () => {
    const { stream, remote } = await openPair({}, { pingEveryMs: 10 });
    let pings = 0;
    remote.on('ping', () => {
      pings += 1;
    });
    await until(() => pings >= 8);
    expect(stream.destroyed).toBe(false);
  });

  it('is dead when they are not', async () => {
    const { stream } = await openPair({ autoPong: false }, { pingEveryMs: 10 });
    expect(await failureOf(stream)).toMatchObject({
      code: 'portForward.closed',
      details: { reason: 'nothing was heard for 0.03 s' },
    });
  });

  it('is not dead while its own reader holds it back', async () => {
    const { stream, socket, remote } = await openPair({ autoPong: false }, { pingEveryMs: 5 });
    let pings = 0;
    remote.on('ping', () => {
      pings += 1;
    });
    greet(remote);
    for (let n = 0; n < 20; n++) remote.send(frame(0, Buffer.alloc(32_768)));
    await until(() => socket.isPaused && pings >= 10);
    expect(stream.destroyed).toBe(false);
    const failure = failureOf(stream);
    stream.resume();
    expect(await failure).toMatchObject({ code: 'portForward.closed' });
  });
});
