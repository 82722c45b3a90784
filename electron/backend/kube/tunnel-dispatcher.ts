/**
 * An undici dispatcher whose connections are tunnels to a pod: pooled, kept alive, without a listening port. The pod is looked up for
 * the first connection, and again after one failed, so that a replaced pod costs one failed connection at most.
 */
import type net from 'node:net';
import type { Duplex } from 'node:stream';
import { type buildConnector, type Dispatcher, Pool } from 'undici';
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import type { PodPort } from './kube-client.ts';

/** Queries of one screen in parallel; the rest wait their turn. */
const connections = 6;

/** Longer than the heartbeat's 15 s, so that an idle context keeps one tunnel. */
const keepAliveMs = 60_000;

/** Finding the pod and opening the WebSocket. */
const openTimeoutMs = 10_000;

export interface TunnelOptions {
  /** What the `Host` header says: `http://HOST:PORT`. */
  readonly origin: string;
  /** @param avoid pods that were just found to be gone. */
  readonly findPod: (avoid: ReadonlySet<string>, options: TunnelCallOptions) => Promise<PodPort>;
  readonly open: (target: PodPort, options: TunnelCallOptions) => Promise<Duplex>;
}

interface TunnelCallOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

export interface TunnelDispatcher {
  readonly dispatcher: Dispatcher;
  /** The pod that connections go to now; undefined before the first one and after a failure. */
  pod(): string | undefined;
  /** Ends every connection and every attempt at one. */
  close(): Promise<void>;
}

export function tunnelDispatcher(options: TunnelOptions): TunnelDispatcher {
  const closing = new AbortController();
  const opener = tunnelOpener(options, closing.signal);
  const pool = new Pool(options.origin, {
    connections,
    pipelining: 1,
    keepAliveTimeout: keepAliveMs,
    // A slow query is its caller's to end, by its signal.
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
    connect: (_to, callback) => connectTunnel(opener.open, callback),
  });
  return {
    dispatcher: pool,
    pod: opener.pod,
    async close() {
      closing.abort();
      await pool.destroy();
    },
  };
}

function connectTunnel(open: () => Promise<Duplex>, callback: buildConnector.Callback): void {
  open().then(
    // undici asks for no more of a socket than TunnelStream has.
    (tunnel) => callback(null, tunnel as net.Socket),
    (error: Error) => callback(error, null),
  );
}

/** Keeps the pod between connections. Connections that begin together look it up once. */
function tunnelOpener({ findPod, open }: TunnelOptions, signal: AbortSignal) {
  const call = { signal, timeoutMs: openTimeoutMs };
  let found: Promise<PodPort> | undefined;
  let current: PodPort | undefined;

  function target(avoid: ReadonlySet<string>): Promise<PodPort> {
    found ??= findPod(avoid, call).then(
      (pod) => {
        current = pod;
        return pod;
      },
      (error: unknown) => {
        forget();
        throw error;
      },
    );
    return found;
  }

  function forget(): void {
    found = undefined;
    current = undefined;
  }

  async function openOnce(avoid: ReadonlySet<string>): Promise<Duplex> {
    const pod = await target(avoid);
    try {
      const tunnel = await open(pod, call);
      // A connection that breaks says something about the pod; one that ends in order does not.
      return tunnel.once('error', forget);
    } catch (error) {
      forget();
      // A pod that is gone, or going, can stay in the lists for a while.
      if (isCancellation(error) || avoid.size > 0 || !isAboutPod(error)) throw error;
      return openOnce(new Set([pod.pod]));
    }
  }

  return { open: () => openOnce(new Set()), pod: () => current?.pod };
}

function isAboutPod(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'api.notFound' || error.code === 'portForward.refused');
}
