/** The web host from outside, by real HTTP and real WebSockets: what it serves, and to whom it does not. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Packr } from 'msgpackr';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { serve } from '../../electron/backend/rpc/serve.ts';
import { startWebHost, type WebHost } from '../../electron/web/web-host.ts';
import { maxFrameBytes } from '../../shared/rpc/frames.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import { type MemoryLog, memoryLog, testContract, testHandlers } from '../unit/rpc/test-contract.ts';

const packr = new Packr({ structuredClone: true, useRecords: false });

const html = '<!doctype html><script nonce="__CSP_NONCE__"></script><link nonce="__CSP_NONCE__" />';
let dir = '';
let host: WebHost;
let log: MemoryLog;
let served = 0;
let token = '';

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'binnacle-host-'));
  const pageDir = join(dir, 'page');
  mkdirSync(join(pageDir, 'assets'), { recursive: true });
  writeFileSync(join(pageDir, 'index.html'), html);
  writeFileSync(join(pageDir, 'theme.js'), 'theme');
  writeFileSync(join(pageDir, 'assets', 'index-A1b2C3d4.js'), 'code');
  writeFileSync(join(pageDir, 'assets', 'plex-A1b2C3d4.woff2'), 'font');
  writeFileSync(join(dir, 'secret.js'), 'secret');
  symlinkSync(join(dir, 'secret.js'), join(pageDir, 'link.js'));
  log = memoryLog();
  served = 0;
  const backend = {
    serve(transport: Transport) {
      served += 1;
      return serve(testContract, testHandlers().handlers, transport, log);
    },
  };
  host = await startWebHost({ port: 0, pageDir, backend, log, helloTimeoutMs: 1000 });
  token = new URL(host.url).hash.replace('#token=', '');
});

afterEach(async () => {
  await host.close();
  rmSync(dir, { recursive: true, force: true });
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: host.port, path, headers, method, agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** @returns how the attempt ended: the status of the refused upgrade, or the close code and what came before it. */
async function dial(first: unknown, options: { origin?: string | undefined; host?: string; path?: string } = {}) {
  const origin = 'origin' in options ? options.origin : `http://127.0.0.1:${host.port}`;
  const headers = { ...(options.host === undefined ? {} : { Host: options.host }) };
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}${options.path ?? '/rpc'}`, {
    headers,
    ...(origin === undefined ? {} : { origin }),
  });
  const received: unknown[] = [];
  socket.on('message', (data) => received.push(packr.unpack(data as Buffer)));
  return new Promise<{ status?: number | undefined; code?: number; received?: unknown[] }>((resolve) => {
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve({ status: response.statusCode });
    });
    socket.on('open', () => {
      if (first !== undefined)
        socket.send(first instanceof Uint8Array || typeof first === 'string' ? first : packr.pack(first));
    });
    socket.on('message', () => socket.close(1000));
    socket.on('close', (code) => resolve({ code, received }));
    socket.on('error', () => undefined);
  });
}

test('the page is served with a fresh nonce in it and in its policy, and is never stored', async () => {
  const [first, second] = [await get('/'), await get('/')];
  const nonceOf = ({ body }: Answer) => /<script nonce="([^"]+)">/.exec(body)?.[1] ?? '';
  const nonce = nonceOf(first);
  expect(nonce).toMatch(/^[A-Za-z0-9_-]{24}$/);
  expect(nonceOf(second)).not.toBe(nonce);
  expect(first.body).toBe(html.replaceAll('__CSP_NONCE__', nonce));
  expect(first.status).toBe(200);
  expect(first.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=()'),
    'content-security-policy': [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src 'nonce-${nonce}'`,
      "worker-src 'self'",
      `connect-src 'self' ws://127.0.0.1:${host.port}`,
      "font-src 'self'",
      "img-src 'self' data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types default',
    ].join('; '),
  });
});

test('the policy names the host that the page was asked from', async () => {
  const { headers } = await get('/', { Host: `localhost:${host.port}` });
  expect(headers['content-security-policy']).toContain(`connect-src 'self' ws://localhost:${host.port};`);
});

test('files have their types, and those with a hash in their names are kept for ever', async () => {
  const facts = async (path: string) => {
    const { status, headers, body } = await get(path);
    return [status, headers['content-type'], headers['cache-control'], body];
  };
  const forEver = 'public, max-age=31536000, immutable';
  expect(await facts('/assets/index-A1b2C3d4.js')).toEqual([200, 'text/javascript; charset=utf-8', forEver, 'code']);
  expect(await facts('/assets/plex-A1b2C3d4.woff2?v=1')).toEqual([200, 'font/woff2', forEver, 'font']);
  expect(await facts('/theme.js')).toEqual([200, 'text/javascript; charset=utf-8', 'no-cache', 'theme']);
  expect((await get('/theme.js', {}, 'HEAD')).body).toBe('');
});

test.each(['/c/harbor/explorer', '/c/%2Fhome%2Fu%2F..%2Fconfig%23my.cluster/explorer', '/c/my.cluster', '/index.html'])(
  'the route %s gets the page',
  async (path) => {
    expect(await get(path)).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
  },
);

test.each([
  '/../secret.js',
  '/%2e%2e/secret.js',
  '/..%2fsecret.js',
  '/assets/../../secret.js',
  '/..%5csecret.js',
  '/link.js',
  '/nothing.js',
  '/%00.js',
  '/%.js',
  '//etc/hosts.txt',
])('%s leads to nothing', async (path) => {
  expect(await get(path)).toMatchObject({ status: 404, body: 'Not Found\n' });
});

test('other methods are not served', async () => {
  expect(await get('/', {}, 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
});

test.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example'])(
  'a request for the host "%s" is refused',
  async (name) => {
    expect(await get('/', { Host: name })).toMatchObject({ status: 421, body: 'Misdirected Request\n' });
    expect(await dial(undefined, { host: name })).toEqual({ status: 421 });
  },
);

test.each(['http://evil.example', 'null', 'http://localhost:1', undefined])(
  'a WebSocket from the origin %s is refused',
  async (origin) => {
    expect(await dial({ kind: 'hello', token }, { origin })).toEqual({ status: 403 });
  },
);

test('a WebSocket anywhere else is refused, and a token in the address is worth nothing', async () => {
  expect(await dial(undefined, { path: '/' })).toEqual({ status: 404 });
  expect(await dial(undefined, { path: `/rpc?token=${token}` })).toEqual({ status: 404 });
});

test('the right token is welcomed', async () => {
  expect(await dial({ kind: 'hello', token })).toEqual({ code: 1000, received: [{ kind: 'welcome' }] });
  expect(served).toBe(1);
});

test.each([
  ['another token', { kind: 'hello', token: 'x'.repeat(43) }],
  ['an empty token', { kind: 'hello', token: '' }],
  ['a call', { kind: 'call', id: 1, method: 'numbers.add', input: {} }],
  ['a text', 'hello'],
  ['a token that is no text', { kind: 'hello', token: 1 }],
  ['rubbish', new Uint8Array([0xc1, 0xff, 0x00])],
  ['far too much', { kind: 'hello', token: 'x'.repeat(10_000) }],
  ['nothing for too long', undefined],
])('with %s first, the page is refused and served nothing', async (_name, first) => {
  expect(await dial(first)).toEqual({ code: 4401, received: [] });
  expect(served).toBe(0);
});

test('a frame over the limit closes the connection', async () => {
  expect(await dial(new Uint8Array(maxFrameBytes + 1))).toMatchObject({ code: 1009 });
});

function openSocket(): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/rpc`, { origin: `http://127.0.0.1:${host.port}` });
  socket.on('error', () => undefined);
  return socket;
}

test('the 33rd page is refused', async () => {
  const open = Array.from({ length: 32 }, async () => {
    const socket = openSocket();
    socket.on('open', () => socket.send(packr.pack({ kind: 'hello', token })));
    await once(socket, 'message');
    return socket;
  });
  const pages = await Promise.all(open);
  expect(await dial({ kind: 'hello', token })).toEqual({ status: 503 });
  for (const page of pages) page.terminate();
});

test('whoever has no token takes no page’s place, however many they are', async () => {
  const strangers = Array.from({ length: 100 }, openSocket);
  const ended = strangers.map((socket) => once(socket, 'close'));
  await Promise.all(strangers.map((socket) => once(socket, 'open')));
  // The oldest have been let go before their time.
  await Promise.all(ended.slice(0, 100 - 32));
  expect(await dial({ kind: 'hello', token })).toEqual({ code: 1000, received: [{ kind: 'welcome' }] });
  for (const socket of strangers) socket.terminate();
});

test('who is refused and does not go is cut off', { timeout: 5000 }, async () => {
  const raw = connect(host.port, '127.0.0.1');
  const headers = { Host: `127.0.0.1:${host.port}`, Origin: `http://127.0.0.1:${host.port}`, Upgrade: 'websocket' };
  const lines = Object.entries({ ...headers, Connection: 'Upgrade', 'Sec-WebSocket-Version': 13 });
  const key = 'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==';
  raw.write(`GET /rpc HTTP/1.1\r\n${lines.map((line) => line.join(': ')).join('\r\n')}\r\n${key}\r\n\r\n`);
  // Answers no closing frame.
  raw.resume();
  await once(raw, 'close');
});

test('who begins a request and does not end it, or asks and does not read, is cut off', {
  timeout: 10_000,
}, async () => {
  await host.close();
  const pageDir = join(dir, 'page');
  writeFileSync(join(pageDir, 'large.js'), 'x'.repeat(50_000_000));
  const backend = { serve: () => ({ dispose: () => {} }) };
  host = await startWebHost({ port: 0, pageDir, backend, log, idleTimeoutMs: 300 });
  token = new URL(host.url).hash.replace('#token=', '');
  const slow = connect(host.port, '127.0.0.1');
  const stuck = connect(host.port, '127.0.0.1');
  for (const socket of [slow, stuck]) socket.on('error', () => undefined);
  slow.write('GET / HTTP/1.1\r\nHost:');
  slow.resume();
  stuck.write(`GET /large.js HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\n\r\n`);
  const page = openSocket();
  page.on('open', () => page.send(packr.pack({ kind: 'hello', token })));
  await once(page, 'message');
  await once(slow, 'close');
  const { promise, resolve } = Promise.withResolvers<void>();
  // Reads nothing until the server has given up, which only the end of the bytes will tell.
  setTimeout(() => stuck.resume(), 1500);
  stuck.once('close', () => resolve());
  await promise;
  expect([stuck.bytesRead < 50_000_000, page.readyState]).toEqual([true, WebSocket.OPEN]);
  page.terminate();
});

test('the browser is sent to an address that gives the token once', async () => {
  const { pathname, host: name } = new URL(host.launchUrl());
  expect([name, pathname]).toEqual([`127.0.0.1:${host.port}`, expect.stringMatching(/^\/launch\/[A-Za-z0-9_-]{43}$/)]);
  expect(await get(`/launch/${'x'.repeat(43)}`)).toMatchObject({ status: 410 });
  expect(await get(pathname, { Host: 'evil.example' })).toMatchObject({ status: 421 });
  expect(await get(pathname, {}, 'HEAD')).toMatchObject({ status: 410 });
  expect(await get(pathname)).toMatchObject({
    status: 303,
    headers: { location: `/#token=${token}`, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  });
  const again = await get(pathname);
  expect([again.status, JSON.stringify(again).includes(token)]).toEqual([410, false]);
});

test('the token is in no line of the log', async () => {
  await dial({ kind: 'hello', token });
  await dial({ kind: 'hello', token: 'x' });
  expect(log.lines.join('\n')).not.toContain(token);
});

test('closing frees the port and every connection, whatever state it is in', async () => {
  const origin = `http://127.0.0.1:${host.port}`;
  const welcomed = new WebSocket(`ws://127.0.0.1:${host.port}/rpc`, { origin });
  welcomed.on('open', () => welcomed.send(packr.pack({ kind: 'hello', token })));
  await once(welcomed, 'message');
  const silent = new WebSocket(`ws://127.0.0.1:${host.port}/rpc`, { origin });
  await once(silent, 'open');
  // Half a request, and a connection that never says anything.
  const raw = [connect(host.port, '127.0.0.1'), connect(host.port, '127.0.0.1')];
  await Promise.all(raw.map((socket) => once(socket, 'connect')));
  raw[0]?.write('GET / HTTP/1.1\r\nHost:');
  const gone = [...raw, welcomed, silent].map((socket) => {
    socket.on('error', () => undefined);
    return new Promise((resolve) => socket.once('close', resolve));
  });
  await host.close();
  await Promise.all(gone);
  await vi.waitFor(async () => {
    const late = connect(host.port, '127.0.0.1');
    const [error] = await once(late, 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

test('it listens on the loopback only, and says where a port is taken', async () => {
  const backend = { serve: () => ({ dispose: () => {} }) };
  await expect(startWebHost({ port: host.port, pageDir: dir, backend, log })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  const other = connect(host.port, '127.0.0.2');
  const [error] = await once(other, 'error');
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
});
