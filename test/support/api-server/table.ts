/** The Table form of lists, which `kubectl get` asks for. */
import type { IncomingMessage } from 'node:http';
import {
  isPod,
  isService,
  type KubernetesObject,
  type ListMeta,
  type Pod,
  type Service,
  valueAt,
} from './kubernetes-object.ts';
import type { ResourceType } from './resource-types.ts';

interface Column {
  readonly name: string;
  readonly type?: string;
  readonly format?: string;
  /** Shown only with `-o wide`. */
  readonly wide?: true;
  readonly cell: (object: KubernetesObject) => string | number;
}

export function wantsTable(request: IncomingMessage): boolean {
  return /as=Table/.test(String(request.headers.accept ?? ''));
}

/** As kubectl shows ages: two units at most, one where the number is large. */
function age(sinceMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - sinceMs) / 1000));
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return `${minutes}m${seconds % 60 === 0 ? '' : `${seconds % 60}s`}`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return `${hours}h${minutes % 60 === 0 ? '' : `${minutes % 60}m`}`;
  if (hours < 48) return `${hours}h`;
  return `${Math.floor(hours / 24)}d`;
}

const none = '<none>';

function ageOf(object: KubernetesObject): string {
  const created = object.metadata.creationTimestamp;
  return created === undefined ? '<unknown>' : age(Date.parse(created), Date.now());
}

const nameColumn: Column = { name: 'Name', format: 'name', cell: (object) => object.metadata.name };
const ageColumn: Column = { name: 'Age', cell: ageOf };

function textAt(path: string): (object: KubernetesObject) => string {
  return (object) => String(valueAt(object, path) ?? none);
}

function podColumn(name: string, cell: (pod: Pod) => string | number, wide?: true): Column {
  const cellOf = (object: KubernetesObject) => (isPod(object) ? cell(object) : none);
  return { name, cell: cellOf, ...(wide ? { wide } : {}) };
}

function readyCell(pod: Pod): string {
  const statuses = pod.status.containerStatuses ?? [];
  return `${statuses.filter((one) => one.ready).length}/${pod.spec.containers.length}`;
}

function serviceColumn(name: string, cell: (service: Service) => string, wide?: true): Column {
  const cellOf = (object: KubernetesObject) => (isService(object) ? cell(object) : none);
  return { name, cell: cellOf, ...(wide ? { wide } : {}) };
}

function servicePorts(service: Service): string {
  const ports = service.spec.ports.map(
    ({ port, nodePort, protocol = 'TCP' }) => `${port}${nodePort === undefined ? '' : `:${nodePort}`}/${protocol}`,
  );
  return ports.length === 0 ? none : ports.join(',');
}

/** Of a load balancer what its cloud gave it. */
function externalAddress(service: Service): string {
  const given = (valueAt(service, 'status.loadBalancer.ingress') ?? []) as readonly {
    ip?: string;
    hostname?: string;
  }[];
  const all = [...given.map(({ ip, hostname }) => ip ?? hostname ?? ''), ...(service.spec.externalIPs ?? [])];
  if (all.length > 0) return all.join(',');
  return service.spec.type === 'LoadBalancer' ? '<pending>' : none;
}

function ingressHosts(object: KubernetesObject): string {
  const rules = (valueAt(object, 'spec.rules') ?? []) as readonly { host?: string }[];
  const hosts = rules.flatMap(({ host }) => (host === undefined ? [] : [host]));
  return hosts.length === 0 ? '*' : hosts.join(',');
}

function ingressAddress(object: KubernetesObject): string {
  const given = (valueAt(object, 'status.loadBalancer.ingress') ?? []) as readonly { ip?: string; hostname?: string }[];
  return given.map(({ ip, hostname }) => ip ?? hostname ?? '').join(',');
}

function selectorText(service: Service): string {
  const pairs = Object.entries(service.spec.selector ?? {}).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? none : pairs.sort().join(',');
}

function endpointAddresses(object: KubernetesObject): string {
  const subsets = valueAt(object, 'subsets') as
    | readonly { addresses?: readonly { ip: string }[]; ports?: readonly { port: number }[] }[]
    | undefined;
  const all = (subsets ?? []).flatMap(({ addresses = [], ports = [] }) =>
    addresses.flatMap(({ ip }) => ports.map(({ port }) => `${ip}:${port}`)),
  );
  if (all.length === 0) return none;
  return all.length > 3 ? `${all.slice(0, 3).join(',')} + ${all.length - 3} more...` : all.join(',');
}

function nodeReady(object: KubernetesObject): string {
  const conditions = (valueAt(object, 'status.conditions') ?? []) as readonly { type: string; status: string }[];
  return conditions.find((one) => one.type === 'Ready')?.status === 'True' ? 'Ready' : 'NotReady';
}

function nodeRoles(object: KubernetesObject): string {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.keys(object.metadata.labels ?? {}).filter((name) => name.startsWith(prefix));
  return roles.map((name) => name.slice(prefix.length)).join(',') || none;
}

const columns: Readonly<Record<string, readonly Column[]>> = {
  pods: [
    nameColumn,
    podColumn('Ready', readyCell),
    podColumn('Status', (pod) => pod.status.phase),
    podColumn('Restarts', (pod) => String(pod.status.containerStatuses?.[0]?.restartCount ?? 0)),
    ageColumn,
    podColumn('IP', (pod) => pod.status.podIP ?? none, true),
    podColumn('Node', (pod) => pod.spec.nodeName ?? none, true),
    { name: 'Nominated Node', wide: true, cell: () => none },
    { name: 'Readiness Gates', wide: true, cell: () => none },
  ],
  services: [
    nameColumn,
    serviceColumn('Type', (service) => service.spec.type ?? 'ClusterIP'),
    serviceColumn('Cluster-IP', (service) => service.spec.clusterIP ?? none),
    serviceColumn('External-IP', externalAddress),
    serviceColumn('Port(s)', servicePorts),
    ageColumn,
    serviceColumn('Selector', selectorText, true),
  ],
  nodes: [
    nameColumn,
    { name: 'Status', cell: nodeReady },
    { name: 'Roles', cell: nodeRoles },
    ageColumn,
    { name: 'Version', cell: textAt('status.nodeInfo.kubeletVersion') },
    { name: 'OS-Image', wide: true, cell: textAt('status.nodeInfo.osImage') },
  ],
  namespaces: [nameColumn, { name: 'Status', cell: textAt('status.phase') }, ageColumn],
  ingresses: [
    nameColumn,
    { name: 'Class', cell: textAt('spec.ingressClassName') },
    { name: 'Hosts', cell: ingressHosts },
    { name: 'Address', cell: ingressAddress },
    { name: 'Ports', cell: (object) => (valueAt(object, 'spec.tls') === undefined ? '80' : '80, 443') },
    ageColumn,
  ],
  endpoints: [nameColumn, { name: 'Endpoints', cell: endpointAddresses }, ageColumn],
};

const otherColumns: readonly Column[] = [
  nameColumn,
  { name: 'Created At', type: 'date', cell: (object) => object.metadata.creationTimestamp ?? '' },
];

export function tableOf(type: ResourceType, objects: readonly KubernetesObject[], metadata: ListMeta): object {
  const shown = columns[type.plural] ?? otherColumns;
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: shown.map((column) => ({
      name: column.name,
      type: column.type ?? 'string',
      format: column.format ?? '',
      description: `${column.name} of the ${type.kind}.`,
      priority: column.wide ? 1 : 0,
    })),
    rows: objects.map((object) => ({
      cells: shown.map((column) => column.cell(object)),
      object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata },
    })),
  };
}
