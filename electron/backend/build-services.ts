/** The services of the backend, each with what it stands on. Nothing is connected to, and nothing waited for, in here. */
import { randomUUID } from 'node:crypto';
import type { AsyncDisposable } from '../../shared/base/disposable.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Addresses } from './addresses/addresses.ts';
import { createAddresses } from './addresses/create-addresses.ts';
import { createWorkerPool, type WorkerPool } from './base/worker-pool.ts';
import { createClusterCompanions } from './cluster-companions.ts';
import { type ClusterScraping, createClusterScraping } from './cluster-scraping.ts';
import { type Computer, createComputer } from './computer.ts';
import { defaultTiming, type Timing } from './connections/connection-machine.ts';
import { type Connections, createConnections } from './connections/connections.ts';
import { createDiagnoses, type Diagnoses } from './connections/diagnoses.ts';
import { createDiscoveryRuns } from './connections/discovery-runs.ts';
import type { OpeningServices } from './connections/open-prometheus.ts';
import { routeOf } from './connections/route-of.ts';
import { addressOfContext, recordContextId, sourceOfRecord } from './contexts/context-id.ts';
import { type ContextRegistry, createContextRegistry } from './contexts/context-registry.ts';
import { createExecConsents } from './exec-consent.ts';
import type { Services } from './handlers.ts';
import { folderName } from './history/service/history-identity.ts';
import { createHistoryService } from './history/service/history-service.ts';
import { type HistoryApi, type HistoryApiOptions, startHistoryApi } from './history-api.ts';
import { type Credentials, createCredentials } from './kube/auth/credentials.ts';
import { openTypedCompanion } from './kube/companions/typed-companion.ts';
import { diagnose } from './kube/discovery/diagnose.ts';
import { createDiagnosisRecorder } from './kube/discovery/diagnosis-recorder.ts';
import { discoverPrometheus } from './kube/discovery/discover-prometheus.ts';
import { identifyCluster } from './kube/discovery/identify-cluster.ts';
import { openKubeClient } from './kube/open-kube-client.ts';
import { createNetwork } from './network/create-network.ts';
import { createHttpPools } from './network/http-pool.ts';
import type { Network, OpenHttpPool } from './network/network.ts';
import { createNotifications } from './notifications/create-notifications.ts';
import type { OpenScrapedDeps, ScrapedHere } from './open-scraped.ts';
import type { Ports } from './ports.ts';
import { createQueryLibrary } from './queries/create-query-library.ts';
import { recordLooks } from './record-looks.ts';
import { createRecordSources } from './record-sources.ts';
import { createRecorder } from './recorder/create-recorder.ts';
import { defaultRules } from './recorder/default-rules.ts';
import { originOf } from './recorder/origin-of.ts';
import { createPlans } from './recorder/plans.ts';
import { startSnapshots } from './recorder/snapshots/start-snapshots.ts';
import type { RecorderTiming } from './recorder/timing.ts';
import { createRecords } from './records/create-records.ts';
import { createExporters } from './scrape/computer/exporters.ts';
import { createScrapePractice } from './scrape/practice/scrape-practice.ts';
import { createSecrets } from './secrets/create-secrets.ts';
import { createSettings, type SettingsService } from './settings/settings-service.ts';
import { probeServer } from './sources/prometheus/probe-server.ts';
import { createPrometheusSource } from './sources/prometheus/prometheus-source.ts';
import type { ProbeServer } from './sources/source.ts';
import { createServerNotices, type NoticesTiming } from './status/server-notices.ts';
import { watchRules } from './watch-rules.ts';
import { createWorkspaces } from './workspaces/create-workspaces.ts';

export interface BuiltServices extends Services, AsyncDisposable {
  /** Connects this computer, where its settings say so. */
  record(): void;
  /** Of the files: whoever closes first does without what they may still say. */
  stopWatching(): void;
  /** Ends with the services. @throws where the port cannot be had */
  startHistoryApi(options: HistoryApiOptions): Promise<HistoryApi>;
}

/** For tests. */
export interface BuildChanges {
  readonly timing?: Timing;
  readonly opening?: Partial<OpeningServices>;
  readonly recording?: RecorderTiming;
  readonly companionsIdleMs?: number;
  readonly alertsEveryMs?: number;
  readonly serverNotices?: NoticesTiming;
}

export function buildServices(ports: Ports, changes: BuildChanges = {}): BuiltServices {
  const { log, clock, random, onPower, env } = ports;
  const settings = createSettings(ports.settings, log);
  const current = () => settings.snapshot().settings;
  const consents = createExecConsents(ports, settings);
  const { kubeconfig, homeDir } = ports;
  const { mayRun } = consents;
  const contexts = createContextRegistry({ kubeconfig, homeDir, settings: current, mayRun, log });
  const network = createNetwork({ settings: current, env });
  const credentials = createCredentials({ env, settings: current, clock, log });
  const secrets = createSecrets({ openKeychain: ports.openKeychain, log, newId: randomUUID });
  const reach = { probe: probeServer, openHttp: createHttpPools(network) };
  const addresses = createAddresses({
    ...{ ...reach, settings, secrets, homeDir, log, openCompanion: openTypedCompanion },
  });
  const queries = createQueryLibrary({ dataDir: ports.dataDir, settings: current, clock, log });
  const workspaces = createWorkspaces({ dataDir: ports.dataDir, clock, log });
  const parsers = createWorkerPool({ url: ports.workerUrl('parse'), log });
  // Two: names are searched while their metadata is read.
  const catalogs = createWorkerPool({ url: ports.workerUrl('catalog'), log, size: 2 });
  const plans = createPlans({ dataDir: ports.dataDir, clock, log });
  const history = createHistoryService({
    ...{ dataDir: ports.dataDir, log, workerUrl: ports.workerUrl },
    // What is scraped from here has no plan, and the defaults.
    retention(origin) {
      const { mostAgeMs, mostBytes } = plans.of(folderName(origin));
      return { mostAgeMs, mostBytes };
    },
  });
  const scrapedHere: ScrapedHere = new Map();
  const records = createRecords({ dataDir: ports.dataDir, clock, log });
  const onSource: OpenScrapedDeps['onSource'] = (context, origin) => records.remember(context, folderName(origin));
  const practice = createScrapePractice({ clock, version: ports.version });
  const recorded = {
    ...{ history, catalogPool: catalogs, clock, log, version: ports.version, scrapedHere, onSource, practice, onPower },
  };
  const recordSources = createRecordSources({
    ...recorded,
    // Those that Binnacle has, too: a plan may be without some of them by now, and a record of another computer has none here.
    rulesOf: (source) => [...plans.of(source).rules, ...defaultRules],
    openGaps: (source, window) => recorder.openGaps(source, window),
  });
  const apis: HistoryApi[] = [];
  const diagnoses = createDiagnoses(createDiagnosisRecorder, clock);
  const connected = () => connectedOf(connections);
  const computer = createComputer({ ...recorded, settings, openHttp: reach.openHttp, connected });
  const scraping = createClusterScraping({ ...recorded, random });
  const exporters = createExporters(settings, reach.openHttp);
  const known = {
    settings,
    contexts,
    network,
    credentials,
    reach,
    addresses,
    parsers,
    catalogs,
    diagnoses,
    computer,
    scraping,
  };
  const opening = { ...openingServices(ports, known), ...changes.opening };
  const connections: Connections = createConnections({
    ...{ ...opening, clock, random, log, onPower },
    onContexts: contexts.onDidChange,
    meaningOf: (id) => contexts.meaningOf(id),
    onSettings: settings.onDidChange,
    timing: changes.timing ?? defaultTiming,
  });
  const companions = createClusterCompanions({
    ...{ connections, addresses, settings, clock, log, workerUrl: ports.workerUrl },
    routeTo: ({ url, insecureSkipTlsVerify }) =>
      opening.routeOf({ url, proxyUrl: undefined, ownTrust: insecureSkipTlsVerify }),
    idleMs: changes.companionsIdleMs,
  });
  const nameOf = (id: ContextId) => contexts.snapshot().contexts.find((context) => context.id === id)?.name ?? '';
  const recorder = createRecorder({
    ...{ connections, plans, folderName, clock, random, log, onPower, timing: changes.recording },
    ...{ settings: current, onSettings: settings.onDidChange },
    nameOf,
    ...{ onSource, startSnapshots: (session) => startSnapshots({ ...session, log }) },
    openWriter: (origin) => history.writer(origin),
    looksAt: (source) => recordLooks(history, source),
    ...{ recordOf: recordContextId, isRecord: (context) => sourceOfRecord(context) !== undefined },
  });
  const notifications = createNotifications({
    ...{ connections, settings: current, nameOf, notifier: ports.notifier, newId: randomUUID, clock, log },
    everyMs: changes.alertsEveryMs,
    serverOf(remote, context) {
      const origin = originOf(remote, nameOf(context));
      return origin === undefined ? undefined : folderName(origin);
    },
    watchRules: (context, everyMs, signal) => watchRules(connections, context, { everyMs }, signal),
  });
  const discovery = createDiscoveryRuns({
    ...opening,
    diagnose: (client, options) => diagnose(client, { ...reach, ...options }),
    estimateScrape: (client, options) => scraping.estimate(client, options),
    connections,
    setChoice: settings.setChoice,
    forgetChoice: settings.forgetChoice,
  });
  // Not waited for: a file on a slow disk shall not hold up the window. Whoever watches the contexts waits.
  const contextsRead = contexts.reload();
  const watching = contexts.watch();
  followSettings(contexts, settings);
  forgetDiagnoses(contexts, connections, diagnoses);
  return {
    ...{ contexts, contextsRead, consents, connections, diagnoses, discovery, addresses, secrets, settings },
    ...{ queries, workspaces, exporters, history, records, recordSources, recorder, notifications },
    ...{ alertmanagers: companions.alertmanagers, pushgateways: companions.pushgateways },
    keptPaths: companions.keptPaths,
    serverNotices: createServerNotices({ random, timing: changes.serverNotices }),
    record: () => computer.follow(connections),
    stopWatching: () => watching.dispose(),
    async startHistoryApi(options) {
      const api = await startHistoryApi(options, recorded);
      apis.push(api);
      return api;
    },
    async close() {
      await Promise.all(apis.map((api) => api.close()));
      await Promise.all([discovery.close(), notifications.close()]);
      // Before the connections: that they end is no gap that anybody has to know of.
      await recorder.close();
      // What goes through them comes first.
      await companions.close();
      await Promise.all([connections.close(), practice.close()]);
      // Last of what writes: what it acknowledged is on the disk already.
      await history.close();
      await Promise.all([credentials.close(), parsers.close(), catalogs.close()]);
      for (const one of [plans, queries, workspaces, records, contexts, diagnoses, secrets, settings]) one.dispose();
    },
  };
}

interface Known {
  readonly settings: SettingsService;
  readonly contexts: ContextRegistry;
  readonly network: Network;
  readonly credentials: Credentials;
  readonly reach: { readonly probe: ProbeServer; readonly openHttp: OpenHttpPool };
  readonly addresses: Addresses;
  readonly parsers: WorkerPool;
  readonly catalogs: WorkerPool;
  readonly diagnoses: Diagnoses;
  readonly computer: Computer;
  readonly scraping: ClusterScraping;
}

/** What a connection is opened with. */
function openingServices({ clock, log }: Ports, known: Known): OpeningServices {
  const {
    settings,
    contexts,
    network,
    credentials,
    reach,
    addresses,
    parsers,
    catalogs,
    diagnoses,
    computer,
    scraping,
  } = known;
  const current = () => settings.snapshot().settings;
  return {
    fromHere: (id) => computer.fromHere(id),
    scrapeCluster: scraping.scrapeCluster,
    addressOf: addressOfContext,
    address: (id) => current().addresses.find((address) => address.id === id),
    summary: (id) => contexts.snapshot().contexts.find((context) => context.id === id),
    resolve: (id) => contexts.resolve(id),
    openKube: async (context) => {
      // Before the first answer is there, its parser is.
      parsers.warmUp();
      return openKubeClient(context, { network, credentials });
    },
    identify: identifyCluster,
    hasChoices: () => current().choices.length > 0,
    choiceOf: (cluster) => current().choices.find((choice) => choice.cluster === cluster)?.choice,
    discover: (client, options) => discoverPrometheus(client, { ...reach, ...options }),
    openAddress: (id, signal) => {
      parsers.warmUp();
      return addresses.open(id, signal);
    },
    openSource: (endpoint) => createPrometheusSource(endpoint, { pool: parsers, catalogPool: catalogs, clock, log }),
    diagnoses,
    routeOf: (route) => routeOf(route, network, current()),
  };
}

function connectedOf(connections: Connections) {
  const states = connections.states();
  const live = states.filter(({ state: { kind } }) => kind === 'connected' || kind === 'degraded');
  return { live: live.length, all: states.length };
}

/** Only what the list of contexts is made of. */
function followSettings(contexts: ContextRegistry, settings: SettingsService): void {
  const part = ({ kubeconfigPaths, addresses, choices }: Settings) =>
    JSON.stringify([kubeconfigPaths, addresses, choices]);
  let read = part(settings.snapshot().settings);
  settings.onDidChange((snapshot) => {
    const now = part(snapshot.settings);
    if (now === read) return;
    read = now;
    void contexts.reload();
  });
}

/** With their contexts; but not while somebody wants to be connected to one whose file is broken at the moment, which is what they say. */
function forgetDiagnoses(contexts: ContextRegistry, connections: Connections, diagnoses: Diagnoses): void {
  const forget = () => {
    const known = contexts.snapshot().contexts.map(({ id }) => id);
    const wanted = connections.states().map(({ context }) => context);
    diagnoses.keepOnly(new Set([...known, ...wanted]));
  };
  contexts.onDidChange(forget);
  connections.onDidChange(({ state }) => state.kind === 'idle' && forget());
}
