/** Makes the KubeClient of one context: one pool of connections, TLS material read once, tunnels beside it. */
import type net from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { type buildConnector, Pool } from 'undici';
import { z } from 'zod';
import { CancelledError, isCancellation } from '../../../shared/base/errors.ts';
import type { ResolvedContext } from '../contexts/merge-group.ts';
import { type ApiAccess, openAccess } from './api-access.ts';
import { callApi } from './api-request.ts';
import type { CallOptions, KubeClient, PodPort } from './kube-client.ts';
import { openPortForward } from './port-forward.ts';

const defaultTimeoutMs = 10_000;

/** Of one attempt to connect, TLS included. */
const connectTimeoutMs = 10_000;

/** Enough for discovery's parallel questions. HTTP/1.1: the API server's double speaks no other, and one call is one connection. */
const connections = 6;

/** Shorter than the idle time-outs of load balancers before an API server (60 s is common). */
const keepAliveMs = 30_000;

const review = z.object({ status: z.object({ allowed: z.boolean() }) });

/**
 * Reads the context's certificates; connects to nothing yet.
 * @throws AppError auth.unsupported, auth.badCredentials, api.unreachable
 */
export async function openKubeClient(context: ResolvedContext): Promise<KubeClient> {
  const access = await openAccess(context);
  const sockets = new Set<net.Socket>();
  const tracked: ApiAccess = { ...access, connect: () => track(sockets, access.connect()) };
  const pool = new Pool(access.url.origin, {
    connections,
    keepAliveTimeout: keepAliveMs,
    // Calls have one deadline of their own, which covers these.
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
    connect: (_options, callback) => connectPooled(tracked, callback),
  });
  return kubeClient(tracked, pool, sockets);
}

/** undici forgets a socket that is still connecting when its pool is destroyed: every socket is ours to close. */
function track(sockets: Set<net.Socket>, socket: net.Socket): net.Socket {
  sockets.add(socket);
  return socket.once('close', () => sockets.delete(socket));
}

function connectPooled(access: ApiAccess, callback: buildConnector.Callback): void {
  const socket = access.connect();
  const late = Object.assign(new Error('no answer to the connection attempt'), { code: 'ETIMEDOUT' });
  const timer = setTimeout(() => socket.destroy(late), connectTimeoutMs);
  const failed = (error: Error) => callback(error, null);
  socket.once('close', () => clearTimeout(timer));
  socket.once('error', failed);
  socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
    clearTimeout(timer);
    socket.off('error', failed);
    callback(null, socket);
  });
}

function kubeClient(access: ApiAccess, pool: Pool, sockets: ReadonlySet<net.Socket>): KubeClient {
  const closing = new AbortController();
  const tunnels = new Set<Duplex>();
  const bound = (options: CallOptions) => ({
    signal: AbortSignal.any([options.signal, closing.signal]),
    timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
  });
  const client: KubeClient = {
    server: access.server,
    user: access.user,
    get: (path, schema, options) => callApi(pool, access, { method: 'GET', path, schema, ...bound(options) }),
    post: (path, body, schema, options) =>
      callApi(pool, access, { method: 'POST', path, body, schema, ...bound(options) }),
    async openPortForward(target, options) {
      const missingVerb = (namespace: string, signal: AbortSignal) => findMissingVerb(client, namespace, signal);
      const tunnel = await openPortForward(access, target, { ...bound(options), missingVerb });
      if (closing.signal.aborted) {
        tunnel.destroy();
        throw new CancelledError();
      }
      tunnels.add(tunnel);
      tunnel.once('close', () => tunnels.delete(tunnel));
      return tunnel;
    },
    async close() {
      closing.abort();
      const tunnelsEnd = [...tunnels].map((tunnel) => end(tunnel));
      const socketsEnd = [...sockets].map((socket) => end(socket));
      await Promise.all([pool.destroy(), ...tunnelsEnd, ...socketsEnd]);
    },
  };
  return client;
}

/** WebSockets ask for `get`, SPDY for `create`; a role that has one of them is a frequent mistake. */
async function findMissingVerb(
  client: KubeClient,
  namespace: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const verb of ['get', 'create']) {
    try {
      if (!(await mayPortForward(client, { namespace, verb }, { signal }))) return verb;
    } catch (error) {
      if (isCancellation(error)) throw error;
      return undefined; // reviews may be forbidden too: the refusal itself is what counts
    }
  }
  return undefined;
}

/** @throws AppError api.* */
async function mayPortForward(
  client: KubeClient,
  { namespace, verb }: Pick<PodPort, 'namespace'> & { readonly verb: string },
  options: CallOptions,
): Promise<boolean> {
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { namespace, verb, resource: 'pods', subresource: 'portforward' } },
  };
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  return (await client.post(path, body, review, options)).status.allowed;
}

function end(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    if (stream.closed) return resolve();
    stream.once('close', () => resolve());
    stream.destroy();
  });
}
