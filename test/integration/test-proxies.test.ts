import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ProxyServer, type ProxyServerOptions, startProxyServer } from '../support/proxy-server.ts';
import { onPath } from '../support/servers/real-server.ts';

/** The proxies that tests put between the application and what it talks to, as curl finds them. */
let origin: Server;
let realPort: number;
let proxy: ProxyServer | undefined;

beforeEach(async () => {
  origin = createServer((asked, response) => response.end(`${asked.headers.host}${asked.url}`)).listen(0, '127.0.0.1');
  await once(origin, 'listening');
  const bound = origin.address();
  realPort = typeof bound === 'object' && bound !== null ? bound.port : 0;
});

afterEach(async () => {
  await proxy?.stop();
  proxy = undefined;
  origin.close();
  origin.closeAllConnections();
});

async function start(options: ProxyServerOptions): Promise<ProxyServer> {
  proxy = await startProxyServer(options);
  return proxy;
}

const login = { user: 'ada', password: 'p@ss:word' };
const routes = () => ({ 'prometheus.harbor.test:80': realPort });

/** The body, the status of the proxy's refusal, or `failed`. */
function get(url: string, through: string, ...more: readonly string[]): Promise<string> {
  const refused = '%{stderr}%{http_connect}';
  const args = ['--silent', '--proxytunnel', '--proxy', through, '--write-out', refused, ...more, url];
  return new Promise((resolve) => {
    execFile('curl', args, { timeout: 10_000, env: { PATH: process.env.PATH } }, (error, stdout, stderr) => {
      const isRefusal = !['', '000', '200'].includes(stderr);
      resolve(error === null ? stdout : isRefusal ? stderr : 'failed');
    });
  });
}

const missing = onPath('curl') ? '' : ': curl is not installed';

describe.skipIf(missing !== '')(`the HTTP proxy${missing}`, () => {
  test('tunnels by CONNECT, to names that only it knows, and counts what went through', async () => {
    const one = await start({ routes: routes() });
    const body = await get('http://prometheus.harbor.test/graph', one.url);
    const [record] = one.records;
    expect([body, record?.target, record?.how, (record?.bytesUp ?? 0) > 50, (record?.bytesDown ?? 0) > 50]).toEqual([
      'prometheus.harbor.test/graph',
      'prometheus.harbor.test:80',
      'tunnel',
      true,
      true,
    ]);
  });

  test('tunnels over TLS', async () => {
    const one = await start({ kind: 'https' });
    const file = join(tmpdir(), `binnacle-proxy-ca-${one.port}.pem`);
    await writeFile(file, one.caPem);
    const body = await get(`http://127.0.0.1:${realPort}/a`, one.url, '--proxy-cacert', file);
    await rm(file);
    expect(body).toBe(`127.0.0.1:${realPort}/a`);
  });

  test('wants its login', async () => {
    const one = await start({ login });
    const url = `http://127.0.0.1:${realPort}/a`;
    const answers = [await get(url, one.url), await get(url, one.urlWithLogin)];
    expect([answers, one.records.map(({ user, outcome }) => [user, outcome === 'wrongLogin'])]).toEqual([
      ['407', `127.0.0.1:${realPort}/a`],
      [
        ['', true],
        ['ada', false],
      ],
    ]);
  });

  test('forwards a plain request by its whole address', async () => {
    const one = await start({ routes: routes() });
    const asked = request({
      host: '127.0.0.1',
      port: one.port,
      path: 'http://prometheus.harbor.test/a?b',
      agent: false,
    });
    asked.setHeader('Host', 'prometheus.harbor.test').end();
    const [response] = await once(asked, 'response');
    let text = '';
    for await (const chunk of response) text += chunk;
    expect([text, one.records[0]?.how]).toEqual(['prometheus.harbor.test/a?b', 'plain']);
  });

  test.each([
    ['refuse', '403', ['refused']],
    ['drop', 'failed', []],
    ['cutAfterConnect', 'failed', ['closed']],
  ] as const)('can %s', async (behaviour, wanted, outcomes) => {
    const one = await start({});
    one.behaviour = behaviour;
    const answer = await get(`http://127.0.0.1:${realPort}/`, one.url);
    expect([answer, one.records.map(({ outcome }) => outcome)]).toEqual([wanted, outcomes]);
  });

  test('says 502 where nothing listens', async () => {
    const one = await start({});
    origin.close();
    await once(origin, 'close');
    expect([await get(`http://127.0.0.1:${realPort}/`, one.url), one.records[0]?.outcome]).toEqual([
      '502',
      'unreachable',
    ]);
  });

  test('cuts its tunnels when told to', async () => {
    const one = await start({});
    const socket: Socket = connect(one.port, '127.0.0.1');
    socket.write(`CONNECT 127.0.0.1:${realPort} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await once(socket, 'data');
    one.cut();
    await once(socket, 'close');
    expect(one.records[0]?.outcome).toBe('closed');
  });
});

describe.each([
  ['http', 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n'],
  ['socks5', '\x05\x01\x00'],
] as const)('a hanging proxy (%s)', (kind, greeting) => {
  test('takes the connection and says nothing until it is cut', async () => {
    const one = await start({ kind });
    one.behaviour = 'hang';
    const socket = connect(one.port, '127.0.0.1');
    const closed = new Promise((resolve) => socket.on('close', resolve));
    // What was sent and never read makes the cut a reset.
    socket.on('error', () => socket.destroy());
    await new Promise<void>((resolve) => socket.write(greeting, () => resolve()));
    while (one.connections === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    one.cut();
    await closed;
    expect([socket.bytesRead, one.records]).toEqual([0, []]);
  });
});

describe.skipIf(missing !== '')(`the SOCKS5 proxy${missing}`, () => {
  /** With `h` the proxy resolves the name. */
  const named = (url: string) => url.replace('socks5:', 'socks5h:');

  test('tunnels to addresses and to names that only it knows', async () => {
    const one = await start({ kind: 'socks5', routes: routes() });
    const bodies = [
      await get(`http://127.0.0.1:${realPort}/a`, named(one.url)),
      await get('http://prometheus.harbor.test/b', named(one.url)),
    ];
    expect([bodies, one.records.map(({ target }) => target)]).toEqual([
      [`127.0.0.1:${realPort}/a`, 'prometheus.harbor.test/b'],
      [`127.0.0.1:${realPort}`, 'prometheus.harbor.test:80'],
    ]);
  });

  test('wants its login', async () => {
    const one = await start({ kind: 'socks5', login });
    const url = `http://127.0.0.1:${realPort}/a`;
    const wrong = one.urlWithLogin.replace('ada', 'eve');
    const answers = [await get(url, named(wrong)), await get(url, named(one.urlWithLogin))];
    expect([answers, one.records.map(({ user, outcome }) => [user, outcome === 'wrongLogin'])]).toEqual([
      ['failed', `127.0.0.1:${realPort}/a`],
      [
        ['eve', true],
        ['ada', false],
      ],
    ]);
  });

  test.each([
    ['refuse', 'failed', ['refused']],
    ['drop', 'failed', []],
    ['cutAfterConnect', 'failed', ['closed']],
  ] as const)('can %s', async (behaviour, wanted, outcomes) => {
    const one = await start({ kind: 'socks5' });
    one.behaviour = behaviour;
    const answer = await get(`http://127.0.0.1:${realPort}/`, named(one.url));
    expect([answer, one.records.map(({ outcome }) => outcome)]).toEqual([wanted, outcomes]);
  });
});
