import { writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ResolvedContext } from '../../electron/backend/contexts/merge-group.ts';
import type { ApiServerDouble } from '../support/api-server/api-server.ts';
import type { ExecCredentials, KubeconfigContext } from '../support/api-server/kubeconfig.ts';
import { createAuthority, type KeyAndCertificate as Pair } from '../support/certificates.ts';
import { certificateBehaviour, type ExecPlugin } from '../support/exec-plugin.ts';
import {
  askers,
  cleanUpAfterEach,
  failureOf,
  never,
  nodes,
  open,
  plugin,
  services,
  startDouble,
} from './auth-fixture.ts';
import { resolveContext, until } from './kube-fixture.ts';

cleanUpAfterEach();

const goodToken = 'ada-token-12345';

/** A clock that is moved by hand, and stands still otherwise. */
const clock = { nowMs: 0, now: () => clock.nowMs, monotonic: () => performance.now() };
beforeEach(() => {
  clock.nowMs = Date.now();
});

function contextFor(
  double: ApiServerDouble,
  credentials: ExecCredentials,
  more: Partial<KubeconfigContext> = {},
  file?: string,
): ResolvedContext {
  return resolveContext({ ...double.context('ada', 'ctx', credentials), ...more }, file);
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const allEnded = (login: ExecPlugin) => until(() => !login.runs().some(({ pid }) => lives(pid)));

describe('an exec plugin', () => {
  it('is told what the interface says, and gets its variables, arguments and PATH', async () => {
    const double = await startDouble();
    const login = await plugin({ kind: 'credential', token: goodToken });
    const credentials = login.credentials({
      args: ['--region', 'eu'],
      env: { PLUGIN_A: 'b' },
      provideClusterInfo: true,
      named: 'name',
    });
    const by = services({ settings: { execPath: [login.binDirectory] }, env: { PATH: '/usr/bin:/bin' } });
    const context = contextFor(double, credentials, { tlsServerName: 'kubernetes', proxyUrl: 'http://127.0.0.1:1' });
    const extended = {
      ...context,
      cluster: { ...context.cluster, proxyUrl: undefined, execConfig: { audience: 'x' } },
    };
    await nodes(await open(extended, by));
    const [run] = login.runs();
    expect({ ...run, pid: 0, startedMs: 0 }).toEqual({
      pid: 0,
      startedMs: 0,
      args: ['--region', 'eu'],
      path: `${login.binDirectory}:/usr/bin:/bin`,
      env: { PLUGIN_A: 'b' },
      execInfo: {
        kind: 'ExecCredential',
        apiVersion: 'client.authentication.k8s.io/v1',
        spec: {
          cluster: {
            server: double.url,
            'tls-server-name': 'kubernetes',
            'certificate-authority-data': Buffer.from(double.caPem).toString('base64'),
            config: { audience: 'x' },
          },
          interactive: false,
        },
      },
    });
  });

  it('is told nothing of the cluster unless it asks, speaks v1beta1 too, and is found beside its kubeconfig', async () => {
    const double = await startDouble();
    const apiVersion = 'client.authentication.k8s.io/v1beta1';
    const login = await plugin({ kind: 'credential', token: goodToken, apiVersion });
    const file = `${login.directory}/config`;
    await writeFile(file, '');
    await nodes(await open(contextFor(double, login.credentials({ apiVersion, named: 'relative' }), {}, file)));
    expect([askers(double), login.runs().map(({ execInfo }) => execInfo)]).toEqual([
      [['ada', 200]],
      [{ kind: 'ExecCredential', apiVersion, spec: { interactive: false } }],
    ]);
  });

  it('runs once for all who wait, in several connections, and not again while its answer holds', async () => {
    const double = await startDouble();
    const login = await plugin({ kind: 'credential', token: goodToken });
    login.plan({ kind: 'credential', token: goodToken, validForMs: 3_600_000 }, { delayMs: 200 });
    const by = services({ clock });
    const context = contextFor(double, login.credentials());
    const clients = await Promise.all([open(context, by), open(context, by)]);
    await Promise.all([...clients, ...clients].map((client) => nodes(client)));
    await nodes(await open(context, by));
    const { validUntilMs = 0 } = await (clients[0] as (typeof clients)[0]).signIn(never);
    expect([login.runs().length, validUntilMs > Date.now() + 3_500_000]).toEqual([1, true]);
    // A minute before its end it is fetched anew.
    clock.nowMs = validUntilMs - 60_001;
    await nodes(clients[0] as (typeof clients)[0]);
    expect(login.runs().length).toBe(1);
    clock.nowMs = validUntilMs - 59_999;
    await nodes(clients[0] as (typeof clients)[0]);
    expect([login.runs().length, askers(double).every(([user]) => user === 'ada')]).toEqual([2, true]);
  });

  it('is one of its own for another argument, variable or, where it asks for it, cluster', async () => {
    const double = await startDouble();
    const login = await plugin({ kind: 'credential', token: goodToken });
    const by = services();
    const entries: readonly (readonly [ExecCredentials, Partial<KubeconfigContext>])[] = [
      [login.credentials(), {}],
      [login.credentials(), { tlsServerName: 'kubernetes' }],
      [login.credentials({ args: ['a'] }), {}],
      [login.credentials({ env: { PLUGIN_A: 'a' } }), {}],
      [login.credentials({ provideClusterInfo: true }), {}],
      [login.credentials({ provideClusterInfo: true }), { tlsServerName: 'kubernetes' }],
    ];
    for (const [credentials, more] of entries) await nodes(await open(contextFor(double, credentials, more), by));
    expect(login.runs().length).toBe(5);
  });

  it('runs again, once, when the API server refuses what it gave', async () => {
    const double = await startDouble();
    const [first, second] = [double.authentication.issueToken('ada'), double.authentication.issueToken('ada')];
    const login = await plugin({ kind: 'credential', token: first });
    const client = await open(contextFor(double, login.credentials()));
    await nodes(client);
    double.authentication.revokeToken(first);
    login.plan({ kind: 'credential', token: second });
    await Promise.all([nodes(client), nodes(client), nodes(client)]);
    expect(login.runs().length).toBe(2);
    double.authentication.revokeToken(second);
    const data = await failureOf(nodes(client), [first, second]);
    expect([data.code, login.runs().length]).toEqual(['api.unauthorized', 3]);
  });

  it('may give a certificate, which is followed when it changes', async () => {
    const double = await startDouble();
    const login = await plugin(certificateBehaviour(double.clientCertificate('ada'), 3_600_000));
    const client = await open(contextFor(double, login.credentials()), services({ clock }));
    await nodes(client);
    login.plan(certificateBehaviour(double.clientCertificate('bob')));
    await nodes(client);
    clock.nowMs += 3_600_000;
    await nodes(client);
    expect(askers(double).map(([user]) => user)).toEqual(['ada', 'ada', 'bob']);
    const { kind, validUntilMs = 0 } = await client.signIn(never);
    expect([kind, validUntilMs > Date.now() + 3_600_000]).toEqual(['exec', true]);
    await until(() => double.counts.openConnections <= 2);
  });
});

describe('an exec plugin that gives nothing', () => {
  const [good, other] = [1, 2].map(() => createAuthority().client({ commonName: 'ada' })) as [Pair, Pair];
  const secret = 'eyJhbGciOiJSUzI1NiJ9.c2VjcmV0.c2lnbmF0dXJl';

  it.each([
    [
      'fails',
      { kind: 'fail', stderr: `no login: token=${secret}, run "login"\n`, code: 7 },
      'auth.execFailed',
      { exit: 7, serverMessage: 'no login: token=[…], run "login"' },
    ],
    ['prints no JSON', { kind: 'rubbish', text: `token ${secret}` }, 'auth.execBadAnswer', { reason: 'it is no JSON' }],
    ['prints nothing', { kind: 'rubbish', text: '' }, 'auth.execBadAnswer', { reason: 'it printed nothing' }],
    [
      'prints something else',
      { kind: 'rubbish', text: JSON.stringify({ kind: 'Secret', token: secret }) },
      'auth.execBadAnswer',
      { reason: 'it is no ExecCredential (kind)' },
    ],
    [
      'gives no credential',
      { kind: 'credential' },
      'auth.execBadAnswer',
      { reason: 'it has neither a token nor a certificate' },
    ],
    [
      'gives half of one',
      { kind: 'credential', clientKeyData: secret },
      'auth.execBadAnswer',
      { reason: 'it has a key without its certificate' },
    ],
    [
      'gives a certificate that is none',
      { kind: 'credential', clientKeyData: secret, clientCertificateData: secret },
      'auth.execBadAnswer',
      { reason: 'its certificate is none' },
    ],
    [
      'gives a key that is none',
      { kind: 'credential', clientKeyData: secret, clientCertificateData: good.certPem },
      'auth.execBadAnswer',
      { reason: expect.stringMatching(/^its certificate and key cannot be used \(/) },
    ],
    [
      "gives another certificate's key",
      { kind: 'credential', clientKeyData: other.keyPem, clientCertificateData: good.certPem },
      'auth.execBadAnswer',
      { reason: expect.stringMatching(/^its certificate and key cannot be used \(.*mismatch/) },
    ],
    [
      'answers in another version',
      { kind: 'credential', token: secret, apiVersion: 'client.authentication.k8s.io/v1beta1' },
      'auth.execBadAnswer',
      {
        reason:
          'its apiVersion is client.authentication.k8s.io/v1beta1, and the kubeconfig says client.authentication.k8s.io/v1',
      },
    ],
    [
      'gives a token with a line feed',
      { kind: 'credential', token: 'sec\nret' },
      'auth.badCredentials',
      { reason: 'the token has characters that no token has' },
    ],
  ] as const)('because it %s says so, and never quotes a secret', async (_name, behaviour, code, details) => {
    const double = await startDouble();
    const login = await plugin(behaviour);
    const by = services();
    const client = await open(contextFor(double, login.credentials()), by);
    const data = await failureOf(nodes(client), [secret, 'sec\nret'], by);
    expect([data.code, data.details, double.requests.length]).toEqual([
      code,
      {
        user: 'ctx-ada',
        ...(code === 'auth.badCredentials' ? {} : { command: login.credentials().command }),
        ...details,
      },
      0,
    ]);
  });

  it('in time is ended with its deadline, for all who wait', async () => {
    const double = await startDouble();
    const login = await plugin({ kind: 'hang' });
    const client = await open(contextFor(double, login.credentials()), services({ execTimeoutMs: 700 }));
    const failures = await Promise.all([failureOf(nodes(client)), failureOf(nodes(client))]);
    expect(failures.map(({ code, retryable, details }) => [code, retryable, details.seconds])).toEqual([
      ['auth.execTimeout', true, 0.7],
      ['auth.execTimeout', true, 0.7],
    ]);
    expect(login.runs().length <= 1).toBe(true);
    await allEnded(login);
  });

  it('goes on while anybody waits, and is ended when nobody does, or all closes', async () => {
    const double = await startDouble();
    const login = await plugin({ kind: 'hang' });
    const by = services();
    const client = await open(contextFor(double, login.credentials()), by);
    const [one, two] = [new AbortController(), new AbortController()];
    const waiting = [one, two].map(({ signal }) =>
      expect(nodes(client, signal)).rejects.toMatchObject({ name: 'CancelledError' }),
    );
    await until(() => login.runs().length === 1);
    one.abort();
    await waiting[0];
    expect(login.runs().every(({ pid }) => lives(pid))).toBe(true);
    two.abort();
    await waiting[1];
    await allEnded(login);
    const last = expect(nodes(client)).rejects.toMatchObject({ name: 'CancelledError' });
    await until(() => login.runs().length === 2);
    await by.credentials.close();
    await last;
    await allEnded(login);
  });
});

describe('a command that is not allowed', () => {
  it('is not run', async () => {
    const double = await startDouble();
    const login = await plugin({ kind: 'credential', token: goodToken });
    const client = await open({ ...contextFor(double, login.credentials()), execAllowed: false });
    expect((await failureOf(nodes(client))).code).toBe('auth.execConsent');
    expect((await failureOf(client.signIn(never))).code).toBe('auth.execConsent');
    expect([login.runs().length, double.requests.length]).toEqual([0, 0]);
  });
});
