/** Which services of a cluster may be a Prometheus, and how much speaks for each (kubernetes.md, "Finding Prometheus"). */
import { z } from 'zod';
import type { ServicePort, ServiceRef } from '../service-target.ts';

/** A service as the API lists it; the rest of the object is not kept. */
export const serviceObject = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    labels: z.record(z.string(), z.string()).nullish(),
  }),
  spec: z.object({
    selector: z.record(z.string(), z.string()).nullish(),
    ports: z
      .array(
        z.object({
          name: z.string().optional(),
          port: z.number(),
          targetPort: z.union([z.number(), z.string()]).nullish(),
          protocol: z.string().optional(),
        }),
      )
      .nullish(),
  }),
});
export type ServiceObject = z.infer<typeof serviceObject>;

export interface Candidate {
  readonly service: ServiceRef;
  readonly score: number;
}

/** Where Prometheus is found by name, whatever its labels. */
export const wellKnownServices: readonly { readonly namespace: string; readonly name: string }[] = [
  { namespace: 'monitoring', name: 'prometheus-operated' },
  { namespace: 'monitoring', name: 'kube-prometheus-stack-prometheus' },
  { namespace: 'cattle-monitoring-system', name: 'rancher-monitoring-prometheus' },
  { namespace: 'openshift-monitoring', name: 'prometheus-k8s' },
  { namespace: 'openshift-monitoring', name: 'thanos-querier' },
  { namespace: 'lens-metrics', name: 'prometheus' },
];

/** The helm chart `prometheus`, in whatever namespace it was installed. */
export const wellKnownName = 'prometheus-server';

/** Where Prometheus is usually installed; a service in one of them is a little more likely the right one. */
export const monitoringNamespaces: readonly string[] = [
  'monitoring',
  'prometheus',
  'observability',
  'kube-prometheus-stack',
  'cattle-monitoring-system',
  'openshift-monitoring',
  'lens-metrics',
];

const excluded =
  /node-exporter|kube-state-metrics|alertmanager|pushgateway|-adapter|grafana|blackbox|thanos-(compact|rule|store|sidecar|receive|discovery)/;

/** A name label alone is enough; a service called prometheus on port 9090 (20 + 30) is, too. */
const leastScore = 50;

const prometheusApps = new Set([
  'kube-prometheus-stack-prometheus',
  'prometheus-server',
  'prometheus-operator-prometheus',
  'rancher-monitoring-prometheus',
  'prometheus-prometheus',
  'stack-prometheus',
]);

const nameScores = new Map([
  ['prometheus', 100],
  ['vmsingle', 100],
  ['victoria-metrics-single', 100],
  ['vmselect', 90],
  ['thanos-query', 80],
]);

const portScores = new Map([
  [9090, 30],
  [8428, 30],
  [8481, 25],
  [9009, 25],
  [10902, 25],
]);

/** @returns the services worth asking, the likeliest first; equal ones by namespace and name, so that every run asks in the same order. */
export function scoreCandidates(services: readonly ServiceObject[]): readonly Candidate[] {
  return services
    .flatMap((service) => scoreService(service) ?? [])
    .sort((a, b) => b.score - a.score || compare(key(a), key(b)));
}

const key = ({ service }: Candidate) => `${service.namespace}/${service.name}`;

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function scoreService(object: ServiceObject): Candidate | undefined {
  const { name, namespace } = object.metadata;
  const labels = new Map(Object.entries(object.metadata.labels ?? {}));
  const port = choosePort(object);
  if (port === undefined || isExcluded(name, labels)) return undefined;
  const score =
    identityScore(name, namespace, labels) +
    (component(labels) === 'server' ? 20 : 0) +
    (portScores.get(port.port) ?? portScores.get(Number(port.targetPort)) ?? 0) +
    (name.includes('prometheus') ? 20 : 0) +
    (monitoringNamespaces.includes(namespace) ? 10 : 0);
  if (score < leastScore) return undefined;
  const selector = object.spec.selector ?? undefined;
  return { service: { namespace, name, selector, port }, score };
}

function isExcluded(name: string, labels: ReadonlyMap<string, string>): boolean {
  const texts = [name, labels.get('app'), labels.get('app.kubernetes.io/name'), component(labels)];
  return texts.some((text) => text !== undefined && excluded.test(text));
}

/** 100 where labels or a well-known name say that it is a Prometheus; less for the engines that speak its language. */
function identityScore(name: string, namespace: string, labels: ReadonlyMap<string, string>): number {
  const nameLabel = labels.get('app.kubernetes.io/name') ?? '';
  const app = labels.get('app') ?? '';
  const scores = [
    nameScores.get(nameLabel) ?? 0,
    labels.get('operated-prometheus') === 'true' ? 100 : 0,
    prometheusApps.has(app) ? 100 : 0,
    app === 'prometheus' && labels.get('component') === 'server' ? 100 : 0,
    nameLabel === 'thanos' && component(labels) === 'query' ? 80 : 0,
    nameLabel === 'mimir' && component(labels) === 'query-frontend' ? 80 : 0,
    isWellKnown(name, namespace) ? 60 : 0,
  ];
  return Math.max(...scores);
}

function isWellKnown(name: string, namespace: string): boolean {
  return (
    name === wellKnownName || wellKnownServices.some((known) => known.name === name && known.namespace === namespace)
  );
}

function component(labels: ReadonlyMap<string, string>): string | undefined {
  return labels.get('app.kubernetes.io/component') ?? labels.get('component');
}

const webPortNames = new Set(['web', 'http-web', 'http', 'http-query', 'http-metrics']);

/** The port that looks like the query API's: by its number, then the container's, then its name, then the first. */
function choosePort(object: ServiceObject): ServicePort | undefined {
  const ports = (object.spec.ports ?? []).filter((port) => (port.protocol ?? 'TCP') === 'TCP');
  return (
    ports.find((port) => portScores.has(port.port)) ??
    ports.find((port) => portScores.has(Number(port.targetPort))) ??
    ports.find((port) => webPortNames.has(port.name ?? '')) ??
    ports[0]
  );
}
