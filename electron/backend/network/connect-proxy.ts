/**
 * A connection through an HTTP proxy by CONNECT (RFC 9110), for http addresses too: what comes out is a socket either way. Our own, since
 * the usual library hands out the proxy's refusal as if the server had answered, and takes no signal.
 */
import type net from 'node:net';
import { STATUS_CODES } from '../base/node-http.ts';
import { socketReader } from './socket-reader.ts';

export interface ConnectRequest {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** The proxy answered, and not with 2xx. */
export class ConnectRefused extends Error {
  readonly retryable: boolean;

  constructor(reason: string, retryable: boolean) {
    super(reason);
    this.name = 'ConnectRefused';
    this.retryable = retryable;
  }
}

const maxHeadBytes = 64 * 1024;

/** @param socket connected to the proxy; the caller destroys it where this rejects. @throws ConnectRefused; what the socket's error was */
export async function connectThrough(socket: net.Socket, request: ConnectRequest): Promise<void> {
  const reader = socketReader(socket);
  try {
    socket.write(requestHead(request));
    const head = (await reader.takeUntil('\r\n\r\n', maxHeadBytes)).toString('latin1');
    const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(head)?.[1]);
    if (Number.isNaN(status)) throw new ConnectRefused('what answers there is no HTTP proxy', false);
    if (status < 200 || status > 299) throw refusal(status);
  } finally {
    reader.release();
  }
}

function requestHead({ host, port, user, password }: ConnectRequest): string {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const login = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
  const lines = [
    `CONNECT ${authority} HTTP/1.1`,
    `Host: ${authority}`,
    'User-Agent: binnacle',
    ...(user !== '' || password !== '' ? [`Proxy-Authorization: Basic ${login}`] : []),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function refusal(status: number): ConnectRefused {
  const answer = `it answered ${[status, STATUS_CODES[status]].filter((part) => part !== undefined).join(' ')}`;
  if (status === 407) return new ConnectRefused(`it wants a login (${answer})`, false);
  // 5xx is about what lies behind the proxy, which may come back; anything else is a rule of the proxy.
  return new ConnectRefused(answer, status >= 500 || status === 429);
}
