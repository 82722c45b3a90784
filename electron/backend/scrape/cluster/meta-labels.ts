/**
 * Targets with the labels that Prometheus's discovery gives them, under its names, so that its rules can be used and recognized: roles
 * node, pod and endpointslice. Left out are container ids and images, `…present` labels, and what is not held (kube-objects.ts).
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config
 */
import { type Labels, labelPairs, labelsFromPairs } from '../../../../shared/model/labels.ts';
import type { KeptNode, KeptPod, KeptService, KeptSlice } from './kube-objects.ts';

const prefix = '__meta_kubernetes_';

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
    ...[...byType].map(([type, one]): Pair => [`${prefix}node_address_${sanitized(type)}`, one]),
  ]);
}

export function nodeLabels({ name, labels }: KeptNode): Labels {
  return labelsFromPairs([[`${prefix}node_name`, name], ...prefixed('node_label_', labels)]);
}

/** A target for each port of each container, and one for a container without. */
export function podTargets(pod: KeptPod): readonly Found[] {
  const { namespace, name } = pod;
  return pod.containers.flatMap((container): readonly Found[] => {
    const own: Pair = [`${prefix}pod_container_name`, container.name];
    if (container.ports.length === 0) {
      const labels = labelsFromPairs([['__address__', bare(pod.ip)], own]);
      return [{ labels, port: { namespace, pod: name, port: undefined, portName: '' } }];
    }
    return container.ports.map(({ name: portName, port, protocol }) => ({
      labels: labelsFromPairs([
        ['__address__', hostPort(pod.ip, port)],
        own,
        [`${prefix}pod_container_port_name`, portName],
        [`${prefix}pod_container_port_number`, String(port)],
        [`${prefix}pod_container_port_protocol`, protocol],
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
          [`${prefix}pod_controller_kind`, kind],
          [`${prefix}pod_controller_name`, owner],
        ];
  return labelsFromPairs([
    [`${prefix}namespace`, pod.namespace],
    [`${prefix}pod_name`, pod.name],
    [`${prefix}pod_uid`, pod.uid],
    [`${prefix}pod_ip`, pod.ip],
    [`${prefix}pod_host_ip`, pod.hostIp],
    [`${prefix}pod_node_name`, pod.node],
    [`${prefix}pod_ready`, String(pod.ready)],
    [`${prefix}pod_phase`, pod.phase],
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
        [`${prefix}endpointslice_port`, String(port)],
        [`${prefix}endpointslice_port_name`, portName],
        [`${prefix}endpointslice_port_protocol`, protocol],
        [`${prefix}endpointslice_endpoint_conditions_ready`, String(ready)],
        [`${prefix}endpointslice_endpoint_node_name`, node],
        ...(pod === '' ? [] : podOfEndpoint(pod, node)),
      ]),
      port: pod === '' ? undefined : { namespace, pod, port, portName },
    })),
  );
}

function podOfEndpoint(pod: string, node: string): readonly Pair[] {
  return [
    [`${prefix}endpointslice_address_target_kind`, 'Pod'],
    [`${prefix}endpointslice_address_target_name`, pod],
    [`${prefix}pod_name`, pod],
    [`${prefix}pod_node_name`, node],
  ];
}

export function sliceLabels(slice: KeptSlice, service: KeptService): Labels {
  return labelsFromPairs([
    [`${prefix}namespace`, slice.namespace],
    [`${prefix}endpointslice_name`, slice.name],
    [`${prefix}service_name`, service.name],
    ...prefixed('service_label_', service.labels),
    ...prefixed('service_annotation_', service.annotations),
  ]);
}

function prefixed(kind: string, labels: Labels): readonly Pair[] {
  return labelPairs(labels).map(([name, value]) => [`${prefix}${kind}${sanitized(name)}`, value]);
}

function sanitized(name: string): string {
  return name.replace(/[^a-zA-Z0-9_]/g, '_');
}

function bare(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

function hostPort(address: string, port: number): string {
  return `${bare(address)}:${port}`;
}
