/** Opens the WebSocket of one port-forwarded connection, and says why where the API server refuses it. */
import type { IncomingMessage } from 'node:http';
import type net from 'node:net';
import { WebSocket } from 'ws';
import { AppError, CancelledError } from '../../../shared/base/errors.ts';
import { withDeadline } from '../base/deadline.ts';
import type { ApiAccess, ApiIdentity, RequestHeaders } from './api-access.ts';
import {
  answerError,
  type CallFacts,
  type FailedAnswer,
  networkError,
  parseRetryAfter,
  timeoutError,
} from './api-errors.ts';
import { authorized } from './authorized.ts';
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

/** The sign-in takes its own time. @throws AppError portForward.forbidden, portForward.refused, api.*, auth.*; CancelledError */
export async function openPortForward(
  access: ApiAccess,
  target: PodPort,
  options: PortForwardOptions,
): Promise<TunnelStream> {
  const { signal, timeoutMs } = options;
  const late = () => timeoutError(access.server, timeoutMs);
  const opened = await authorized(access, signal, {
    send: (identity) => withDeadline(signal, timeoutMs, late, (limited) => upgrade(access, target, identity, limited)),
    isRefused: (answer) => !(answer instanceof TunnelStream) && answer.status === 401,
  });
  if (opened instanceof TunnelStream) return opened;
  throw await refusalError(access, target, opened, () => options.missingVerb(target.namespace, signal));
}

async function upgrade(
  access: ApiAccess,
  target: PodPort,
  { headers, tls }: ApiIdentity,
  signal: AbortSignal,
): Promise<TunnelStream | FailedAnswer> {
  try {
    // ws would neither go through a proxy nor resume a TLS session.
    return await upgradeOn(await access.connect(tls, signal), access, target, headers, signal);
  } catch (error) {
    if (signal.aborted) throw new CancelledError();
    throw networkError(access, error);
  }
}

function upgradeOn(
  connection: net.Socket,
  access: ApiAccess,
  target: PodPort,
  headers: RequestHeaders,
  signal: AbortSignal,
): Promise<TunnelStream | FailedAnswer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      connection.destroy();
      return reject(new CancelledError());
    }
    const socket = new WebSocket(
      `ws${access.url.origin.slice('http'.length)}${access.fullPath(forwardPath(target))}`,
      [subProtocol],
      {
        headers: { ...headers },
        createConnection: () => connection,
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
      reject(error);
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

async function readRefusal(response: IncomingMessage): Promise<FailedAnswer> {
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
    retryAfterSeconds: parseRetryAfter(response.headers['retry-after'], response.headers.date),
  };
}

async function refusalError(
  access: ApiAccess,
  target: PodPort,
  refusal: FailedAnswer,
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
