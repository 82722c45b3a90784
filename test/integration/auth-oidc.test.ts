import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ResolvedContext } from '../../electron/backend/contexts/merge-group.ts';
import type { ApiServerDouble } from '../support/api-server/api-server.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import type { KubeServices } from '../support/kube-services.ts';
import {
  type OidcProvider,
  type OidcProviderOptions,
  type OidcTrouble,
  startOidcProvider,
} from '../support/oidc-provider.ts';
import {
  askers,
  cleanUpAfterEach,
  cleanups,
  failureOf,
  folder,
  nodes,
  open,
  proxy,
  services,
  startDouble,
} from './auth-fixture.ts';
import { resolveContext } from './kube-fixture.ts';

cleanUpAfterEach();

interface Scene {
  readonly double: ApiServerDouble;
  readonly provider: OidcProvider;
  readonly file: string;
  readonly by: KubeServices;
  /** As the file is now. */
  context(): Promise<ResolvedContext>;
}

const clock = { offsetMs: 0, now: () => Date.now() + clock.offsetMs, monotonic: () => performance.now() };
const comment = '# written by hand, and to be kept\n';

/** Ada's kubeconfig in a file, with the tokens that are given. */
async function scene(
  tokens: (provider: OidcProvider) => { readonly idToken?: string; readonly refreshToken?: string },
  options: OidcProviderOptions = {},
  more: { readonly proxyEnv?: Record<string, string> } = {},
): Promise<Scene> {
  clock.offsetMs = 0;
  const provider = await startOidcProvider({ clientSecret: 's3cret+/:x', ...options });
  cleanups.push(() => provider.stop());
  const double = await startDouble({ oidc: [provider.trust] });
  const { issuerUrl, clientId, caPem, clientSecret } = provider;
  const credentials = {
    kind: 'oidc',
    issuerUrl,
    clientId,
    caPem,
    ...(clientSecret !== undefined && { clientSecret }),
    ...tokens(provider),
  } as const;
  const file = path.join(await folder(), 'config');
  const context = double.context('ada', 'ctx', credentials);
  await writeFile(file, comment + kubeconfigYaml([context]));
  return {
    double,
    provider,
    file,
    by: services({ clock, ...(more.proxyEnv && { env: more.proxyEnv }) }),
    context: async () => {
      const { user } = resolveContext(context, file);
      const now = await tokensIn(file);
      const config = { ...user.authProvider?.config, ...now };
      return { ...resolveContext(context, file), user: { ...user, authProvider: { name: 'oidc', config } } };
    },
  };
}

async function tokensIn(file: string): Promise<Record<'id-token' | 'refresh-token', string>> {
  const text = await readFile(file, 'utf8');
  const value = (key: string) => new RegExp(`${key}: "?([^"\\s]*)`).exec(text)?.[1] ?? '';
  return { 'id-token': value('id-token'), 'refresh-token': value('refresh-token') };
}

const ada = { subject: 'ada' };
const expired = (provider: OidcProvider) => ({
  idToken: provider.issueIdToken(ada, -1000),
  refreshToken: provider.issueRefreshToken(ada),
});

describe('an id-token', () => {
  it('that holds is used, and nobody is asked', async () => {
    const { context, by, double, provider } = await scene((one) => ({ idToken: one.issueIdToken(ada) }));
    await nodes(await open(await context(), by));
    expect([askers(double), provider.counts.discoveries]).toEqual([[['ada', 200]], 0]);
  });

  it.each([
    ['a secret in the header', {}],
    ['no secret', { clientSecret: undefined as unknown as string }],
    ['a path in its address', { issuerPath: '/realms/harbor' }],
    ['refresh tokens that stay', { rotates: false }],
  ])('that has expired is refreshed, and written into the kubeconfig, by an issuer with %s', async (_name, options) => {
    const { context, by, double, provider, file } = await scene(expired, options);
    const before = await readFile(file, 'utf8');
    const old = await tokensIn(file);
    await nodes(await open(await context(), by));
    const now = await tokensIn(file);
    expect([askers(double), provider.counts.refreshes, provider.isGood(now['refresh-token'])]).toEqual([
      [['ada', 200]],
      1,
      true,
    ]);
    expect(now['id-token']).not.toBe(old['id-token']);
    const rest = (text: string, tokens: typeof now) =>
      text.replace(tokens['id-token'], '').replace(tokens['refresh-token'], '').replaceAll('"', '');
    expect(rest(await readFile(file, 'utf8'), now)).toBe(rest(before, old));
    expect(by.logged).toEqual([]);
  });

  it('is refreshed by one for all connections, when it comes near its end', async () => {
    const { context, by, double, provider } = await scene(
      (one) => ({ idToken: one.issueIdToken(ada, 60_000), refreshToken: one.issueRefreshToken(ada) }),
      { idTokenValidForMs: 3_600_000 },
    );
    const clients = await Promise.all([open(await context(), by), open(await context(), by)]);
    await Promise.all(clients.map((client) => nodes(client)));
    expect(provider.counts.refreshes).toBe(0);
    clock.offsetMs = 51_000;
    await Promise.all([...clients, ...clients].map((client) => nodes(client)));
    await nodes(await open(await context(), by));
    expect([provider.counts.refreshes, askers(double).every(([user]) => user === 'ada')]).toEqual([1, true]);
  });

  it('that the API server refuses is refreshed, and the request made again', async () => {
    const { context, by, double, provider } = await scene((one) => ({
      idToken: one.issueIdToken({ subject: 'ada' }).replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')),
      refreshToken: one.issueRefreshToken(ada),
    }));
    await nodes(await open(await context(), by));
    expect([askers(double), provider.counts.refreshes]).toEqual([
      [
        ['', 401],
        ['ada', 200],
      ],
      1,
    ]);
  });

  it('that kubectl has refreshed meanwhile is taken from the file', async () => {
    const { context, by, double, provider, file } = await scene(expired);
    const client = await open(await context(), by);
    const old = await tokensIn(file);
    const theirs = provider.issueIdToken(ada);
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace(old['id-token'], theirs).replace(old['refresh-token'], 'theirs'),
    );
    await nodes(client);
    expect([askers(double), provider.counts.refreshes, await tokensIn(file)]).toEqual([
      [['ada', 200]],
      0,
      { 'id-token': theirs, 'refresh-token': 'theirs' },
    ]);
  });

  it('is kept in memory where the file cannot be written, which is logged without the tokens', async () => {
    const { context, by, double, provider, file } = await scene(expired, { idTokenValidForMs: 60_000 });
    const first = await context();
    const before = await readFile(file, 'utf8');
    await writeFile(`${file}.lock`, '');
    const client = await open(first, by);
    await nodes(client);
    await rm(`${file}.lock`);
    expect([await readFile(file, 'utf8'), by.logged.length]).toEqual([before, 1]);
    expect(by.logged[0]).toMatch(/new tokens could not be written into the kubeconfig.*config\.lock is there/);
    // The refresh token of the file was good once: only the one in memory gets on.
    clock.offsetMs = 55_000;
    await nodes(await open(first, by));
    const now = await tokensIn(file);
    expect([provider.counts.refreshes, provider.isGood(now['refresh-token'])]).toEqual([2, true]);
    expect(askers(double).every(([user]) => user === 'ada')).toBe(true);
    expect(by.logged.join('\n')).not.toMatch(/eyJ/);
  });

  it("is refreshed with the client's secret and the authority that the kubeconfig has now", async () => {
    const { context, by, double } = await scene(expired);
    const now = await context();
    const config = { ...now.user.authProvider?.config };
    const outdated = { ...config, 'client-secret': 'outdated', 'idp-certificate-authority-data': '' };
    await open({ ...now, user: { ...now.user, authProvider: { name: 'oidc', config: outdated } } }, by);
    await nodes(await open(now, by));
    expect(askers(double)).toEqual([['ada', 200]]);
  });

  it('of another issuer that the file has by now is not sent to the one before', async () => {
    const { context, by, provider, file } = await scene(expired);
    const client = await open(await context(), by);
    const { 'refresh-token': old } = await tokensIn(file);
    const text = (await readFile(file, 'utf8')).replace(old, 'of-another-issuer');
    await writeFile(file, text.replace(provider.issuerUrl, 'https://other.test'));
    // By what was read at the beginning, it still is who it was.
    await nodes(client);
    expect([provider.counts.refreshes, (await tokensIn(file))['refresh-token']]).toEqual([1, 'of-another-issuer']);
  });

  it('is asked for through the proxy, and with the authorities of the kubeconfig alone', async () => {
    const gate = await proxy();
    const routed = await scene(expired, {}, { proxyEnv: { HTTPS_PROXY: gate.url } });
    // Loopback is never proxied: the issuer gets a name that only the proxy knows.
    const context = await routed.context();
    const config = {
      ...context.user.authProvider?.config,
      'idp-certificate-authority-data': Buffer.from(routed.double.caPem).toString('base64'),
    };
    const client = await open(
      { ...context, user: { ...context.user, authProvider: { name: 'oidc', config } } },
      routed.by,
    );
    expect(
      await failureOf(nodes(client), [(await tokensIn(routed.file))['refresh-token'], 's3cret+/:x'], routed.by),
    ).toMatchObject({
      code: 'auth.oidcFailed',
      retryable: false,
      details: {
        user: 'ctx-ada',
        issuer: routed.provider.issuerUrl,
        reason: 'its certificate comes from an authority that is not trusted here',
      },
    });
    const named = { ...config, 'idp-issuer-url': 'https://issuer.test:1' };
    const other = await open(
      { ...context, user: { ...context.user, authProvider: { name: 'oidc', config: named } } },
      routed.by,
    );
    expect((await failureOf(nodes(other))).code).toBe('api.proxy');
    expect(gate.records.map(({ target }) => target)).toEqual(['issuer.test:1']);
  });
});

describe('an issuer that gives no tokens', () => {
  const cases: readonly [OidcTrouble, string, boolean][] = [
    [
      { kind: 'refuses', error: 'invalid_grant', description: 'it was revoked' },
      'it answered 400 (invalid_grant: it was revoked)',
      false,
    ],
    [{ kind: 'refuses', error: 'invalid_client' }, 'it answered 401 (invalid_client)', false],
    [{ kind: 'status', code: 503 }, 'it answered 503 (server_error)', true],
    [{ kind: 'rubbish' }, 'its answer has no id-token: is "openid" among the scopes?', false],
    [{ kind: 'noIdToken' }, 'its answer has no id-token: is "openid" among the scopes?', false],
  ];

  it.each(cases)('%j is auth.oidcFailed, and the file stays as it is', async (trouble, reason, retryable) => {
    const { context, by, provider, file } = await scene(expired);
    provider.trouble = trouble;
    const before = await readFile(file, 'utf8');
    const { 'refresh-token': secret } = await tokensIn(file);
    expect(await failureOf(nodes(await open(await context(), by)), [secret, 's3cret+/:x'], by)).toEqual({
      code: 'auth.oidcFailed',
      message: `The user "ctx-ada" cannot sign in at ${provider.issuerUrl}: ${reason}.`,
      details: { user: 'ctx-ada', issuer: provider.issuerUrl, reason },
      retryable,
    });
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  it('because there is no refresh-token, because it is gone, or because its address is not https', async () => {
    const without = await scene((one) => ({ idToken: one.issueIdToken(ada, -1000) }));
    const gone = await scene(expired);
    await gone.provider.stop();
    const plain = await scene(expired);
    const context = await plain.context();
    const config = { ...context.user.authProvider?.config, 'idp-issuer-url': 'http://issuer.test' };
    const insecure = { ...context, user: { ...context.user, authProvider: { name: 'oidc', config } } };
    const failures = [
      await failureOf(nodes(await open(await without.context(), without.by))),
      await failureOf(nodes(await open(await gone.context(), gone.by))),
      await failureOf(nodes(await open(insecure, plain.by))),
    ];
    expect(failures.map(({ code, details, retryable }) => [code, details.reason, retryable])).toEqual([
      [
        'auth.oidcFailed',
        'its id-token does not hold (any more), and there is no refresh-token to get another with',
        false,
      ],
      ['auth.oidcFailed', 'nothing listens there (connection refused)', true],
      ['auth.oidcFailed', 'its address is not an https one', false],
    ]);
  });

  it('in time is waited for by a signal, and a refresh that has begun is not lost with it', async () => {
    const { context, by, provider, double } = await scene(expired);
    provider.trouble = { kind: 'hangs' };
    const client = await open(await context(), by);
    const controller = new AbortController();
    const asked = expect(nodes(client, controller.signal)).rejects.toMatchObject({ name: 'CancelledError' });
    await expect.poll(() => provider.counts.discoveries).toBe(1);
    controller.abort();
    await asked;
    const closing = expect(nodes(client)).rejects.toMatchObject({ name: 'CancelledError' });
    await new Promise((resolve) => setImmediate(resolve));
    await by.credentials.close();
    await closing;
    expect(double.requests).toEqual([]);
  });
});

describe.skipIf(process.getuid?.() === 0)('a kubeconfig in a folder that may not be written', () => {
  it('stays as it is', async () => {
    const { context, by, double, file } = await scene(expired);
    await chmod(path.dirname(file), 0o500);
    await nodes(await open(await context(), by));
    await chmod(path.dirname(file), 0o700);
    expect([askers(double), by.logged.length]).toEqual([[['ada', 200]], 1]);
  });
});
