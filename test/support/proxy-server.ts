/**
 * A proxy out of a network, for tests: HTTP (CONNECT, and plain requests by their whole address; over TLS where wanted) or SOCKS5, with a
 * login where wanted. It writes down what went through it, can misbehave, and leads names that nothing resolves to ports of this machine.
 */
import { once } from 'node:events';
import {
  createServer as createHttpServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer as createNetServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAuthority } from './certificates.ts';
import { OpenRecord, type ProxyRecord } from './proxy-records.ts';
import { serveSocks } from './socks-conversation.ts';

export interface ProxyServerOptions {
  /** `https`: an HTTP proxy that is spoken to over TLS. `http` by default. */
  readonly kind?: 'http' | 'https' | 'socks5';
  /** Demanded from every client where given. */
  readonly login?: { readonly user: string; readonly password: string };
  /** `host:port` as clients name it to a port of this machine; anything else is connected to as named. */
  readonly routes?: Readonly<Record<string, number>>;
}

/**
 * `refuse`: 403 (HTTP) or "not allowed" (SOCKS). `hang`: takes the connection and says nothing. `drop`: cuts it at once. `cutAfterConnect`:
 * accepts the tunnel and cuts it with its first byte.
 */
export type ProxyBehaviour = 'work' | 'refuse' | 'hang' | 'drop' | 'cutAfterConnect';

/** @returns a running proxy; `stop()` ends every connection */
export async function startProxyServer(options: ProxyServerOptions = {}): Promise<ProxyServer> {
  const proxy = new ProxyServer(options);
  await proxy.listen();
  return proxy;
}

export class ProxyServer {
  behaviour: ProxyBehaviour = 'work';
  readonly #options: ProxyServerOptions;
  readonly #authority = createAuthority('proxy');
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();
  readonly #records: OpenRecord[] = [];
  #connections = 0;
  #port = 0;

  constructor(options: ProxyServerOptions) {
    this.#options = options;
    this.#server = options.kind === 'socks5' ? this.#socksServer() : this.#httpServer();
    this.#server.on('connection', (socket: Socket) => {
      this.#connections += 1;
      this.#track(socket);
      if (this.behaviour === 'drop') socket.destroy();
    });
  }

  get port(): number {
    return this.#port;
  }

  /** For `proxy-url`, HTTPS_PROXY and settings, without the login. */
  get url(): string {
    return `${this.#options.kind ?? 'http'}://127.0.0.1:${this.#port}`;
  }

  /** With the login in it, where there is one. */
  get urlWithLogin(): string {
    const { login } = this.#options;
    if (login === undefined) return this.url;
    const userInfo = `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}`;
    return this.url.replace('://', `://${userInfo}@`);
  }

  /** Of an `https` proxy. */
  get caPem(): string {
    return this.#authority.certPem;
  }

  /** What was asked so far, oldest first. */
  get records(): readonly ProxyRecord[] {
    return this.#records;
  }

  /** Connections of clients so far, those that asked for nothing included. */
  get connections(): number {
    return this.#connections;
  }

  /** Cuts every tunnel that is open. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.cut();
    await closed;
  }

  #track(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #httpServer(): Server {
    const { certPem, keyPem } = this.#authority.server();
    const server =
      this.#options.kind === 'https' ? createHttpsServer({ cert: certPem, key: keyPem }) : createHttpServer();
    server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy());
    server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      void this.#connect(request, socket, head);
    });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => this.#plain(request, response));
    return server;
  }

  #socksServer(): Server {
    const { login } = this.#options;
    return createNetServer((socket) => {
      const conversation = {
        ...(login === undefined ? {} : { login }),
        mayTalk: () => this.behaviour !== 'hang',
        mayConnect: () => this.behaviour !== 'refuse',
        wrongLogin: (user: string) => this.#record('', user, 'tunnel').fail('wrongLogin'),
        open: (target: string, user: string) => this.#open(target, user),
        join: (upstream: Socket, record: OpenRecord, head: Buffer) => this.#join(socket, upstream, record, head),
        refused: (target: string, user: string) => this.#record(target, user, 'tunnel').fail('refused'),
      };
      void serveSocks(socket, conversation).catch(() => socket.destroy());
    });
  }

  async #connect(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    this.#track(socket);
    if (this.behaviour === 'hang') return;
    const login = loginOf(request);
    const record = this.#record(request.url ?? '', login?.user ?? '', 'tunnel');
    const refusal = this.#refusal(login);
    if (refusal !== undefined) {
      record.fail(refusal === 407 ? 'wrongLogin' : 'refused');
      socket.end(rawRefusal(refusal));
      return;
    }
    const upstream = await this.#dial(request.url ?? '');
    if (upstream === undefined) {
      record.fail('unreachable');
      socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    this.#join(socket, upstream, record, head);
  }

  /** A plain request: `GET http://host:port/path`. */
  #plain(request: IncomingMessage, response: ServerResponse): void {
    if (this.behaviour === 'hang') return;
    const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined;
    const login = loginOf(request);
    const refusal = url === undefined ? 400 : this.#refusal(login);
    const target = url === undefined ? '' : `${url.hostname}:${url.port === '' ? 80 : url.port}`;
    const record = this.#record(target, login?.user ?? '', 'plain');
    if (url === undefined || refusal !== undefined) {
      record.fail(refusal === 407 ? 'wrongLogin' : 'refused');
      response.writeHead(refusal ?? 400, refusal === 407 ? { 'Proxy-Authenticate': 'Basic realm="proxy"' } : {}).end();
      return;
    }
    const { host, port } = this.#realTarget(target);
    const { 'proxy-authorization': _, 'proxy-connection': __, ...headers } = request.headers;
    const options = { host, port, method: request.method, path: url.pathname + url.search, headers, agent: false };
    const upstream = httpRequest(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('data', (chunk: Buffer) => record.down(chunk.length));
      answer.on('error', () => response.destroy());
      answer.pipe(response);
    });
    upstream.on('error', () => {
      record.fail('unreachable');
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    });
    response.on('close', () => {
      record.close();
      upstream.destroy();
    });
    request.on('data', (chunk: Buffer) => record.up(chunk.length));
    request.pipe(upstream);
  }

  /** The status of a refusal. */
  #refusal(login: { readonly user: string; readonly password: string } | undefined): 403 | 407 | undefined {
    const wanted = this.#options.login;
    if (wanted !== undefined && (login?.user !== wanted.user || login.password !== wanted.password)) return 407;
    return this.behaviour === 'refuse' ? 403 : undefined;
  }

  async #open(target: string, user: string): Promise<{ upstream: Socket; record: OpenRecord } | undefined> {
    const record = this.#record(target, user, 'tunnel');
    const upstream = await this.#dial(target);
    if (upstream === undefined) record.fail('unreachable');
    return upstream === undefined ? undefined : { upstream, record };
  }

  #realTarget(target: string): { readonly host: string; readonly port: number } {
    const routed = this.#options.routes?.[target];
    if (routed !== undefined) return { host: '127.0.0.1', port: routed };
    const at = target.lastIndexOf(':');
    return { host: target.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(target.slice(at + 1)) };
  }

  async #dial(target: string): Promise<Socket | undefined> {
    const socket = connect({ ...this.#realTarget(target), noDelay: true });
    this.#track(socket);
    try {
      await once(socket, 'connect');
      return socket;
    } catch {
      return undefined;
    }
  }

  #join(client: Duplex, upstream: Socket, record: OpenRecord, head: Buffer): void {
    if (this.behaviour === 'cutAfterConnect') {
      upstream.destroy();
      client.once('data', () => client.destroy());
      record.close();
      return;
    }
    if (head.length > 0) client.unshift(head);
    client.on('data', (chunk: Buffer) => record.up(chunk.length));
    upstream.on('data', (chunk: Buffer) => record.down(chunk.length));
    client.pipe(upstream);
    upstream.pipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => {
      record.close();
      client.destroy();
    });
  }

  #record(target: string, user: string, how: ProxyRecord['how']): OpenRecord {
    const record = new OpenRecord(target, user, how);
    this.#records.push(record);
    return record;
  }
}

function loginOf(request: IncomingMessage): { readonly user: string; readonly password: string } | undefined {
  const [scheme = '', encoded = ''] = String(request.headers['proxy-authorization'] ?? '').split(' ');
  if (!/^basic$/i.test(scheme)) return undefined;
  const [user = '', ...password] = Buffer.from(encoded, 'base64').toString().split(':');
  return { user, password: password.join(':') };
}

function rawRefusal(code: 403 | 407): string {
  const text = code === 407 ? 'Proxy Authentication Required' : 'Forbidden';
  const challenge = code === 407 ? 'Proxy-Authenticate: Basic realm="proxy"\r\n' : '';
  return `HTTP/1.1 ${code} ${text}\r\n${challenge}Content-Length: 0\r\nConnection: close\r\n\r\n`;
}
