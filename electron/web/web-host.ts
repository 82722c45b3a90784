/**
 * The host for a browser on this machine: one server on 127.0.0.1 that serves the page, and the contract on a WebSocket behind a
 * token. Names in the address that are not its own are refused (DNS rebinding), and so are pages of other origins.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { AsyncDisposable, Disposable } from '../../shared/base/disposable.ts';
import { maxFrameBytes } from '../../shared/rpc/frames.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import type { LogSink } from '../backend/ports.ts';
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
}

export interface WebHost extends AsyncDisposable {
  readonly port: number;
  /** With the token in its fragment: a secret, for the user's terminal and browser only. */
  readonly url: string;
}

const rpcPath = '/rpc';
/** Pages at a time; each may have 256 calls under way. */
const maxSockets = 32;

/** Resolves when it answers. @throws where the port cannot be had */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const token = randomBytes(32).toString('base64url');
  const http = createServer();
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
  const { backend, log, helloTimeoutMs: timeoutMs = 2000 } = options;
  http.on('error', (error) => log.write('error', 'web', 'the server failed', { error: error.message }));
  http.on('request', (request, response) => {
    answer(request, response, options, ownHosts).catch((error) => {
      // The reader went away, or the file did.
      log.write('debug', 'web', 'a file was not sent whole', { error: String(error) });
      response.destroy();
    });
  });
  http.on('upgrade', (request, socket, head) => {
    const status = refusal(request, ownHosts, sockets.clients.size);
    if (status !== undefined) return refuseUpgrade(socket, status);
    const admit = (transport: Transport) => backend.serve(transport);
    sockets.handleUpgrade(request, socket, head, (opened) => guardSocket(opened, { token, timeoutMs, admit }));
  });
  return { port, url: `http://127.0.0.1${suffix}/#token=${token}`, close: () => closeServers(http, sockets) };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { pageDir }: WebHostOptions,
  ownHosts: ReadonlySet<string>,
): Promise<void> {
  const host = request.headers.host ?? '';
  if (!ownHosts.has(host)) return sendText(response, 421, 'Misdirected Request');
  await servePage(request, response, { pageDir, host });
}

/** @returns the status for an upgrade that is not made. A page always sends its origin; a program that sends none is not a page. */
function refusal(request: IncomingMessage, ownHosts: ReadonlySet<string>, openSockets: number): string | undefined {
  const host = request.headers.host ?? '';
  if (!ownHosts.has(host)) return '421 Misdirected Request';
  if (request.headers.origin !== `http://${host}`) return '403 Forbidden';
  if (request.url !== rpcPath) return '404 Not Found';
  return openSockets >= maxSockets ? '503 Service Unavailable' : undefined;
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
