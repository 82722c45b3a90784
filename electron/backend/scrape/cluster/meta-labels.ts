/**
 * Targets with the labels that Prometheus's discovery gives them, under its names, so that its rules can be used and recognized: roles
 * node, pod and endpointslice. Left out are container ids and images, `…present` labels, and what is not held (kube-objects.ts).
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config
 */
import { type Labels, labelPairs, labelsFromPairs } from '../../../../shared/model/labels.ts';
import type { KeptNode, KeptPod, KeptService, KeptSlice } from './kube-objects.ts';

/** Not of Prometheus: the job that scrapes the same port of the same pod; a rule then drops this one. */
export const scrapedByLabel = '__meta_binnacle_scraped_by';

export interface Found {
  readonly labels: Labels;
  /** Where it leads to: a pod and what of it. Undefined where there is no pod. */
  readonly port: PodPortFound | undefined;
}

interface PodPortFound {
  readonly namespace: string;
  readonly pod: string;
  /** Of the container; undefined: it declares none. */
  readonly port: number | undefined;
  readonly portName: string;
}

type Pair = readonly [string, string];

export function nodeTarget({ name, addresses, kubeletPort }: KeptNode): Labels {
  const byType = new Map<string, string>();
  for (const [type, address] of addresses) if (!byType.has(type)) byType.set(type, address);
  const address = ['InternalIP', 'InternalDNS', 'ExternalIP', 'ExternalDNS', 'LegacyHostIP', 'Hostname']
    .map((type) => byType.get(type))
    .find((one) => one !== undefined);
  return labelsFromPairs([
    ['__address__', hostPort(address ?? name, kubeletPort)],
    ['instance', name],
    ...[...byType].map(([type, one]): Pair => [meta('node_address_', type), one]),
  ]);
}

export function nodeLabels({ name, labels }: KeptNode): Labels {
  return labelsFromPairs([[meta('node_name'), name], ...prefixed('node_label_', labels)]);
}

/** A target for each port of each container, and one for a container without. */
export function podTargets(pod: KeptPod): readonly Found[] {
  const { namespace, name } = pod;
  return pod.containers.flatMap((container): readonly Found[] => {
    const own: Pair = [meta('pod_container_name'), container.name];
    if (container.ports.length === 0) {
      const labels = labelsFromPairs([['__address__', bare(pod.ip)], own]);
      return [{ labels, port: { namespace, pod: name, port: undefined, portName: '' } }];
    }
    return container.ports.map(({ name: portName, port, protocol }) => ({
      labels: labelsFromPairs([
        ['__address__', hostPort(pod.ip, port)],
        own,
        [meta('pod_container_port_name'), portName],
        [meta('pod_container_port_number'), String(port)],
        [meta('pod_container_port_protocol'), protocol],
      ]),
      port: { namespace, pod: name, port, portName },
    }));
  });
}

export function podLabels(pod: KeptPod): Labels {
  const [kind = '', owner = ''] = pod.controller ?? [];
  const controller: readonly Pair[] =
    pod.controller === undefined
      ? []
      : [
          [meta('pod_controller_kind'), kind],
          [meta('pod_controller_name'), owner],
        ];
  return labelsFromPairs([
    [meta('namespace'), pod.namespace],
    [meta('pod_name'), pod.name],
    [meta('pod_uid'), pod.uid],
    [meta('pod_ip'), pod.ip],
    [meta('pod_host_ip'), pod.hostIp],
    [meta('pod_node_name'), pod.node],
    [meta('pod_ready'), String(pod.ready)],
    [meta('pod_phase'), pod.phase],
    ...controller,
    ...prefixed('pod_label_', pod.labels),
    ...prefixed('pod_annotation_', pod.annotations),
  ]);
}

/** A target for each endpoint and port. Name and node of the pod are those that the slice gives. */
export function sliceTargets(slice: KeptSlice): readonly Found[] {
  const { namespace } = slice;
  return slice.endpoints.flatMap(({ address, ready, node, pod }) =>
    slice.ports.map(({ name: portName, port, protocol }) => ({
      labels: labelsFromPairs([
        ['__address__', hostPort(address, port)],
        [meta('endpointslice_port'), String(port)],
        [meta('endpointslice_port_name'), portName],
        [meta('endpointslice_port_protocol'), protocol],
        [meta('endpointslice_endpoint_conditions_ready'), String(ready)],
        [meta('endpointslice_endpoint_node_name'), node],
        ...(pod === '' ? [] : podOfEndpoint(pod, node)),
      ]),
      port: pod === '' ? undefined : { namespace, pod, port, portName },
    })),
  );
}

function podOfEndpoint(pod: string, node: string): readonly Pair[] {
  return [
    [meta('endpointslice_address_target_kind'), 'Pod'],
    [meta('endpointslice_address_target_name'), pod],
    [meta('pod_name'), pod],
    [meta('pod_node_name'), node],
  ];
}

export function sliceLabels(slice: KeptSlice, service: KeptService): Labels {
  return labelsFromPairs([
    [meta('namespace'), slice.namespace],
    [meta('endpointslice_name'), slice.name],
    [meta('service_name'), service.name],
    ...prefixed('service_label_', service.labels),
    ...prefixed('service_annotation_', service.annotations),
  ]);
}

function prefixed(kind: string, labels: Labels): readonly Pair[] {
  return labelPairs(labels).map(([name, value]) => [meta(kind, name), value]);
}

/** Names are few, and come with each of thousands of pods: each is held once. */
let metaNames = new Map<string, string>();
const mostNames = 5000;

/** @param name of the cluster's, in which every character that none of Prometheus's may have becomes `_` */
function meta(kind: string, name = ''): string {
  const key = kind + name;
  const known = metaNames.get(key);
  if (known !== undefined) return known;
  if (metaNames.size >= mostNames) metaNames = new Map();
  const made = `__meta_kubernetes_${kind}${name.replace(/[^a-zA-Z0-9_]/g, '_')}`;
  metaNames.set(key, made);
  return made;
}

function bare(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

function hostPort(address: string, port: number): string {
  return `${bare(address)}:${port}`;
}
