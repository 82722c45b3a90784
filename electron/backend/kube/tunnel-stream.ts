/**
 * One port-forwarded connection as a byte stream: the channels of `v4.channel.k8s.io` over an open WebSocket (kubernetes.md).
 * Back-pressure goes both ways. There is no half-close: ending the writable side sends nothing, since the API server would drop the
 * rest of the reply; the WebSocket is closed when the other side closes it or the stream is destroyed.
 */
import { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { AppError } from '../../../shared/base/errors.ts';
import type { PodPort } from './kube-client.ts';

/** An idle tunnel is pinged this often, */
const pingEveryMs = 10_000;

/** and is dead when so many pings in a row went unanswered. */
const missedPingsAllowed = 2;

/** The kubelet copies in pieces of 32 KiB; ours need not be larger than two of them. */
const maxFrameBytes = 64 * 1024;

const dataChannel = 0;
const errorChannel = 1;

/** On each channel the server first sends the port, as 2 bytes. */
const portHeaderBytes = 2;

/** `pingEveryMs` is for tests. */
export interface TunnelStreamOptions {
  readonly pingEveryMs?: number;
}

/** Takes over an open WebSocket. Destroyed with AppError portForward.refused or portForward.closed where it does not end well. */
export class TunnelStream extends Duplex {
  readonly #socket: WebSocket;
  readonly #target: PodPort;
  readonly #pings: ReturnType<typeof setInterval>;
  readonly #headerBytesLeft = [portHeaderBytes, portHeaderBytes];
  #heard = true;
  #missedPings = 0;
  #sent = 0;

  constructor(socket: WebSocket, target: PodPort, options: TunnelStreamOptions = {}) {
    // allowHalfOpen false: when the server's side has ended, ours ends too. The other direction stays open in either case.
    super({ allowHalfOpen: false });
    this.#socket = socket;
    this.#target = target;
    // Until its owner listens: what fails in the packet that opened it is told before anybody can. "close" comes all the same.
    this.on('error', () => undefined);
    socket.binaryType = 'nodebuffer';
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('ping', () => this.#hear());
    socket.on('pong', () => this.#hear());
    socket.on('error', (error) => this.destroy(this.#closed(error.message, error)));
    socket.on('close', (code) => this.#ended(code));
    const everyMs = options.pingEveryMs ?? pingEveryMs;
    this.#pings = setInterval(() => this.#checkAlive(everyMs), everyMs);
  }

  /** Messages that were given to an open WebSocket. One that the other end has begun to close takes none. */
  get sent(): number {
    return this.#sent;
  }

  override _read(): void {
    if (this.#socket.isPaused) this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#send([chunk], done);
  }

  /** What was written while a frame was on its way goes out together. */
  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#send(
      chunks.map((entry) => entry.chunk),
      done,
    );
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearInterval(this.#pings);
    // No closing handshake: behind a paused or dead connection it would wait for its time-out.
    this.#socket.terminate();
    done(error);
  }

  // What an HTTP client expects of a socket. The first three have no meaning here; deadlines are the callers' signals.
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  ref(): this {
    this.#pings.ref();
    return this;
  }
  unref(): this {
    this.#pings.unref();
    return this;
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.#hear();
    if (this.destroyed) return;
    // binaryType 'nodebuffer': never a list, never an ArrayBuffer.
    const message = data as Buffer;
    const channel = isBinary ? message[0] : undefined;
    if (channel !== dataChannel && channel !== errorChannel) {
      this.destroy(this.#closed('the API server sent a message that is not of this port-forward'));
      return;
    }
    const payload = this.#withoutPortHeader(channel, message.subarray(1));
    if (payload.length === 0) return;
    if (channel === errorChannel) this.destroy(this.#refused(payload.toString('utf8', 0, 4096).trim()));
    else if (!this.push(payload)) this.#socket.pause();
  }

  /** The two bytes may come alone, in two messages, or in one with what follows. */
  #withoutPortHeader(channel: number, payload: Buffer): Buffer {
    const left = this.#headerBytesLeft[channel] ?? 0;
    if (left === 0) return payload;
    this.#headerBytesLeft[channel] = Math.max(0, left - payload.length);
    return payload.subarray(left);
  }

  /** `done` is called when the last frame has left for the network, so no more than one write's bytes wait in the WebSocket. */
  #send(chunks: readonly Buffer[], done: (error?: Error | null) => void): void {
    const frames = packFrames(chunks);
    const last = frames.pop();
    if (last === undefined) {
      done();
      return;
    }
    if (this.#socket.readyState === this.#socket.OPEN) this.#sent += 1;
    const sent = (error?: Error | null) => done(error ? this.#closed(error.message, error) : null);
    for (const frame of frames) this.#socket.send(frame, ignoreSent);
    this.#socket.send(last, sent);
  }

  #ended(code: number): void {
    clearInterval(this.#pings);
    if (this.destroyed || this.readableEnded) return;
    // 1005: a close frame without a code, as some servers end a connection in order.
    if (code === 1000 || code === 1001 || code === 1005) this.push(null);
    else this.destroy(this.#closed(`the connection to the API server broke (${code})`));
  }

  #hear(): void {
    this.#heard = true;
  }

  #checkAlive(everyMs: number): void {
    // While the reader holds us back nothing is read from the network, pongs neither: silence proves nothing then.
    if (this.#heard || this.#socket.isPaused) this.#missedPings = 0;
    else this.#missedPings += 1;
    if (this.#missedPings >= missedPingsAllowed) {
      const seconds = (everyMs * (missedPingsAllowed + 1)) / 1000;
      this.destroy(this.#closed(`nothing was heard for ${seconds} s`));
      return;
    }
    this.#heard = false;
    this.#socket.ping();
  }

  #refused(reason: string): AppError {
    const { pod, port } = this.#target;
    return new AppError('portForward.refused', `The port-forward to port ${port} of pod ${pod} failed: ${reason}`, {
      details: { pod, port, reason },
      retryable: true,
    });
  }

  #closed(reason: string, cause?: unknown): AppError {
    const { pod } = this.#target;
    return new AppError('portForward.closed', `The port-forward to pod ${pod} was closed: ${reason}.`, {
      details: { pod, reason },
      retryable: true,
      cause,
    });
  }
}

function ignoreSent(): void {
  // A failed frame fails the ones after it, the last included: its callback tells.
}

/** The bytes of `chunks` in frames of at most `maxFrameBytes`, each with its channel before it. */
function packFrames(chunks: readonly Buffer[]): Buffer[] {
  let left = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const frames: Buffer[] = [];
  let frame = Buffer.alloc(0);
  let filled = 0;
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      if (filled === frame.length) {
        frame = Buffer.allocUnsafe(1 + Math.min(left, maxFrameBytes));
        frame[0] = dataChannel;
        filled = 1;
        frames.push(frame);
      }
      const copied = chunk.copy(frame, filled, at);
      at += copied;
      filled += copied;
      left -= copied;
    }
  }
  return frames;
}
