/** The contract's handlers over the services: each is a few words, what is behind them is the services'. */
import { AppError } from '../../shared/base/errors.ts';
import type { ContractHandlers } from '../../shared/contract/contract.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { Addresses } from './addresses/addresses.ts';
import { normalMatchers } from './addresses/check-address.ts';
import type { Alertmanagers } from './alertmanager/alertmanagers.ts';
import { abortable } from './base/deadline.ts';
import type { KeptPaths } from './companions/kept-paths.ts';
import type { Connections } from './connections/connections.ts';
import type { Diagnoses } from './connections/diagnoses.ts';
import type { DiscoveryRuns } from './connections/discovery-runs.ts';
import { sourceOfRecord } from './contexts/context-id.ts';
import type { ContextRegistry } from './contexts/context-registry.ts';
import type { ExecConsents } from './exec-consent.ts';
import type { HistoryService } from './history/service/history-service.ts';
import { historyHandlers } from './history-handlers.ts';
import type { Notifications } from './notifications/notifications.ts';
import { ownRuntime } from './own-runtime.ts';
import type { Ports } from './ports.ts';
import type { Pushgateways } from './pushgateway/pushgateways.ts';
import type { QueryLibraryService } from './queries/query-library.ts';
import type { RecordSources } from './record-sources.ts';
import type { Recorder } from './recorder/recorder.ts';
import { goingFirst, recorderHandlers } from './recorder-handlers.ts';
import type { Records } from './records/records.ts';
import { follow, followState } from './rpc/follow.ts';
import { askSource, runQuery, type SourceAsked } from './run-query.ts';
import type { Exporters } from './scrape/computer/exporters.ts';
import type { Secrets } from './secrets/secrets.ts';
import { lookAtPaths } from './settings/look-at-paths.ts';
import type { SettingsService } from './settings/settings-service.ts';
import { explainEmpty } from './sources/empty/explain-empty.ts';
import type { Source, SourceTargets } from './sources/source.ts';
import { sourcesAsked } from './sources-asked.ts';
import type { ServerNotices } from './status/server-notices.ts';
import { readChanges, readConfig, readStatus } from './status/status-service.ts';
import { type Answering, createTsdbAdmin } from './status/tsdb-admin.ts';
import { readAlertLists, watchRules } from './watch-rules.ts';
import { watchServerNotices } from './watch-server-notices.ts';
import { targetsOf, watchTargets } from './watch-targets.ts';
import type { Workspaces } from './workspaces/workspaces.ts';

export interface Services {
  readonly contexts: ContextRegistry;
  /** The first reading of the kubeconfig files has ended. */
  readonly contextsRead: Promise<void>;
  readonly consents: ExecConsents;
  readonly connections: Connections;
  readonly diagnoses: Diagnoses;
  readonly discovery: DiscoveryRuns;
  readonly addresses: Addresses;
  readonly secrets: Secrets;
  readonly settings: SettingsService;
  readonly notifications: Notifications;
  readonly serverNotices: ServerNotices;
  readonly queries: QueryLibraryService;
  readonly workspaces: Workspaces;
  readonly exporters: Exporters;
  readonly history: HistoryService;
  readonly records: Records;
  readonly recordSources: RecordSources;
  readonly recorder: Recorder;
  readonly alertmanagers: Alertmanagers;
  readonly pushgateways: Pushgateways;
  readonly keptPaths: KeptPaths;
}

/** Where the page names none: Prometheus's own default. */
const queryTimeoutMs = 120_000;

export function createHandlers(
  services: Services,
  ports: Pick<Ports, 'version' | 'host' | 'clock' | 'homeDir' | 'dataDir'>,
): ContractHandlers {
  const { connections, settings, recorder } = services;
  const asked = sourcesAsked(services);
  return {
    application: {
      info: () => ({ version: ports.version, host: ports.host, nowMs: ports.clock.now() }),
      runtime: async ({ context }) => ownRuntime(ports, (await sourceIfAny(asked, context))?.load?.()),
    },
    contexts: contextHandlers(services),
    connections: {
      watch: (_input, { signal }) =>
        follow(
          connections.onDidChange,
          () => connections.states(),
          ({ context }) => context,
          signal,
        ),
      // A record is there without.
      connect: ({ context }) => (sourceOfRecord(context) === undefined ? connections.connect(context) : undefined),
      disconnect: ({ context }) => connections.disconnect(context),
    },
    discovery: discoveryHandlers(services),
    addresses: addressHandlers(services),
    query: {
      run({ context, request, timeoutMs = queryTimeoutMs, semantics }, { signal }) {
        const answers = runQuery(asked, context, request, { signal, timeoutMs, semantics });
        // What is read from this computer is in nobody's way.
        return sourceOfRecord(context) === undefined ? goingFirst(recorder, context, answers) : answers;
      },
      exemplars: ({ context, ...span }, { signal }) =>
        askSource(asked, context, signal, (source) => source.exemplars(span, { signal, timeoutMs: queryTimeoutMs })),
    },
    catalog: catalogHandlers(asked, ports),
    targets: targetHandlers(asked),
    rules: {
      watch: ({ context, ...question }, { signal }) => watchRules(asked, context, question, signal),
      lists: (input, { signal }) => readAlertLists(asked, input, signal),
    },
    tsdbAdmin: tsdbAdminHandlers(asked, ports),
    status: statusHandlers(asked, services),
    alertmanager: alertmanagerHandlers(services),
    pushgateway: { read: (input, { signal }) => services.pushgateways.read(input, signal) },
    companions: {
      keepPath: (asked, { signal }) => services.keptPaths.keep(asked, signal),
      forgetPath: (place) => services.keptPaths.forget(place),
    },
    history: historyHandlers({ ...services, clock: ports.clock, version: ports.version }),
    recorder: recorderHandlers(recorder),
    exporters: {
      save: ({ exporter }) => services.exporters.save(exporter),
      remove: ({ id }) => services.exporters.remove(id),
      test: ({ url }, { signal }) => services.exporters.test(url, signal),
    },
    notifications: notificationHandlers(services),
    queries: queryLibraryHandlers(services),
    workspaces: workspaceHandlers(services),
    settings: {
      watch: (_input, { signal }) => followState(settings.onDidChange, () => settings.snapshot(), signal),
      update: (part) => settings.update(part),
      forgetChoice: ({ cluster }) => settings.forgetChoice(cluster),
      forgetConsent: (consent) => settings.forgetConsent(consent),
      restoreChoice: ({ cluster }) => settings.restoreChoice(cluster),
      restoreConsent: (consent) => settings.restoreConsent(consent),
      lookAt: ({ paths }, { signal }) => lookAtPaths(paths, ports.homeDir, signal),
    },
  };
}

function catalogHandlers(asked: SourceAsked, { clock }: Pick<Ports, 'clock'>): ContractHandlers['catalog'] {
  const of = async (context: ContextId) => (await asked.source(context)).catalog;
  return {
    async *metrics({ context, ...search }, { signal }) {
      yield* (await of(context)).metrics(search, signal);
    },
    reload: async ({ context }, { signal }) => (await of(context)).reload(signal),
    describe: async ({ context, names }, { signal }) => (await of(context)).describe(names, signal),
    labelNames: async ({ context, ...search }, { signal }) => (await of(context)).labelNames(search, signal),
    labelValues: async ({ context, ...search }, { signal }) => (await of(context)).labelValues(search, signal),
    summarize: async ({ context, ...request }, { signal }) => (await of(context)).summarize(request, signal),
    explainEmpty: ({ context, ...span }, { signal }) =>
      askSource(asked, context, signal, (source) => explainEmpty({ source, clock }, span, signal)),
  };
}

function targetHandlers(asked: SourceAsked): ContractHandlers['targets'] {
  const ask = <T>(context: ContextId, signal: AbortSignal, of: (targets: SourceTargets) => Promise<T>) =>
    askSource(asked, context, signal, (source) => of(targetsOf(source)));
  return {
    watch: ({ context, everyMs }, { signal }) => watchTargets(asked, context, everyMs, signal),
    detail: ({ context, key }, { signal }) => ask(context, signal, (targets) => targets.detail(key, signal)),
    discovered: ({ context, ...search }, { signal }) =>
      ask(context, signal, (targets) => targets.discovered(search, signal)),
    relabelSteps: ({ context, key }, { signal }) =>
      ask(context, signal, (targets) => targets.relabelSteps(key, signal)),
    poolConfig: ({ context, pool }, { signal }) =>
      ask(context, signal, async (targets) => ({ yaml: await targets.poolConfig(pool, signal) })),
    scrapeNow: ({ context, key }, { signal }) =>
      ask(context, signal, async (targets) =>
        targets.scrapeNow === undefined ? notOurs() : targets.scrapeNow(key, signal),
      ),
    body: ({ context, key }, { signal }) =>
      ask(context, signal, async (targets) => (targets.body === undefined ? notOurs() : targets.body(key, signal))),
  };
}

function statusHandlers(
  asked: SourceAsked,
  { serverNotices }: Pick<Services, 'serverNotices'>,
): ContractHandlers['status'] {
  return {
    notices: ({ context }, { signal }) => watchServerNotices(asked, serverNotices, context, signal),
    read: ({ context, ...question }, { signal }) =>
      askSource(asked, context, signal, (source) => readStatus(source, question, signal)),
    async *config({ context, atMs }, { signal }) {
      yield* await askSource(asked, context, signal, (source) => readConfig(source, atMs, signal));
    },
    changes: ({ context, kind, ...window }, { signal }) =>
      askSource(asked, context, signal, (source) => readChanges(source, kind, window, signal)),
  };
}

function tsdbAdminHandlers(asked: SourceAsked, { clock }: Pick<Ports, 'clock'>): ContractHandlers['tsdbAdmin'] {
  const admin = createTsdbAdmin(clock);
  const ask = <T>(context: ContextId, signal: AbortSignal, of: (answering: Answering) => Promise<T>) =>
    askSource(asked, context, signal, (source) => of({ source, state: asked.state(context) }));
  return {
    look: ({ context, selection }, { signal }) =>
      ask(context, signal, (answering) => admin.look(answering, selection, signal)),
    deleteSeries: ({ context, mark, selection }, { signal }) =>
      ask(context, signal, (answering) => admin.deleteSeries(answering, mark, selection, signal)),
    cleanTombstones: ({ context, mark }, { signal }) =>
      ask(context, signal, (answering) => admin.cleanTombstones(answering, mark, signal)),
  };
}

function alertmanagerHandlers({ alertmanagers }: Services): ContractHandlers['alertmanager'] {
  return {
    read: (asked, { signal }) => alertmanagers.read(asked, signal),
    saveSilence: (asked, { signal }) => alertmanagers.saveSilence(asked, signal),
    expireSilence: (asked, { signal }) => alertmanagers.expireSilence(asked, signal),
  };
}

/** Undefined where there is none to ask now. */
async function sourceIfAny(asked: SourceAsked, context: ContextId): Promise<Source | undefined> {
  try {
    return await asked.source(context);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

function notificationHandlers({ notifications }: Services): ContractHandlers['notifications'] {
  return {
    counts: (_input, { signal }) =>
      follow(
        notifications.onDidChangeCounts,
        () => notifications.counts(),
        ({ context }) => context,
        signal,
      ),
    watch: (_input, { signal }) =>
      follow(
        notifications.onItem,
        () => notifications.takeWanted(),
        (item) => (item.kind === 'notice' ? item.notice.id : item.kind),
        signal,
      ),
  };
}

function notOurs(): never {
  throw new AppError('targets.notOurs', 'The target is scraped by the Prometheus, not from here.');
}

function queryLibraryHandlers({ queries }: Services): ContractHandlers['queries'] {
  return {
    watch: (_input, { signal }) => followState(queries.onDidChange, () => queries.library(), signal),
    record: ({ context, expr }) => queries.record(context, expr),
    keep: ({ expr, ...change }) => queries.keep(expr, change),
    forget: ({ expr }) => queries.forget(expr),
    forgetPast: () => queries.forgetPast(),
    restore: () => queries.restore(),
  };
}

function workspaceHandlers({ workspaces }: Services): ContractHandlers['workspaces'] {
  return {
    read: ({ context, view }) => ({ search: workspaces.read(context, view) }),
    keep: ({ context, view, search }) => workspaces.keep(context, view, search),
  };
}

function contextHandlers({ contexts, contextsRead, consents }: Services): ContractHandlers['contexts'] {
  return {
    async *watch(_input, { signal }) {
      // An empty list before the first reading would be shown as "no contexts".
      await abortable(signal, contextsRead);
      yield* followState(contexts.onDidChange, () => contexts.snapshot(), signal);
    },
    reload: () => contexts.reload(),
    async allowExec({ context, digest }, { signal }) {
      const { user } = await abortable(signal, contexts.resolve(context));
      consents.allow(user, digest);
    },
  };
}

function discoveryHandlers({ diagnoses, discovery }: Services): ContractHandlers['discovery'] {
  return {
    watch: ({ context }, { signal }) =>
      followState(
        (listener) => diagnoses.onDidChange((id) => id === context && listener(diagnoses.current(id))),
        () => diagnoses.current(context),
        signal,
      ),
    run: ({ context }, { signal }) => discovery.run(context, signal),
    estimateScrape: ({ context }, { signal }) => discovery.estimateScrape(context, signal),
    async choose({ context, choice }, { signal }) {
      const usable = choice?.kind === 'service' ? { ...choice, matchers: normalMatchers(choice.matchers) } : choice;
      const cluster = await discovery.identify(context, signal);
      discovery.remember(context, cluster, usable);
    },
  };
}

function addressHandlers({ addresses, secrets, discovery }: Services): ContractHandlers['addresses'] {
  return {
    async save({ address, context }, { signal }) {
      if (context === undefined) return addresses.save(address, signal);
      // First whose it is to be: where that cannot be told, nothing is kept.
      const cluster = await discovery.identify(context, signal);
      const id = await addresses.save(address, signal);
      discovery.remember(context, cluster, { kind: 'address', address: id });
      return id;
    },
    remove: ({ id }) => addresses.remove(id),
    test: ({ address }, { signal }) => addresses.test(address, signal),
    secrets: (_input, { signal }) => {
      secrets.look();
      return followState(secrets.onDidChange, () => secrets.status(), signal);
    },
  };
}
