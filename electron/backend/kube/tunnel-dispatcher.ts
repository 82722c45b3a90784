/**
 * HTTP requests to a service through tunnels to one of its pods: pooled, kept alive, without a listening port. The pod is looked up for
 * the first connection, and again after one failed, so that a replaced pod costs one failed connection at most.
 */
import type { Duplex } from 'node:stream';
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import { Emitter, type Event } from '../../../shared/base/event.ts';
import type { Requester } from '../sources/source.ts';
import type { PodPort } from './kube-client.ts';
import { TunnelPool } from './tunnel-pool.ts';

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
  readonly dispatcher: Requester;
  /** The same connections and one more, for a request that must not wait until the others are done: the heartbeat. */
  readonly urgent: Requester;
  /** Another one more, for an answer that goes on for hours. */
  readonly lasting: Requester;
  /** A tunnel broke that had stood: the pod, the API server or the network may be gone. */
  readonly onBroken: Event<void>;
  /** The pod that connections go to now; undefined before the first one and after a failure. */
  pod(): string | undefined;
  /** Ends every connection and every attempt at one. */
  close(): Promise<void>;
}

export function tunnelDispatcher(options: TunnelOptions): TunnelDispatcher {
  const closing = new AbortController();
  const opener = tunnelOpener(options, closing.signal);
  const { open, placeOf } = opener;
  const pool = new TunnelPool({ origin: options.origin, open, placeOf, most: connections, keepAliveMs });
  return {
    dispatcher: pool.requester('normal'),
    urgent: pool.requester('urgent'),
    lasting: pool.requester('lasting'),
    onBroken: opener.onBroken,
    pod: opener.pod,
    close() {
      closing.abort();
      opener.dispose();
      return pool.close();
    },
  };
}

/** Keeps the pod between connections. Connections that begin together look it up once. */
function tunnelOpener({ findPod, open }: TunnelOptions, signal: AbortSignal) {
  const call = { signal, timeoutMs: openTimeoutMs };
  const broken = new Emitter<void>();
  /** The pod of each. */
  const places = new WeakMap<Duplex, string>();
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
      places.set(tunnel, pod.pod);
      // A tunnel that breaks says something about the pod; one that ends in order, or by a cancelled request, does not.
      return tunnel.on('error', (error) => {
        if (!(error instanceof AppError)) return;
        forget();
        broken.fire();
      });
    } catch (error) {
      forget();
      // A pod that is gone, or going, can stay in the lists for a while.
      if (isCancellation(error) || avoid.size > 0 || !isAboutPod(error)) throw error;
      return openOnce(new Set([pod.pod]));
    }
  }

  return {
    open: () => openOnce(new Set()),
    placeOf: (tunnel: Duplex) => places.get(tunnel),
    pod: () => current?.pod,
    onBroken: broken.event,
    dispose: () => broken.dispose(),
  };
}

function isAboutPod(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'api.notFound' || error.code === 'portForward.refused');
}
