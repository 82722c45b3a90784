/**
 * The exporters that are recognized without anybody's annotation, by labels and names of their pods and services: one table. Its values
 * are those of the charts and manifests that most clusters are set up with (helm charts of the Prometheus community, kube-prometheus,
 * kubeadm's and the cloud providers' DNS). The rules that a person sees are made of it (job-rules.ts). Whoever may make a pod may give it such
 * a label: none of them has its labels honored, so that `job` and `instance`, and with them its series, are its own (decision 15).
 */
import { type Labels, labelPairs } from '../../../../shared/model/labels.ts';

export interface RecognizedJob {
  readonly name: string;
  /** Values of any of `nameLabels`; a service's name may be one of them, or end in it behind a hyphen. */
  readonly names: readonly string[];
  /** Names or numbers of the ports that speak for it; the pod has others, too. */
  readonly ports: readonly string[];
  /** Its own labels say of whom it tells (`namespace`, `pod`): its series get none of its own pod beside them. */
  readonly tellsOfOthers: boolean;
  readonly size: 'ordinary' | 'large';
}

/** In the order in which they are looked at: `app` of old charts says what a workload belongs to, and `component` what it is. */
export const nameLabels = ['app.kubernetes.io/name', 'k8s-app', 'component', 'app'] as const;

export const recognizedJobs: readonly RecognizedJob[] = [
  {
    name: 'node-exporter',
    names: ['node-exporter', 'prometheus-node-exporter'],
    // kube-prometheus has a proxy before it that wants a login, on a port `https`.
    ports: ['metrics', 'http-metrics', 'https', '9100'],
    tellsOfOthers: false,
    size: 'ordinary',
  },
  {
    name: 'kube-state-metrics',
    names: ['kube-state-metrics'],
    ports: ['http-metrics', 'http', 'https-main', '8080'],
    // Its `namespace` and `pod` are those that it tells of.
    tellsOfOthers: true,
    size: 'large',
  },
  {
    name: 'coredns',
    names: ['kube-dns', 'coredns', 'rke2-coredns', 'node-local-dns'],
    ports: ['metrics', 'http-metrics', '9153'],
    tellsOfOthers: false,
    size: 'ordinary',
  },
  {
    name: 'alertmanager',
    names: ['alertmanager'],
    ports: ['http-web', 'web', 'http', '9093'],
    tellsOfOthers: false,
    size: 'ordinary',
  },
  {
    name: 'pushgateway',
    names: ['pushgateway', 'prometheus-pushgateway'],
    ports: ['http', 'web', '9091'],
    // `namespace` and the like are those of who pushed; their `job` and `instance` are `exported_…` ones.
    tellsOfOthers: true,
    size: 'ordinary',
  },
];

/** @param serviceName of a service. @returns the first row that it is of */
export function recognizedBy(labels: Labels, serviceName: string | undefined): RecognizedJob | undefined {
  const values = labelPairs(labels).flatMap(([name, value]) =>
    (nameLabels as readonly string[]).includes(name) ? [value] : [],
  );
  return recognizedJobs.find(({ names }) =>
    names.some((name) => values.includes(name) || serviceName === name || (serviceName?.endsWith(`-${name}`) ?? false)),
  );
}
