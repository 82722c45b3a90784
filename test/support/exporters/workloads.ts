/** What runs in the demo's cluster: a shop with the usual suspects. One table feeds the API server's pods and the metrics. */

export interface DemoContainer {
  readonly name: string;
  readonly image: string;
  /** On average. */
  readonly cores: number;
  readonly memoryGiB: number;
}

export interface DemoPod {
  readonly namespace: string;
  readonly pod: string;
  readonly node: string;
  readonly owner: { readonly kind: 'StatefulSet' | 'ReplicaSet' | 'DaemonSet' | 'Job'; readonly name: string };
  readonly labels: Readonly<Record<string, string>>;
  readonly containers: readonly DemoContainer[];
}

export const demoNodes = ['harbor-a', 'harbor-b', 'harbor-c'] as const;

interface WorkloadRow {
  readonly namespace: string;
  readonly name: string;
  readonly kind: DemoPod['owner']['kind'];
  /** What follows the workload's name in the pods' names. */
  readonly suffixes: readonly string[];
  readonly image: string;
  readonly cores: readonly number[];
  readonly memoryGiB: readonly number[];
  readonly sidecars?: readonly DemoContainer[];
}

const metricsSidecar = { name: 'metrics', image: 'registry.example/exporter:0.15', cores: 0.01, memoryGiB: 0.03 };

const rows: readonly WorkloadRow[] = [
  row('payments', 'ledger-db', 'StatefulSet', ['0', '1'], 'postgres:15.2', [2.3, 1.2], [14.21, 6.04], [metricsSidecar]),
  row(
    'payments',
    'payments-api-7d4b9c6f8',
    'ReplicaSet',
    ['k2x9p', 'v5nqt', 'm8wzd'],
    'payments-api:4.11',
    [1, 0.9, 0.9],
    [1.1],
  ),
  row('search', 'indexer', 'StatefulSet', ['0', '1'], 'search-indexer:2.3', [1.5, 1.4], [11.86, 11.74]),
  row('search', 'search-query-5f8d7b9c4', 'ReplicaSet', ['h4tzm', 'p9c2x'], 'search-query:2.3', [0.9, 0.8], [2.1, 2]),
  row(
    'checkout',
    'cart-6b9f7c4d5',
    'ReplicaSet',
    ['x2k8p', 'q7m2d'],
    'cart:8.0',
    [0.9, 0.8],
    [3.11, 2.87],
    [{ name: 'envoy', image: 'envoyproxy/envoy:v1.25', cores: 0.12, memoryGiB: 0.14 }],
  ),
  row('checkout', 'gateway-79c6d8b5f', 'ReplicaSet', ['b6w4n', 'z8r5k'], 'gateway:3.2', [0.6, 0.6], [0.62]),
  row(
    'ingest',
    'kafka',
    'StatefulSet',
    ['0', '1', '2'],
    'kafka:3.4.0',
    [0.6, 0.6, 0.6],
    [7.9, 7.55, 7.92],
    [metricsSidecar],
  ),
  row('ingest', 'collector-845c7f9d6', 'ReplicaSet', ['d3v7m', 't9x4q'], 'collector:0.72', [0.35, 0.3], [0.8]),
  row(
    'monitoring',
    'prometheus-kube-prometheus-stack-prometheus',
    'StatefulSet',
    ['0'],
    'prometheus:v2.42.0',
    [1.2],
    [9.38],
    [{ name: 'config-reloader', image: 'prometheus-config-reloader:v0.63.0', cores: 0.01, memoryGiB: 0.02 }],
  ),
  row('monitoring', 'grafana-6d5b8c7f9', 'ReplicaSet', ['s2m6v'], 'grafana:9.4', [0.12], [0.31]),
  row(
    'monitoring',
    'kube-state-metrics-7b8c9d6f5',
    'ReplicaSet',
    ['n4q8z'],
    'kube-state-metrics:v2.8.2',
    [0.11],
    [0.09],
  ),
  row(
    'monitoring',
    'prometheus-node-exporter',
    'DaemonSet',
    ['7xk2p', 'b9wqd', 'm4c8t'],
    'node-exporter:v1.5.0',
    [0.06],
    [0.03],
  ),
  row('kube-system', 'kube-apiserver', 'DaemonSet', ['harbor-a'], 'kube-apiserver:v1.26.5', [0.45], [1.4]),
  row('kube-system', 'etcd', 'DaemonSet', ['harbor-a'], 'etcd:3.5.6', [0.21], [0.5]),
  row('kube-system', 'coredns-565d847f94', 'ReplicaSet', ['2t9kx', '8wm4v'], 'coredns:1.9.3', [0.08], [0.05]),
  row('kube-system', 'kube-proxy', 'DaemonSet', ['4hq7d', '9sz2n', 'c6v8m'], 'kube-proxy:v1.26.5', [0.07], [0.06]),
  row(
    'catalog',
    'catalog-api-58d6c9b7f',
    'ReplicaSet',
    ['f5k9w', 'r2n7c'],
    'catalog-api:1.9',
    [0.22, 0.2],
    [0.71, 0.68],
  ),
  row('catalog', 'catalog-db', 'StatefulSet', ['0'], 'postgres:15.2', [0.33], [2.6]),
  row('batch', 'report-28471320', 'Job', ['w6d9x'], 'report:12', [0.18], [0.9]),
  row('batch', 'exporter-nightly-28470960', 'Job', ['j3k5v'], 'nightly:12', [0.12], [0.4]),
];

/** @param cores of each pod in turn, the last for those that follow; `memoryGiB` likewise */
function row(
  namespace: string,
  name: string,
  kind: WorkloadRow['kind'],
  suffixes: readonly string[],
  image: string,
  cores: readonly number[],
  memoryGiB: readonly number[],
  sidecars: readonly DemoContainer[] = [],
): WorkloadRow {
  return { namespace, name, kind, suffixes, image: `registry.example/${image}`, cores, memoryGiB, sidecars };
}

function podsOf(workload: WorkloadRow, offset: number): readonly DemoPod[] {
  const { namespace, name, kind, suffixes, image, cores, memoryGiB, sidecars = [] } = workload;
  const app = kind === 'ReplicaSet' || kind === 'Job' ? name.replace(/-[0-9a-f]+$/, '') : name;
  return suffixes.map((suffix, index) => ({
    namespace,
    pod: `${name}-${suffix}`,
    node: demoNodes.find((node) => node === suffix) ?? demoNodes[(index + offset) % demoNodes.length] ?? 'harbor-a',
    owner: { kind, name },
    labels: { app },
    containers: [
      {
        name: app,
        image,
        cores: cores[index] ?? cores.at(-1) ?? 0.1,
        memoryGiB: memoryGiB[index] ?? memoryGiB.at(-1) ?? 0.1,
      },
      ...sidecars,
    ],
  }));
}

export const demoPods: readonly DemoPod[] = rows.flatMap((workload, index) => podsOf(workload, index % 3));
