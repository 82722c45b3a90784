/**
 * Where the API server's proxies lead: `services/[SCHEME:]NAME[:PORT]`, `pods/[SCHEME:]NAME[:PORT]` and `nodes/NAME[:PORT]` to an address
 * of the cluster's network and the real process that stands behind it, in the order and with the complaints of a real API server.
 */
import type { ResourceCall } from './call.ts';
import type { Cluster } from './cluster.ts';
import { isPod, isService, type KubernetesObject, type Pod, valueAt } from './kubernetes-object.ts';
import { badRequest, StatusError } from './responses.ts';

export interface ProxyLocation {
  readonly scheme: 'http' | 'https';
  /** As the cluster's network has it; what messages name. */
  readonly host: string;
  /** On this machine; undefined where nothing listens: connection refused. */
  readonly realPort: number | undefined;
  /** Before the path, at the real process. */
  readonly pathPrefix: string;
}

interface SplitName {
  readonly scheme: 'http' | 'https' | '';
  readonly name: string;
  readonly port: string;
}

interface EndpointSubset {
  readonly addresses?: readonly { readonly ip: string; readonly targetRef?: { readonly name: string } }[];
  readonly ports?: readonly { readonly name?: string; readonly port: number }[];
}

/** `name`, `name:port` or `scheme:name:port`; the port may be empty. @throws StatusError 400 */
function splitName(id: string, what: string): SplitName {
  const parts = id.split(':');
  const [first = '', second = '', third = ''] = parts;
  const [scheme, name, port] = parts.length === 3 ? [first, second, third] : ['', first, second];
  if (parts.length > 3 || name === '' || (scheme !== '' && scheme !== 'http' && scheme !== 'https')) {
    throw new StatusError(badRequest(`invalid ${what} request ${JSON.stringify(id)}`));
  }
  return { scheme, name, port };
}

function notFound(kind: string, name: string): StatusError {
  const message = `${kind} "${name}" not found`;
  return new StatusError({ code: 404, reason: 'NotFound', message, details: { name, kind } });
}

function unavailable(message: string): StatusError {
  return new StatusError({ code: 503, reason: 'ServiceUnavailable', message });
}

function isPortNumber(port: string): boolean {
  return /^[-+]?\d+$/.test(port);
}

/** A service's port by its number is the port's name, which is what its endpoints know; any other text is a name already. */
function portNameOf(cluster: Cluster, namespace: string, { name, port }: SplitName): string {
  if (!isPortNumber(port)) return port;
  const service = cluster.find('v1', 'Service', namespace, name);
  if (service === undefined || !isService(service)) throw notFound('services', name);
  const found = service.spec.ports.find((one) => one.port === Number(port));
  if (found === undefined) throw unavailable(`no service port ${Number(port)} found for service "${name}"`);
  return found.name ?? '';
}

function locationOfPod(cluster: Cluster, pod: Pod, port: number, scheme: SplitName['scheme']): ProxyLocation {
  const address = { namespace: pod.metadata.namespace ?? '', pod: pod.metadata.name, port };
  return {
    scheme: scheme === '' ? 'http' : scheme,
    host: `${pod.status.podIP}:${port}`,
    realPort: cluster.realPort(address),
    pathPrefix: '',
  };
}

function serviceLocation({ cluster, attributes }: ResourceCall): ProxyLocation {
  const { namespace = '', name: id = '' } = attributes;
  const split = splitName(id, 'service');
  const portName = portNameOf(cluster, namespace, split);
  const endpoints = cluster.find('v1', 'Endpoints', namespace, split.name);
  // The real one names the resource of the request here too, not that of the missing object.
  if (endpoints === undefined) throw notFound('services', split.name);
  const subsets = (valueAt(endpoints, 'subsets') ?? []) as readonly EndpointSubset[];
  if (subsets.length === 0) throw unavailable(`no endpoints available for service "${split.name}"`);
  for (const { addresses = [], ports = [] } of subsets) {
    const port = ports.find((one) => (one.name ?? '') === portName);
    // The real one draws among the ready addresses; only those that are pods count.
    const pods = addresses.map(({ targetRef }) => cluster.pod({ namespace, pod: targetRef?.name ?? '' }));
    const pod = pods.find((one) => one !== undefined);
    if (port !== undefined && pod !== undefined) return locationOfPod(cluster, pod, port.port, split.scheme);
  }
  throw unavailable(`no endpoints available for service "${id}"`);
}

function firstPort(pod: Pod): string {
  const port = pod.spec.containers.find((container) => container.ports?.[0] !== undefined)?.ports?.[0];
  return port === undefined ? '' : String(port.containerPort);
}

function podLocation({ cluster, attributes }: ResourceCall): ProxyLocation {
  const { namespace = '', name: id = '' } = attributes;
  const { scheme, name, port } = splitName(id, 'pod');
  const pod: KubernetesObject | undefined = cluster.pod({ namespace, pod: name });
  if (pod === undefined || !isPod(pod)) throw notFound('pods', name);
  if (pod.status.podIP === undefined) throw new StatusError(badRequest('address not allowed'));
  const wanted = port === '' ? firstPort(pod) : port;
  if (wanted !== '' && !isPortNumber(wanted)) {
    throw unavailable(`error trying to reach service: dial tcp: lookup tcp/${wanted}: unknown port`);
  }
  return locationOfPod(cluster, pod, wanted === '' ? 80 : Number(wanted), scheme);
}

function nodeLocation({ cluster, attributes }: ResourceCall): ProxyLocation {
  const { name, scheme, port } = splitName(attributes.name ?? '', 'node');
  const node = cluster.find('v1', 'Node', undefined, name);
  if (node === undefined) throw notFound('nodes', name);
  const addresses = (valueAt(node, 'status.addresses') ?? []) as readonly { type: string; address: string }[];
  const address = addresses.find(({ type }) => type === 'InternalIP')?.address ?? name;
  const kubeletPort = Number(valueAt(node, 'status.daemonEndpoints.kubeletEndpoint.Port') ?? 10250);
  const wanted = port === '' ? kubeletPort : Number(port);
  const kubelet = wanted === kubeletPort ? cluster.kubelet(name) : undefined;
  return {
    // A real kubelet speaks TLS; the double's stand-in says itself what it speaks.
    scheme: kubelet === undefined ? 'https' : scheme || (kubelet.tls ? 'https' : 'http'),
    host: `${address}:${wanted}`,
    realPort: kubelet?.realPort,
    pathPrefix: kubelet?.pathPrefix ?? '',
  };
}

const locations: Readonly<Record<string, (call: ResourceCall) => ProxyLocation>> = {
  services: serviceLocation,
  pods: podLocation,
  nodes: nodeLocation,
};

/** @throws StatusError 400, 404 or 503 */
export function proxyLocation(call: ResourceCall): ProxyLocation {
  const locate = locations[call.attributes.resource];
  if (locate === undefined) throw notFound(call.attributes.resource, call.attributes.name ?? '');
  return locate(call);
}
