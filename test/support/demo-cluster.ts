/**
 * Four clusters to show and to test the application on: `harbor` (healthy: kube-prometheus-stack), `reef` (the same Prometheus; its user
 * may not port-forward, and may ask services through the API server), `skerry` (the same again; its user may neither, and may read the
 * kubelets) and `shoal` (no Prometheus, and all that can be scraped instead: exporters/shoal-cluster.ts). One real Prometheus scrapes real node-exporters and an exporter that
 * speaks for the kubelets and kube-state-metrics, and may begin with hours of history.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiServerDouble, startApiServer } from './api-server/api-server.ts';
import type { Cluster } from './api-server/cluster.ts';
import { buildCluster, type ClusterBuilder } from './api-server/cluster-builder.ts';
import { kubeconfigYaml } from './api-server/kubeconfig.ts';
import { stableAddress } from './api-server/object-makers.ts';
import { steadyUsage } from './api-server/usage.ts';
import { type ApiUser, nodeProxier, portForwarder, scraper, serviceProxier } from './api-server/users.ts';
import { demoRules } from './demo-rules.ts';
import { type ClusterExporter, exporterPages, startClusterExporter } from './exporters/cluster-exporter.ts';
import type { DemoSeries } from './exporters/cluster-series.ts';
import { historyText } from './exporters/exposition-text.ts';
import { type Shoal, type ShoalOptions, startShoal } from './exporters/shoal-cluster.ts';
import { demoNodes, demoPods } from './exporters/workloads.ts';
import { startAlertmanager } from './servers/alertmanager.ts';
import { backFill } from './servers/back-fill.ts';
import { startNodeExporter } from './servers/node-exporter.ts';
import { type ScrapeGroup, startPrometheus } from './servers/prometheus.ts';
import { pushTo, startAgedPushgateway } from './servers/pushgateway.ts';
import { type RealServer, serverMissing } from './servers/real-server.ts';

export interface DemoClusterOptions {
  /** Hours of history before now; 0 (the default) costs nothing, 3 about three seconds. Every target was scraped once when it has started. */
  readonly historyHours?: number;
  /** `5s` by default. */
  readonly scrapeInterval?: string;
  /**
   * Its Prometheus has rules, and alerts in all states (demo-rules.ts), which it sends to a real Alertmanager in the cluster, beside which a
   * real Pushgateway stands, where these are installed; without rules it has only what it scrapes.
   */
  readonly rules?: boolean;
  /** Of the Prometheus: `--query.timeout=1s`. */
  readonly prometheusFlags?: readonly string[];
  /** Pods of shoal that come and go; none by default. */
  readonly comingPods?: ShoalOptions['comingPods'];
  /** Ends a start that is no longer wanted. */
  readonly signal?: AbortSignal;
}

export interface DemoCluster {
  readonly harbor: ApiServerDouble;
  readonly reef: ApiServerDouble;
  readonly skerry: ApiServerDouble;
  readonly shoal: ApiServerDouble;
  readonly prometheus: RealServer;
  /** With the contexts harbor, reef, shoal and skerry. */
  readonly kubeconfigFile: string;
  readonly directory: string;
  /** @param deadlineMs how long the real servers have before they are killed */
  stop(deadlineMs?: number): Promise<void>;
}

type Labels = Readonly<Record<string, string>>;

const prometheusPod = { namespace: 'monitoring', pod: 'prometheus-kube-prometheus-stack-prometheus-0' };
const exporterPods = ['7xk2p', 'b9wqd', 'm4c8t'].map((suffix) => `prometheus-node-exporter-${suffix}`);

const harborUsers: readonly ApiUser[] = [{ name: 'ada', rules: portForwarder }];
const reefUsers: readonly ApiUser[] = [{ name: 'bert', token: 'bert-may-look-but-not-touch', rules: serviceProxier }];
const skerryUsers: readonly ApiUser[] = [{ name: 'cleo', rules: nodeProxier }];
const shoalUsers: readonly ApiUser[] = [{ name: 'ada', rules: scraper }];

/** The labels that the operator's scrape configuration gives to the targets of the exporter's pages. */
function pageLabels(path: string): Labels {
  const node = demoNodes.find((one) => path.startsWith(`/${one}/`));
  if (node === undefined) {
    const pod = demoPods.find((one) => one.pod.startsWith('kube-state-metrics-'))?.pod ?? 'kube-state-metrics';
    const instance = `${stableAddress('10.244', `monitoring/${pod}`)}:8080`;
    return {
      job: 'kube-state-metrics',
      instance,
      endpoint: 'http',
      service: 'kube-prometheus-stack-kube-state-metrics',
    };
  }
  const instance = `${stableAddress('192.168', node)}:10250`;
  return { job: 'kubelet', instance, node, endpoint: 'https-metrics', metrics_path: '/metrics/cadvisor' };
}

function exporterGroups(pages: ReadonlyMap<string, unknown>, port: number): readonly ScrapeGroup[] {
  return [...pages.keys()].map((path) => ({
    targets: [`127.0.0.1:${port}`],
    labels: { ...pageLabels(path), __metrics_path__: path },
  }));
}

function nodeExporterGroups(exporters: readonly RealServer[]): readonly ScrapeGroup[] {
  return demoNodes.map((node, index) => ({
    targets: [`127.0.0.1:${exporters[index % exporters.length]?.port}`],
    labels: {
      job: 'node-exporter',
      instance: `${stableAddress('192.168', node)}:9100`,
      node,
      namespace: 'monitoring',
      pod: exporterPods[index] ?? '',
      container: 'node-exporter',
      endpoint: 'http-metrics',
      service: 'kube-prometheus-stack-prometheus-node-exporter',
    },
  }));
}

const ownLabels = {
  job: 'kube-prometheus-stack-prometheus',
  instance: `${stableAddress('10.244', `${prometheusPod.namespace}/${prometheusPod.pod}`)}:9090`,
  ...prometheusPod,
  container: 'prometheus',
  endpoint: 'http-web',
  service: 'kube-prometheus-stack-prometheus',
};

const hourMs = 3_600_000;

/** What 3 hours of 15 s would take twice as long to make. */
const historyStepMs = 30_000;

async function fillHistory(
  dataDir: string,
  pages: ReadonlyMap<string, readonly DemoSeries[]>,
  fromMs: number,
  toMs: number,
  signal: AbortSignal | undefined,
) {
  const targets = [...pages].map(([path, series]) => ({ labels: pageLabels(path), series }));
  const range = { fromMs, toMs, stepMs: historyStepMs, constantStepMs: 120_000 };
  await backFill(dataDir, historyText(targets, range), { signal });
}

/** The pods of the table; the ones with a real process behind them are made elsewhere. */
function addWorkloads(builder: ClusterBuilder): void {
  for (const { namespace, pod, node, labels, containers } of demoPods) {
    if (pod === prometheusPod.pod || pod.startsWith('prometheus-node-exporter-')) continue;
    builder.pod({
      namespace,
      name: pod,
      node,
      labels,
      containers: containers.map(({ name, image }) => ({ name, image })),
    });
  }
}

/** As the operator runs it for kube-prometheus-stack. */
function addAlertmanager(builder: ClusterBuilder, { port: realPort }: RealServer): void {
  const name = 'kube-prometheus-stack-alertmanager';
  const labels = { 'app.kubernetes.io/name': 'alertmanager', alertmanager: name };
  builder.workload({
    ...{ namespace: 'monitoring', name: `alertmanager-${name}`, labels },
    ports: [{ name: 'http-web', containerPort: 9093, realPort }],
    service: { name, labels: { app: name }, ports: [{ name: 'http-web', port: 9093, targetPort: 'http-web' }] },
  });
}

/** Behind the path of an ingress, as its arguments say. */
const pushPath = '/ops/push';

/** What jobs push as they end: one that ran days ago, some of today, and one whose push was refused. */
async function startDemoPushgateway(directory: string): Promise<RealServer> {
  const file = join(directory, 'pushgateway.gob');
  const job = (name: string, seconds: number) =>
    `# TYPE job_duration_seconds gauge\njob_duration_seconds ${seconds}\n# TYPE job_items gauge\njob_items{kind="${name}"} ${seconds * 40}\n`;
  const stale = { group: 'db-backup/instance/tide-db-0', text: job('tables', 412) };
  const server = await startAgedPushgateway(file, stale, pushPath);
  try {
    const url = server.url + pushPath;
    await pushTo(url, 'nightly-report/namespace/harbourmaster', job('reports', 73));
    await pushTo(url, 'tide-import/instance/gauge-7', job('readings', 9));
    await pushTo(url, 'berth-cleanup', '# TYPE job_items counter\njob_items{kind="berths"} 4\n', 400);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function addPushgateway(builder: ClusterBuilder, { port: realPort }: RealServer): void {
  const name = 'prometheus-pushgateway';
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': 'pushgateway' };
  builder.workload({
    ...{ namespace: 'monitoring', name, labels, args: [`--web.route-prefix=${pushPath}`] },
    ports: [{ name: 'metrics', containerPort: 9091, realPort }],
    service: { labels, ports: [{ name: 'http', port: 9091, targetPort: 'metrics' }] },
  });
}

function stackCluster(name: string, servers: Servers): Cluster {
  const { prometheus, nodeExporters: exporters, clusterExporter, alertmanager, pushgateway } = servers;
  const builder = buildCluster(name);
  for (const node of demoNodes) builder.node(node);
  builder.prometheus({ shape: 'stack', realPort: prometheus.port, node: 'harbor-a' });
  builder.nodeExporter({
    nodes: demoNodes.map((node, index) => ({ name: node, realPort: exporters[index % exporters.length]?.port ?? 0 })),
  });
  addWorkloads(builder);
  if (alertmanager !== undefined) addAlertmanager(builder, alertmanager);
  if (pushgateway !== undefined) addPushgateway(builder, pushgateway);
  builder.cluster.metrics = steadyUsage;
  for (const node of demoNodes) {
    builder.cluster.setKubelet(node, { realPort: clusterExporter.port, pathPrefix: `/${node}` });
  }
  return builder.cluster;
}

interface Servers {
  readonly prometheus: RealServer;
  readonly nodeExporters: readonly RealServer[];
  readonly clusterExporter: ClusterExporter;
  readonly alertmanager: RealServer | undefined;
  readonly pushgateway: RealServer | undefined;
}

/** Everything that was opened, to be closed together: also when a later thing fails to start. */
class Opened {
  readonly #closers: ((deadlineMs?: number) => Promise<void>)[] = [];

  add<T extends { stop(deadlineMs?: number): Promise<void> }>(opened: T): T {
    this.#closers.push((deadlineMs) => opened.stop(deadlineMs));
    return opened;
  }

  async close(deadlineMs?: number): Promise<void> {
    await Promise.allSettled(this.#closers.map((close) => close(deadlineMs)));
  }
}

async function startServers(directory: string, options: DemoClusterOptions, opened: Opened): Promise<Servers> {
  const { historyHours = 0, scrapeInterval = '5s', prometheusFlags = [], rules = false } = options;
  const nowMs = Date.now();
  const pages = exporterPages(nowMs);
  const dataDir = join(directory, 'prometheus');
  await mkdir(dataDir);
  // Ends now: the first scrape comes later than that, and a sample older than the newest block would be refused.
  const fromMs = nowMs - historyHours * hourMs;
  const filling = historyHours > 0 ? fillHistory(dataDir, pages, fromMs, nowMs, options.signal) : undefined;
  const starting = Promise.all([
    startClusterExporter(pages).then((exporter) => opened.add<ClusterExporter>(exporter)),
    startNodeExporter().then((server) => opened.add(server)),
    startNodeExporter().then((server) => opened.add(server)),
  ]);
  // Both end before a failure of either is told, so that nothing starts after everything was closed.
  await Promise.allSettled([filling, starting]);
  await filling;
  const [clusterExporter, ...nodeExporters] = await starting;
  const hasAlertmanager = rules && serverMissing('prometheus-alertmanager') === undefined;
  const alertmanager = hasAlertmanager ? opened.add(await startAlertmanager()) : undefined;
  const hasPushgateway = rules && serverMissing('prometheus-pushgateway') === undefined;
  const pushgateway = hasPushgateway ? opened.add(await startDemoPushgateway(directory)) : undefined;
  options.signal?.throwIfAborted();
  const jobs = [
    {
      job: 'serviceMonitor/monitoring/cluster',
      targets: [],
      honorLabels: true,
      groups: exporterGroups(pages, clusterExporter.port),
    },
    { job: 'serviceMonitor/monitoring/node-exporter', targets: [], groups: nodeExporterGroups(nodeExporters) },
  ];
  const externalLabels = { prometheus: 'monitoring/kube-prometheus-stack-prometheus' };
  const flags = prometheusFlags;
  const server = await startPrometheus({
    jobs,
    scrapeItself: ownLabels,
    scrapeInterval,
    externalLabels,
    dataDir,
    flags,
    rules: rules ? demoRules : [],
    alertmanagers: alertmanager === undefined ? [] : [`127.0.0.1:${alertmanager.port}`],
  });
  return { prometheus: opened.add(server), nodeExporters, clusterExporter, alertmanager, pushgateway };
}

/** @throws Error where a program is missing (see `serverMissing`) or does not start; nothing is left running then */
export async function startDemoCluster(options: DemoClusterOptions = {}): Promise<DemoCluster> {
  const directory = await mkdtemp(join(tmpdir(), 'binnacle-demo-'));
  const opened = new Opened();
  const stop = async (deadlineMs?: number) => {
    await opened.close(deadlineMs);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const servers = await startServers(directory, options, opened);
    const serve = async (cluster: Cluster, users: readonly ApiUser[]) =>
      opened.add(await startApiServer({ cluster, users }));
    const harbor = await serve(stackCluster('harbor', servers), harborUsers);
    const reef = await serve(stackCluster('reef', servers), reefUsers);
    const skerry = await serve(stackCluster('skerry', servers), skerryUsers);
    const nodeExporterPorts = servers.nodeExporters.map(({ port }) => port);
    const { comingPods } = options;
    const alone = opened.add<Shoal>(await startShoal({ nodeExporterPorts, ...(comingPods && { comingPods }) }));
    const shoal = await serve(alone.cluster, shoalUsers);
    const kubeconfigFile = join(directory, 'kubeconfig');
    const contexts = [
      harbor.context('ada', 'harbor'),
      reef.context('bert', 'reef', 'token'),
      shoal.context('ada', 'shoal'),
      skerry.context('cleo', 'skerry'),
    ];
    await writeFile(kubeconfigFile, kubeconfigYaml(contexts), { mode: 0o600 });
    await everyTargetScraped(servers.prometheus.url, options.signal);
    return { harbor, reef, skerry, shoal, prometheus: servers.prometheus, kubeconfigFile, directory, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A server that has just begun knows nothing of a target until its first scrape, some time within the interval. */
async function everyTargetScraped(url: string, signal: AbortSignal | undefined): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const answer = await fetch(`${url}/api/v1/targets?state=active`, signal === undefined ? {} : { signal });
    const { data } = (await answer.json()) as { readonly data: { readonly activeTargets: readonly ScrapedTarget[] } };
    if (data.activeTargets.length > 0 && data.activeTargets.every(({ health }) => health !== 'unknown')) return;
    await sleep(100);
  }
}

interface ScrapedTarget {
  readonly health: 'up' | 'down' | 'unknown';
}
