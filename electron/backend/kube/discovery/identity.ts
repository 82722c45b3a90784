/** What a service's labels and name say that it is: the label sets, the well-known names and the scores of kubernetes.md. */
import type { Engine } from '../../../../shared/model/address.ts';
import type { FoundBy } from '../../../../shared/model/diagnosis.ts';
import type { ServiceObject } from './service-object.ts';

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

export const portScores: ReadonlyMap<number, number> = new Map([
  [9090, 30],
  [8428, 30],
  [8481, 25],
  [9009, 25],
  [10902, 25],
]);

export interface Identity {
  /** 0 where nothing says anything. */
  readonly score: number;
  readonly foundBy: Extract<FoundBy, 'label' | 'wellKnownName'> | undefined;
  readonly engine: Engine;
  /** VictoriaMetrics' cluster has its API under a tenant's path. */
  readonly isVmselect: boolean;
  readonly isServer: boolean;
}

interface LabelSet {
  readonly labels: Readonly<Record<string, string>>;
  readonly score: number;
  readonly engine: Engine;
}

const name = 'app.kubernetes.io/name';
const component = 'app.kubernetes.io/component';

const prometheus = (labels: LabelSet['labels']): LabelSet => ({ labels, score: 100, engine: 'prometheus' });

const prometheusApps = [
  'kube-prometheus-stack-prometheus',
  'prometheus-server',
  'prometheus-operator-prometheus',
  'rancher-monitoring-prometheus',
  'prometheus-prometheus',
  'stack-prometheus',
];

/** A label set that says which engine it is scores as its name label does; the first that matches counts. */
const labelSets: readonly LabelSet[] = [
  prometheus({ [name]: 'prometheus' }),
  prometheus({ 'operated-prometheus': 'true' }),
  prometheus({ app: 'prometheus', component: 'server' }),
  ...prometheusApps.map((app) => prometheus({ app })),
  { labels: { [name]: 'vmsingle' }, score: 100, engine: 'victoriametrics' },
  { labels: { [name]: 'victoria-metrics-single' }, score: 100, engine: 'victoriametrics' },
  { labels: { [name]: 'vmselect' }, score: 90, engine: 'victoriametrics' },
  { labels: { [name]: 'thanos-query' }, score: 80, engine: 'thanos' },
  { labels: { [name]: 'thanos', [component]: 'query' }, score: 80, engine: 'thanos' },
  { labels: { [name]: 'mimir', [component]: 'query-frontend' }, score: 80, engine: 'mimir' },
];

const wellKnownScore = 60;

/** 100 where labels say that it is a Prometheus; less for a name, and for the engines that speak its language. */
export function identify({ metadata }: ServiceObject): Identity {
  const labels = new Map(Object.entries(metadata.labels ?? {}));
  const found = labelSets.find((set) => Object.entries(set.labels).every(([key, value]) => labels.get(key) === value));
  const known = isWellKnown(metadata.name, metadata.namespace);
  return {
    score: Math.max(found?.score ?? 0, known ? wellKnownScore : 0),
    foundBy: found !== undefined ? 'label' : known ? 'wellKnownName' : undefined,
    engine: found?.engine ?? engineByName(metadata.name),
    isVmselect: labels.get(name) === 'vmselect',
    isServer: componentOf(labels) === 'server',
  };
}

function isWellKnown(service: string, namespace: string): boolean {
  return (
    service === wellKnownName ||
    wellKnownServices.some((known) => known.name === service && known.namespace === namespace)
  );
}

function engineByName(service: string): Engine {
  if (service.startsWith('thanos-quer')) return 'thanos';
  return service.includes('prometheus') ? 'prometheus' : 'unknown';
}

function componentOf(labels: ReadonlyMap<string, string>): string | undefined {
  return labels.get(component) ?? labels.get('component');
}

const excluded =
  /node-exporter|kube-state-metrics|alertmanager|pushgateway|-adapter|grafana|blackbox|thanos-(compact|rule|store|sidecar|receive|discovery)/;

/** What is installed beside a Prometheus and named after it, and is none. */
export function isExcluded({ metadata }: ServiceObject): boolean {
  const labels = new Map(Object.entries(metadata.labels ?? {}));
  const texts = [metadata.name, labels.get('app'), labels.get(name), componentOf(labels)];
  return texts.some((text) => text !== undefined && excluded.test(text));
}
