/**
 * The demo's shoal: a cluster without a Prometheus where all that Binnacle scrapes by itself is there to be scraped, each kind at least once;
 * and, where it is asked for, pods of a batch that come and go.
 */
import type { Cluster } from '../api-server/cluster.ts';
import { buildCluster, type ClusterBuilder } from '../api-server/cluster-builder.ts';
import { podObject } from '../api-server/object-makers.ts';
import { steadyUsage } from '../api-server/usage.ts';
import { type PageServer, startPageServer } from './page-server.ts';
import { cadvisorPage, dnsPage, kubeletPage, resourcePage, statePage, workerPage } from './shoal-series.ts';

export interface ShoalOptions {
  /** Real node-exporters: a node for each. */
  readonly nodeExporterPorts: readonly number[];
  /** Pods of `batch` that come and go: so many at a time, one replaced every so often. */
  readonly comingPods?: { readonly count: number; readonly everyMs: number };
}

export interface Shoal {
  readonly cluster: Cluster;
  /** Takes the oldest of the coming pods away and has a new one come. */
  turn(): void;
  stop(): Promise<void>;
}

const scraped = (port: number, more: Readonly<Record<string, string>> = {}) => ({
  'prometheus.io/scrape': 'true',
  'prometheus.io/port': String(port),
  ...more,
});

export async function startShoal(options: ShoalOptions): Promise<Shoal> {
  const nodes = options.nodeExporterPorts.map((realPort, index) => ({ name: `shoal-${index + 1}`, realPort }));
  const builder = buildCluster('shoal').nodeExporter({ nodes });
  const { cluster } = builder;
  const servers = await startPages(cluster);
  const names = nodes.map(({ name }) => name);
  addKubelets(cluster, names, servers.kubelets.port);
  addSystem(builder, names, servers);
  addShop(builder, names, servers.workers.port);
  cluster.metrics = steadyUsage;
  const coming = comingPods(cluster, names, servers.workers.port);
  const { count = 0, everyMs = 0 } = options.comingPods ?? {};
  for (let index = 0; index < count; index += 1) coming.add();
  const turn = () => {
    coming.removeOldest();
    coming.add();
  };
  const turning = everyMs > 0 ? setInterval(turn, everyMs) : undefined;
  return {
    cluster,
    turn,
    async stop() {
      clearInterval(turning);
      await Promise.all(Object.values(servers).map((server) => server.stop()));
    },
  };
}

interface Servers {
  readonly kubelets: PageServer;
  readonly state: PageServer;
  readonly dns: PageServer;
  readonly workers: PageServer;
}

async function startPages(cluster: Cluster): Promise<Servers> {
  const kubeletPages: Readonly<Record<string, (cluster: Cluster, node: string, nowMs: number) => string>> = {
    metrics: kubeletPage,
    'metrics/cadvisor': cadvisorPage,
    'metrics/resource': resourcePage,
  };
  const only = (page: () => string) => (path: string) => (path === '/metrics' ? page() : undefined);
  return {
    kubelets: await startPageServer((path) => {
      const [, node = '', page = ''] = /^\/([^/]+)\/(.+)$/.exec(path) ?? [];
      return kubeletPages[page]?.(cluster, node, Date.now());
    }),
    state: await startPageServer(only(() => statePage(cluster))),
    dns: await startPageServer(only(() => dnsPage(Date.now()))),
    workers: await startPageServer((path, { headers }) => {
      const isPage = path === '/metrics' || path === '/internal/metrics';
      return isPage ? workerPage(headers.host ?? '', Date.now()) : undefined;
    }),
  };
}

function addKubelets(cluster: Cluster, nodes: readonly string[], realPort: number): void {
  for (const node of nodes) cluster.setKubelet(node, { realPort, pathPrefix: `/${node}` });
}

function addSystem(builder: ClusterBuilder, nodes: readonly string[], { state, dns }: Servers): void {
  builder.workload({
    ...{ namespace: 'kube-system', name: 'coredns', labels: { 'k8s-app': 'kube-dns' }, nodes },
    pods: ['coredns-565d847f94-2t9kx', 'coredns-565d847f94-8wm4v'],
    ports: [
      { name: 'dns', containerPort: 53, protocol: 'UDP' },
      { name: 'metrics', containerPort: 9153, realPort: dns.port },
    ],
    service: {
      name: 'kube-dns',
      ports: [
        { name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' },
        { name: 'metrics', port: 9153, targetPort: 9153 },
      ],
    },
  });
  builder.workload({
    ...{ namespace: 'monitoring', name: 'kube-state-metrics', nodes },
    labels: { 'app.kubernetes.io/name': 'kube-state-metrics' },
    pods: ['kube-state-metrics-7b8c9d6f5-n4q8z'],
    ports: [{ name: 'http', containerPort: 8080, realPort: state.port }],
    service: { ports: [{ name: 'http', port: 8080, targetPort: 'http' }] },
  });
}

/** By the annotations of its pods, and by those of its service. */
function addShop(builder: ClusterBuilder, nodes: readonly string[], realPort: number): void {
  const { cluster } = builder;
  for (const [index, suffix] of ['x2k8p', 'q7m2d'].entries()) {
    const name = `cart-6b9f7c4d5-${suffix}`;
    const node = nodes[index % nodes.length];
    builder.pod({
      ...{
        namespace: 'shop',
        name,
        labels: { app: 'cart' },
        annotations: scraped(8080),
        ...(node !== undefined && { node }),
      },
      containers: [{ name: 'cart', ports: [{ name: 'http', containerPort: 8080 }] }],
    });
    cluster.forward({ namespace: 'shop', pod: name, port: 8080 }, realPort);
  }
  builder.workload({
    ...{ namespace: 'shop', name: 'queue', labels: { app: 'queue' }, nodes },
    ports: [{ name: 'http', containerPort: 9000, realPort }],
    service: { ports: [{ name: 'http', port: 80, targetPort: 9000 }] },
  });
  const service = cluster.find('v1', 'Service', 'shop', 'queue');
  if (service !== undefined) {
    const annotations = scraped(9000, { 'prometheus.io/path': '/internal/metrics' });
    cluster.apply({ ...service, metadata: { ...service.metadata, annotations } });
  }
  addAutoscaler(cluster);
}

function addAutoscaler(cluster: Cluster): void {
  cluster.apply({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'cart', namespace: 'shop', generation: 3 },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart' },
      minReplicas: 2,
      maxReplicas: 10,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
      ],
    },
    status: {
      observedGeneration: 3,
      currentReplicas: 2,
      desiredReplicas: 2,
      currentMetrics: [
        { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 37, averageValue: '92500u' } } },
      ],
      conditions: [
        {
          type: 'AbleToScale',
          status: 'True',
          reason: 'ReadyForNewScale',
          message: 'recommended size matches current size',
        },
        {
          type: 'ScalingActive',
          status: 'True',
          reason: 'ValidMetricFound',
          message: 'the HPA was able to compute the replica count',
        },
        {
          type: 'ScalingLimited',
          status: 'False',
          reason: 'DesiredWithinRange',
          message: 'the desired count is within the acceptable range',
        },
      ],
    },
  });
}

function comingPods(cluster: Cluster, nodes: readonly string[], realPort: number) {
  const present: string[] = [];
  let made = 0;
  return {
    add() {
      const name = `batch-${String(made).padStart(5, '0')}`;
      const node = nodes[made % nodes.length];
      made += 1;
      cluster.addNamespace('batch');
      // The process is there before anybody can hear of the pod.
      cluster.forward({ namespace: 'batch', pod: name, port: 8080 }, realPort);
      cluster.apply(
        podObject({
          ...{ namespace: 'batch', name, labels: { app: 'batch' }, annotations: scraped(8080) },
          ...(node !== undefined && { node }),
          containers: [{ name: 'batch', ports: [{ name: 'http', containerPort: 8080 }] }],
        }),
      );
      present.push(name);
    },
    removeOldest() {
      const pod = present.shift();
      if (pod === undefined) return;
      cluster.deletePod({ namespace: 'batch', pod });
      cluster.forward({ namespace: 'batch', pod, port: 8080 }, undefined);
    },
  };
}
