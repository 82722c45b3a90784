import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Addresses } from '../../../electron/backend/addresses/addresses.ts';
import { createAddresses } from '../../../electron/backend/addresses/create-addresses.ts';
import { addressContexts } from '../../../electron/backend/contexts/address-contexts.ts';
import type { HttpPool, OpenHttpPool } from '../../../electron/backend/network/network.ts';
import type { Secrets } from '../../../electron/backend/secrets/secrets.ts';
import { createSettings, type SettingsService } from '../../../electron/backend/settings/settings-service.ts';
import type { ProbeOptions } from '../../../electron/backend/sources/source.ts';
import { AppError, CancelledError } from '../../../shared/base/errors.ts';
import { Emitter } from '../../../shared/base/event.ts';
import type { Address, AddressId, AddressInput, SecretRef } from '../../../shared/model/address.ts';
import type { CompanionKind } from '../../../shared/model/companion.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';
import type { ClusterKey } from '../../../shared/model/source-choice.ts';
import { createAuthority } from '../../support/certificates.ts';
import { memoryLog } from '../rpc/test-contract.ts';

const never = new AbortController().signal;
const origin = 'https://prometheus.example.com';

/** Secrets in a map, and a hook before each is set. */
function mapOfSecrets() {
  const kept = new Map<string, string>();
  const hooks: { beforeSet?: (ref: SecretRef) => void } = {};
  const secrets: Secrets = {
    look: () => undefined,
    get: async (ref) => kept.get(ref),
    async set(ref, secret, signal) {
      hooks.beforeSet?.(ref);
      if (signal.aborted) throw new CancelledError();
      kept.set(ref, secret);
    },
    async remove(ref) {
      kept.delete(ref);
    },
    status: () => ({ place: 'keychain', why: undefined }),
    onDidChange: new Emitter<never>().event,
    dispose: () => undefined,
  };
  return { kept, hooks, secrets };
}

let store: ReturnType<typeof mapOfSecrets>;
let settings: SettingsService;
let addresses: Addresses;
/** What the network was asked for, and the probe. */
let opened: Parameters<OpenHttpPool>[0][];
let probed: Omit<ProbeOptions, 'signal'>[];
let closed: number;
let companions: string[];
let written: Settings[];
let full: boolean;
let probeFailure: AppError | undefined;

beforeEach(() => {
  store = mapOfSecrets();
  [opened, probed, companions, written, closed, full, probeFailure] = [[], [], [], [], 0, false, undefined];
  settings = createSettings(
    {
      read: () => ({ settings: defaultSettings }),
      write(next) {
        if (full) throw new Error('no space left on device');
        written.push(next);
      },
    },
    memoryLog(),
  );
  let ids = 0;
  addresses = createAddresses({
    settings,
    secrets: store.secrets,
    homeDir: '/home/u',
    log: memoryLog(),
    newId: () => {
      ids += 1;
      return `id${ids}`;
    },
    openHttp: (target) => {
      opened.push(target);
      const requester = { request: () => Promise.reject(new Error('not asked')) };
      const close = async () => {
        closed += 1;
      };
      return {
        requester,
        urgent: { ...requester },
        lasting: requester,
        onBroken: new Emitter<void>().event,
        close,
      } satisfies HttpPool;
    },
    openCompanion: async ({ url }, { kind }) => {
      companions.push(`${kind} ${url.href}`);
      const refuse = () => Promise.reject(new Error('not asked'));
      const failure = () => new AppError('companion.http', 'not asked');
      return {
        ...{ id: url.href, transport: 'address', pathPrefix: '', foundPrefix: '/am', version: '0.25.0' },
        ...{ pod: () => '', call: refuse, failure, close: async () => undefined },
      };
    },
    probe: async (_at, { signal: _signal, ...options }) => {
      probed.push(options);
      if (probeFailure !== undefined) throw probeFailure;
      return { pathPrefix: '/p', version: '3.1.0', engine: 'prometheus', answerMs: 4, newestSampleMs: 5 };
    },
  });
});
afterEach(() => settings.dispose());

function input(more: Partial<AddressInput> = {}): AddressInput {
  return {
    name: 'Thanos',
    url: `${origin}/p/graph`,
    headers: [],
    auth: { kind: 'none' },
    insecureSkipTlsVerify: false,
    matchers: '',
    ...more,
  };
}

const basic = (password?: string) => ({ kind: 'basic', user: 'u', password }) as const;
const saved = (): readonly Address[] => settings.snapshot().settings.addresses;

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  const error = await work.catch((reason: unknown) => reason);
  return error instanceof AppError ? [error.code, error.details] : error;
}

describe('saving', () => {
  test('keeps the secrets first, bound to the origin, and of them no more than references in the settings', async () => {
    const headers = [
      { name: 'X-Scope-OrgID', kind: 'plain', value: 'team' },
      { name: 'X-Key', kind: 'secret', value: ' key ' },
    ] as const;
    const order: unknown[] = [];
    store.hooks.beforeSet = () => order.push(saved().length);
    const id = await addresses.save(input({ headers, auth: basic('hunter2'), matchers: '{cluster="a"}' }), never);
    const password = 'address/id1/password/id2';
    const key = 'address/id1/header/id3';
    expect([id, order]).toEqual(['id1', [0, 0]]);
    expect(saved()).toEqual([
      {
        id: 'id1',
        name: 'Thanos',
        url: `${origin}/p`,
        headers: [headers[0], { ...headers[1], value: key }],
        auth: { kind: 'basic', user: 'u', password },
        insecureSkipTlsVerify: false,
        matchers: 'cluster="a"',
      },
    ]);
    expect([...store.kept]).toEqual([
      [password, `${origin}\nhunter2`],
      [key, `${origin}\nkey`],
    ]);
    expect(JSON.stringify(written)).not.toMatch(/hunter2|"key"/);
  });

  test('a secret that is not typed again stays, one that is replaces it, one that goes is removed', async () => {
    const secretHeader = (value?: string) => ({ name: 'X-Key', kind: 'secret', value }) as const;
    const id = await addresses.save(input({ headers: [secretHeader('key')], auth: basic('hunter2') }), never);
    const before = [...store.kept.keys()];
    await addresses.save(input({ id, name: 'Renamed', headers: [secretHeader()], auth: basic() }), never);
    expect([saved().map(({ name }) => name), [...store.kept.keys()]]).toEqual([['Renamed'], before]);
    await addresses.save(input({ id, headers: [secretHeader()], auth: basic('changed') }), never);
    expect([...store.kept.values()]).toEqual([`${origin}\nkey`, `${origin}\nchanged`]);
    await addresses.save(input({ id, headers: [], auth: { kind: 'bearer', token: 'Bearer  t0ken ' } }), never);
    expect([...store.kept.values()]).toEqual([`${origin}\nt0ken`]);
    expect(saved()).toHaveLength(1);
  });

  test('with another origin needs every secret typed again, and changes nothing without', async () => {
    const id = await addresses.save(input({ auth: basic('hunter2') }), never);
    const [before, kept] = [saved(), [...store.kept]];
    for (const url of ['http://prometheus.example.com/p', `${origin}:8443/p`, 'https://evil.example.com/p']) {
      const missing = ['address.secretMissing', { name: 'Thanos', what: 'password' }];
      expect(await failureOf(addresses.save(input({ id, url, auth: basic() }), never))).toEqual(missing);
      expect(await failureOf(addresses.test(input({ id, url, auth: basic() }), never))).toEqual(missing);
    }
    expect([saved(), [...store.kept], opened]).toEqual([before, kept, []]);
    await addresses.save(input({ id, url: `${origin}/other`, auth: basic() }), never);
    expect([...store.kept]).toEqual(kept);
  });

  test('a passphrase, which is sent nowhere, stays with its key whatever the address', async () => {
    const auth = (passphrase?: string) =>
      ({ kind: 'certificate', certFile: '/c', keyFile: '/k', ...(passphrase && { passphrase }) }) as const;
    const id = await addresses.save(input({ auth: auth('open sesame') }), never);
    await addresses.save(input({ id, url: 'https://elsewhere', auth: auth() }), never);
    expect([[...store.kept.values()], saved()[0]?.auth]).toEqual([
      ['passphrase\nopen sesame'],
      { ...auth(), passphrase: [...store.kept.keys()][0] },
    ]);
  });

  test('that is cancelled leaves no secret behind', async () => {
    const cancel = new AbortController();
    store.hooks.beforeSet = (ref) => ref.includes('/header/') && cancel.abort();
    const typed = input({ headers: [{ name: 'X-Key', kind: 'secret', value: 'key' }], auth: basic('hunter2') });
    expect(await failureOf(addresses.save(typed, cancel.signal))).toBeInstanceOf(CancelledError);
    expect([saved(), [...store.kept]]).toEqual([[], []]);
  });

  test('where the file cannot be written leaves the secrets that it still names', async () => {
    const id = await addresses.save(input({ auth: basic('hunter2') }), never);
    full = true;
    await addresses.save(input({ id, auth: basic('changed') }), never);
    expect([...store.kept.values()]).toEqual([`${origin}\nhunter2`, `${origin}\nchanged`]);
  });

  test('an address that was removed meanwhile fails, and its secret goes', async () => {
    const id = await addresses.save(input(), never);
    store.hooks.beforeSet = () => void addresses.remove(id);
    const gone = ['address.unknown', { address: id }];
    expect(await failureOf(addresses.save(input({ id, auth: basic('hunter2') }), never))).toEqual(gone);
    expect([saved(), [...store.kept]]).toEqual([[], []]);
    expect(await failureOf(addresses.save(input({ id }), never))).toEqual(gone);
  });

  const header = (name: string, value = 'v') => ({ name, kind: 'plain', value }) as const;
  const badInput = (reason: string) => ['rpc.badInput', { method: 'addresses', reason }];
  const badCredentials = (reason: string) => ['address.badCredentials', { name: 'Thanos', reason }];
  test.each<[Partial<AddressInput>, unknown]>([
    [{ url: 'http://u:hunter2@h' }, ['address.badUrl', { url: 'http://…@h', reason: expect.any(String) }]],
    [
      { matchers: 'cluster=' },
      ['address.badMatchers', { matchers: 'cluster=', reason: expect.stringMatching(/^1:9: parse error/) }],
    ],
    [{ headers: [header('X-A'), header('x-a')] }, badInput('the header x-a is there twice')],
    [{ headers: [header('Content-Length')] }, badInput('the header content-length belongs to the request itself')],
    [
      { headers: [header('Authorization')], auth: basic('p') },
      badInput('the header authorization is what the user and password, or the token, become'),
    ],
    [
      { headers: [header('X-A', '한국')] },
      badInput('the value of X-A is empty, or has characters that no header may have'),
    ],
    [{ auth: { kind: 'basic', user: 'a:b', password: 'p' } }, badCredentials('a user name has no colon in it')],
    [
      { auth: basic('a\nb') },
      badCredentials('the user or the password has a control character in it, like a line feed'),
    ],
    [
      { auth: { kind: 'bearer', token: 'a\r\nX-Evil: 1' } },
      badCredentials('the token is empty, or has characters that no header may have'),
    ],
    [
      { url: 'http://h', auth: { kind: 'certificate', certFile: '/c', keyFile: '/k' } },
      badCredentials('a client certificate needs an https:// address'),
    ],
    [{ auth: basic() }, ['address.secretMissing', { name: 'Thanos', what: 'password' }]],
    [{ auth: { kind: 'bearer', token: undefined } }, ['address.secretMissing', { name: 'Thanos', what: 'token' }]],
    [
      { headers: [{ name: 'X-Key', kind: 'secret', value: undefined }] },
      ['address.secretMissing', { name: 'Thanos', what: 'x-key' }],
    ],
    [{ id: 'gone' as AddressId }, ['address.unknown', { address: 'gone' }]],
  ])('refuses %j, and keeps nothing of it', async (more, failure) => {
    expect(await failureOf(addresses.save(input(more), never))).toEqual(failure);
    expect(await failureOf(addresses.test(input(more), never))).toEqual(failure);
    expect([saved(), [...store.kept], opened]).toEqual([[], [], []]);
  });
});

test('what becomes too long for the settings is refused in words, and a name of its own is cut', async () => {
  const long = (more: Partial<AddressInput>) => failureOf(addresses.save(input(more), never));
  const reason = expect.stringMatching(/longer than/);
  expect(await long({ url: `${origin}/${'ü'.repeat(500)}` })).toEqual([
    'address.badUrl',
    { url: expect.anything(), reason },
  ]);
  const matchers = `a="${'\u0001'.repeat(2000)}"`;
  expect(await long({ matchers })).toEqual(['address.badMatchers', { matchers, reason }]);
  await addresses.save(input({ name: ' ', url: `${origin}/${'x'.repeat(500)}` }), never);
  expect(saved().map(({ name }) => name.length)).toEqual([200]);
});

describe('removing', () => {
  test('takes the secrets and the choices of it along, and nothing of others', async () => {
    const one = await addresses.save(input({ auth: basic('one') }), never);
    const two = await addresses.save(input({ auth: basic('two') }), never);
    const choice = (cluster: string, address: AddressId) =>
      ({ cluster: cluster as ClusterKey, context: 'c', choice: { kind: 'address', address } }) as const;
    settings.setChoice(choice('uid:1', one));
    settings.setChoice(choice('uid:2', two));
    await addresses.remove(one);
    await addresses.remove('never there' as AddressId);
    expect([saved().map(({ id }) => id), settings.snapshot().settings.choices]).toEqual([
      [two],
      [choice('uid:2', two)],
    ]);
    expect([...store.kept.values()]).toEqual([`${origin}\ntwo`]);
  });
});

describe('opening', () => {
  test('sends what belongs to the address, asks its paths, and stays open', async () => {
    const headers = [
      { name: 'X-Scope-OrgID', kind: 'plain', value: 'team' },
      { name: 'X-Key', kind: 'secret', value: 'key' },
    ] as const;
    const more = { headers, auth: basic('hünter2'), matchers: 'a="b"', tlsServerName: 'inside' };
    const server = await addresses.open(await addresses.save(input(more), never), never);
    const authorization = `Basic ${Buffer.from('u:hünter2').toString('base64')}`;
    expect(opened).toEqual([
      {
        url: new URL(`${origin}/p`),
        headers: { 'x-scope-orgid': 'team', 'x-key': 'key', authorization },
        tls: { servername: 'inside', rejectUnauthorized: true },
      },
    ]);
    expect(probed).toEqual([
      {
        timeoutMs: 15_000,
        takesAgents: true,
        target: `${origin}/p`,
        prefixes: ['/p', '/p/prometheus'],
        onlyPrefixes: true,
        matchers: 'a="b"',
      },
    ]);
    const dispatchers = { dispatcher: expect.anything(), lasting: expect.anything() };
    const endpoint = { origin, pathPrefix: '/p', matchers: 'a="b"', ...dispatchers };
    expect([server.endpoint, server.urgentEndpoint, server.server(), closed]).toEqual([
      endpoint,
      endpoint,
      {
        transport: 'address',
        url: `${origin}/p`,
        service: undefined,
        version: '3.1.0',
        engine: 'prometheus',
        pathPrefix: '/p',
      },
      0,
    ]);
    expect(server.endpoint.dispatcher).not.toBe(server.urgentEndpoint.dispatcher);
    await server.close();
    expect(closed).toBe(1);
  });

  test('without a path asks the usual ones, and where its root leads', async () => {
    await addresses.test(input({ url: origin }), never);
    expect(probed).toMatchObject([
      { onlyPrefixes: false, prefixes: ['', '/prometheus', expect.anything(), expect.anything()] },
    ]);
  });

  test("trusts its own authority beside the others, whatever of the settings' files can be read", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'binnacle-'));
    const [caFile, broken] = [join(folder, 'ca.pem'), join(folder, 'broken.pem')];
    const { certPem } = createAuthority();
    await writeFile(caFile, certPem);
    await writeFile(broken, certPem.replace(/\n[A-Za-z]{4}/, '\n!!!!'));
    settings.update({ authorityFiles: ['/none.pem'] });
    await addresses.test(input({ caFile }), never);
    const reason = expect.stringMatching(/broken\.pem.*PEM/);
    const failure = ['address.badCredentials', { name: 'Thanos', reason }];
    expect(await failureOf(addresses.test(input({ caFile: broken }), never))).toEqual(failure);
    await rm(folder, { recursive: true });
    expect(opened.map(({ tls }) => tls)).toEqual([{ moreAuthorities: [certPem], rejectUnauthorized: true }]);
  });

  test('without its secret, or with one of another origin, sends nothing', async () => {
    const id = await addresses.save(input({ auth: { kind: 'bearer', token: 't0ken' } }), never);
    const missing = ['address.secretMissing', { name: 'Thanos', what: 'token' }];
    // As somebody might change it in the file.
    settings.change((current) => ({
      ...current,
      addresses: current.addresses.map((one) => ({ ...one, url: 'https://evil.example.com/p' })),
    }));
    expect(await failureOf(addresses.open(id, never))).toEqual(missing);
    store.kept.clear();
    expect(await failureOf(addresses.open(id, never))).toEqual(missing);
    expect(await failureOf(addresses.open('gone' as AddressId, never))).toEqual([
      'address.unknown',
      { address: 'gone' },
    ]);
    expect(opened).toEqual([]);
  });

  test('of what does not answer is closed again', async () => {
    probeFailure = new AppError('probe.unauthorized', 'It wants a login.', { details: { status: 401 } });
    const id = await addresses.save(input(), never);
    expect(await failureOf(addresses.open(id, never))).toEqual(['probe.unauthorized', { status: 401 }]);
    expect([opened.length, closed]).toEqual([1, 1]);
  });

  test.each([
    ['~/none.pem', /^~\/none\.pem: ENOENT.*\/home\/u\/none\.pem/],
    ['relative.pem', /^relative\.pem is neither absolute nor under ~\/$/],
  ])('with files that cannot be read says which: %s', async (path, reason) => {
    const id = await addresses.save(input({ auth: { kind: 'certificate', certFile: path, keyFile: path } }), never);
    const details = { name: 'Thanos', reason: expect.stringMatching(reason) };
    expect(await failureOf(addresses.open(id, never))).toEqual(['address.badCredentials', details]);
    expect(opened).toEqual([]);
  });
});

test('a test asks once, with the secrets that were typed or kept, and keeps neither them nor the connection', async () => {
  const id = await addresses.save(input({ auth: basic('kept') }), never);
  const before = [...store.kept];
  const answer = { version: '3.1.0', engine: 'prometheus', pathPrefix: '/p', answerMs: 4, newestSampleMs: 5 };
  expect(await addresses.test(input({ auth: basic('typed') }), never)).toEqual(answer);
  expect(await addresses.test(input({ id, auth: basic() }), never)).toEqual(answer);
  expect(opened.map(({ headers }) => Buffer.from(headers?.authorization?.slice(6) ?? '', 'base64').toString())).toEqual(
    ['u:typed', 'u:kept'],
  );
  expect([[...store.kept], saved().length, closed]).toEqual([before, 1, 2]);
});

test('what stands beside a context is one of its kind; another one takes its place, and it goes with its context', async () => {
  const context = 'address::quay' as ContextId;
  const beside = (kind: CompanionKind) => input({ beside: { context, kind }, auth: basic('first') });
  const first = await addresses.save(beside('alertmanager'), never);
  const gateway = await addresses.save(beside('pushgateway'), never);
  expect([store.kept.size, saved().length]).toEqual([2, 2]);
  const second = await addresses.save({ ...beside('alertmanager'), auth: basic('second') }, never);
  expect(saved().map(({ id }) => id)).toEqual([gateway, second]);
  // The one of the gateway and the new one.
  expect(store.kept.size).toBe(2);
  expect(addresses.beside({ context, kind: 'alertmanager' })?.id).toBe(second);
  expect(addresses.beside({ context: 'another' as ContextId, kind: 'alertmanager' })).toBeUndefined();
  expect(addressContexts(settings.snapshot().settings)).toEqual([]);
  // Asked as what it is, with its own secret, and as nothing else.
  await addresses.openBeside(second, never);
  expect(await addresses.test({ ...beside('pushgateway'), id: gateway, auth: basic() }, never)).toEqual({
    ...{ companion: 'pushgateway', version: '0.25.0', pathPrefix: '/am', answerMs: expect.any(Number) },
  });
  expect(companions).toEqual([`alertmanager ${origin}/p`, `pushgateway ${origin}/p`]);
  expect(probed).toEqual([]);
  expect(await failureOf(addresses.openBeside(first, never))).toEqual(['address.unknown', { address: first }]);
  await addresses.remove('quay' as AddressId);
  expect([saved(), store.kept.size]).toEqual([[], 0]);
});
