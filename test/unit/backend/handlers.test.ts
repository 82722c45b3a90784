import { expect, test } from 'vitest';
import type { Addresses } from '../../../electron/backend/addresses/addresses.ts';
import type { Connections } from '../../../electron/backend/connections/connections.ts';
import type { Diagnoses } from '../../../electron/backend/connections/diagnoses.ts';
import type { DiscoveryRuns } from '../../../electron/backend/connections/discovery-runs.ts';
import type { ContextRegistry } from '../../../electron/backend/contexts/context-registry.ts';
import type { ResolvedContext } from '../../../electron/backend/contexts/merge-group.ts';
import { createHandlers } from '../../../electron/backend/handlers.ts';
import type { Secrets } from '../../../electron/backend/secrets/secrets.ts';
import { createSettings } from '../../../electron/backend/settings/settings-service.ts';
import type { Source } from '../../../electron/backend/sources/source.ts';
import { AppError, CancelledError } from '../../../shared/base/errors.ts';
import { Emitter } from '../../../shared/base/event.ts';
import type { ConnectionUpdate } from '../../../shared/contract/contexts.ts';
import type { AddressId, AddressInput } from '../../../shared/model/address.ts';
import type { ConnectionState, ContextId, ContextsSnapshot } from '../../../shared/model/context.ts';
import type { Diagnosis } from '../../../shared/model/diagnosis.ts';
import type { QueryItem } from '../../../shared/model/query.ts';
import { defaultSettings } from '../../../shared/model/settings.ts';
import type { ClusterKey, SourceChoice } from '../../../shared/model/source-choice.ts';
import { memoryLog } from '../rpc/test-contract.ts';

const harbor = 'harbor' as ContextId;
const progress: QueryItem = { kind: 'progress', phase: 'waiting', receivedBytes: 0 };
const request = { kind: 'instant', expr: 'up' } as const;
const context = { signal: new AbortController().signal };
const address: AddressInput = {
  name: 'mine',
  url: 'http://p',
  headers: [],
  auth: { kind: 'none' },
  insecureSkipTlsVerify: false,
  matchers: '',
};

function setUp(query: Source['query'] = noItems) {
  const contextsChanged = new Emitter<ContextsSnapshot>();
  const connectionChanged = new Emitter<ConnectionUpdate>();
  const diagnosisChanged = new Emitter<ContextId>();
  const calls: string[] = [];
  const note = (...words: unknown[]) => void calls.push(words.map((word) => JSON.stringify(word) ?? '-').join(' '));
  let snapshot: ContextsSnapshot = { files: [], contexts: [] };
  let state: ConnectionState = { kind: 'idle' };
  let diagnosis: Diagnosis | undefined;
  const read = Promise.withResolvers<void>();
  const contexts: ContextRegistry = {
    snapshot: () => snapshot,
    onDidChange: contextsChanged.event,
    reload: async () => note('reload'),
    resolve: async (id) => ({ user: { name: `user of ${id}` } }) as ResolvedContext,
    meaningOf: () => undefined,
    watch: () => ({ dispose: () => {} }),
    dispose: () => {},
  };
  const connections: Connections = {
    connect: (id) => note('connect', id),
    disconnect: async (id) => note('disconnect', id),
    reconnect: () => {},
    clusterOf: () => undefined,
    state: () => state,
    states: () => [{ context: harbor, state: { kind: 'authenticating' } }],
    onDidChange: connectionChanged.event,
    source(id) {
      if (id === harbor) return { query, buildInfo: () => Promise.reject(new Error('not here')) };
      throw new AppError('connection.notConnected', 'no', { details: { context: id } });
    },
    close: async () => {},
  };
  const diagnoses: Diagnoses = {
    current: () => diagnosis,
    onDidChange: diagnosisChanged.event,
    begin: () => Promise.reject(new Error('not here')) as never,
    keepOnly: () => {},
    dispose: () => {},
  };
  const discovery: DiscoveryRuns = {
    run: async (id) => ({ server: `of ${id}` }) as Diagnosis,
    async identify(id) {
      if (id !== harbor) throw new AppError('api.unreachable', 'no');
      return 'uid:1' as ClusterKey;
    },
    remember: (id, cluster, choice) => note('remember', id, cluster, choice),
    close: async () => {},
  };
  const addresses: Addresses = {
    async save({ name }) {
      note('save', name);
      return 'a1' as AddressId;
    },
    remove: async (id) => note('remove', id),
    test: async () => ({ version: '3', engine: 'thanos', pathPrefix: '', answerMs: 1, newestSampleMs: undefined }),
    open: () => Promise.reject(new Error('not here')),
  };
  const secrets: Secrets = {
    look: () => undefined,
    get: async () => undefined,
    set: async () => {},
    remove: async () => {},
    status: () => ({ place: 'keychain', why: undefined }),
    onDidChange: new Emitter<never>().event,
    dispose: () => {},
  };
  const consents = {
    mayRun: () => false,
    allow: ({ name }: ResolvedContext['user'], digest: string) => note('allow', name, digest),
  };
  const settings = createSettings({ read: () => ({ settings: defaultSettings }), write: () => {} }, memoryLog());
  const services = { contexts, contextsRead: read.promise, consents, connections, diagnoses, discovery };
  const ports = {
    version: '1.2.3',
    host: 'web' as const,
    homeDir: '/home/u',
    clock: { now: () => 42, monotonic: () => 0 },
  };
  const handlers = createHandlers({ ...services, addresses, secrets, settings }, ports);
  return {
    handlers,
    calls,
    settings,
    contextsChanged,
    connectionChanged,
    becomes: (next: ConnectionState) => {
      state = next;
    },
    diagnose(id: ContextId, next: Diagnosis) {
      diagnosis = next;
      diagnosisChanged.fire(id);
    },
    finishReading(next: ContextsSnapshot) {
      snapshot = next;
      read.resolve();
    },
  };
}

async function* noItems(): AsyncGenerator<QueryItem> {}

test('the application says who it is', () => {
  const { handlers } = setUp();
  expect(handlers.application.info({}, context)).toEqual({ version: '1.2.3', host: 'web', nowMs: 42 });
});

test('the contexts are told when they have been read, not before', async () => {
  const { handlers, finishReading } = setUp();
  const items = handlers.contexts.watch({}, { signal: new AbortController().signal })[Symbol.asyncIterator]();
  const first = items.next();
  const read: ContextsSnapshot = {
    files: [{ path: '/f', kind: 'file', from: 'default', contexts: 0, problem: undefined }],
    contexts: [],
  };
  finishReading(read);
  expect(await first).toEqual({ done: false, value: read });
  await items.return?.();
});

test('a page that goes before the contexts have been read is not waited for', async () => {
  const { handlers } = setUp();
  const controller = new AbortController();
  const first = handlers.contexts.watch({}, { signal: controller.signal })[Symbol.asyncIterator]().next();
  controller.abort();
  await expect(first).rejects.toBeInstanceOf(CancelledError);
});

test('connections are told from those that are not idle on, at their newest', async () => {
  const { handlers, connectionChanged, calls } = setUp();
  const items = handlers.connections.watch({}, context)[Symbol.asyncIterator]();
  expect((await items.next()).value).toEqual({ context: harbor, state: { kind: 'authenticating' } });
  for (const step of ['services', 'probing'] as const)
    connectionChanged.fire({ context: harbor, state: { kind: 'discovering', step } });
  expect((await items.next()).value).toEqual({ context: harbor, state: { kind: 'discovering', step: 'probing' } });
  await items.return?.();
  handlers.connections.connect({ context: harbor }, context);
  await handlers.connections.disconnect({ context: harbor }, context);
  await handlers.contexts.reload({}, context);
  expect(calls).toEqual(['"connect" "harbor"', '"disconnect" "harbor"', '"reload"']);
});

test('a query passes its deadline and signal on, by default Prometheus’s own deadline', async () => {
  const seen: unknown[] = [];
  const { handlers } = setUp(async function* (asked, { signal, timeoutMs }) {
    seen.push([asked, timeoutMs, signal.aborted]);
    yield progress;
  });
  const run = async (timeoutMs?: number) => {
    const items: QueryItem[] = [];
    for await (const item of handlers.query.run({ context: harbor, request, timeoutMs }, context)) items.push(item);
    return items;
  };
  expect([await run(), await run(500)]).toEqual([[progress], [progress]]);
  expect(seen).toEqual([
    [request, 120_000, false],
    [request, 500, false],
  ]);
});

test('a query on a context that is not connected fails with that', async () => {
  const { handlers } = setUp();
  const input = { context: 'reef' as ContextId, request };
  const next = handlers.query.run(input, { signal: new AbortController().signal })[Symbol.asyncIterator]().next();
  await expect(next).rejects.toMatchObject({ code: 'connection.notConnected', details: { context: 'reef' } });
});

test('a query whose connection is closed beneath it fails with why; one that its asker cancelled is a cancellation', async () => {
  const { handlers, becomes } = setUp(async function* () {
    yield progress;
    throw new CancelledError();
  });
  const controller = new AbortController();
  const begin = () =>
    handlers.query.run({ context: harbor, request }, { signal: controller.signal })[Symbol.asyncIterator]();
  const closed = begin();
  await closed.next();
  await expect(closed.next()).rejects.toMatchObject({ code: 'connection.notConnected', retryable: true });
  const lost = begin();
  await lost.next();
  becomes({ kind: 'authenticating' });
  await expect(lost.next()).rejects.toMatchObject({ code: 'prometheus.connectionLost', retryable: true });
  const stopped = begin();
  await stopped.next();
  const why = new AppError('auth.execConsent', 'It may not run.').toData();
  becomes({ kind: 'stopped', why });
  await expect(stopped.next()).rejects.toMatchObject({
    code: 'prometheus.connectionLost',
    details: { reason: 'It may not run' },
  });
  const cancelled = begin();
  await cancelled.next();
  controller.abort();
  await expect(cancelled.next()).rejects.toBeInstanceOf(CancelledError);
});

test('the consent to a command is of the user of the context, as its file has it now', async () => {
  const { handlers, calls } = setUp();
  await handlers.contexts.allowExec({ context: harbor, digest: 'd' }, context);
  expect(calls).toEqual(['"allow" "user of harbor" "d"']);
});

test('a diagnosis is told from the newest on, that of the context only', async () => {
  const { handlers, diagnose } = setUp();
  const items = handlers.discovery.watch({ context: harbor }, context)[Symbol.asyncIterator]();
  expect((await items.next()).value).toBeUndefined();
  const [own, other] = [{ server: 'own' } as Diagnosis, { server: 'other' } as Diagnosis];
  diagnose(harbor, own);
  diagnose('reef' as ContextId, other);
  expect((await items.next()).value).toBe(own);
  await items.return?.();
  expect(await handlers.discovery.run({ context: harbor }, context)).toEqual({ server: 'of harbor' });
});

test('a choice is kept for the cluster of the context, and forgotten', async () => {
  const { handlers, calls } = setUp();
  const choice: SourceChoice = { kind: 'address', address: 'a' as AddressId };
  await handlers.discovery.choose({ context: harbor, choice }, context);
  await handlers.discovery.choose({ context: harbor }, context);
  expect(calls).toEqual([
    '"remember" "harbor" "uid:1" {"kind":"address","address":"a"}',
    '"remember" "harbor" "uid:1" -',
  ]);
});

test('the matchers of a choice are kept as they stand in a selector, and refused before anything is asked', async () => {
  const { handlers, calls } = setUp();
  const choice = (matchers: string): SourceChoice => ({
    ...{ kind: 'service', namespace: 'm', service: 'p', port: 80, transport: 'auto' },
    matchers,
  });
  await handlers.discovery.choose({ context: harbor, choice: choice('{ a = "b" }') }, context);
  const refused = handlers.discovery.choose({ context: 'reef' as ContextId, choice: choice('a=') }, context);
  await expect(refused).rejects.toMatchObject({ code: 'address.badMatchers', details: { matchers: 'a=' } });
  expect(calls).toEqual([`"remember" "harbor" "uid:1" ${JSON.stringify(choice('a="b"'))}`]);
});

test('an address stands alone, or is the choice of a cluster; where that cannot be told, nothing is kept', async () => {
  const { handlers, calls } = setUp();
  expect(await handlers.addresses.save({ address }, context)).toBe('a1');
  expect(await handlers.addresses.save({ address, context: harbor }, context)).toBe('a1');
  const lost = handlers.addresses.save({ address, context: 'reef' as ContextId }, context);
  await expect(lost).rejects.toMatchObject({ code: 'api.unreachable' });
  await handlers.addresses.remove({ id: 'a1' as AddressId }, context);
  expect(calls).toEqual([
    '"save" "mine"',
    '"save" "mine"',
    '"remember" "harbor" "uid:1" {"kind":"address","address":"a1"}',
    '"remove" "a1"',
  ]);
  expect(await handlers.addresses.test({ address }, context)).toMatchObject({ engine: 'thanos' });
  const secrets = handlers.addresses.secrets({}, context)[Symbol.asyncIterator]();
  expect((await secrets.next()).value).toEqual({ place: 'keychain', why: undefined });
  await secrets.return?.();
});

test('what was chosen or agreed to is forgotten by the settings', async () => {
  const { handlers, settings } = setUp();
  const cluster = 'uid:1' as ClusterKey;
  const consent = { file: '/f', command: 'c', digest: 'd'.repeat(64) };
  settings.setChoice({ cluster, context: 'harbor', choice: { kind: 'address', address: 'a' as AddressId } });
  settings.addConsent(consent);
  await handlers.settings.forgetChoice({ cluster }, context);
  await handlers.settings.forgetConsent(consent, context);
  const { choices, execConsents } = settings.snapshot().settings;
  expect([choices, execConsents]).toEqual([[], []]);
  settings.dispose();
});
