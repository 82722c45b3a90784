/** Opens the WebSocket of one port-forwarded connection, and says why where the API server refuses it. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { AppError } from '../../../shared/base/errors.ts';
import { abortable, withDeadline } from '../base/deadline.ts';
import type { ApiAccess } from './api-access.ts';
import { answerError, type CallFacts, networkError, timeoutError } from './api-errors.ts';
import type { PodPort } from './kube-client.ts';
import { TunnelStream } from './tunnel-stream.ts';

/** And no other: a port-forward has no v5, and offering it leaks sockets where a server picks it. */
const subProtocol = 'v4.channel.k8s.io';

/** Kubernetes sends pieces of 32 KiB. A message is held in memory whole. */
const maxMessageBytes = 4 * 1024 * 1024;

/** Of a refusal's body, no more than this is looked at. */
const maxRefusalBytes = 64 * 1024;

export interface PortForwardOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Asked after a 403 that does not say what is missing: which of these verbs on pods/portforward the user lacks. */
  readonly missingVerb: (namespace: string, signal: AbortSignal) => Promise<string | undefined>;
}

/** @throws AppError portForward.forbidden, portForward.refused, api.*; CancelledError */
export function openPortForward(access: ApiAccess, target: PodPort, options: PortForwardOptions): Promise<Duplex> {
  return withDeadline(
    options.signal,
    options.timeoutMs,
    () => timeoutError(access.server, options.timeoutMs),
    async (signal) => {
      const headers = await abortable(signal, access.headers());
      const opened = await upgrade(access, target, headers, signal);
      if (opened instanceof TunnelStream) return opened;
      throw await refusalError(access, target, opened, () => options.missingVerb(target.namespace, signal));
    },
  );
}

interface Refusal {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

function upgrade(
  access: ApiAccess,
  target: PodPort,
  headers: Readonly<Record<string, string | string[]>>,
  signal: AbortSignal,
): Promise<TunnelStream | Refusal> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(
      `ws${access.url.origin.slice('http'.length)}${access.fullPath(forwardPath(target))}`,
      [subProtocol],
      {
        headers: { ...headers },
        // ws would turn the TLS options into a context for every connection.
        createConnection: () => access.connect(),
        perMessageDeflate: false,
        maxPayload: maxMessageBytes,
        followRedirects: false,
      },
    );
    const abort = () => socket.terminate();
    signal.addEventListener('abort', abort, { once: true });
    const done = () => signal.removeEventListener('abort', abort);
    const fail = (error: unknown) => {
      done();
      reject(networkError(access, error));
    };
    socket.on('error', fail);
    socket.once('open', () => {
      done();
      socket.off('error', fail);
      resolve(new TunnelStream(socket, target));
    });
    socket.once('unexpected-response', (request, response) => {
      readRefusal(response)
        .then((refusal) => {
          done();
          resolve(refusal);
        }, fail)
        .finally(() => request.destroy());
    });
  });
}

function forwardPath({ namespace, pod, port }: PodPort): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/portforward?ports=${port}`;
}

async function readRefusal(response: IncomingMessage): Promise<Refusal> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxRefusalBytes) break;
  }
  return {
    status: response.statusCode ?? 0,
    contentType: response.headers['content-type'] ?? '',
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

async function refusalError(
  access: ApiAccess,
  target: PodPort,
  refusal: Refusal,
  missingVerb: () => Promise<string | undefined>,
): Promise<AppError> {
  const facts: CallFacts = { server: access.server, user: access.user, method: 'GET', path: forwardPath(target) };
  const error = answerError(facts, refusal);
  const { namespace, pod, port } = target;
  const said = error.details.serverMessage;
  if (error.code === 'api.forbidden') {
    // A proxy before the API server may answer 403 without the API's own words.
    const verb = said === undefined ? ((await missingVerb()) ?? 'get') : String(error.details.verb);
    const user = String(error.details.user);
    return new AppError(
      'portForward.forbidden',
      `The user "${user}" may not ${verb} pods/portforward in the namespace "${namespace}", so pod ${pod} cannot be reached.`,
      { details: { pod, namespace, user, verb, ...(said !== undefined && { serverMessage: said }) }, cause: error },
    );
  }
  // 401 and 404 speak for themselves; everything else is about this pod: not running, no such container, the kubelet's troubles.
  if (error.code !== 'api.failed') return error;
  const reason = said === undefined ? `the API server answered ${refusal.status}` : String(said);
  return new AppError('portForward.refused', `The port-forward to port ${port} of pod ${pod} failed: ${reason}`, {
    details: { pod, port, reason },
    retryable: true,
    cause: error,
  });
}
