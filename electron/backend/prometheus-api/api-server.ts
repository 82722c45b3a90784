/**
 * The Prometheus HTTP API over any storage, for the tools of this machine (promtool, Grafana): one server on 127.0.0.1, behind a token.
 * It is there only where somebody starts it. What is served and what is not: docs/formats/prometheus-api.md.
 */
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AsyncDisposable } from '../../../shared/base/disposable.ts';
import type { SemanticsVersion } from '../../../shared/promql/engine/semantics.ts';
import { createServer } from '../base/node-http.ts';
import type { Clock, LogSink } from '../ports.ts';
import { type ApiCall, type ApiServices, type Endpoint, noContent } from './api-call.ts';
import { dialectOf } from './dialect.ts';
import { readForm } from './form.ts';
import { createGuard, type Guard, type Refusal } from './guard.ts';
import { readBody } from './read-body.ts';
import { routeOf } from './routes.ts';
import { sendError, sendJson, sendNothing, sendRefusal } from './send-answer.ts';
import { newToken } from './token-file.ts';
import { stackOf, toldError } from './told-error.ts';

/** One storage to ask, with the PromQL that it is asked in. */
export interface ApiSource extends Omit<ApiServices, 'dialect' | 'queryTimeoutMs' | 'clock'> {
  readonly semantics: SemanticsVersion;
}

export interface PrometheusApiOptions {
  /** 0: any free one. */
  readonly port: number;
  /** What is served below `/NAME`, or for '' at the root; a text that says what else there is, for nothing. Asked for each request. */
  readonly source: (name: string) => Promise<ApiSource | string>;
  readonly clock: Clock;
  /** Who may ask: who knows the token, or anyone on this machine. Absent: a new token, which the server then has. */
  readonly access?: 'anyone' | { readonly token: string };
  readonly log: LogSink;
  /** As Prometheus's default: two minutes. */
  readonly queryTimeoutMs?: number;
  /** How long a connection may take for a request, or let an answer lie. Default 30,000. */
  readonly idleTimeoutMs?: number;
}

export interface PrometheusApi extends AsyncDisposable {
  readonly port: number;
  /** http://127.0.0.1:PORT */
  readonly url: string;
  /** Undefined where none is needed. A secret. */
  readonly token: string | undefined;
}

/** An expression in an address; longer ones are posted. */
const maxHeaderBytes = 64 * 1024;
const maxConnections = 128;

interface Serving {
  /** A text for a name that nothing is served under. */
  readonly services: (name: string) => Promise<ApiServices | string>;
  readonly guard: Guard;
  readonly log: LogSink;
  readonly idleTimeoutMs: number;
}

/** Resolves when it answers. @throws where the port cannot be had */
export async function startPrometheusApi(options: PrometheusApiOptions): Promise<PrometheusApi> {
  const { log, idleTimeoutMs = 30_000, queryTimeoutMs = 120_000 } = options;
  const { access = { token: newToken() } } = options;
  const token = access === 'anyone' ? undefined : access.token;
  const http = createBoundedServer(idleTimeoutMs);
  http.listen(options.port, '127.0.0.1');
  // Rejects with the server's error, which says what is wrong with the port.
  await once(http, 'listening');
  http.on('error', (error) => log.write('error', 'prometheus-api', 'the server failed', { error: error.message }));
  const { port } = http.address() as AddressInfo;
  const services: Serving['services'] = async (name) => {
    const source = await options.source(name);
    if (typeof source === 'string') return source;
    const { data, parse, buildInfo, semantics } = source;
    return { data, parse, buildInfo, clock: options.clock, queryTimeoutMs, dialect: dialectOf(semantics) };
  };
  const serving: Serving = { services, guard: createGuard(port, token), log, idleTimeoutMs };
  http.on('request', (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    answer(request, response, gone.signal, serving).catch((error) => {
      // What was being sent cannot be taken back; that the client went away is no news.
      if (!gone.signal.aborted) log.write('error', 'prometheus-api', 'an answer broke off', { error: stackOf(error) });
      response.destroy();
    });
  });
  return { port, url: `http://127.0.0.1:${port}`, token, close: () => closeServer(http) };
}

function createBoundedServer(idleTimeoutMs: number): Server {
  const http = createServer({
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: idleTimeoutMs,
    requestTimeout: idleTimeoutMs,
    connectionsCheckingInterval: idleTimeoutMs / 2,
  });
  http.timeout = idleTimeoutMs;
  http.maxConnections = maxConnections;
  return http;
}

async function closeServer(http: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  http.closeAllConnections();
  await closed;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
  serving: Serving,
): Promise<void> {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-store');
  const target = serving.guard.refusalOf(request) ?? targetOf(request);
  if ('text' in target) return sendRefusal(response, target);
  const services = await serving.services(target.source);
  if (typeof services === 'string') return sendRefusal(response, { status: 404, text: services });
  const body = await readBody(request);
  if (body === undefined) return sendRefusal(response, tooLarge);
  const form = readForm(body, target.query);
  await work(target.endpoint, { form, name: target.name, signal, services }, response, serving);
}

const notFound: Refusal = { status: 404, text: '404 page not found' };
const tooLarge: Refusal = { status: 413, text: 'Request Entity Too Large' };

interface Target {
  /** Which of the sources: the first part of a path that does not begin with the API's; '' for one that does. */
  readonly source: string;
  readonly endpoint: Endpoint;
  readonly name: string;
  /** Of the address, without its `?`. */
  readonly query: string;
}

/** @returns what is asked for; or why it is not served */
function targetOf({ method = '', url = '' }: IncomingMessage): Target | Refusal {
  const at = url.indexOf('?');
  const path = unescapedPath(at === -1 ? url : url.slice(0, at));
  if (path === undefined) return { status: 400, text: '400 Bad Request' };
  const [, source = '', rest = path] = /^\/((?!api\/)[^/]+)(\/.*)$/s.exec(path) ?? [];
  const found = routeOf(rest);
  if (found === undefined) return notFound;
  const { methods, endpoint } = found.route;
  if (!methods.includes(method)) {
    return { status: 405, text: 'Method Not Allowed', headers: { Allow: methods.join(', ') } };
  }
  return { source, endpoint, name: found.name, query: at === -1 ? '' : url.slice(at + 1) };
}

async function work(endpoint: Endpoint, call: ApiCall, response: ServerResponse, serving: Serving): Promise<void> {
  const { socket } = response.req;
  const { log, idleTimeoutMs } = serving;
  // A query takes its time, during which nothing moves on the connection.
  socket.setTimeout(0);
  try {
    const chunks = await endpoint(call);
    socket.setTimeout(idleTimeoutMs);
    if (chunks === noContent) sendNothing(response);
    else await sendJson(response, chunks, call.signal);
  } catch (error) {
    if (response.headersSent || call.signal.aborted) throw error;
    socket.setTimeout(idleTimeoutMs);
    sendError(response, toldError(error, log), call.services.dialect);
  }
}

function unescapedPath(path: string): string | undefined {
  if (!path.startsWith('/')) return undefined;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
