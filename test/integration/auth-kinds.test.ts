import { rename, utimes, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { KubeconfigCredentials } from '../support/api-server/kubeconfig.ts';
import { startOidcProvider } from '../support/oidc-provider.ts';
import {
  askers,
  cleanUpAfterEach,
  cleanups,
  failureOf,
  fileWith,
  folder,
  never,
  nodes,
  nodesPath,
  open,
  plugin,
  proxy,
  services,
  startDouble,
} from './auth-fixture.ts';
import { contextOf, resolveContext, until } from './kube-fixture.ts';

cleanUpAfterEach();

describe('every kind of user of a kubeconfig', () => {
  it.each(['certificate', 'token', 'basic'] as const)('signs in by its %s', async (how) => {
    const double = await startDouble();
    const client = await open(contextOf(double, 'ada', how));
    await nodes(client);
    const { kind, command } = await client.signIn(never);
    expect([askers(double), kind, command]).toEqual([[['ada', 200]], how, undefined]);
  });

  it('signs in by files, a plugin, and an id-token', async () => {
    const provider = await startOidcProvider();
    cleanups.push(() => provider.stop());
    const double = await startDouble({ oidc: [provider.trust] });
    const { certPem, keyPem } = double.clientCertificate('ada');
    const login = await plugin({ kind: 'credential', token: 'ada-token-12345', validForMs: 3_600_000 });
    const { issuerUrl, clientId, caPem } = provider;
    const all: KubeconfigCredentials[] = [
      { kind: 'certificateFiles', certFile: await fileWith(certPem), keyFile: await fileWith(keyPem) },
      { kind: 'tokenFile', file: await fileWith('ada-token-12345\n') },
      login.credentials({ args: ['get-token'] }),
      { kind: 'oidc', issuerUrl, clientId, caPem, idToken: provider.issueIdToken({ subject: 'ada' }) },
    ];
    const signIns = [];
    for (const credentials of all) {
      const client = await open(contextOf(double, 'ada', credentials));
      await nodes(client);
      const { kind, validUntilMs = 0, command } = await client.signIn(never);
      signIns.push([kind, validUntilMs > Date.now(), command]);
    }
    expect([askers(double), signIns]).toEqual([
      all.map(() => ['ada', 200]),
      [
        ['certificate', true, undefined],
        ['tokenFile', false, undefined],
        ['exec', true, `${login.binDirectory}/binnacle-test-login get-token`],
        ['oidc', true, undefined],
      ],
    ]);
  });

  it('is somebody else where the kubeconfig says so', async () => {
    const double = await startDouble();
    const context = { ...double.context('ada', 'ctx', 'token'), impersonate: { user: 'bob', groups: ['crew'] } };
    await nodes(await open(resolveContext(context)));
    expect(askers(double)).toEqual([['bob', 200]]);
  });

  it('goes by a name in the certificate that is not the address, by no check at all, and by an authority file', async () => {
    const double = await startDouble();
    const { caPem: _, ...bare } = double.context('ada', 'ctx', 'token');
    const contexts = [
      { ...double.context('ada', 'ctx', 'token'), tlsServerName: 'kubernetes.default.svc' },
      { ...bare, insecureSkipTlsVerify: true },
      { ...bare, caFile: await fileWith(double.caPem) },
    ];
    for (const context of contexts) await nodes(await open(resolveContext(context)));
    const unknown = await open(resolveContext({ ...double.context('ada', 'ctx', 'token'), tlsServerName: 'a.test' }));
    expect((await failureOf(nodes(unknown))).details.reason).toBe(
      'its certificate is for localhost, kubernetes, kubernetes.default, kubernetes.default.svc, 127.0.0.1, not for a.test',
    );
    const byUs = await open(
      resolveContext(bare),
      services({ settings: { authorityFiles: [await fileWith(double.caPem)] } }),
    );
    await nodes(byUs);
    expect(askers(double)).toEqual(Array.from({ length: 4 }, () => ['ada', 200]));
  });
});

describe('credentials that are refused', () => {
  it('are read again from a token file, and the request is made again, once', async () => {
    const double = await startDouble();
    const file = await fileWith('ada-token-12345');
    const client = await open(contextOf(double, 'ada', { kind: 'tokenFile', file }));
    await nodes(client);
    double.authentication.revokeToken('ada-token-12345');
    expect((await failureOf(nodes(client), ['ada-token-12345'])).code).toBe('api.unauthorized');
    await writeFile(file, double.authentication.issueToken('ada'));
    await nodes(client);
    expect(askers(double)).toEqual([
      ['ada', 200],
      ['', 401],
      ['ada', 200],
    ]);
  });

  it('are what they are where there are no others', async () => {
    const double = await startDouble();
    double.authentication.setPassword('ada', 'changed');
    const context = resolveContext({
      ...double.context('ada', 'ctx'),
      credentials: { kind: 'basic', user: 'ada', password: 'old-password' },
    });
    expect(
      await failureOf(nodes(await open(context)), ['old-password', Buffer.from('ada:old-password').toString('base64')]),
    ).toEqual({
      code: 'api.unauthorized',
      message: `${double.url} does not accept the credentials of "ctx-ada".`,
      details: { server: double.url, user: 'ctx-ada', serverMessage: 'Unauthorized' },
      retryable: false,
    });
    expect(double.requests.length).toBe(1);
  });
});

describe('a client certificate in files', () => {
  it('that is rotated is the one of the next request, on a connection of its own; the old connection goes', async () => {
    const double = await startDouble();
    const directory = await folder();
    const [certFile, keyFile] = [`${directory}/cert.pem`, `${directory}/key.pem`];
    let stamp = 1_000_000;
    const rotate = async (user: string) => {
      const { certPem, keyPem } = double.clientCertificate(user);
      stamp += 10;
      for (const [file, pem] of [
        [certFile, certPem],
        [keyFile, keyPem],
      ] as const) {
        await writeFile(`${file}.new`, pem);
        await utimes(`${file}.new`, stamp, stamp);
        await rename(`${file}.new`, file);
      }
    };
    await rotate('ada');
    const client = await open(contextOf(double, 'ada', { kind: 'certificateFiles', certFile, keyFile }));
    await nodes(client);
    await nodes(client);
    await rotate('bob');
    await nodes(client);
    await nodes(client);
    expect(askers(double).map(([user]) => user)).toEqual(['ada', 'ada', 'bob', 'bob']);
    await until(() => double.counts.openConnections <= 2);
  });
});

describe('a cluster behind a proxy', () => {
  it.each([
    ['http', 'certificate'],
    ['socks5', 'token'],
  ] as const)('of the kind %s is asked through it, tunnels too', async (kind, how) => {
    const double = await startDouble();
    const login = { user: 'sailor', password: 'p@ss-word' };
    const gate = await proxy({ kind, login, routes: { 'api.cluster.test:6443': double.port } });
    const context = {
      ...double.context('ada', 'ctx', how),
      server: 'https://api.cluster.test:6443',
      tlsServerName: 'kubernetes',
      proxyUrl: gate.urlWithLogin,
    };
    const by = services();
    const client = await open(resolveContext(context), by);
    await nodes(client);
    const refused = client.openPortForward({ namespace: 'none', pod: 'none', port: 1 }, { signal: never });
    expect((await failureOf(refused, ['p@ss-word', 'p%40ss-word'], by)).code).toBe('api.notFound');
    gate.behaviour = 'refuse';
    gate.cut();
    const data = await failureOf(nodes(client), ['p@ss-word', 'p%40ss-word'], by);
    expect([data.code, data.details.proxy, data.details.server]).toEqual([
      'api.proxy',
      gate.url,
      'https://api.cluster.test:6443',
    ]);
    expect([askers(double), gate.records.every(({ user }) => user === 'sailor')]).toEqual([
      [
        ['ada', 200],
        ['ada', 404],
      ],
      true,
    ]);
  });

  it('is found in the environment, unless it is excepted there', async () => {
    const double = await startDouble();
    const gate = await proxy({ routes: { 'api.cluster.test:443': double.port } });
    const context = {
      ...double.context('ada', 'ctx', 'token'),
      server: 'https://api.cluster.test',
      tlsServerName: 'kubernetes',
    };
    const env = { HTTPS_PROXY: gate.url };
    await nodes(await open(resolveContext(context), services({ env })));
    const excepted = await open(resolveContext(context), services({ env: { ...env, NO_PROXY: '.cluster.test' } }));
    expect([(await failureOf(nodes(excepted))).code, gate.records.length]).toEqual(['api.unreachable', 1]);
  });
});

describe('a busy API server', () => {
  it('says how long it wants to be left alone', async () => {
    const double = await startDouble();
    const client = await open(contextOf(double, 'ada', 'token'));
    double.faults.add({ kind: 'status', code: 429 }, { path: nodesPath });
    expect(await failureOf(nodes(client))).toMatchObject({
      code: 'api.busy',
      retryable: true,
      details: { server: double.url, status: 429, retryAfterSeconds: 1 },
    });
  });
});

describe('a stream of any path', () => {
  it('has the credentials and the path of the server, and its answer is an answer whatever its status', async () => {
    const double = await startDouble();
    const { requester } = await open(contextOf(double, 'ada', 'token'));
    const ask = async (path: string) => {
      const { statusCode, body } = await requester.request({ origin: 'http://ignored', path, method: 'GET' });
      return [statusCode, z.object({ kind: z.string() }).parse(await body.json()).kind];
    };
    expect([await ask(nodesPath), await ask('/api/v1/namespaces/none'), askers(double)]).toEqual([
      [200, 'NodeList'],
      [404, 'Status'],
      [
        ['ada', 200],
        ['ada', 404],
      ],
    ]);
  });

  it('that the API server itself refuses is signed in to anew, once, and then api.unauthorized', async () => {
    const double = await startDouble();
    const login = await plugin({ kind: 'credential', token: 'stale-token-1' });
    const { requester } = await open(contextOf(double, 'ada', login.credentials()));
    const ask = () => requester.request({ origin: '', path: nodesPath, method: 'POST', body: 'query=up' });
    expect((await failureOf(ask(), ['stale-token-1'])).code).toBe('api.unauthorized');
    expect(login.runs().length).toBe(2);
    login.plan({ kind: 'credential', token: 'ada-token-12345' });
    const { body } = await ask();
    await body.dump();
    expect(askers(double).at(-1)?.[0]).toBe('ada');
  });
});
