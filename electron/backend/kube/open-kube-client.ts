/** Makes the KubeClient of one context: pools of connections for what is asked, tunnels beside them. */
import type net from 'node:net';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { CancelledError, isCancellation } from '../../../shared/base/errors.ts';
import type { ResolvedContext } from '../contexts/merge-group.ts';
import { type AccessServices, type ApiAccess, openAccess } from './api-access.ts';
import { type ApiPools, createApiPools } from './api-pools.ts';
import { callApi } from './api-request.ts';
import { apiRequester } from './api-requester.ts';
import type { CallOptions, KubeClient, PodPort } from './kube-client.ts';
import { openPortForward } from './port-forward.ts';

const defaultTimeoutMs = 10_000;

const review = z.object({ status: z.object({ allowed: z.boolean() }) });

/**
 * Reads the context's certificates; connects to nothing yet, and asks no plugin.
 * @throws AppError auth.unsupported, auth.badCredentials, api.unreachable (an address that is none)
 */
export async function openKubeClient(context: ResolvedContext, services: AccessServices): Promise<KubeClient> {
  const access = await openAccess(context, services);
  const closing = new AbortController();
  const sockets = new Set<net.Socket>();
  const connect: ApiAccess['connect'] = async (tls, signal) => {
    const socket = await access.connect(tls, AbortSignal.any([signal, closing.signal]));
    sockets.add(socket);
    return socket.once('close', () => sockets.delete(socket));
  };
  const tracked: ApiAccess = { ...access, connect };
  const pools = createApiPools(access, (tls) => connect(tls, closing.signal));
  return kubeClient(tracked, pools, sockets, closing);
}

function kubeClient(
  access: ApiAccess,
  pools: ApiPools,
  sockets: ReadonlySet<net.Socket>,
  closing: AbortController,
): KubeClient {
  const tunnels = new Set<Duplex>();
  const untilClosed = (signal: AbortSignal) => AbortSignal.any([signal, closing.signal]);
  const bound = (options: CallOptions) => ({
    signal: untilClosed(options.signal),
    timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
  });
  const client: KubeClient = {
    server: access.server,
    user: access.user,
    get: (path, schema, options) => callApi(pools, access, { method: 'GET', path, schema, ...bound(options) }),
    post: (path, body, schema, options) =>
      callApi(pools, access, { method: 'POST', path, body, schema, ...bound(options) }),
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
    requester: apiRequester(pools, access, closing.signal),
    signIn: (signal) => access.signIn(untilClosed(signal)),
    async close() {
      closing.abort();
      const tunnelsEnd = [...tunnels].map((tunnel) => end(tunnel));
      const socketsEnd = [...sockets].map((socket) => end(socket));
      await Promise.all([pools.close(), ...tunnelsEnd, ...socketsEnd]);
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
