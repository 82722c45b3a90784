/**
 * The host for a browser on this machine: one server on 127.0.0.1 that serves the page, and the contract on a WebSocket behind a
 * token. Names in the address that are not its own are refused (DNS rebinding), and so are pages of other origins.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { AsyncDisposable, Disposable } from '../../shared/base/disposable.ts';
import { maxFrameBytes } from '../../shared/rpc/frames.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import { securityHeaders } from '../backend/base/content-security-policy.ts';
import { createServer } from '../backend/base/node-http.ts';
import type { LogSink } from '../backend/ports.ts';
import { createLaunch, type Launch, launchPath } from './launch.ts';
import { sendText, servePage } from './page-files.ts';
import { guardSocket } from './rpc-socket.ts';

export interface WebHostOptions {
  /** 0: any free one. */
  readonly port: number;
  /** The built page. */
  readonly pageDir: string;
  readonly backend: { serve(transport: Transport): Disposable };
  readonly log: LogSink;
  /** How long a page may take to show its token. Default 2000. */
  readonly helloTimeoutMs?: number;
  /** How long a connection may take for a request's head, or let an answer lie. Default 30,000. */
  readonly idleTimeoutMs?: number;
}

export interface WebHost extends AsyncDisposable {
  readonly port: number;
  /** With the token in its fragment: a secret, for the user's terminal and browser only. */
  readonly url: string;
  /** An address for a browser's command line, which others can read: it leads to `url`, once. */
  launchUrl(): string;
}

const rpcPath = '/rpc';
/** Pages at a time; each may have 256 calls under way. */
const maxPages = 32;
/** Sockets that have not shown the token yet. Of more, the oldest goes: a page needs a moment only. */
const maxStrangers = 32;
/** A browser takes six and a WebSocket for a page. */
const maxConnections = 512;

/** Resolves when it answers. @throws where the port cannot be had */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const token = randomBytes(32).toString('base64url');
  const { backend, log, helloTimeoutMs: timeoutMs = 2000, idleTimeoutMs = 30_000 } = options;
  const http = createServer({
    headersTimeout: idleTimeoutMs,
    requestTimeout: idleTimeoutMs,
    connectionsCheckingInterval: idleTimeoutMs / 2,
  });
  http.timeout = idleTimeoutMs;
  http.maxConnections = maxConnections;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    // Loopback: compressing would only cost time.
    perMessageDeflate: false,
  });
  http.listen(options.port, '127.0.0.1');
  // Rejects with the server's error, which says what is wrong with the port.
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  // A browser leaves the port out where it is HTTP's own.
  const suffix = port === 80 ? '' : `:${port}`;
  const ownHosts = new Set([`127.0.0.1${suffix}`, `localhost${suffix}`]);
  http.on('error', (error) => log.write('error', 'web', 'the server failed', { error: error.message }));
  const launch = createLaunch(() => performance.now());
  http.on('request', (request, response) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    const host = request.headers.host ?? '';
    const answered = ownHosts.has(host)
      ? answer(request, response, { host, token, launch, pageDir: options.pageDir })
      : Promise.resolve(sendText(response, 421, 'Misdirected Request'));
    answered.catch((error) => {
      // The reader went away, or the file did.
      log.write('debug', 'web', 'a file was not sent whole', { error: String(error) });
      response.destroy();
    });
  });
  const strangers = new Set<WebSocket>();
  http.on('upgrade', (request, socket, head) => {
    const status = refusal(request, ownHosts, sockets.clients.size - strangers.size);
    if (status !== undefined) return refuseUpgrade(socket, status);
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const [oldest] = strangers;
      if (strangers.size >= maxStrangers) oldest?.terminate();
      strangers.add(opened);
      opened.once('close', () => strangers.delete(opened));
      const admit = (transport: Transport) => {
        strangers.delete(opened);
        backend.serve(transport);
      };
      guardSocket(opened, { token, timeoutMs, admit });
    });
  });
  const origin = `http://127.0.0.1${suffix}`;
  return {
    port,
    url: `${origin}/#token=${token}`,
    launchUrl: () => origin + launch.create(),
    close: () => closeServers(http, sockets),
  };
}

interface PageFacts {
  /** The Host header, already checked. */
  readonly host: string;
  readonly token: string;
  readonly launch: Launch;
  readonly pageDir: string;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { host, token, launch, pageDir }: PageFacts,
): Promise<void> {
  const { method, url = '' } = request;
  if (!url.startsWith(launchPath)) return servePage(request, response, { pageDir, host });
  if (method !== 'GET' || !launch.take(url)) {
    return sendText(response, 410, 'This address works once. Open the one that the terminal shows.');
  }
  response.writeHead(303, {
    Location: `/#token=${token}`,
    'Cache-Control': 'no-store',
  });
  response.end();
}

/** @returns the status for an upgrade that is not made. A page always sends its origin; a program that sends none is not a page. */
function refusal(request: IncomingMessage, ownHosts: ReadonlySet<string>, pages: number): string | undefined {
  const host = request.headers.host ?? '';
  if (!ownHosts.has(host)) return '421 Misdirected Request';
  if (request.headers.origin !== `http://${host}`) return '403 Forbidden';
  if (request.url !== rpcPath) return '404 Not Found';
  return pages >= maxPages ? '503 Service Unavailable' : undefined;
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

/** Nothing is waited for: who is to finish its work was drained before. */
async function closeServers(http: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  http.closeAllConnections();
  await closed;
  sockets.close();
}
