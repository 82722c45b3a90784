/**
 * What stands before a Prometheus in real installations: a path prefix, TLS, a login, a tenant's header, a redirect, another engine's
 * build information; or what a newer one warns of. Requests that pass go on to a real server; it writes down every one.
 */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { KeyAndCertificate } from '../certificates.ts';
import type { NoticesServer } from './notices.ts';

export interface FrontOptions {
  /** The real server's port. */
  readonly to: number;
  /** It speaks https. With `clientCa`, only to clients with a certificate of that authority (mTLS). */
  readonly tls?: KeyAndCertificate & { readonly clientCa?: string };
  /** Answered under this path only, which the real server does not see: `/prometheus`, `/select/0/prometheus`. 404 elsewhere. */
  readonly prefix?: string;
  /** Everything outside the prefix is redirected into it instead. */
  readonly redirectsToPrefix?: boolean;
  /** 401 without it: `{ name: 'X-Scope-OrgID', value: 'team-a' }`; without a value, any. */
  readonly tenant?: { readonly name: string; readonly value?: string };
  readonly basic?: { readonly user: string; readonly password: string };
  readonly bearer?: string;
  /** Whoever has not signed in (by `basic` or `bearer`) gets a page, or a redirect to one, instead of a 401. */
  readonly login?: 'page' | 'redirect';
  /** Instead of the real server's `data` of `/api/v1/status/buildinfo`. */
  readonly buildInfo?: Readonly<Record<string, string>>;
  /** It warns of something, as Prometheus does from 3.0 on. */
  readonly notices?: NoticesServer;
}

interface FrontRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly status: number;
}

export interface Front {
  readonly port: number;
  /** http(s)://127.0.0.1:PORT and the prefix. */
  readonly url: string;
  readonly requests: readonly FrontRequest[];
  stop(): Promise<void>;
}

/** How other engines describe themselves. */
export const engineBuildInfo = {
  thanos: {
    version: '0.31.0',
    revision: '50c464132c26',
    branch: 'HEAD',
    buildUser: 'root@f1fa5a0a5ae1',
    goVersion: 'go1.19.7',
  },
  mimir: {
    application: 'Grafana Mimir',
    version: '2.6.0',
    revision: 'd25aaea8',
    branch: 'release-2.6',
    goVersion: 'go1.20.1',
  },
  victoriaMetrics: { version: '2.24.0' },
} as const;

const loginPage =
  '<!DOCTYPE html>\n<html><head><title>Log In</title></head><body><form action="/oauth/start">Log in with OpenShift</form></body></html>\n';

interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function loginRefusal(options: FrontOptions): Refusal {
  const html = { 'Content-Type': 'text/html; charset=utf-8' };
  if (options.login === 'page') return { status: 403, headers: html, body: loginPage };
  if (options.login === 'redirect') return { status: 302, headers: { ...html, Location: '/oauth/start' }, body: '' };
  const scheme = options.basic === undefined ? 'Bearer' : 'Basic realm="Prometheus"';
  return { status: 401, headers: { 'WWW-Authenticate': scheme }, body: 'Unauthorized\n' };
}

function hasSignedIn({ basic, bearer }: FrontOptions, { authorization }: IncomingHttpHeaders): boolean {
  if (basic === undefined && bearer === undefined) return true;
  const pair = Buffer.from(`${basic?.user}:${basic?.password}`).toString('base64');
  return (
    (basic !== undefined && authorization === `Basic ${pair}`) ||
    (bearer !== undefined && authorization === `Bearer ${bearer}`)
  );
}

function hasTenant({ tenant }: FrontOptions, headers: IncomingHttpHeaders): boolean {
  if (tenant === undefined) return true;
  const value = headers[tenant.name.toLowerCase()];
  return value !== undefined && (tenant.value === undefined || tenant.value === value);
}

/** Why a request does not pass. */
function refusalOf(options: FrontOptions, asked: IncomingMessage, path: string): Refusal | undefined {
  const { prefix = '' } = options;
  if (!hasSignedIn(options, asked.headers)) return loginRefusal(options);
  const isInside = path === prefix || path.startsWith(`${prefix}/`) || path.startsWith(`${prefix}?`);
  if (!isInside) {
    return options.redirectsToPrefix
      ? { status: 302, headers: { Location: `${prefix}${path}` }, body: '' }
      : { status: 404, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: '404 page not found\n' };
  }
  return hasTenant(options, asked.headers) ? undefined : { status: 401, headers: {}, body: 'no org id\n' };
}

function passOn(options: FrontOptions, asked: IncomingMessage, response: ServerResponse, path: string): void {
  const inner = path.slice((options.prefix ?? '').length) || '/';
  const { host: _, ...headers } = asked.headers;
  const target = { host: '127.0.0.1', port: options.to, method: asked.method, path: inner, headers, agent: false };
  const upstream = request(target, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    pipeline(answer, response, () => undefined);
  });
  upstream.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
  response.on('close', () => upstream.destroy());
  asked.pipe(upstream);
}

function serve(options: FrontOptions, asked: IncomingMessage, response: ServerResponse): void {
  const path = asked.url ?? '/';
  const refusal = refusalOf(options, asked, path);
  const isBuildInfo = path.split('?')[0] === `${options.prefix ?? ''}/api/v1/status/buildinfo`;
  if (refusal !== undefined) response.writeHead(refusal.status, refusal.headers).end(refusal.body);
  else if (isBuildInfo && options.buildInfo !== undefined) {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ status: 'success', data: options.buildInfo }));
  } else if (options.notices?.serve({ url: path.slice((options.prefix ?? '').length) }, response) !== true)
    passOn(options, asked, response, path);
}

/** @returns a running one; `stop()` ends its connections */
export async function startFront(options: FrontOptions): Promise<Front> {
  const requests: FrontRequest[] = [];
  const sockets = new Set<Socket>();
  const handle = (asked: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: path = '', headers } = asked;
    response.on('close', () => requests.push({ method, path, headers, status: response.statusCode }));
    serve(options, asked, response);
  };
  const { tls } = options;
  const clientCa = tls?.clientCa === undefined ? {} : { ca: tls.clientCa, requestCert: true };
  const server =
    tls === undefined
      ? createServer(handle)
      : createSecureServer({ cert: tls.certPem, key: tls.keyPem, ...clientCa }, handle);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', (_error: Error, socket: TLSSocket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const stop = async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}${options.prefix ?? ''}`;
  return { port, url, requests, stop };
}
