/**
 * Secrets of every kind go through the backend, in use and in every failure that has to do with them. None may be in anything that is
 * kept, logged or told; each is on the wire to the origin it was typed for, and to no other.
 */
import { createPrivateKey, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WorkerPool } from '../../electron/backend/base/worker-pool.ts';
import type { LogSink } from '../../electron/backend/ports.ts';
import { createPrometheusSource } from '../../electron/backend/sources/prometheus/prometheus-source.ts';
import type { OpenedServer } from '../../electron/backend/sources/source.ts';
import { AppError } from '../../shared/base/errors.ts';
import type { AddressInput } from '../../shared/model/address.ts';
import type { KubeconfigCredentials } from '../support/api-server/kubeconfig.ts';
import { createAuthority } from '../support/certificates.ts';
import { startOidcProvider } from '../support/oidc-provider.ts';
import { type AddressBench, addressInput, openAddressBench } from './addresses-fixture.ts';
import {
  cleanUpAfterEach,
  cleanups,
  folder,
  never,
  nodes,
  open,
  plugin,
  services,
  startDouble,
} from './auth-fixture.ts';
import { type GuardedServer, startGuardedServer } from './guarded-server.ts';
import { resolveContext } from './kube-fixture.ts';
import {
  openCatalogPool,
  openParsePool,
  realClock,
  type StandIn,
  startStandIn,
  takeAll,
} from './prometheus-support.ts';

const user = 'ada';

/** Like nothing else, and nothing that looks like a secret to a filter. */
const canary = (kind: string) => `${kind}.${randomBytes(9).toString('hex')}`;

/** A secret in the forms in which it could turn up; cut off, too. */
function formsOf(secret: string): readonly string[] {
  const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');
  return [secret.slice(0, 16), base64(secret), base64(`${user}:${secret}`), encodeURIComponent(secret)];
}

/** Which of the secrets are in a text, in whatever form. */
function leaks(text: string, secrets: readonly string[]): readonly string[] {
  return secrets.filter((secret) => formsOf(secret).some((form) => text.includes(form)));
}

/** What a failure says, however one looks at it: as data, as text, with its causes. */
async function failureText(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw error;
  return [
    inspect(error, { depth: 20, showHidden: true }),
    JSON.stringify(error),
    JSON.stringify(error.toData()),
  ].join();
}

cleanUpAfterEach();

it('the search finds a secret in each of its forms', () => {
  const secret = canary('password');
  const inBasic = Buffer.from(`${user}:${secret}`).toString('base64');
  const forms = [`a ${secret} b`, `"${secret.slice(0, 20)}…"`, `Basic ${inBasic}`, `?p=${encodeURIComponent(secret)}`];
  expect(forms.map((form) => leaks(form, [secret, canary('other')]))).toEqual(forms.map(() => [secret]));
});

describe('an address', () => {
  const authority = createAuthority('the house');
  const { certPem, keyPem } = authority.server();
  let pool: WorkerPool;
  let catalogPool: WorkerPool;
  let bench: AddressBench;
  let standIn: StandIn;
  let right: GuardedServer;
  let thief: GuardedServer;
  let behaviour: 'work' | 'refuse' | 'mislead' | 'break' = 'work';
  let told: string[] = [];
  const log: LogSink = { write: (...line) => void told.push(JSON.stringify(line)) };

  beforeAll(() => {
    pool = openParsePool();
    catalogPool = openCatalogPool();
  });
  afterAll(() => Promise.all([pool.close(), catalogPool.close()]));
  beforeEach(async () => {
    [behaviour, told, bench] = ['work', [], openAddressBench()];
    standIn = await startStandIn(({ path, response }) => {
      const vector = { resultType: 'vector', result: [{ metric: {}, value: [1, '1'] }] };
      const data = path.includes('buildinfo') ? { version: '3.1.0' } : vector;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ status: 'success', data }));
    });
    // Nothing but its port tells it from the right one.
    const tls = { cert: certPem, key: keyPem };
    thief = await startGuardedServer({ upstream: standIn.url, tls, decide: () => ({ kind: 'forward' }) });
    right = await startGuardedServer({
      upstream: standIn.url,
      tls,
      decide: ({ path }) => {
        if (behaviour === 'work') return { kind: 'forward' };
        const headers = { location: thief.url + path };
        if (behaviour === 'mislead') return { kind: 'answer', status: 307, headers };
        return { kind: 'answer', status: behaviour === 'refuse' ? 401 : 500 };
      },
    });
    writeFileSync(join(bench.dir, 'ca.pem'), authority.certPem);
  });
  afterEach(async () => {
    await Promise.all([right.close(), thief.close(), standIn.close()]);
    bench.close();
  });

  /** All that is neither the keychain nor the wire. */
  const everything = () =>
    [...told, ...bench.log, bench.dataDirText(), JSON.stringify(bench.settings.snapshot())].join('\n');
  const onWire = ({ requests }: GuardedServer) => JSON.stringify(requests);

  const typedWith = (more: Partial<AddressInput>): AddressInput =>
    addressInput({ url: right.url, caFile: join(bench.dir, 'ca.pem'), ...more });

  function query({ endpoint }: OpenedServer) {
    const source = createPrometheusSource(endpoint, { pool, catalogPool, clock: realClock, log });
    return takeAll(source.query({ kind: 'instant', expr: 'up' }, { signal: never, timeoutMs: 5000 }));
  }

  /** In use, refused, misled, broken, moved and unreachable. */
  async function goThrough(typed: AddressInput): Promise<void> {
    const { addresses, settings } = bench;
    told.push(JSON.stringify(await addresses.test(typed, never)));
    const id = await addresses.save(typed, never);
    const opened = await addresses.open(id, never);
    told.push(inspect(await query(opened), { depth: 20 }), JSON.stringify(opened.server()));
    for (const next of ['refuse', 'mislead', 'break'] as const) {
      behaviour = next;
      // One after the other: a failure that nobody has asked for yet would count as one that nobody handles.
      const works = [() => query(opened), () => addresses.test(typed, never), () => addresses.open(id, never)];
      for (const work of works) told.push(await failureText(work()));
    }
    await opened.close();
    // As a change of the file would have it.
    const [kept] = settings.snapshot().settings.addresses;
    if (kept === undefined) throw new Error('it is not there');
    settings.change((current) => ({ ...current, addresses: [{ ...kept, url: thief.url }] }));
    // A passphrase is sent to nobody: an address with a certificate may go elsewhere.
    if (kept.auth.kind !== 'certificate') told.push(await failureText(addresses.open(id, never)));
    settings.change((current) => ({ ...current, addresses: [kept] }));
    await right.close();
    told.push(await failureText(addresses.open(id, never)), everything());
    await addresses.remove(id);
    expect([...bench.keychain]).toEqual([]);
  }

  it.each<[string, readonly string[], (secrets: readonly string[]) => Partial<AddressInput>]>([
    ['a password', ['password'], ([password]) => ({ auth: { kind: 'basic', user, password } })],
    [
      'a token and a secret header',
      ['token', 'key'],
      ([token, value]) => ({
        auth: { kind: 'bearer', token },
        headers: [{ name: 'X-Api-Key', kind: 'secret', value }],
      }),
    ],
  ])('with %s', async (_name, kinds, typed) => {
    const secrets = kinds.map(canary);
    await goThrough(typedWith(typed(secrets)));
    expect([leaks(everything(), secrets), leaks(onWire(thief), secrets)]).toEqual([[], []]);
    expect(leaks(onWire(right), secrets)).toEqual(secrets);
  });

  it('with a client certificate whose key is encrypted', async () => {
    const passphrase = canary('passphrase');
    const client = createAuthority('people').client({ commonName: user });
    // Not in the data directory: they are the user's own files.
    const dir = await folder();
    const [certFile, keyFile, otherKey] = [join(dir, 'client.pem'), join(dir, 'client.key'), join(dir, 'other.key')];
    const encrypt = (phrase: string) =>
      createPrivateKey(client.keyPem).export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase: phrase,
      });
    writeFileSync(certFile, client.certPem);
    writeFileSync(keyFile, encrypt(passphrase));
    writeFileSync(otherKey, encrypt('something else'));
    const auth = { kind: 'certificate', certFile, keyFile, passphrase } as const;
    told.push(await failureText(bench.addresses.test(typedWith({ auth: { ...auth, keyFile: otherKey } }), never)));
    await goThrough(typedWith({ auth }));
    const secrets = [passphrase, client.keyPem.split('\n')[1] ?? ''];
    expect(leaks(everything() + onWire(thief) + onWire(right), secrets)).toEqual([]);
  });

  it('that is refused as it was typed', async () => {
    const secret = canary('password');
    const urls = [`https://${user}:${secret}@127.0.0.1`, `${user}:${secret}@host`, `https://host/?token=${secret}`];
    const attempts: readonly Partial<AddressInput>[] = [
      ...urls.map((url) => ({ url })),
      { auth: { kind: 'basic', user, password: `${secret}\n` } },
      { auth: { kind: 'bearer', token: `${secret}\nx` } },
      { headers: [{ name: 'X-Key', kind: 'secret', value: `${secret}한` }] },
    ];
    for (const more of attempts) {
      told.push(await failureText(bench.addresses.test(typedWith(more), never)));
      told.push(await failureText(bench.addresses.save(typedWith(more), never)));
    }
    expect([leaks(everything(), [secret]), [...bench.keychain], right.requests]).toEqual([[], [], []]);
  });
});

describe('a kubeconfig', () => {
  interface Scene {
    readonly credentials: KubeconfigCredentials;
    /** From now on the API server, or who signs in, says no. */
    readonly refuse: () => void;
  }

  async function givenUser(): Promise<{
    readonly double: Awaited<ReturnType<typeof startDouble>>;
    readonly token: string;
  }> {
    const double = await startDouble();
    return { double, token: double.authentication.issueToken(user) };
  }

  /** @returns all that was said about a login, before and after it is refused. */
  async function goThrough(double: Awaited<ReturnType<typeof startDouble>>, scene: Scene): Promise<string> {
    const context = resolveContext(double.context(user, 'ctx', scene.credentials));
    const [before, after] = [services(), services()];
    const client = await open(context, before);
    await nodes(client);
    const told = [JSON.stringify(await client.signIn(never)), JSON.stringify(client)];
    expect(double.requests.map((request) => request.user)).toContain(user);
    scene.refuse();
    told.push(await failureText(open(context, after).then((refused) => nodes(refused))));
    return [...told, ...before.logged, ...after.logged].join('\n');
  }

  it('with a token', async () => {
    const { double, token } = await givenUser();
    const credentials = { kind: 'token', token } as const;
    const refuse = () => double.authentication.revokeToken(token);
    expect(leaks(await goThrough(double, { credentials, refuse }), [token])).toEqual([]);
  });

  it('with a password', async () => {
    const { double } = await givenUser();
    const password = canary('password');
    double.authentication.setPassword(user, password);
    const credentials = { kind: 'basic', user, password } as const;
    const refuse = () => double.authentication.setPassword(user, 'another');
    expect(leaks(await goThrough(double, { credentials, refuse }), [password])).toEqual([]);
  });

  it('with an exec plugin that gives a token, and then says it on its standard error', async () => {
    const { double, token } = await givenUser();
    const [argument, variable] = [canary('argument'), canary('variable')];
    const login = await plugin({ kind: 'credential', token });
    const credentials = login.credentials({ args: [`--client-secret=${argument}`], env: { PLUGIN_SECRET: variable } });
    const stderr = `refused: token: ${token} --client-secret=${argument} secret: ${variable}`;
    const refuse = () => login.plan({ kind: 'fail', stderr });
    const secrets = [token, variable];
    const text = await goThrough(double, { credentials, refuse });
    expect(leaks(text, secrets)).toEqual([]);
  });

  it('with an OpenID provider that then refuses', async () => {
    const clientSecret = canary('client');
    const provider = await startOidcProvider({ clientSecret });
    cleanups.push(() => provider.stop());
    const double = await startDouble({ oidc: [provider.trust] });
    const refreshToken = provider.issueRefreshToken({ subject: user });
    const idToken = provider.issueIdToken({ subject: user }, -1000);
    const { issuerUrl, clientId, caPem } = provider;
    const credentials = { kind: 'oidc', issuerUrl, clientId, clientSecret, caPem, idToken, refreshToken } as const;
    const secrets = [clientSecret, refreshToken, idToken];
    const refuse = () => {
      const description = `bad ${refreshToken} of ${clientSecret}`;
      provider.trouble = { kind: 'refuses', error: 'invalid_grant', description };
    };
    expect(leaks(await goThrough(double, { credentials, refuse }), secrets)).toEqual([]);
  });
});
