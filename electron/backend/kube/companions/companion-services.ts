/**
 * Which services of a cluster may be an Alertmanager or a Pushgateway, why, and how much speaks for each. The labels and names are those of the
 * charts, of the Prometheus operator and of kube-prometheus.
 */
import type { CompanionFoundBy, CompanionKind } from '../../../../shared/model/companion.ts';
import type { ServiceObject, ServicePortObject } from '../discovery/service-object.ts';
import type { PodPort } from '../kube-client.ts';
import type { ServiceRef } from '../service-target.ts';
import { pathBefore } from './prefix.ts';

export interface CompanionCandidate {
  readonly id: string;
  /** A pod that no service leads to is reached by port-forward alone. */
  readonly target: { readonly kind: 'service'; readonly service: ServiceRef } | ({ readonly kind: 'pod' } & PodPort);
  readonly foundBy: CompanionFoundBy;
  readonly score: number;
  /** Whether its port speaks TLS, as its name or number says. */
  readonly secure: boolean;
  /** The paths before `/api` to ask, the likeliest first. */
  readonly prefixes: readonly string[];
  /** As a person typed it: no other is asked. */
  readonly typedPrefix?: string;
}

interface Looks {
  /** Values of any of the labels below; a service's name may be one of them, or end in it behind a hyphen. */
  readonly names: readonly string[];
  /** The operator's own service, which leads to the pods of all of them in its namespace. */
  readonly governing: string;
  readonly port: number;
  /** `--web.route-prefix`, as it usually is. */
  readonly prefixes: readonly string[];
}

const looks: Readonly<Record<CompanionKind, Looks>> = {
  alertmanager: {
    names: ['alertmanager', 'alertmanager-main'],
    governing: 'alertmanager-operated',
    port: 9093,
    prefixes: ['', '/alertmanager'],
  },
  pushgateway: {
    names: ['pushgateway', 'prometheus-pushgateway'],
    governing: '',
    port: 9091,
    prefixes: ['', '/pushgateway'],
  },
};

const nameLabels = ['app.kubernetes.io/name', 'app.kubernetes.io/component', 'k8s-app', 'component', 'app'] as const;

const webPortNames = new Set(['web', 'http-web', 'http', 'main', 'https']);
/** Of gossip, of the reloader beside it, and of its own metrics behind a proxy: none of them is the API. */
const otherPorts = /mesh|gossip|cluster|grpc|reload|tenancy|metrics/;

const scores = { label: 100, name: 60, port: 0, mainPort: 30, near: 20, governing: -15, headless: -5 } as const;

export function companionOf(
  kind: CompanionKind,
  object: ServiceObject,
  near: ReadonlySet<string>,
): CompanionCandidate | undefined {
  const { name, namespace } = object.metadata;
  const said = looks[kind];
  const foundBy = recognized(said, object);
  const port = choosePort(said, object);
  if (port === undefined || !canBe(object.metadata, port.port)) return undefined;
  if (foundBy === 'port' && !hasMainPort(said, port)) return undefined;
  const score =
    scores[foundBy] +
    (hasMainPort(said, port) ? scores.mainPort : 0) +
    (near.has(namespace) ? scores.near : 0) +
    (name === said.governing ? scores.governing : 0) +
    (name.endsWith('-headless') ? scores.headless : 0);
  return { ...serviceCandidate(kind, object, port), foundBy, score };
}

/** As it is, whatever speaks for it. @param port of the service */
export function serviceCandidate(
  kind: CompanionKind,
  object: ServiceObject,
  port: ServicePortObject,
): Omit<CompanionCandidate, 'foundBy' | 'score'> {
  const { name, namespace } = object.metadata;
  return {
    id: `${namespace}/${name}:${port.port}`,
    target: { kind: 'service', service: { namespace, name, selector: object.spec.selector ?? undefined, port } },
    secure: isSecure(port),
    prefixes: [...new Set([...annotatedPrefix(object), ...looks[kind].prefixes])],
  };
}

/** Where a Prometheus is told to scrape it, it answers too. */
function annotatedPrefix({ metadata }: ServiceObject): readonly string[] {
  const prefix = pathBefore(metadata.annotations?.['prometheus.io/path'] ?? '', /\/metrics$/);
  return prefix === undefined ? [] : [prefix];
}

export function podCandidate(
  kind: CompanionKind,
  pod: PodPort,
): Omit<CompanionCandidate, 'foundBy' | 'score' | 'secure'> {
  return {
    id: `${pod.namespace}/pod/${pod.pod}:${pod.port}`,
    target: { kind: 'pod', ...pod },
    prefixes: looks[kind].prefixes,
  };
}

export function usualPrefixes(kind: CompanionKind): readonly string[] {
  return looks[kind].prefixes;
}

/** Names by which a service is read where services may not be listed. */
export function namesOf(kind: CompanionKind): readonly string[] {
  const { names, governing } = looks[kind];
  return governing === '' ? names : [...names, governing];
}

/**
 * Of services that lead to the same pods one is enough: the likelier. The operator's own service selects the pods of each Alertmanager of its
 * namespace, which is the more general selector.
 * @param sorted the likeliest first
 */
export function withoutDoubles(sorted: readonly CompanionCandidate[]): readonly CompanionCandidate[] {
  return sorted.filter((one, index) => !sorted.slice(0, index).some((better) => leadsTo(one, better)));
}

function leadsTo(general: CompanionCandidate, special: CompanionCandidate): boolean {
  if (general.target.kind === 'pod' || special.target.kind === 'pod') return false;
  const [a, b] = [general.target.service, special.target.service];
  const pairs = Object.entries(a.selector ?? {});
  return a.namespace === b.namespace && pairs.length > 0 && pairs.every(([key, value]) => b.selector?.[key] === value);
}

/** Names and ports go into addresses as they are. A cluster has no others, unless it means harm. */
export function canBe({ name, namespace }: { readonly name: string; readonly namespace: string }, port: number) {
  return [name, namespace].every((one) => dnsName.test(one)) && Number.isInteger(port) && port >= 1 && port <= 65_535;
}

/** A pod's may have dots. */
const dnsName = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

function recognized({ names, governing }: Looks, { metadata }: ServiceObject): Exclude<CompanionFoundBy, 'prometheus'> {
  const labels = new Map(Object.entries(metadata.labels ?? {}));
  const isNamed = (text: string | undefined) =>
    text !== undefined && names.some((name) => text === name || text.endsWith(`-${name}`));
  if (nameLabels.some((label) => isNamed(labels.get(label)))) return 'label';
  if (governing !== '' && (metadata.name === governing || labels.get('operated-alertmanager') === 'true'))
    return 'label';
  return isNamed(metadata.name) ? 'name' : 'port';
}

function hasMainPort({ port: main }: Looks, { port, targetPort }: ServicePortObject): boolean {
  return port === main || Number(targetPort) === main;
}

export function tcpPorts(object: ServiceObject): readonly ServicePortObject[] {
  return (object.spec.ports ?? []).filter((port) => (port.protocol ?? 'TCP') === 'TCP');
}

function choosePort(said: Looks, object: ServiceObject): ServicePortObject | undefined {
  const ports = tcpPorts(object).filter(({ name }) => !otherPorts.test(name ?? ''));
  return (
    ports.find((port) => port.port === said.port) ??
    ports.find((port) => hasMainPort(said, port)) ??
    ports.find(({ name }) => webPortNames.has(name ?? '')) ??
    ports[0]
  );
}

function isSecure({ name, port, appProtocol }: ServicePortObject): boolean {
  if (appProtocol != null) return appProtocol.toLowerCase() === 'https';
  return port === 443 || port === 8443 || /^https(-|$)/.test(name ?? '');
}
