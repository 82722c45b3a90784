/**
 * What the exporters of the demo's shoal say: a small cluster without a Prometheus, whose kubelets, kube-state-metrics, DNS and workers are
 * there to be scraped. Names, labels and shapes are those of the real ones; a page is a function of the pods that there are, and of the time.
 */
import type { Cluster } from '../api-server/cluster.ts';
import { isPod, type Pod } from '../api-server/kubernetes-object.ts';
import { typeOfObject } from '../api-server/resource-types.ts';
import { counterValue, gaugeValue } from './curves.ts';

const bootMs = Date.parse('2026-11-20T07:02:11Z');
const mebibyte = 1024 * 1024;

type Labels = Readonly<Record<string, string>>;

class Page {
  readonly #lines: string[] = [];

  family(name: string, type: 'counter' | 'gauge' | 'histogram', help: string): this {
    this.#lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    return this;
  }

  /** @param atMs the time that the exporter itself gives, as cAdvisor does */
  sample(name: string, labels: Labels, value: number, atMs?: number): this {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
    const series = pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
    this.#lines.push(`${series} ${value}${atMs === undefined ? '' : ` ${Math.round(atMs)}`}`);
    return this;
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

function runningPods(cluster: Cluster, node?: string): readonly Pod[] {
  return cluster
    .list(typeOfObject('v1', 'Pod'))
    .filter(isPod)
    .filter((pod) => pod.status.phase === 'Running' && (node === undefined || pod.spec.nodeName === node));
}

function cpuSeconds(seed: string, atMs: number): number {
  return counterValue({ base: 0.2, variability: 0.3, group: 'shoal', seed }, bootMs)(atMs);
}

function memoryBytes(seed: string, atMs: number): number {
  return Math.round(gaugeValue(80 * mebibyte, 0.1, seed)(atMs) / 4096) * 4096;
}

function identityOf(pod: Pod): { readonly namespace: string; readonly pod: string } {
  return { namespace: pod.metadata.namespace ?? '', pod: pod.metadata.name };
}

/** `/metrics` of a kubelet. */
export function kubeletPage(cluster: Cluster, node: string, nowMs: number): string {
  const pods = runningPods(cluster, node);
  const requests = Math.floor(cpuSeconds(`${node} requests`, nowMs) * 10);
  const page = new Page()
    .family('kubelet_node_name', 'gauge', '[ALPHA] The node name. The count is always 1.')
    .sample('kubelet_node_name', { node }, 1)
    .family('kubelet_running_pods', 'gauge', '[ALPHA] Number of pods that have a running pod sandbox')
    .sample('kubelet_running_pods', {}, pods.length)
    .family('kubelet_running_containers', 'gauge', '[ALPHA] Number of containers currently running')
    .sample('kubelet_running_containers', { container_state: 'running' }, pods.length)
    .family(
      'kubelet_http_requests_duration_seconds',
      'histogram',
      '[ALPHA] Duration in seconds to serve http requests',
    );
  for (const le of ['0.005', '0.025', '0.1', '0.5', '1', '2.5', '10', '+Inf']) {
    const share = le === '+Inf' ? 1 : 1 - 1 / (2 + Number(le) * 40);
    const labels = { long_running: 'false', method: 'GET', path: 'metrics/cadvisor', server_type: 'readwrite', le };
    page.sample('kubelet_http_requests_duration_seconds_bucket', labels, Math.floor(requests * share));
  }
  return page.text();
}

/** `/metrics/cadvisor`: containers, their pods, and the node as a whole, with times of some seconds ago. */
export function cadvisorPage(cluster: Cluster, node: string, nowMs: number): string {
  const pods = runningPods(cluster, node);
  const lookedMs = nowMs - 4000;
  const rows = [
    { labels: { container: '', id: '/', image: '', name: '', namespace: '', pod: '' }, seed: node },
    ...pods.flatMap((pod) => {
      const id = `/kubepods.slice/kubepods-burstable-pod${(pod.metadata.uid ?? '').replaceAll('-', '_')}.slice`;
      const own = { ...identityOf(pod), name: '' };
      return [
        { labels: { container: '', id, image: '', ...own }, seed: pod.metadata.name },
        ...pod.spec.containers.map(({ name }) => ({
          labels: {
            container: name,
            id: `${id}/cri-containerd-${name}.scope`,
            image: `registry.example/${name}:1.0`,
            ...own,
          },
          seed: pod.metadata.name,
        })),
      ];
    }),
  ];
  const page = new Page()
    .family('machine_cpu_cores', 'gauge', 'Number of logical CPU cores.')
    .sample('machine_cpu_cores', { boot_id: 'b', machine_id: 'm', system_uuid: 's' }, 16)
    .family('container_cpu_usage_seconds_total', 'counter', 'Cumulative cpu time consumed in seconds.');
  for (const { labels, seed } of rows) {
    page.sample('container_cpu_usage_seconds_total', { ...labels, cpu: 'total' }, cpuSeconds(seed, nowMs), lookedMs);
  }
  page.family('container_memory_working_set_bytes', 'gauge', 'Current working set in bytes.');
  for (const { labels, seed } of rows) {
    page.sample('container_memory_working_set_bytes', labels, memoryBytes(seed, nowMs), lookedMs);
  }
  return page.text();
}

/** `/metrics/resource`. */
export function resourcePage(cluster: Cluster, node: string, nowMs: number): string {
  const lookedMs = nowMs - 3000;
  const pods = runningPods(cluster, node);
  const page = new Page()
    .family(
      'node_cpu_usage_seconds_total',
      'counter',
      '[STABLE] Cumulative cpu time consumed by the node in core-seconds',
    )
    .sample('node_cpu_usage_seconds_total', {}, cpuSeconds(node, nowMs), lookedMs)
    .family('node_memory_working_set_bytes', 'gauge', '[STABLE] Current working set of the node in bytes')
    .sample('node_memory_working_set_bytes', {}, memoryBytes(node, nowMs) * 40, lookedMs)
    .family(
      'container_cpu_usage_seconds_total',
      'counter',
      '[STABLE] Cumulative cpu time consumed by the container in core-seconds',
    );
  for (const pod of pods) {
    for (const { name } of pod.spec.containers) {
      const labels = { container: name, ...identityOf(pod) };
      page.sample('container_cpu_usage_seconds_total', labels, cpuSeconds(pod.metadata.name, nowMs), lookedMs);
    }
  }
  page.family('scrape_error', 'gauge', '[ALPHA] 1 if there was an error while getting container metrics, 0 otherwise');
  return page.sample('scrape_error', {}, 0).text();
}

/** `/metrics` of kube-state-metrics. */
export function statePage(cluster: Cluster): string {
  const pods = runningPods(cluster);
  const page = new Page().family('kube_node_info', 'gauge', '[STABLE] Information about a cluster node.');
  for (const { metadata } of cluster.list(typeOfObject('v1', 'Node'))) {
    page.sample(
      'kube_node_info',
      { node: metadata.name, kubelet_version: 'v1.26.5', os_image: 'Debian GNU/Linux 12' },
      1,
    );
  }
  page.family('kube_pod_info', 'gauge', '[STABLE] Information about pod.');
  for (const pod of pods) {
    const { nodeName: node = '' } = pod.spec;
    page.sample('kube_pod_info', { ...identityOf(pod), uid: pod.metadata.uid ?? '', node }, 1);
  }
  page.family('kube_pod_status_phase', 'gauge', '[STABLE] The pods current phase.');
  for (const pod of pods) {
    for (const phase of ['Pending', 'Succeeded', 'Failed', 'Unknown', 'Running']) {
      page.sample('kube_pod_status_phase', { ...identityOf(pod), phase }, phase === 'Running' ? 1 : 0);
    }
  }
  return page.text();
}

/** `/metrics` of CoreDNS. */
export function dnsPage(nowMs: number): string {
  const page = new Page()
    .family('coredns_build_info', 'gauge', "A metric with a constant '1' value labeled by version and revision.")
    .sample('coredns_build_info', { goversion: 'go1.20', revision: '055b2c3', version: '1.9.3' }, 1)
    .family('coredns_dns_requests_total', 'counter', 'Counter of DNS requests made per zone, protocol and family.');
  for (const type of ['A', 'AAAA', 'PTR']) {
    const labels = { family: '1', proto: 'udp', server: 'dns://:53', type, view: '', zone: '.' };
    page.sample('coredns_dns_requests_total', labels, Math.floor(cpuSeconds(`dns ${type}`, nowMs) * 100));
  }
  return page.text();
}

/** `/metrics` of a workload of the shop: whose it is, it knows by whom it is asked as. */
export function workerPage(worker: string, nowMs: number): string {
  return new Page()
    .family('shop_orders_total', 'counter', 'Orders that this worker has taken.')
    .sample('shop_orders_total', { kind: 'card' }, Math.floor(cpuSeconds(`${worker} card`, nowMs) * 20))
    .sample('shop_orders_total', { kind: 'invoice' }, Math.floor(cpuSeconds(`${worker} invoice`, nowMs) * 5))
    .family('shop_queue_length', 'gauge', 'Orders that wait.')
    .sample('shop_queue_length', {}, Math.round(gaugeValue(40, 0.5, worker)(nowMs)))
    .text();
}
