/** A plain server that speaks the server's side of a port-forward (v4.channel.k8s.io), frame by frame as a test wants it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ResolvedContext } from '../../../electron/backend/contexts/merge-group.ts';
import type { ContextId } from '../../../shared/model/context.ts';

export interface ForwardServer {
  readonly url: string;
  /** Open connections to the server, upgraded ones too. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

export interface ForwardServerOptions {
  readonly onTunnel?: (socket: WebSocket, request: IncomingMessage) => void;
  readonly onRequest?: (request: IncomingMessage, response: ServerResponse) => void;
  /** Answers an upgrade instead of accepting it. */
  readonly refuse?: { readonly status: number; readonly contentType: string; readonly body: string };
  /** Never answers an upgrade. */
  readonly hang?: boolean;
  readonly autoPong?: boolean;
  readonly subProtocol?: string | false;
}

export async function startForwardServer(options: ForwardServerOptions): Promise<ForwardServer> {
  const http = createServer((request, response) => {
    if (options.onRequest !== undefined) options.onRequest(request, response);
    else response.writeHead(404).end();
  });
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: () => options.subProtocol ?? 'v4.channel.k8s.io',
    autoPong: options.autoPong ?? true,
    perMessageDeflate: false,
  });
  http.on('upgrade', (request, stream, head) => {
    // Reads on, or it would not notice that the client has gone.
    if (options.hang) {
      stream.on('error', () => undefined).on('end', () => stream.destroy());
      stream.resume();
      return;
    }
    const refuse = options.refuse;
    if (refuse !== undefined) {
      stream.end(
        `HTTP/1.1 ${refuse.status} Refused\r\ncontent-type: ${refuse.contentType}\r\ncontent-length: ${Buffer.byteLength(refuse.body)}\r\nconnection: close\r\n\r\n${refuse.body}`,
      );
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.on('error', () => undefined);
      options.onTunnel?.(socket, request);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    connections: () =>
      new Promise((resolve, reject) => http.getConnections((error, count) => (error ? reject(error) : resolve(count)))),
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

/** The two bytes with which each channel begins: port 9090, little-endian. */
export const portHeader = [0x82, 0x23];

/** One message: a channel and what it carries. */
export function frame(channel: number, payload: Uint8Array | readonly number[] | string): Buffer {
  return Buffer.concat([Buffer.of(channel), typeof payload === 'string' ? Buffer.from(payload) : Buffer.from(payload)]);
}

/** A context without credentials for a plain server. */
export function plainContext(server: string, changes: Partial<ResolvedContext['user']> = {}): ResolvedContext {
  return {
    id: 'test::plain' as ContextId,
    name: 'plain',
    namespace: undefined,
    cluster: {
      name: 'plain',
      server,
      caData: undefined,
      caFile: undefined,
      tlsServerName: undefined,
      insecureSkipTlsVerify: false,
      proxyUrl: undefined,
      execConfig: undefined,
    },
    execAllowed: true,
    user: {
      name: 'someone',
      file: '/kubeconfigs/config',
      directory: '/kubeconfigs',
      auth: 'none',
      certData: undefined,
      certFile: undefined,
      keyData: undefined,
      keyFile: undefined,
      token: undefined,
      tokenFile: undefined,
      username: undefined,
      password: undefined,
      exec: undefined,
      authProvider: undefined,
      impersonate: undefined,
      ...changes,
    },
  };
}

/** Resolves when the condition holds; for what has no event to wait for. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}
