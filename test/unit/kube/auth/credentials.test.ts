import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseKubeconfig } from '../../../../electron/backend/contexts/kubeconfig-file.ts';
import { mergeGroup, type ResolvedContext } from '../../../../electron/backend/contexts/merge-group.ts';
import type { Credential, UserCredentials } from '../../../../electron/backend/kube/auth/credential.ts';
import { AppError } from '../../../../shared/base/errors.ts';
import { type KubeconfigContext, kubeconfigYaml } from '../../../support/api-server/kubeconfig.ts';
import { createAuthority } from '../../../support/certificates.ts';
import { openKubeServices } from '../../../support/kube-services.ts';

const never = new AbortController().signal;
const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const authority = createAuthority();
const base64 = (text: string) => Buffer.from(text).toString('base64');
const ada = authority.client({ commonName: 'ada' });
const certificate = { 'client-certificate-data': base64(ada.certPem), 'client-key-data': base64(ada.keyPem) };
const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: '/missing/login', interactiveMode: 'Never' };
const oidc = { name: 'oidc', config: { 'idp-issuer-url': 'https://idp.test', 'client-id': 'b' } };

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'binnacle-'));
  cleanups.push(() => rm(made, { recursive: true }));
  return made;
}

function contextWith(
  fields: Record<string, unknown>,
  more: Partial<KubeconfigContext> = {},
  mayRun = true,
): ResolvedContext {
  const context = {
    context: 'ctx',
    user: 'ada',
    server: 'https://api.test',
    credentials: { kind: 'raw', fields },
    ...more,
  } as const;
  const bytes = new TextEncoder().encode(kubeconfigYaml([context]));
  const kubeconfig = parseKubeconfig('/kubeconfigs/config', bytes);
  expect(kubeconfig.problem).toBe(undefined);
  const [merged] = mergeGroup('test', [{ path: 'config', kubeconfig }], () => mayRun);
  if (merged === undefined) throw new Error('no context');
  return merged.resolve();
}

function credentialsOf(...args: Parameters<typeof contextWith>): UserCredentials {
  const { credentials, network } = openKubeServices();
  cleanups.push(() => credentials.close());
  return credentials.of(contextWith(...args), network);
}

async function failure(work: () => Promise<unknown> | unknown) {
  try {
    await work();
  } catch (error) {
    if (error instanceof AppError) return error.toData();
    throw error;
  }
  throw new Error('it did not fail');
}

const seen = ({ authorization, certificate: pair }: Credential) => [
  authorization,
  pair?.cert.toString() === ada.certPem,
];

describe('of several methods in one user entry', () => {
  const login = `Basic ${base64('ada:pass')}`;

  it.each([
    ['nothing', {}, 'none', undefined, false],
    ['a token', { token: 't' }, 'token', 'Bearer t', false],
    ['a token and a certificate', { token: 't', ...certificate }, 'token', 'Bearer t', true],
    ['a password', { username: 'ada', password: 'pass' }, 'basic', login, false],
    ['a password and a certificate', { username: 'ada', password: 'pass', ...certificate }, 'basic', login, true],
    ['a certificate', certificate, 'certificate', undefined, true],
    // kubectl runs no plugin where anything else is there.
    ['a token and a plugin', { token: 't', exec }, 'token', 'Bearer t', false],
    ['a password and a plugin', { username: 'ada', password: 'pass', exec }, 'basic', login, false],
    ['a certificate and a plugin', { ...certificate, exec }, 'certificate', undefined, true],
    ['a token and an auth provider', { token: 't', 'auth-provider': oidc }, 'token', 'Bearer t', false],
  ] as const)('%s counts as kubectl counts it', async (_name, fields, kind, authorization, hasCertificate) => {
    const credentials = credentialsOf(fields);
    const credential = await credentials.get(never);
    expect([credentials.kind, ...seen(credential)]).toEqual([kind, authorization, hasCertificate]);
    expect(await credentials.renew(credential, never)).toBe(undefined);
  });

  it('a token file wins over a token, and a password beside either is refused', async () => {
    const file = path.join(await folder(), 'token');
    await writeFile(file, ' from-file\n');
    const credentials = credentialsOf({ token: 't', tokenFile: file });
    expect([credentials.kind, (await credentials.get(never)).authorization]).toEqual(['tokenFile', 'Bearer from-file']);
    for (const fields of [
      { token: 't', password: 'p' },
      { tokenFile: file, username: 'ada' },
    ]) {
      expect(await failure(() => credentialsOf(fields))).toMatchObject({
        code: 'auth.badCredentials',
        details: { user: 'ada', reason: 'it has a token and a password, and kubectl takes one of them only' },
      });
    }
  });

  it('a plugin and an auth provider are refused', async () => {
    expect(await failure(() => credentialsOf({ exec, 'auth-provider': oidc }))).toMatchObject({
      code: 'auth.badCredentials',
      details: { reason: 'it has an exec plugin and an auth provider, and kubectl takes one of them only' },
    });
  });

  it.each([
    [
      'gcp',
      'kubectl no longer has it: install gke-gcloud-auth-plugin and run "gcloud container clusters get-credentials" again',
    ],
    ['azure', 'kubectl no longer has it: install kubelogin and run "kubelogin convert-kubeconfig"'],
    ['openstack', 'kubectl does not have it either: an exec plugin takes its place'],
  ])('the auth provider %s is refused, with what took its place', async (name, advice) => {
    expect(
      await failure(() => credentialsOf({ 'auth-provider': { name, config: { 'access-token': 'secret' } } })),
    ).toEqual({
      code: 'auth.unsupported',
      message: `The user "ada" signs in with the auth provider "${name}". ${advice}.`,
      details: { user: 'ada', method: name },
      retryable: false,
    });
  });
});

describe('a token', () => {
  it('says until when it holds, where it is a JWT', async () => {
    const jwt = `e30.${Buffer.from('{"exp":1700000000}').toString('base64url')}.x`;
    expect([
      (await credentialsOf({ token: jwt }).get(never)).validUntilMs,
      (await credentialsOf({ token: 'opaque' }).get(never)).validUntilMs,
    ]).toEqual([1_700_000_000_000, undefined]);
  });

  it('of a file is another after a 401 only where the file has another', async () => {
    const file = path.join(await folder(), 'token');
    await writeFile(file, 'one');
    const credentials = credentialsOf({ tokenFile: file });
    const refused = await credentials.get(never);
    expect(await credentials.renew(refused, never)).toBe(undefined);
    await writeFile(file, 'two');
    expect((await credentials.renew(refused, never))?.authorization).toBe('Bearer two');
  });

  it('with a colon in the name of a password is refused', async () => {
    expect(await failure(() => credentialsOf({ username: 'a:b', password: 'secret' }).get(never))).toMatchObject({
      code: 'auth.badCredentials',
      details: { reason: 'the user name has a colon in it' },
    });
  });
});

describe('the files of a certificate', () => {
  async function files() {
    const directory = await folder();
    const [certFile, keyFile] = [path.join(directory, 'cert.pem'), path.join(directory, 'key.pem')];
    let stamp = 1_000_000;
    /** Each at another time, however coarse the clock of the disk is. */
    const write = async (file: string, text: string) => {
      await writeFile(file, text);
      stamp += 10;
      await utimes(file, stamp, stamp);
    };
    await write(certFile, ada.certPem);
    await write(keyFile, ada.keyPem);
    const services = openKubeServices();
    cleanups.push(() => services.credentials.close());
    const context = contextWith({ 'client-certificate': certFile, 'client-key': keyFile });
    return { certFile, keyFile, write, services, credentials: services.credentials.of(context, services.network) };
  }

  it('are read again when they have changed, and what they give is the same object until then', async () => {
    const { certFile, keyFile, write, credentials } = await files();
    const first = await credentials.get(never);
    expect((await credentials.get(never)).certificate).toBe(first.certificate);
    await write(certFile, ada.certPem);
    expect((await credentials.get(never)).certificate).toBe(first.certificate);
    const next = authority.client({ commonName: 'ada' }, { untilMs: 2_000_000_000_000 });
    await write(certFile, next.certPem);
    await write(keyFile, next.keyPem);
    const second = await credentials.get(never);
    expect([second.certificate?.cert.toString(), second.validUntilMs]).toEqual([next.certPem, 2_000_000_000_000]);
    expect((await credentials.renew(first, never))?.certificate).toBe(second.certificate);
    expect(await credentials.renew(second, never)).toBe(undefined);
  });

  it('that do not belong together, as in the middle of a rotation, are used when they do, which is logged once', async () => {
    const { certFile, keyFile, write, credentials, services } = await files();
    const first = await credentials.get(never);
    const next = authority.client({ commonName: 'ada' });
    await write(certFile, next.certPem);
    expect((await credentials.get(never)).certificate).toBe(first.certificate);
    expect((await credentials.get(never)).certificate).toBe(first.certificate);
    await write(keyFile, next.keyPem);
    expect((await credentials.get(never)).certificate?.cert.toString()).toBe(next.certPem);
    expect(services.logged).toEqual([
      expect.stringContaining('the client certificate that was read before stays in use'),
    ]);
  });
});

describe('an exec plugin that may not run', () => {
  it('is auth.execConsent, with the command that is to be allowed, and is not run', async () => {
    const args = ['get-token', '--client-secret=hunter2'];
    const data = await failure(() =>
      credentialsOf({ exec: { ...exec, command: './login', args } }, {}, false).get(never),
    );
    expect(data).toEqual({
      code: 'auth.execConsent',
      message:
        'The user "ada" signs in by a command that /kubeconfigs/config names, and that you have not allowed yet: /kubeconfigs/login get-token --client-secret=[…]',
      details: {
        user: 'ada',
        file: '/kubeconfigs/config',
        command: '/kubeconfigs/login get-token --client-secret=[…]',
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      retryable: false,
    });
  });

  it.each([
    ['no command', { command: undefined }, 'auth.badCredentials', 'its exec entry has no command'],
    [
      'another version',
      { apiVersion: 'client.authentication.k8s.io/v1alpha1' },
      'auth.badCredentials',
      'its exec entry has the apiVersion "client.authentication.k8s.io/v1alpha1", and kubectl knows client.authentication.k8s.io/v1 and client.authentication.k8s.io/v1beta1',
    ],
    ['a terminal', { interactiveMode: 'Always' }, 'auth.execNeedsTerminal', undefined],
    ['no program', { installHint: 'brew install login' }, 'auth.execNotFound', undefined],
  ] as const)('for want of %s says so', async (_name, change, code, reason) => {
    const credentials = credentialsOf({ exec: JSON.parse(JSON.stringify({ ...exec, ...change })) });
    const data = await failure(() => credentials.get(never));
    expect([data.code, data.details.reason, data.details.user]).toEqual([code, reason, 'ada']);
    if (code === 'auth.execNotFound')
      expect(data.details).toEqual({ user: 'ada', command: '/missing/login', hint: 'brew install login' });
  });
});
