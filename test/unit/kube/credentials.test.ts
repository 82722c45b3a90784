import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer as createHttpsServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ResolvedContext } from '../../../electron/backend/contexts/merge-group.ts';
import type { KubeClient } from '../../../electron/backend/kube/kube-client.ts';
import { openKubeClient } from '../../../electron/backend/kube/open-kube-client.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { createAuthority } from '../../support/certificates.ts';
import { makeNamedPipe } from '../../support/named-pipe.ts';
import { cleanUpAfterEach, cleanups, never, open, services } from './clients.ts';
import { plainContext, startForwardServer, until } from './forward-server.ts';

cleanUpAfterEach();

/** The error of a GET, as data. */
async function failure(client: KubeClient) {
  try {
    await client.get('/version', z.unknown(), { signal: never });
  } catch (error) {
    if (error instanceof AppError) return error.toData();
    throw error;
  }
  throw new Error('it did not fail');
}

describe('the credentials', () => {
  const authority = createAuthority();
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  async function secureServer(): Promise<string> {
    const { certPem, keyPem } = authority.server();
    const options = { cert: certPem, key: keyPem, ca: authority.certPem, requestCert: true, rejectUnauthorized: false };
    const server: Server = createHttpsServer(options, (request, response) => {
      const socket = request.socket as TLSSocket;
      const name = socket.authorized ? socket.getPeerCertificate().subject.CN : undefined;
      // Every request is a connection of its own.
      response.setHeader('connection', 'close');
      response.end(JSON.stringify({ name, resumed: socket.isSessionReused(), headers: request.headers }));
    });
    server.listen(0, '127.0.0.1');
    await until(() => server.listening);
    cleanups.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  function context(
    server: string,
    user: Partial<ResolvedContext['user']> = {},
    cluster: Partial<ResolvedContext['cluster']> = {},
  ): ResolvedContext {
    const made = plainContext(server, user);
    return { ...made, cluster: { ...made.cluster, caData: base64(authority.certPem), ...cluster } };
  }

  const whoAmI = z.object({
    name: z.string().optional(),
    resumed: z.boolean(),
    headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  });
  const ask = async (made: ResolvedContext) => (await open(made)).get('/version', whoAmI, { signal: never });

  it('of a certificate go by data, and data wins over files', async () => {
    const { certPem, keyPem } = authority.client({ commonName: 'captain' });
    const user = { certData: base64(certPem), certFile: '/missing', keyData: base64(keyPem), keyFile: '/missing' };
    expect((await ask(context(await secureServer(), user))).name).toBe('captain');
  });

  it('of a certificate hold in the connections after the first, which resume its session', async () => {
    const { certPem, keyPem } = authority.client({ commonName: 'captain' });
    const client = await open(context(await secureServer(), { certData: base64(certPem), keyData: base64(keyPem) }));
    const answers = [];
    for (let n = 0; n < 3; n++) answers.push(await client.get('/version', whoAmI, { signal: never }));
    expect(answers.map(({ name, resumed }) => [name, resumed])).toEqual([
      ['captain', false],
      ['captain', true],
      ['captain', true],
    ]);
  });

  it('of a certificate go by files', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'binnacle-'));
    cleanups.push(() => rm(folder, { recursive: true }));
    const { certPem, keyPem } = authority.client({ commonName: 'mate' });
    const files = {
      certFile: path.join(folder, 'c'),
      keyFile: path.join(folder, 'k'),
      caFile: path.join(folder, 'ca'),
    };
    await Promise.all([
      writeFile(files.certFile, certPem),
      writeFile(files.keyFile, keyPem),
      writeFile(files.caFile, authority.certPem),
    ]);
    const { caFile, ...user } = files;
    expect((await ask(context(await secureServer(), user, { caData: undefined, caFile }))).name).toBe('mate');
  });

  it('of a token go in the header, beside an impersonation', async () => {
    const user = {
      auth: 'token' as const,
      token: 'abc',
      impersonate: { user: 'deputy', uid: '7', groups: ['one', 'two'] },
    };
    const { headers } = await ask(context(await secureServer(), user));
    expect(headers).toMatchObject({
      authorization: 'Bearer abc',
      'impersonate-user': 'deputy',
      'impersonate-uid': '7',
      'impersonate-group': 'one, two',
    });
  });

  it('of a token file are read anew for every call', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'binnacle-'));
    cleanups.push(() => rm(folder, { recursive: true }));
    const tokenFile = path.join(folder, 'token');
    await writeFile(tokenFile, 'one\n');
    const client = await open(context(await secureServer(), { auth: 'tokenFile', token: 'old', tokenFile }));
    const tokens = [(await client.get('/version', whoAmI, { signal: never })).headers.authorization];
    await writeFile(tokenFile, 'two\n');
    tokens.push((await client.get('/version', whoAmI, { signal: never })).headers.authorization);
    expect(tokens).toEqual(['Bearer one', 'Bearer two']);
    await writeFile(tokenFile, '\n');
    expect(await failure(client)).toMatchObject({ code: 'auth.badCredentials', details: { user: 'someone' } });
    await rm(tokenFile);
    expect(await failure(client)).toMatchObject({ code: 'auth.badCredentials' });
  });

  it('of an impersonation go out as UTF-8, as kubectl sends them, and never as more than one header', async () => {
    const server = await secureServer();
    const impersonate = (user: string) => ({ impersonate: { user, uid: undefined, groups: ['선원'] } });
    const { headers } = await ask(context(server, impersonate('선장')));
    const sent = [headers['impersonate-user'], headers['impersonate-group']].map((text) =>
      Buffer.from(String(text), 'latin1').toString(),
    );
    expect(sent).toEqual(['선장', '선원']);
    expect(await failure(await open(context(server, impersonate('a\r\nb: c'))))).toMatchObject({
      code: 'auth.badCredentials',
      details: { reason: 'the impersonated user, or a group of it, has characters that no header may have' },
    });
  });

  it.skipIf(process.platform === 'win32')('in files that never end or never answer are not waited for', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'binnacle-'));
    cleanups.push(() => rm(folder, { recursive: true }));
    const pipe = path.join(folder, 'pipe');
    makeNamedPipe(pipe);
    const server = await secureServer();
    const large = path.join(folder, 'large');
    await writeFile(large, '');
    await truncate(large, 3 * 1024 ** 3);
    const reasons = [];
    for (const tokenFile of [pipe, '/dev/zero', large]) {
      reasons.push((await failure(await open(context(server, { auth: 'tokenFile', tokenFile })))).details.reason);
    }
    expect(reasons).toEqual([
      `the token file, ${pipe}, cannot be read: it is not a regular file`,
      'the token file, /dev/zero, cannot be read: it is not a regular file',
      `the token file, ${large}, cannot be read: it is 3072 MiB, and up to 1 MiB is read`,
    ]);
    await expect(
      openKubeClient(context(server, {}, { caData: undefined, caFile: pipe }), services()),
    ).rejects.toMatchObject({
      code: 'auth.badCredentials',
    });
  });

  it('never appear in an error', async () => {
    const client = await open(context(await secureServer(), { auth: 'token', token: 'sec\nret' }));
    const { message, details } = await failure(client);
    expect(JSON.stringify([message, details])).not.toContain('ret');
    expect(details.reason).toBe('the token has characters that no token has');
  });

  it.each([
    [
      'rubbish for a certificate',
      { certData: base64('hello'), keyData: base64('hello') },
      'the client certificate is not in PEM format',
    ],
    [
      'a missing key file',
      { certData: base64('-----BEGIN CERTIFICATE-----'), keyFile: '/missing/key' },
      /^the client key, \/missing\/key, cannot be read/,
    ],
    [
      'a certificate without a key',
      { certData: base64('-----BEGIN CERTIFICATE-----') },
      'there is a client certificate without its key',
    ],
    [
      'a damaged certificate',
      {
        certData: base64('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'),
        keyData: base64('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'),
      },
      /./,
    ],
  ])('with %s are auth.badCredentials', async (_name, user, reason) => {
    await expect(openKubeClient(context('https://h', user), services())).rejects.toMatchObject({
      code: 'auth.badCredentials',
      details: { user: 'someone', reason: expect.stringMatching(reason) },
    });
  });

  it('are not sent to a server with another authority, an other name, or no TLS', async () => {
    const server = await secureServer();
    const other = createAuthority();
    const plainServer = await startForwardServer({});
    cleanups.push(() => plainServer.close());
    const contexts = [
      context(server, { auth: 'token', token: 'x' }, { caData: base64(other.certPem) }),
      context(server, { auth: 'token', token: 'x' }, { tlsServerName: 'elsewhere.example' }),
      context(plainServer.url.replace('http:', 'https:'), { auth: 'token', token: 'x' }),
    ];
    const failures = [];
    for (const made of contexts) failures.push(await failure(await open(made)));
    expect(failures.map(({ code, retryable }) => [code, retryable])).toEqual(contexts.map(() => ['api.tls', false]));
    expect(failures.map(({ details }) => details.reason)).toEqual([
      'its certificate comes from an authority that the kubeconfig does not name',
      expect.stringContaining('elsewhere.example'),
      'it does not speak TLS there (is it an http:// server?)',
    ]);
  });

  it('go to any server where the kubeconfig skips the check, and to one that has the name it gives', async () => {
    const server = await secureServer();
    await ask(context(server, {}, { caData: undefined, insecureSkipTlsVerify: true }));
    await ask(context(server, {}, { tlsServerName: 'kubernetes.default' }));
  });
});
