/**
 * The series that cAdvisor (per node) and kube-state-metrics would show of the demo's cluster, each with its value at any moment.
 * Names and labels are the real ones; pod-level and pause rows repeat the usage, as they do in a real kubelet.
 */
import { stableUid } from '../api-server/cluster.ts';
import { stableAddress } from '../api-server/object-makers.ts';
import { counterValue, type Episode, gaugeValue } from './curves.ts';
import { type DemoContainer, type DemoPod, demoNodes, demoPods } from './workloads.ts';

export interface DemoSeries {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly labels: Readonly<Record<string, string>>;
  /** Never changes: back-filling may be sparse. */
  readonly isConstant: boolean;
  readonly valueAt: (atMs: number) => number;
}

const gib = 1024 ** 3;
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Containers have been running for days. */
const runningForMs = 75 * hourMs;

const variability: Readonly<Record<string, number>> = {
  payments: 0.3,
  search: 0.28,
  checkout: 0.22,
  ingest: 0.42,
  monitoring: 0.14,
  'kube-system': 0.16,
  catalog: 0.3,
  batch: 0.2,
};

/** The rush at the checkout an hour ago, and the job that ran before it; both come again every three hours. */
function episodesOf(namespace: string, pod: string, nowMs: number): readonly Episode[] {
  if (namespace === 'checkout' && pod.startsWith('cart-')) {
    const centreMs = nowMs - 60 * minuteMs;
    return [{ kind: 'peak', centreMs, widthMs: 34 * minuteMs, everyMs: 3 * hourMs, height: 1.3 }];
  }
  if (namespace === 'batch' && pod.startsWith('report-')) {
    const centreMs = nowMs - 95 * minuteMs;
    return [{ kind: 'plateau', centreMs, widthMs: 25 * minuteMs, everyMs: 3 * hourMs, height: 1.5 }];
  }
  return [];
}

type Value = (atMs: number) => number;

function sumOf(values: readonly Value[]): Value {
  return (atMs) => values.reduce((sum, valueAt) => sum + valueAt(atMs), 0);
}

function podUid({ namespace, pod }: DemoPod): string {
  return stableUid(`harbor Pod ${namespace}/${pod}`);
}

/** A container's rows, the pod's own row (which is their sum) and nothing for the pause container but a little memory. */
function usageRows(
  one: DemoPod,
  name: string,
  type: DemoSeries['type'],
  more: Readonly<Record<string, string>>,
  curveOf: (container: DemoContainer) => Value,
): readonly DemoSeries[] {
  const { namespace, pod } = one;
  const slice = `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${podUid(one).replaceAll('-', '_')}.slice`;
  const values = one.containers.map(curveOf);
  const base = { name, type, isConstant: false };
  const rows = one.containers.map((container, index): DemoSeries => {
    const scope = stableUid(`${pod}/${container.name}`).replaceAll('-', '');
    const id = `${slice}/cri-containerd-${scope}.scope`;
    const labels = { container: container.name, id, image: container.image, name: scope, namespace, pod, ...more };
    return { ...base, labels, valueAt: values[index] ?? (() => 0) };
  });
  const labels = { container: '', id: slice, image: '', name: '', namespace, pod, ...more };
  return [...rows, { ...base, labels, valueAt: sumOf(values) }];
}

function networkRows(one: DemoPod, nowMs: number): readonly DemoSeries[] {
  const { namespace, pod } = one;
  const cores = one.containers.reduce((sum, container) => sum + container.cores, 0);
  return (['receive', 'transmit'] as const).map((direction, index) => {
    const curve = {
      base: cores * (index === 0 ? 1_800_000 : 2_600_000),
      variability: variability[namespace] ?? 0.2,
      group: `${namespace} network`,
      seed: `${pod} ${direction}`,
    };
    const valueAt = counterValue(curve, nowMs - runningForMs);
    return {
      name: `container_network_${direction}_bytes_total`,
      type: 'counter',
      isConstant: false,
      labels: { container: '', id: '', image: '', interface: 'eth0', name: '', namespace, pod },
      valueAt: (atMs) => Math.round(valueAt(atMs)),
    };
  });
}

/** What the kubelet of a node says of its containers. */
export function cadvisorSeries(node: string, nowMs: number): readonly DemoSeries[] {
  return demoPods
    .filter((one) => one.node === node)
    .flatMap((one) => {
      const { namespace, pod } = one;
      const cpu = (container: DemoContainer) => {
        const isMain = container === one.containers[0];
        return counterValue(
          {
            base: container.cores,
            variability: variability[namespace] ?? 0.2,
            group: namespace,
            seed: `${pod} ${container.name} cpu`,
            episodes: isMain ? episodesOf(namespace, pod, nowMs) : [],
          },
          nowMs - runningForMs,
        );
      };
      const memory = (container: DemoContainer) => {
        const bytes = gaugeValue(container.memoryGiB * gib, 0.04, `${pod} ${container.name} memory`);
        return (atMs: number) => Math.round(bytes(atMs) / 4096) * 4096;
      };
      return [
        ...usageRows(one, 'container_cpu_usage_seconds_total', 'counter', { cpu: 'total' }, cpu),
        ...usageRows(one, 'container_memory_working_set_bytes', 'gauge', {}, memory),
        ...networkRows(one, nowMs),
      ];
    });
}

function constant(name: string, labels: Readonly<Record<string, string>>, value: number): DemoSeries {
  const type = name.endsWith('_total') ? 'counter' : 'gauge';
  return { name, type, labels, isConstant: true, valueAt: () => value };
}

function podStateSeries(one: DemoPod): readonly DemoSeries[] {
  const { namespace, pod, node, owner } = one;
  const uid = podUid(one);
  const identity = { namespace, pod, uid };
  const address = stableAddress('10.244', `${namespace}/${pod}`);
  return [
    constant(
      'kube_pod_info',
      {
        ...identity,
        host_ip: stableAddress('192.168', node),
        pod_ip: address,
        node,
        created_by_kind: owner.kind,
        created_by_name: owner.name,
        priority_class: '',
        host_network: 'false',
      },
      1,
    ),
    ...['Pending', 'Succeeded', 'Failed', 'Unknown', 'Running'].map((phase) =>
      constant('kube_pod_status_phase', { ...identity, phase }, phase === 'Running' ? 1 : 0),
    ),
    constant(
      'kube_pod_owner',
      { ...identity, owner_kind: owner.kind, owner_name: owner.name, owner_is_controller: 'true' },
      1,
    ),
    ...one.containers.flatMap(({ name: container, cores, memoryGiB }) => {
      const resource = { ...identity, container, node };
      const limit = Math.ceil(memoryGiB * 1.4 * 4) / 4;
      return [
        constant('kube_pod_container_status_restarts_total', { ...identity, container }, 0),
        constant('kube_pod_container_resource_requests', { ...resource, resource: 'cpu', unit: 'core' }, cores),
        constant('kube_pod_container_resource_limits', { ...resource, resource: 'memory', unit: 'byte' }, limit * gib),
      ];
    }),
  ];
}

/** What kube-state-metrics says. */
export function stateSeries(): readonly DemoSeries[] {
  const nodes = demoNodes.flatMap((node) => [
    constant(
      'kube_node_info',
      {
        node,
        kernel_version: '6.1.0-18-amd64',
        os_image: 'Debian GNU/Linux 12 (bookworm)',
        container_runtime_version: 'containerd://1.7.13',
        kubelet_version: 'v1.26.5',
        internal_ip: stableAddress('192.168', node),
      },
      1,
    ),
    constant('kube_node_status_condition', { node, condition: 'Ready', status: 'true' }, 1),
    constant('kube_node_status_allocatable', { node, resource: 'cpu', unit: 'core' }, 15.8),
    constant('kube_node_status_allocatable', { node, resource: 'memory', unit: 'byte' }, 62 * gib),
  ]);
  return [...nodes, ...demoPods.flatMap(podStateSeries)];
}
