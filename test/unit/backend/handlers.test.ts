import { expect, test } from 'vitest';
import type { Addresses } from '../../../electron/backend/addresses/addresses.ts';
import type { Alertmanagers } from '../../../electron/backend/alertmanager/alertmanagers.ts';
import type { KeptPaths } from '../../../electron/backend/companions/kept-paths.ts';
import type { Connections } from '../../../electron/backend/connections/connections.ts';
import type { Diagnoses } from '../../../electron/backend/connections/diagnoses.ts';
import type { DiscoveryRuns } from '../../../electron/backend/connections/discovery-runs.ts';
import { recordContextId } from '../../../electron/backend/contexts/context-id.ts';
import type { ContextRegistry } from '../../../electron/backend/contexts/context-registry.ts';
import type { ResolvedContext } from '../../../electron/backend/contexts/merge-group.ts';
import { createHandlers } from '../../../electron/backend/handlers.ts';
import type { HistoryService } from '../../../electron/backend/history/service/history-service.ts';
import type { Notifications } from '../../../electron/backend/notifications/notifications.ts';
import type { Pushgateways } from '../../../electron/backend/pushgateway/pushgateways.ts';
import type { QueryLibraryService } from '../../../electron/backend/queries/query-library.ts';
import type { Recorder } from '../../../electron/backend/recorder/recorder.ts';
import type { Records } from '../../../electron/backend/records/records.ts';
import type { Exporters } from '../../../electron/backend/scrape/computer/exporters.ts';
import type { Secrets } from '../../../electron/backend/secrets/secrets.ts';
import { createSettings } from '../../../electron/backend/settings/settings-service.ts';
import type { Source, SourceCatalog } from '../../../electron/backend/sources/source.ts';
import { createServerNotices } from '../../../electron/backend/status/server-notices.ts';
import type { Workspaces } from '../../../electron/backend/workspaces/workspaces.ts';
import { AppError, CancelledError } from '../../../shared/base/errors.ts';
import { Emitter } from '../../../shared/base/event.ts';
import type { ConnectionUpdate } from '../../../shared/contract/contexts.ts';
import type { QueryLibrary } from '../../../shared/contract/queries.ts';
import type { AddressId, AddressInput } from '../../../shared/model/address.ts';
import type { ConnectionState, ContextId, ContextsSnapshot } from '../../../shared/model/context.ts';
import type { Diagnosis } from '../../../shared/model/diagnosis.ts';
import type { ExporterId } from '../../../shared/model/exporter.ts';
import type { ContextAlerts, NoticeItem } from '../../../shared/model/notice.ts';
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
    onDidLearnCluster: new Emitter<ContextId>().event,
    remote: () => undefined,
    reach: () => undefined,
    state: () => state,
    states: () => [{ context: harbor, state: { kind: 'authenticating' } }],
    onDidChange: connectionChanged.event,
    source(id) {
      if (id === harbor) return sourceOf(query, note);
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
    async *estimateScrape(id) {
      yield { done: true, jobs: [], series: 0, bytesADay: id.length, problems: [] };
    },
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
    beside: () => undefined,
    openBeside: () => Promise.reject(new Error('not here')),
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
    dataDir: '/data',
    clock: { now: () => 42, monotonic: () => 0 },
  };
  const { queries, libraryChanged } = libraryOf(note);
  const workspaces: Workspaces = {
    read: (id, view) => `${id}-${view}`,
    keep: (...kept) => note('workspace', ...kept),
    dispose: () => {},
  };
  const exporters: Exporters = {
    save: (draft) => {
      note('saveExporter', draft);
      return 'e1' as ExporterId;
    },
    remove: (id) => note('removeExporter', id),
    test: async (url) => {
      note('testExporter', url);
      return { series: 1, isWhole: true, bytes: 2, answerMs: 3 };
    },
  };
  const recordSources = {
    source: async (name: string) => (name === 'scraped-1' ? sourceOf(query, note) : Promise.reject(new Error(name))),
  };
  const recorded = {
    ...{
      recordSources,
      history: {} as HistoryService,
      alertmanagers: {} as Alertmanagers,
      pushgateways: {} as Pushgateways,
      keptPaths: {} as KeptPaths,
      serverNotices: createServerNotices({ random: () => 0 }),
    },
    records: { sourceOf: () => undefined } as Partial<Records> as Records,
  };
  const { recorder } = recorderOf(note);
  const noticed = new Emitter<NoticeItem>();
  const notifications: Notifications = {
    counts: () => [{ context: harbor, counts: { firing: 2, pending: 1 } }],
    onDidChangeCounts: new Emitter<ContextAlerts>().event,
    onItem: noticed.event,
    takeWanted: () => [{ kind: 'open', context: harbor }],
    close: async () => undefined,
  };
  const handlers = createHandlers(
    { ...services, ...recorded, addresses, secrets, settings, queries, workspaces, exporters, recorder, notifications },
    ports,
  );
  return {
    libraryChanged,
    noticed,
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

type Note = (...words: unknown[]) => void;

function sourceOf(query: Source['query'], note: Note): Source {
  const none = { texts: [], total: 0 };
  const catalog: SourceCatalog = {
    async *metrics(search) {
      note('metrics', search);
      yield { state: { kind: 'loading', receivedBytes: 1 }, total: 0, metrics: [] };
    },
    reload: async () => note('reload catalog'),
    describe: async (names) => names.map((name) => ({ name, type: 'gauge', help: '', unit: '' })),
    labelNames: async (search) => {
      note('labelNames', search);
      return none;
    },
    labelValues: async (search) => {
      note('labelValues', search);
      return none;
    },
    summarize: async (asked) => {
      note('summarize', asked);
      return { series: 1, complete: true, labels: [] };
    },
    hasSeries: async () => false,
    nearest: async () => ['upp'],
  };
  return {
    query,
    buildInfo: () => Promise.reject(new Error('not here')),
    exemplars: async (span, { timeoutMs }) => {
      note('exemplars', span, timeoutMs);
      return { exemplars: [], complete: true };
    },
    catalog,
  };
}

const noQueries: QueryLibrary = { queries: [], problem: undefined };

function libraryOf(note: Note) {
  const libraryChanged = new Emitter<QueryLibrary>();
  const queries: QueryLibraryService = {
    library: () => noQueries,
    onDidChange: libraryChanged.event,
    record: (...said) => note('record', ...said),
    keep: (...said) => note('keep', ...said),
    forget: (...said) => note('forget', ...said),
    forgetPast: () => note('forgetPast'),
    restore: () => note('restore'),
    dispose: () => {},
  };
  return { queries, libraryChanged };
}

function recorderOf(note: Note) {
  const recorder: Recorder = {
    report: () => Promise.reject(new Error('not here')) as never,
    onDidChange: new Emitter<string>().event,
    openGaps: () => [],
    isRecording: () => false,
    estimate: async () => ({ rules: [], series: 1, samplesADay: 2, bytesADay: 3 }),
    change: (...said) => note('recorder.change', ...said),
    keep: (...said) => note('recorder.keep', ...said),
    restoreRules: (...said) => note('recorder.restoreRules', ...said),
    asking(id) {
      note('asking', id);
      return () => note('asked', id);
    },
    close: async () => {},
  };
  return { recorder };
}

test('a query goes before what is recorded of the past: from its begin to its end, however it ends', async () => {
  const { handlers, calls } = setUp(async function* () {
    yield progress;
    yield progress;
  });
  const run = () => handlers.query.run({ context: harbor, request }, context)[Symbol.asyncIterator]();
  const left = run();
  await left.next();
  const seen = [[...calls]];
  await left.return?.();
  for await (const _ of handlers.query.run({ context: harbor, request }, context));
  expect([...seen, calls]).toEqual([
    ['"asking" "harbor"'],
    ['asking', 'asked', 'asking', 'asked'].map((word) => `"${word}" "harbor"`),
  ]);
});

test("what is said of a recording is the recorder's", async () => {
  const { handlers, calls } = setUp();
  await handlers.recorder.change({ context: harbor, isOn: true, backfillMs: 5 }, context);
  await handlers.recorder.keep({ context: harbor, expr: 'up' }, context);
  await handlers.recorder.restoreRules({ context: harbor }, context);
  expect([calls, await handlers.recorder.estimate({ context: harbor }, context)]).toEqual([
    [
      '"recorder.change" "harbor" {"isOn":true,"backfillMs":5}',
      '"recorder.keep" "harbor" "up"',
      '"recorder.restoreRules" "harbor"',
    ],
    { rules: [], series: 1, samplesADay: 2, bytesADay: 3 },
  ]);
});

test('the application says who it is', () => {
  const { handlers } = setUp();
  expect(handlers.application.info({}, context)).toEqual({ version: '1.2.3', host: 'web', nowMs: 42 });
});

test('the application says of its process what it is, and what a context costs that it scrapes', async () => {
  const { handlers } = setUp();
  const runtime = await handlers.application.runtime({ context: 'nobody' as ContextId }, context);
  expect(runtime).toMatchObject({
    ...{ version: '1.2.3', host: 'web', runsOn: `Node ${process.versions.node}`, pid: process.pid, dataDir: '/data' },
    load: undefined,
  });
  expect([runtime.residentBytes > runtime.heapBytes, runtime.cpuSeconds > 0]).toEqual([true, true]);
});

test('the alerts of each context are counted, and what a person wants to see of them is told first', async () => {
  const { handlers, noticed } = setUp();
  const { signal } = new AbortController();
  const counts = handlers.notifications.counts({}, { signal })[Symbol.asyncIterator]();
  expect((await counts.next()).value).toEqual({ context: harbor, counts: { firing: 2, pending: 1 } });
  const items = handlers.notifications.watch({}, { signal })[Symbol.asyncIterator]();
  expect((await items.next()).value).toEqual({ kind: 'open', context: harbor });
  const next = items.next();
  const open: NoticeItem = { kind: 'open', context: harbor };
  noticed.fire(open);
  expect((await next).value).toEqual(open);
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

test('what is asked about a server is asked of the context’s own', async () => {
  const { handlers, calls } = setUp();
  const { catalog, query } = handlers;
  const span = { startMs: 1, endMs: 2 };
  const search = { text: 'u', offset: 0, limit: 5 };
  const found = [];
  for await (const item of catalog.metrics({ context: harbor, ...search }, context)) found.push(item);
  expect(found).toEqual([{ state: { kind: 'loading', receivedBytes: 1 }, total: 0, metrics: [] }]);
  await catalog.reload({ context: harbor }, context);
  expect(await catalog.describe({ context: harbor, names: ['up'] }, context)).toMatchObject([{ name: 'up' }]);
  await catalog.labelNames({ context: harbor, selector: 'up', text: '', limit: 5 }, context);
  await catalog.labelValues({ context: harbor, label: 'job', selector: '', text: 'n', limit: 5 }, context);
  await catalog.summarize({ context: harbor, selector: 'up', ...span, topValues: 3 }, context);
  await query.exemplars({ context: harbor, expr: 'up', ...span }, context);
  expect(await catalog.explainEmpty({ context: harbor, expr: 'up', ...span }, context)).toEqual({
    kind: 'noMetric',
    metric: 'up',
    near: ['upp'],
  });
  expect(calls).toEqual([
    '"metrics" {"text":"u","offset":0,"limit":5}',
    '"reload catalog"',
    '"labelNames" {"selector":"up","text":"","limit":5}',
    '"labelValues" {"label":"job","selector":"","text":"n","limit":5}',
    '"summarize" {"selector":"up","startMs":1,"endMs":2,"topValues":3}',
    '"exemplars" {"expr":"up","startMs":1,"endMs":2} 120000',
  ]);
  const reload = async () => catalog.reload({ context: 'reef' as ContextId }, context);
  await expect(reload()).rejects.toMatchObject({ code: 'connection.notConnected' });
});

test('the queries that were run are told from the present ones on, and changed', async () => {
  const { handlers, calls, libraryChanged } = setUp();
  const items = handlers.queries.watch({}, context)[Symbol.asyncIterator]();
  expect((await items.next()).value).toEqual(noQueries);
  const more: QueryLibrary = { ...noQueries, queries: [] };
  libraryChanged.fire(more);
  expect((await items.next()).value).toEqual(more);
  await items.return?.();
  await handlers.queries.record({ context: harbor, expr: 'up' }, context);
  await handlers.queries.keep({ expr: 'up', name: 'all' }, context);
  await handlers.queries.forget({ expr: 'up' }, context);
  await handlers.queries.forgetPast({}, context);
  await handlers.queries.restore({}, context);
  expect(calls).toEqual([
    '"record" "harbor" "up"',
    '"keep" "up" {"name":"all"}',
    '"forget" "up"',
    '"forgetPast"',
    '"restore"',
  ]);
});

test('what a view showed last is kept for its context', async () => {
  const { handlers, calls } = setUp();
  const view = { context: harbor, view: 'explorer' } as const;
  expect(await handlers.workspaces.read(view, context)).toEqual({ search: 'harbor-explorer' });
  await handlers.workspaces.keep({ ...view, search: 'q=1' }, context);
  expect(calls).toEqual(['"workspace" "harbor" "explorer" "q=1"']);
});

test('a record is asked as any context is, without a connection, and as the PromQL that is wanted', async () => {
  const seen: unknown[] = [];
  const { handlers, calls } = setUp(async function* (_asked, { semantics }) {
    seen.push(semantics);
    yield progress;
  });
  const record = recordContextId('scraped-1');
  const items: QueryItem[] = [];
  const input = { context: record, request, semantics: 'v2' } as const;
  for await (const item of handlers.query.run(input, context)) items.push(item);
  expect([items, seen]).toEqual([[progress], ['v2']]);
  expect(await handlers.catalog.describe({ context: record, names: ['up'] }, context)).toMatchObject([{ name: 'up' }]);
  await handlers.connections.connect({ context: record }, context);
  expect(calls).toEqual([]);
  const none = handlers.query.exemplars({ context: recordContextId('x'), expr: 'up', startMs: 1, endMs: 2 }, context);
  await expect(none).rejects.toThrow('x');
});
