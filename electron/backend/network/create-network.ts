/** Makes the Network: chooses the proxy, connects to it or to the address, and shakes hands. Knows no protocol above TLS. */
import net from 'node:net';
import tls from 'node:tls';
import { AppError, CancelledError, errorText } from '../../../shared/base/errors.ts';
import { type AuthorityProblems, connectionReason } from '../base/connection-reason.ts';
import { type Authorities, createAuthorities } from './authorities.ts';
import { bareHost, chooseProxy, type ProxyServer, portOf, proxyError, shownProxy } from './choose-proxy.ts';
import { ConnectRefused, connectThrough } from './connect-proxy.ts';
import type { ConnectTarget, Network, NetworkSettings, TlsMaterial } from './network.ts';
import { connectSocks5, SocksError } from './socks5.ts';

export interface NetworkOptions {
  /** Read at every connection. */
  readonly settings: () => NetworkSettings;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of one connection, proxy and TLS included. Default 10,000. */
  readonly connectTimeoutMs?: number;
}

const defaultTimeoutMs = 10_000;

/** Idle connections are probed, so that a load balancer does not forget them. */
const tcpKeepAlive = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 } as const;

/** For who brings no material: one object, so that its context is made once. */
const noMaterial: TlsMaterial = {};

export function createNetwork({ settings, env, connectTimeoutMs = defaultTimeoutMs }: NetworkOptions): Network {
  const authorities = createAuthorities(settings, env.HOME || env.USERPROFILE || '');
  const choose = (url: URL, proxyUrl: string | undefined) =>
    chooseProxy({ url, proxyUrl, settings: settings().proxy, env });

  return {
    connect(target, signal) {
      const proxy = choose(target.url, target.proxyUrl);
      return inTime(signal, connectTimeoutMs, (owned) =>
        proxy === undefined
          ? connectDirectly(authorities, target, owned)
          : connectByProxy(authorities, target, proxy, owned),
      );
    },
    proxyFor(url, proxyUrl) {
      const proxy = choose(url, proxyUrl);
      return proxy && shownProxy(proxy);
    },
  };
}

/** Takes each socket at once, before it is connected: whatever ends the attempt destroys it. */
interface Owner {
  readonly own: <Socket extends net.Socket>(socket: Socket) => Socket;
  readonly ended: () => boolean;
}

function inTime(
  signal: AbortSignal,
  timeoutMs: number,
  work: (owner: Owner) => Promise<net.Socket>,
): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new CancelledError());
    const sockets: net.Socket[] = [];
    let done = false;
    const settle = () => {
      done = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    };
    const fail = (error: unknown) => {
      if (done) return;
      settle();
      // The innermost first: Node 24 crashes where the socket beneath a TLS socket is destroyed before it.
      for (const socket of sockets.toReversed()) socket.on('error', () => undefined).destroy();
      reject(error);
    };
    const cancel = () => fail(new CancelledError());
    const timer = setTimeout(() => fail(connectTimeout()), timeoutMs);
    signal.addEventListener('abort', cancel, { once: true });
    const own: Owner['own'] = (socket) => {
      sockets.push(socket);
      if (done) socket.on('error', () => undefined).destroy();
      return socket;
    };
    work({ own, ended: () => done }).then((socket) => {
      if (done) return void socket.destroy();
      settle();
      resolve(socket);
    }, fail);
  });
}

function connectTimeout(): Error {
  return Object.assign(new Error('no answer to the connection attempt'), { code: 'ETIMEDOUT' });
}

async function connectDirectly(authorities: Authorities, target: ConnectTarget, owner: Owner): Promise<net.Socket> {
  const address = { host: bareHost(target.url), port: portOf(target.url) };
  if (target.url.protocol !== 'https:')
    return ready(owner.own(net.connect({ ...address, ...tcpKeepAlive })), 'connect');
  return handshake(authorities, target, owner, { ...address, ...tcpKeepAlive });
}

async function connectByProxy(
  authorities: Authorities,
  target: ConnectTarget,
  proxy: ProxyServer,
  owner: Owner,
): Promise<net.Socket> {
  let socket: net.Socket;
  try {
    socket = await throughProxy(authorities, target, proxy, owner);
  } catch (error) {
    throw proxyFailure(target.url, proxy, error);
  }
  return target.url.protocol === 'https:' ? handshake(authorities, target, owner, { socket }) : socket;
}

async function throughProxy(
  authorities: Authorities,
  target: ConnectTarget,
  proxy: ProxyServer,
  owner: Owner,
): Promise<net.Socket> {
  // The proxy is trusted as any other server, not by the authorities of what lies behind it.
  const socket = await connectDirectly(authorities, { url: proxyAddress(proxy) }, owner);
  const request = {
    host: bareHost(target.url),
    port: portOf(target.url),
    user: decoded(proxy.url.username),
    password: decoded(proxy.url.password),
  };
  await (proxy.kind === 'socks5' ? connectSocks5(socket, request) : connectThrough(socket, request));
  return socket;
}

/** A `%` that is none stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Of a scheme that URL does not know the default port is ours to fill in. */
function proxyAddress({ url, kind }: ProxyServer): URL {
  return new URL(`${kind === 'https' ? 'https' : 'http'}://${url.hostname}:${portOf(url)}`);
}

function proxyFailure(target: URL, proxy: ProxyServer, error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof SocksError || error instanceof ConnectRefused) {
    return proxyError(target, shownProxy(proxy), error.message, error.retryable, error);
  }
  const { kind, reason } = connectionReason(error, 'its certificate comes from an authority that is not trusted here');
  return proxyError(target, shownProxy(proxy), reason, kind === 'network', error);
}

type SocketOptions = Pick<tls.ConnectionOptions, 'socket'> & Partial<net.TcpNetConnectOpts>;

async function handshake(
  authorities: Authorities,
  { url, tls: material = noMaterial }: ConnectTarget,
  owner: Owner,
  options: SocketOptions,
): Promise<net.Socket> {
  const host = bareHost(url);
  const name = material.servername ?? host;
  const { secureContext, problems, sessions } = await authorities.contextOf(material);
  if (owner.ended()) throw new CancelledError();
  // A tunnel is a connection of its own, so handshakes are frequent: all but the first resume the session.
  const sessionKey = `${url.host} ${material.servername ?? ''}`;
  const session = material.session ?? sessions.get(sessionKey);
  const socket = owner.own(
    tls.connect({
      ...options,
      host,
      // An address is no server name (RFC 6066), but may be in a certificate.
      servername: net.isIP(name) === 0 ? name : '',
      checkServerIdentity: (_host, certificate) => tls.checkServerIdentity(name, certificate),
      secureContext,
      rejectUnauthorized: material.rejectUnauthorized ?? true,
      ALPNProtocols: ['http/1.1'],
      ...(session !== undefined && { session }),
    }),
  );
  socket.on('session', (ticket) => sessions.set(sessionKey, ticket));
  try {
    return await ready(socket, 'secureConnect');
  } catch (error) {
    const noted: AuthorityProblems = { authorityProblems: problems };
    throw Object.assign(error instanceof Error ? error : new Error(errorText(error)), noted);
  }
}

function ready<Socket extends net.Socket>(socket: Socket, event: 'connect' | 'secureConnect'): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const closed = () => reject(Object.assign(new Error('it closed the connection'), { code: 'ECONNRESET' }));
    // For good: a TLS socket over another stream tells twice of what breaks that stream in the middle of the handshake.
    socket.on('error', reject).once('close', closed);
    socket.once(event, () => {
      socket.off('close', closed);
      resolve(socket);
    });
  });
}
