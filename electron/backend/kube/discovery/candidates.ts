/** Which services of a cluster may be a Prometheus, why, and how much speaks for each (kubernetes.md, "Finding Prometheus"). */
import type { Engine } from '../../../../shared/model/address.ts';
import type { FoundBy } from '../../../../shared/model/diagnosis.ts';
import type { ServiceRef } from '../service-target.ts';
import { type Identity, identify, isExcluded, monitoringNamespaces, portScores } from './identity.ts';
import type { OperatedPrometheus } from './prometheus-resources.ts';
import type { ServiceObject, ServicePortObject } from './service-object.ts';

export interface Candidate {
  /** `NAMESPACE/SERVICE:PORT` */
  readonly id: string;
  readonly service: ServiceRef;
  readonly foundBy: FoundBy;
  /** As its labels say. */
  readonly engine: Engine;
  readonly score: number;
  /** Whether its port speaks TLS, as its name, its number or the custom resource says. */
  readonly secure: boolean;
  /** The paths before `/api/v1` to ask, the likeliest first. */
  readonly prefixes: readonly string[];
  /** The user chose the path: no other is asked. */
  readonly onlyPrefixes?: boolean;
  /** Undefined where only the custom resource could be read. */
  readonly object: ServiceObject | undefined;
}

/** Others have nothing but one of the ports to speak for them: they are listed, and asked only where there is nothing better. */
export function isLikely(candidate: Candidate): boolean {
  return candidate.foundBy !== 'port';
}

/**
 * @param operated what the custom resources say; the services that they stand for are found by them.
 * @returns the services worth asking, the likeliest first; equal ones by namespace and name, so that every run asks in the same order.
 */
export function scoreCandidates(
  services: readonly ServiceObject[],
  operated: readonly OperatedPrometheus[] = [],
): readonly Candidate[] {
  const scored = services.flatMap((service) => scoreService(service, operatedBy(service, operated)) ?? []);
  const unseen = operated.filter((one) => !services.some((service) => operatedBy(service, [one]) !== undefined));
  return [...scored, ...unseen.filter(({ namespace }) => dnsLabel.test(namespace)).map(fromResource)].sort(
    (a, b) => rank(b) - rank(a) || b.score - a.score || shared(a) - shared(b) || compare(a.id, b.id),
  );
}

/** The candidate that the user chose, whatever speaks for it. @returns undefined where the service has no such port. */
export function chosenCandidate(
  object: ServiceObject,
  port: number,
  operated: readonly OperatedPrometheus[] = [],
): Candidate | undefined {
  const found = tcpPorts(object).find((one) => one.port === port);
  if (found === undefined || !canBe(object.metadata, found)) return undefined;
  return { ...candidateOf(object, found, operatedBy(object, operated)), foundBy: 'choice' };
}

const rank = (candidate: Candidate) => (isLikely(candidate) ? 1 : 0);
/** The operator's own service leads to the pods of every Prometheus in its namespace. */
const shared = ({ service }: Candidate) => (service.name === governingService ? 1 : 0);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function scoreService(object: ServiceObject, operated: OperatedPrometheus | undefined): Candidate | undefined {
  const port = choosePort(object, operated);
  if (port === undefined || isExcluded(object) || !canBe(object.metadata, port)) return undefined;
  const candidate = candidateOf(object, port, operated);
  // Neither a monitoring namespace nor the name of what is Prometheus's (its operator) is a reason to ask a service.
  return candidate.foundBy === 'port' && portScore(port) === 0 ? undefined : candidate;
}

/** Names and ports go into addresses as they are. A cluster has no others, unless it means harm. */
function canBe({ name, namespace }: ServiceObject['metadata'], { port }: ServicePortObject): boolean {
  return [name, namespace].every((one) => dnsLabel.test(one)) && Number.isInteger(port) && port >= 1 && port <= 65_535;
}

const dnsLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

function candidateOf(
  object: ServiceObject,
  port: ServicePortObject,
  operated: OperatedPrometheus | undefined,
): Candidate {
  const { name, namespace } = object.metadata;
  const identity = identify(object);
  const named = name.includes('prometheus');
  const score =
    Math.max(identity.score, operated === undefined ? 0 : 100) +
    (identity.isServer ? 20 : 0) +
    portScore(port) +
    (named ? 20 : 0) +
    (monitoringNamespaces.includes(namespace) ? 10 : 0);
  return {
    id: `${namespace}/${name}:${port.port}`,
    service: { namespace, name, selector: object.spec.selector ?? undefined, port },
    foundBy: operated === undefined ? foundBy(identity, named && portScore(port) > 0) : 'customResource',
    engine: operated === undefined ? identity.engine : 'prometheus',
    score,
    secure: operated?.secure === true || isSecure(namespace, port),
    prefixes: prefixesOf(identity.engine, identity.isVmselect, operated),
    object,
  };
}

function foundBy(identity: Identity, byNameAndPort: boolean): FoundBy {
  if (identity.foundBy !== undefined) return identity.foundBy;
  return byNameAndPort ? 'nameAndPort' : 'port';
}

/** Where the services may not be read, the operator's own one: always of this name, in the namespace of the custom resource. */
function fromResource(operated: OperatedPrometheus): Candidate {
  const { namespace, name, portName, secure } = operated;
  const port = { name: portName, port: 9090, targetPort: portName };
  const selector = { 'app.kubernetes.io/name': 'prometheus', 'operator.prometheus.io/name': name };
  return {
    id: `${namespace}/${governingService}:${port.port}`,
    service: { namespace, name: governingService, selector, port },
    foundBy: 'customResource',
    engine: 'prometheus',
    score: 150 + (monitoringNamespaces.includes(namespace) ? 10 : 0),
    secure,
    prefixes: prefixesOf('prometheus', false, operated),
    object: undefined,
  };
}

const governingService = 'prometheus-operated';

/** The custom resource whose pods the service selects. The operator's own service selects those of every one in its namespace. */
function operatedBy(
  { metadata, spec }: ServiceObject,
  operated: readonly OperatedPrometheus[],
): OperatedPrometheus | undefined {
  const selected = spec.selector?.['operator.prometheus.io/name'] ?? spec.selector?.prometheus;
  return operated.find(
    ({ namespace, name }) =>
      namespace === metadata.namespace && (selected === name || metadata.name === governingService),
  );
}

/** `--web.route-prefix=/prometheus` is the usual one; VictoriaMetrics' cluster answers per tenant, and 0 is the first. */
function prefixesOf(engine: Engine, isVmselect: boolean, operated: OperatedPrometheus | undefined): readonly string[] {
  const first = operated === undefined ? [] : [operated.routePrefix];
  if (isVmselect) first.push('/select/0/prometheus');
  if (engine === 'mimir') first.push('/prometheus');
  return [...new Set([...first, '', '/prometheus'])];
}

function portScore(port: ServicePortObject): number {
  return portScores.get(port.port) ?? portScores.get(Number(port.targetPort)) ?? 0;
}

/** OpenShift's own speak nothing else, on a port that is called `web`. */
function isSecure(namespace: string, { name, port, appProtocol }: ServicePortObject): boolean {
  if (appProtocol != null) return appProtocol.toLowerCase() === 'https';
  if (namespace === 'openshift-monitoring') return port === 9091;
  return port === 443 || port === 8443 || /^https(-|$)/.test(name ?? '');
}

const webPortNames = new Set(['web', 'http-web', 'http', 'http-query', 'http-metrics']);

function tcpPorts(object: ServiceObject): readonly ServicePortObject[] {
  return (object.spec.ports ?? []).filter((port) => (port.protocol ?? 'TCP') === 'TCP');
}

/** The port that looks like the query API's: the custom resource's, by its number, the container's, its name, then the first. */
function choosePort(object: ServiceObject, operated: OperatedPrometheus | undefined): ServicePortObject | undefined {
  const ports = tcpPorts(object);
  return (
    (operated && ports.find(({ name, targetPort }) => [name, targetPort].includes(operated.portName))) ??
    ports.find((port) => portScores.has(port.port)) ??
    ports.find((port) => portScores.has(Number(port.targetPort))) ??
    ports.find((port) => webPortNames.has(port.name ?? '')) ??
    ports[0]
  );
}
