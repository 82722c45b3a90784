import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TLSSocket } from 'node:tls';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { connectionReason } from '../../../electron/backend/base/connection-reason.ts';
import { createNetwork } from '../../../electron/backend/network/create-network.ts';
import type { ConnectTarget, Network } from '../../../electron/backend/network/network.ts';
import { defaultSettings } from '../../../shared/model/settings.ts';
import { createAuthority } from '../../support/certificates.ts';
import { cleanUpAfterEach, cleanups, failureOf, network, never, proxy, serve } from './network-fixture.ts';

cleanUpAfterEach();

const authority = createAuthority();

/** One request on a socket of the network. @returns the answer's body. */
async function ask(by: Network, target: ConnectTarget): Promise<string> {
  const socket = await by.connect(target, never);
  cleanups.push(() => socket.destroy());
  socket.write(`GET /hello HTTP/1.1\r\nHost: ${target.url.host}\r\nConnection: close\r\n\r\n`);
  let text = '';
  for await (const chunk of socket as AsyncIterable<Buffer>) text += chunk.toString();
  return text.slice(text.indexOf('\r\n\r\n') + 4);
}

const greet = (port: number, scheme = 'http', host = '127.0.0.1') => new URL(`${scheme}://${host}:${port}`);
const hello = () => serve((_request, response) => response.setHeader('connection', 'close').end('hello'));
const secureHello = (ca?: string) =>
  serve(
    (request, response) => {
      const socket = request.socket as TLSSocket;
      response.setHeader('connection', 'close');
      response.end(
        ca === undefined ? 'hello' : `hello ${socket.getPeerCertificate().subject?.CN} ${socket.isSessionReused()}`,
      );
    },
    authority.server(['hello.test', 'localhost']),
    ca,
  );

describe('a connection', () => {
  it('is made directly, over TCP or TLS', async () => {
    expect([
      await ask(network(), { url: greet(await hello()) }),
      await ask(network(), { url: greet(await secureHello(), 'https'), tls: { ca: authority.certPem } }),
    ]).toEqual(['hello', 'hello']);
  });

  it.each(['http', 'https', 'socks5'] as const)(
    'goes through a proxy of the kind %s, names being looked up there',
    async (kind) => {
      const [plain, secure] = [await hello(), await secureHello()];
      const gate = await proxy({ kind, routes: { 'hello.test:80': plain, 'hello.test:443': secure } });
      const folder = await mkdtemp(path.join(tmpdir(), 'binnacle-'));
      cleanups.push(() => rm(folder, { recursive: true }));
      const authorityFile = path.join(folder, 'proxy.pem');
      await writeFile(authorityFile, gate.caPem);
      const by = network({ authorityFiles: [authorityFile] });
      const targets: ConnectTarget[] = [
        { url: new URL('http://hello.test'), proxyUrl: gate.url },
        { url: new URL('https://hello.test'), proxyUrl: gate.url, tls: { ca: authority.certPem } },
      ];
      const answers = [];
      for (const target of targets) answers.push(await ask(by, target));
      expect([answers, gate.records.map(({ target, user }) => [target, user])]).toEqual([
        ['hello', 'hello'],
        [
          ['hello.test:80', ''],
          ['hello.test:443', ''],
        ],
      ]);
    },
  );

  it.each(['http', 'socks5'] as const)(
    'gives a %s proxy the login of its address, from the environment too',
    async (kind) => {
      const login = { user: 'a da', password: 'p@ss:w%rd' };
      const gate = await proxy({ kind, login, routes: { 'hello.test:80': await hello() } });
      const by = network({}, { HTTP_PROXY: gate.urlWithLogin });
      const answer = await ask(by, { url: new URL('http://hello.test/x') });
      expect([answer, gate.records.map(({ user, outcome }) => [user, outcome])]).toEqual([
        'hello',
        [['a da', 'closed']],
      ]);
    },
  );

  it.each([
    ['http', '[2001:db8::1]:80'],
    ['socks5', '[2001:db8:0:0:0:0:0:1]:80'],
  ] as const)('of an IPv6 address is asked of a %s proxy as such', async (kind, asked) => {
    const gate = await proxy({ kind, routes: { [asked]: await hello() } });
    expect(await ask(network(), { url: new URL('http://[2001:db8:0::1]/'), proxyUrl: gate.url })).toBe('hello');
  });

  it('takes up the TLS session of the one before, also through a proxy, and keeps the client certificate', async () => {
    const secure = await secureHello(authority.certPem);
    const gate = await proxy();
    const { certPem, keyPem } = authority.client({ commonName: 'captain' });
    const tls = { ca: authority.certPem, cert: certPem, key: keyPem };
    const by = network();
    const answers = [];
    for (const proxyUrl of [undefined, gate.url, undefined]) {
      answers.push(await ask(by, { url: greet(secure, 'https'), tls, proxyUrl }));
    }
    expect(answers).toEqual(['hello captain false', 'hello captain true', 'hello captain true']);
  });

  it('goes by the name that the caller gives for the certificate', async () => {
    const url = greet(await secureHello(), 'https');
    const by = network();
    const tls = { ca: authority.certPem, servername: 'hello.test' };
    expect(await ask(by, { url, tls })).toBe('hello');
    const wrong = { ca: authority.certPem, servername: 'other.test' };
    await expect(by.connect({ url, tls: wrong }, never)).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    expect(await ask(by, { url, tls: { rejectUnauthorized: false } })).toBe('hello');
  });

  it('takes an address for the name in the certificate, which it does not ask the server for by name', async () => {
    const names: unknown[] = [];
    const certificate = authority.server(['hello.test']);
    const port = await serve((request, response) => {
      names.push((request.socket as TLSSocket & { servername: unknown }).servername);
      response.setHeader('connection', 'close').end('hello');
    }, certificate);
    const url = greet(port, 'https', 'localhost');
    const tls = { ca: authority.certPem, servername: '127.0.0.1' };
    expect([await ask(network(), { url, tls }), names]).toEqual(['hello', [false]]);
    const wrong = { ...tls, servername: '127.0.0.2' };
    await expect(network().connect({ url, tls: wrong }, never)).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  it('is destroyed by an abort, and ends at its deadline, wherever it stands', async () => {
    const sockets: Socket[] = [];
    const silent = createTcpServer((socket) => void sockets.push(socket.on('error', () => undefined).resume()));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    cleanups.push(() => new Promise((resolve) => silent.close(resolve)));
    const { port } = silent.address() as { port: number };
    const targets: ConnectTarget[] = [
      { url: greet(port, 'https') },
      { url: new URL('http://hello.test'), proxyUrl: `http://127.0.0.1:${port}` },
      { url: new URL('http://hello.test'), proxyUrl: `socks5://127.0.0.1:${port}` },
      { url: new URL('http://hello.test'), proxyUrl: `https://127.0.0.1:${port}` },
    ];
    for (const [index, target] of targets.entries()) {
      const controller = new AbortController();
      const connecting = expect(network().connect(target, controller.signal)).rejects.toMatchObject({
        name: 'CancelledError',
      });
      await expect.poll(() => sockets.length).toBe(index + 1);
      controller.abort();
      await connecting;
      await expect.poll(() => sockets.every((socket) => socket.destroyed || socket.readableEnded)).toBe(true);
    }
    const impatient = createNetwork({ settings: () => defaultSettings, env: {}, connectTimeoutMs: 50 });
    await expect(impatient.connect(targets[0] as ConnectTarget, never)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });
});

describe('a proxy that does not connect', () => {
  const target = { url: new URL('https://hello.test') };

  it.each(['http', 'socks5'] as const)(
    'of the kind %s is api.proxy, by its reason, and its password is nowhere',
    async (kind) => {
      const gate = await proxy({ kind, login: { user: 'ada', password: 'hunter22' } });
      const wrong = gate.urlWithLogin.replace('hunter22', 'wrong-secret');
      const failures: Record<string, unknown>[] = [];
      const attempt = async (proxyUrl: string) => {
        const error = await network()
          .connect({ ...target, proxyUrl }, never)
          .catch((thrown: unknown) => thrown);
        expect(inspect(error, { depth: 10 })).not.toMatch(/hunter22|wrong-secret/);
        failures.push(
          await failureOf(Promise.reject(error)).then(({ code, details, retryable }) => ({
            code,
            retryable,
            ...details,
          })),
        );
      };
      await attempt(gate.url);
      await attempt(wrong);
      gate.behaviour = 'refuse';
      await attempt(gate.urlWithLogin);
      gate.behaviour = 'work';
      await attempt(gate.urlWithLogin.replace('hello', 'x'));
      gate.behaviour = 'drop';
      await attempt(gate.urlWithLogin);
      const common = { code: 'api.proxy', server: 'https://hello.test', proxy: gate.url };
      const reasons =
        kind === 'http'
          ? [
              'it wants a login (it answered 407 Proxy Authentication Required)',
              'it wants a login (it answered 407 Proxy Authentication Required)',
              'it answered 403 Forbidden',
              'it answered 502 Bad Gateway',
              'it closed the connection',
            ]
          : [
              'it wants a login',
              'it does not accept the name and the password',
              'its rules do not allow the connection',
              'the server refused the connection',
              'it closed the connection',
            ];
      expect(failures).toEqual(reasons.map((reason, index) => ({ ...common, reason, retryable: index >= 3 })));
    },
  );

  it('is one that is not there, speaks something else, or has a certificate that nobody trusts', async () => {
    const plain = await serve((_request, response) => response.end());
    const secure = await proxy({ kind: 'https' });
    const talker = createTcpServer(
      (socket) =>
        void socket
          .on('error', () => undefined)
          .resume()
          .end('SSH-2.0-OpenSSH_9.2\r\n\r\n'),
    );
    talker.listen(0, '127.0.0.1');
    await once(talker, 'listening');
    cleanups.push(() => new Promise((resolve) => talker.close(resolve)));
    const { port } = talker.address() as { port: number };
    const proxies = [
      'http://127.0.0.1:1',
      `socks5://127.0.0.1:${plain}`,
      `http://127.0.0.1:${port}`,
      `socks5://127.0.0.1:${port}`,
      secure.url,
    ];
    const reasons = [];
    for (const proxyUrl of proxies) {
      const { code, details } = await failureOf(network().connect({ ...target, proxyUrl }, never));
      reasons.push([code, details.reason]);
    }
    expect(reasons).toEqual([
      ['api.proxy', 'nothing listens there (connection refused)'],
      ['api.proxy', expect.stringMatching(/does not speak SOCKS5|closed the connection/)],
      ['api.proxy', 'what answers there is no HTTP proxy'],
      ['api.proxy', 'it does not speak SOCKS5'],
      ['api.proxy', 'its certificate comes from an authority that is not trusted here'],
    ]);
  });

  it('is not the reason where the server behind it has a bad certificate', async () => {
    const gate = await proxy();
    const connecting = network().connect({ url: greet(await secureHello(), 'https'), proxyUrl: gate.url }, never);
    await expect(connecting).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  });
});

describe('the authorities', () => {
  async function folder(): Promise<string> {
    const made = await mkdtemp(path.join(tmpdir(), 'binnacle-'));
    cleanups.push(() => rm(made, { recursive: true }));
    return made;
  }

  it("of the settings' files are trusted beside the usual ones, as they are at each connection", async () => {
    const file = path.join(await folder(), 'ca.pem');
    const url = greet(await secureHello(), 'https', 'localhost');
    const by = network({ authorityFiles: [file] });
    const reason = async () =>
      connectionReason(await by.connect({ url }, never).catch((error: unknown) => error), 'unknown').reason;
    expect(await reason()).toMatch(/^unknown; .*ca\.pem, which the settings name, cannot be read: ENOENT/);
    await writeFile(file, 'hello');
    expect(await reason()).toBe(`unknown; ${file}, which the settings name, is not in PEM format`);
    await writeFile(file, createAuthority().certPem);
    expect(await reason()).toBe('unknown');
    await writeFile(file, authority.certPem);
    expect(await ask(by, { url })).toBe('hello');
  });

  it('of a file below the home folder are found there', async () => {
    const home = await folder();
    await writeFile(path.join(home, 'ca.pem'), authority.certPem);
    const url = greet(await secureHello(), 'https', 'localhost');
    expect(await ask(network({ authorityFiles: ['~/ca.pem'] }, { HOME: home }), { url })).toBe('hello');
  });

  it('that the caller has beside the usual ones are trusted with them', async () => {
    const file = path.join(await folder(), 'ca.pem');
    const house = createAuthority();
    await writeFile(file, house.certPem);
    const by = network({ authorityFiles: [file] });
    const urls = [authority, house].map(async (one) =>
      greet(await serve((_q, response) => response.end('hello'), one.server(['localhost'])), 'https', 'localhost'),
    );
    const tls = { moreAuthorities: [authority.certPem] };
    expect([
      await ask(by, { url: (await urls[0]) as URL, tls }),
      await ask(by, { url: (await urls[1]) as URL, tls }),
    ]).toEqual(['hello', 'hello']);
    await expect(by.connect({ url: (await urls[0]) as URL }, never)).rejects.toThrow();
  });

  it("of the caller replace all others, the settings' too", async () => {
    const file = path.join(await folder(), 'ca.pem');
    await writeFile(file, authority.certPem);
    const url = greet(await secureHello(), 'https');
    const tls = { ca: createAuthority().certPem };
    await expect(network({ authorityFiles: [file] }).connect({ url, tls }, never)).rejects.toMatchObject({
      code: expect.stringMatching(/UNABLE_TO|CERT_SIGNATURE_FAILURE/),
    });
  });

  it('are not asked where the caller says so, and nothing listens for a session then', async () => {
    const url = greet(await secureHello(), 'https');
    const socket = await network({ systemAuthorities: false }).connect(
      { url, tls: { rejectUnauthorized: false } },
      never,
    );
    cleanups.push(() => socket.destroy());
    expect([socket instanceof TLSSocket, (socket as TLSSocket).authorized]).toEqual([true, false]);
  });
});
