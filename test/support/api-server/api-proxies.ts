/**
 * The API server's proxies to services, pods and nodes: requests and answers streamed to and from real processes of this machine.
 * Unlike the real one it does not rewrite links in pages of HTML, and does not proxy upgrades.
 */
import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as plainRequest,
  type RequestOptions,
} from 'node:http';
import { request as secureRequest } from 'node:https';
import { posix } from 'node:path';
import { pipeline } from 'node:stream';
import type { ResourceCall } from './call.ts';
import { type ProxyLocation, proxyLocation } from './proxy-locations.ts';
import { commonHeaders, sendStatus } from './responses.ts';

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const proxyPath = /^(\/api\/v1\/(?:namespaces\/[^/]+\/)?(?:services|pods|nodes)\/[^/]+\/proxy)(.*)$/;

/** The request path in two: what stands for the API server, and what the process behind it is asked. */
function splitPath(url: URL): { readonly prefix: string; readonly path: string } {
  const [, prefix = '', path = ''] = proxyPath.exec(url.pathname) ?? [];
  return { prefix: decodePath(prefix), path };
}

function decodePath(path: string): string {
  try {
    return decodeURI(path).replaceAll('%3A', ':').replaceAll('%3a', ':');
  } catch {
    return path;
  }
}

function passedOn(headers: IncomingHttpHeaders, without: (name: string) => boolean): Record<string, string | string[]> {
  const named = String(headers.connection ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  const kept = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && !hopByHop.has(name) && !named.includes(name) && !without(name),
  );
  return Object.fromEntries(kept) as Record<string, string | string[]>;
}

/** The user's own credentials never reach the process. */
function requestHeaders(call: ResourceCall): Record<string, string | string[]> {
  const { request, url } = call;
  return {
    ...passedOn(request.headers, (name) => name === 'authorization' || name.startsWith('impersonate-')),
    'x-forwarded-for': request.socket.remoteAddress ?? '127.0.0.1',
    'x-forwarded-host': request.headers.host ?? '',
    'x-forwarded-proto': 'https',
    'x-forwarded-uri': url.pathname,
  };
}

/** A redirect inside the process stays inside the proxy; one to another host, or a relative one, is left alone. */
function rewriteLocation(target: string, call: ResourceCall, location: ProxyLocation, prefix: string): string {
  const parts = /^(?:[a-z][a-z0-9+.-]*:)?(?:\/\/([^/?#]*))?([^?#]*)(.*)$/i.exec(target);
  if (parts === null) return target;
  const [, host = '', path = '', rest = ''] = parts;
  const isElsewhere = host !== '' && host !== location.host && host !== call.request.headers.host;
  if (isElsewhere || !path.startsWith('/')) return target;
  if (path.startsWith(prefix)) return path + rest;
  const joined = posix.join(prefix, path).replace(/\/$/, '');
  return joined + (path.endsWith('/') ? '/' : '') + rest;
}

function answerHeaders(call: ResourceCall, answer: IncomingMessage, location: ProxyLocation, prefix: string) {
  const headers = passedOn(answer.headers, (name) => name.startsWith('access-control-'));
  const target = answer.headers.location;
  return {
    ...headers,
    ...commonHeaders(),
    ...(target === undefined ? {} : { location: rewriteLocation(target, call, location, prefix) }),
  };
}

/** Why nothing was reached, in Go's words. */
function reasonOf(error: NodeJS.ErrnoException, { host }: ProxyLocation): string {
  if (error.code === 'ECONNREFUSED') return `dial tcp ${host}: connect: connection refused`;
  if (error.code === 'EPROTO' || /wrong version number|packet length/i.test(error.message)) {
    return 'tls: first record does not look like a TLS handshake';
  }
  if (error.code === 'ECONNRESET') return 'EOF';
  return error.message;
}

function refuse(call: ResourceCall, reason: string): void {
  const message = `error trying to reach service: ${reason}`;
  sendStatus(call.request, call.response, { code: 503, reason: 'ServiceUnavailable', message });
}

function open(location: ProxyLocation & { readonly realPort: number }, options: RequestOptions): ClientRequest {
  const target = { ...options, host: '127.0.0.1', port: location.realPort, agent: false as const };
  // As the real one: whoever stands behind a service is not asked for a certificate that can be verified.
  return location.scheme === 'https' ? secureRequest({ ...target, rejectUnauthorized: false }) : plainRequest(target);
}

function forward(
  call: ResourceCall,
  location: ProxyLocation & { readonly realPort: number },
  prefix: string,
  path: string,
) {
  const { request, response, url } = call;
  const upstream = open(location, {
    method: request.method ?? 'GET',
    path: location.pathPrefix + path + url.search,
    headers: requestHeaders(call),
  });
  upstream.on('error', (error: NodeJS.ErrnoException) => {
    if (response.headersSent) response.destroy();
    else if (!response.destroyed) refuse(call, reasonOf(error, location));
  });
  upstream.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answerHeaders(call, answer, location, prefix));
    response.flushHeaders();
    // Ends both where either ends early: half an answer is a cut connection.
    pipeline(answer, response, () => undefined);
  });
  response.on('close', () => upstream.destroy());
  request.on('error', () => upstream.destroy());
  request.pipe(upstream);
}

/** Answers `…/proxy` and everything below it. @throws StatusError 400, 404 or 503 */
export function serveProxy(call: ResourceCall): void {
  const { request, response, url } = call;
  const location = proxyLocation(call);
  const { prefix, path } = splitPath(url);
  if (path === '' && (request.method === 'GET' || request.method === 'HEAD')) {
    response.writeHead(301, { ...commonHeaders(), Location: `${url.pathname}/${url.search}`, 'Content-Length': 0 });
    response.end();
    return;
  }
  const { realPort } = location;
  if (realPort === undefined) refuse(call, `dial tcp ${location.host}: connect: connection refused`);
  else forward(call, { ...location, realPort }, prefix, path === '' ? '/' : path);
}
