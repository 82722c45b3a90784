/**
 * HTTP requests to a service through the API server's own proxy (`…/services/NAME:PORT/proxy/…`), where no port-forward is to be had. The
 * API server drops the Authorization header and answers for itself, with a `v1` Status, where it cannot reach the service: such answers
 * are errors here, and the service's own pass.
 */

import type { Dispatcher } from 'undici';
import { z } from 'zod';
import { AppError, CancelledError, isCancellation } from '../../../shared/base/errors.ts';
import { Emitter, type Event } from '../../../shared/base/event.ts';
import { createGate } from '../base/gate.ts';
import { readSome } from '../base/read-some.ts';
import type { Requester, RequestOptions } from '../sources/source.ts';
import { answerError, parseRetryAfter } from './api-errors.ts';
import type { KubeClient } from './kube-client.ts';
import type { ServiceRef } from './service-target.ts';

export interface ServiceProxy {
  readonly dispatcher: Requester;
  /** Requests that must not wait until the others are done: the heartbeat. */
  readonly urgent: Requester;
  /** An answer that goes on for hours, beside the others. That it breaks off is no news. */
  readonly lasting: Requester;
  /** A request failed on its way, or the API server could not reach the service. */
  readonly onBroken: Event<void>;
  /** Ends the requests that are under way. */
  close(): Promise<void>;
}

type Response = Dispatcher.ResponseData;

type Use = 'normal' | 'urgent' | 'lasting';

/** At a time, as through tunnels: queries of one screen in parallel; the rest wait their turn. Urgent and lasting ones do not count. */
const mostRequests = 6;

/** The API server's own answers are far smaller. */
const maxStatusBytes = 64 * 1024;

/** @param secure whether the service speaks TLS; the API server does not verify its certificate either. */
export function serviceProxy(client: KubeClient, service: ServiceRef, secure: boolean): ServiceProxy {
  const closing = new AbortController();
  const broken = new Emitter<void>();
  const gate = createGate(mostRequests);
  const base = proxyPath(service, secure);

  async function send(options: RequestOptions, signal: AbortSignal, use: Use, onEnd: () => void): Promise<Response> {
    const doubt = () => use !== 'lasting' && broken.fire();
    const fail = (error: unknown): never => {
      if (!signal.aborted && !isCancellation(error)) doubt();
      throw error;
    };
    const request = { ...options, path: base + options.path, signal };
    const response = await client.requester.request(request).catch((error: unknown) => {
      onEnd();
      return fail(error);
    });
    response.body.once('close', onEnd).on('error', () => signal.aborted || doubt());
    const body = await ownBody(response, request).catch(fail);
    return { ...response, headers: withOwnLocation(response.headers, base), body };
  }

  /** @throws AppError apiProxy.*, api.unauthorized, api.busy where the API server itself answered. */
  async function ownBody(response: Response, { method, path, idempotent }: RequestOptions): Promise<Response['body']> {
    const contentType = headerText(response.headers['content-type']);
    if (response.statusCode < 400 || !/json/i.test(contentType)) return response.body;
    const { read, whole } = await readSome(response.body, maxStatusBytes);
    const error = statusError(client, service, {
      method: method === 'GET' ? 'GET' : 'POST',
      isQuery: idempotent !== false,
      path,
      status: response.statusCode,
      contentType,
      body: read.toString('utf8'),
      retryAfterSeconds: parseRetryAfter(
        headerText(response.headers['retry-after']) || undefined,
        headerText(response.headers.date),
      ),
    });
    if (error === undefined) return whole;
    whole.destroy();
    throw error;
  }

  const requester = (use: Use): Requester => ({
    async request(options) {
      const own = options.signal;
      const signal = own === undefined ? closing.signal : AbortSignal.any([own, closing.signal]);
      if (signal.aborted) throw new CancelledError();
      return send(options, signal, use, use === 'normal' ? await gate.enter(signal) : () => undefined);
    },
  });
  return {
    dispatcher: requester('normal'),
    urgent: requester('urgent'),
    lasting: requester('lasting'),
    onBroken: broken.event,
    async close() {
      closing.abort();
      broken.dispose();
    },
  };
}

/** The port by the service's own name for it, or its number where it has none; never the pod's. */
function proxyPath({ namespace, name, port }: ServiceRef, secure: boolean): string {
  const target = `${secure ? 'https:' : ''}${name}:${port.name || port.port}`;
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/services/${target}/proxy`;
}

/** The API server puts its own path before the one that the service redirects to. */
function withOwnLocation(headers: Response['headers'], base: string): Response['headers'] {
  const location = headerText(headers.location);
  const at = location.indexOf(`${base}/`);
  return at < 0 ? headers : { ...headers, location: location.slice(at + base.length) };
}

const apiStatus = z.object({ kind: z.literal('Status'), apiVersion: z.literal('v1') });

interface FailedAnswer {
  readonly method: 'GET' | 'POST';
  /** It changes nothing, so that the same can be asked by GET. */
  readonly isQuery: boolean;
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly retryAfterSeconds: number | undefined;
}

function statusError(
  { server, user }: Pick<KubeClient, 'server' | 'user'>,
  { namespace, name: service }: ServiceRef,
  { method, isQuery, path, ...answer }: FailedAnswer,
): AppError | undefined {
  const { status } = answer;
  if (!apiStatus.safeParse(parseJson(answer.body)).success) return undefined;
  // Where `create` is denied a query may still go by GET: the refusal is an answer to who asks, and the GET's decides.
  if (status === 403 && method === 'POST' && isQuery) return undefined;
  const cause = answerError({ server, user, method, path }, answer);
  if (status === 401 || status === 429 || cause.code === 'api.busy') return cause;
  const { serverMessage } = cause.details;
  const said = serverMessage === undefined ? {} : { serverMessage };
  if (cause.code === 'api.forbidden') {
    const who = String(cause.details.user);
    const verb = String(cause.details.verb);
    return new AppError(
      'apiProxy.forbidden',
      `The user "${who}" may not ${verb} services/proxy in the namespace "${namespace}", so the service ${service} cannot be reached through the API server.`,
      { details: { service, namespace, user: who, verb, ...said }, cause },
    );
  }
  return new AppError(
    'apiProxy.failed',
    `The API server could not reach the service ${service} in the namespace ${namespace} (${status})${serverMessage === undefined ? '.' : `: ${serverMessage}`}`,
    { details: { service, namespace, status, ...said }, retryable: status >= 500, cause },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // compressed, cut off, or not JSON: not the API server's
  }
}

function headerText(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? '';
}
