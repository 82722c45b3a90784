/** How Prometheus and what speaks like it look in real clusters: names, labels and ports as their charts and operators make them. */
import type { ContainerPort, Labels, ServicePort } from './kubernetes-object.ts';

/**
 * `helm`: the chart `prometheus`: service `prometheus-server`, 80 to 9090.
 * `stack`: kube-prometheus-stack: services `kube-prometheus-stack-prometheus` and `prometheus-operated`, 9090 to the port named
 * `http-web`, a StatefulSet's pod, and the operator's custom resource.
 * `operated`: the operator alone: the custom resource `k8s`, its pod, and only the headless service `prometheus-operated`.
 * `rancher`: rancher-monitoring, an operator's too. `istio`: the add-on in `istio-system`. `kubecost`: the one that kubecost brings.
 * `thanosQuery`, `victoriaSingle`, `vmselect` (answers under `/select/0/prometheus`), `mimir` (under `/prometheus`, with a tenant).
 * `openshift`: `thanos-querier` in `openshift-monitoring`: 9091, https, a login in front.
 */
export type PrometheusShapeName =
  | 'helm'
  | 'stack'
  | 'operated'
  | 'rancher'
  | 'istio'
  | 'kubecost'
  | 'thanosQuery'
  | 'victoriaSingle'
  | 'vmselect'
  | 'mimir'
  | 'openshift';

interface ShapeContainer {
  readonly name: string;
  readonly image: string;
  readonly ports?: readonly ContainerPort[];
}

export interface PrometheusShape {
  readonly namespace: string;
  /** Undefined: no service but the operator's own. */
  readonly service: string | undefined;
  readonly pod: string;
  readonly serviceLabels: Labels;
  readonly podLabels: Labels;
  readonly servicePort: ServicePort;
  readonly containerPort: ContainerPort;
  /** The first has the port. */
  readonly containers: readonly [ShapeContainer, ...ShapeContainer[]];
  /** The name of the operator's custom resource. */
  readonly resource?: string;
}

const prometheusImage = 'quay.io/prometheus/prometheus:v2.42.0';
const reloaderImage = 'quay.io/prometheus-operator/prometheus-config-reloader:v0.63.0';
const webPort = { name: 'http-web', containerPort: 9090 };

function helm(): PrometheusShape {
  const labels = {
    'app.kubernetes.io/component': 'server',
    'app.kubernetes.io/instance': 'prometheus',
    'app.kubernetes.io/managed-by': 'Helm',
    'app.kubernetes.io/name': 'prometheus',
    'app.kubernetes.io/part-of': 'prometheus',
    'app.kubernetes.io/version': 'v2.42.0',
    'helm.sh/chart': 'prometheus-19.6.1',
  };
  return {
    namespace: 'monitoring',
    service: 'prometheus-server',
    pod: 'prometheus-server-6b7f9d8c5d-m4x7q',
    serviceLabels: labels,
    podLabels: labels,
    servicePort: { name: 'http', port: 80, targetPort: 9090 },
    containerPort: { containerPort: 9090 },
    containers: [
      { name: 'prometheus-server', image: prometheusImage },
      { name: 'prometheus-server-configmap-reload', image: reloaderImage },
    ],
  };
}

function operatedPod(resource: string) {
  const pod = `prometheus-${resource}-0`;
  return {
    pod,
    podLabels: {
      'app.kubernetes.io/instance': resource,
      'app.kubernetes.io/managed-by': 'prometheus-operator',
      'app.kubernetes.io/name': 'prometheus',
      'app.kubernetes.io/version': '2.42.0',
      'operator.prometheus.io/name': resource,
      'operator.prometheus.io/shard': '0',
      prometheus: resource,
      'statefulset.kubernetes.io/pod-name': pod,
    },
    containerPort: webPort,
    containers: [
      { name: 'prometheus', image: prometheusImage },
      { name: 'config-reloader', image: reloaderImage, ports: [{ name: 'reloader-web', containerPort: 8080 }] },
    ],
    resource,
  } as const;
}

function chartOfStack(namespace: string, release: string, name: string): PrometheusShape {
  return {
    namespace,
    service: name,
    serviceLabels: {
      app: name,
      'app.kubernetes.io/instance': release,
      'app.kubernetes.io/managed-by': 'Helm',
      'app.kubernetes.io/part-of': release,
      chart: `${release}-45.7.1`,
      heritage: 'Helm',
      release,
      'self-monitor': 'true',
    },
    servicePort: { name: 'http-web', port: 9090, targetPort: 'http-web' },
    ...operatedPod(name),
  };
}

function operated(): PrometheusShape {
  return {
    namespace: 'monitoring',
    service: undefined,
    serviceLabels: {},
    servicePort: { name: 'http-web', port: 9090, targetPort: 'http-web' },
    ...operatedPod('k8s'),
  };
}

interface Simple {
  readonly namespace?: string;
  readonly service: string;
  readonly labels: Labels;
  readonly port: number;
  readonly portName: string;
  readonly containerPort?: number;
  readonly image: string;
}

/** A Deployment with one port; its pod has the service's labels. */
function simple({ namespace = 'monitoring', service, labels, port, portName, containerPort = port, image }: Simple) {
  const shape: PrometheusShape = {
    namespace,
    service,
    pod: `${service}-5c9d7b6f4-zk2vn`,
    serviceLabels: labels,
    podLabels: labels,
    servicePort: { name: portName, port, targetPort: containerPort },
    containerPort: { containerPort },
    containers: [{ name: service, image }],
  };
  return shape;
}

export const prometheusShapes: Readonly<Record<PrometheusShapeName, () => PrometheusShape>> = {
  helm,
  stack: () => chartOfStack('monitoring', 'kube-prometheus-stack', 'kube-prometheus-stack-prometheus'),
  rancher: () => chartOfStack('cattle-monitoring-system', 'rancher-monitoring', 'rancher-monitoring-prometheus'),
  operated,
  istio: () =>
    simple({
      namespace: 'istio-system',
      service: 'prometheus',
      labels: { app: 'prometheus', component: 'server', release: 'prometheus', chart: 'prometheus-19.0.2' },
      port: 9090,
      portName: 'http',
      image: prometheusImage,
    }),
  kubecost: () =>
    simple({
      namespace: 'kubecost',
      service: 'kubecost-prometheus-server',
      labels: { app: 'prometheus', component: 'server', heritage: 'Helm', release: 'kubecost' },
      port: 80,
      portName: 'http',
      containerPort: 9090,
      image: prometheusImage,
    }),
  thanosQuery: () =>
    simple({
      service: 'thanos-query',
      labels: {
        'app.kubernetes.io/component': 'query-layer',
        'app.kubernetes.io/instance': 'thanos-query',
        'app.kubernetes.io/name': 'thanos-query',
        'app.kubernetes.io/version': 'v0.31.0',
      },
      port: 10902,
      portName: 'http',
      image: 'quay.io/thanos/thanos:v0.31.0',
    }),
  victoriaSingle: () =>
    simple({
      service: 'victoria-metrics-single-server',
      labels: {
        app: 'server',
        'app.kubernetes.io/instance': 'victoria-metrics-single',
        'app.kubernetes.io/managed-by': 'Helm',
        'app.kubernetes.io/name': 'victoria-metrics-single',
      },
      port: 8428,
      portName: 'http',
      image: 'victoriametrics/victoria-metrics:v1.79.5',
    }),
  vmselect: () =>
    simple({
      service: 'vmselect-main',
      labels: {
        'app.kubernetes.io/component': 'monitoring',
        'app.kubernetes.io/instance': 'main',
        'app.kubernetes.io/name': 'vmselect',
        'managed-by': 'vm-operator',
      },
      port: 8481,
      portName: 'http',
      image: 'victoriametrics/vmselect:v1.79.5-cluster',
    }),
  mimir: () =>
    simple({
      namespace: 'mimir',
      service: 'mimir-query-frontend',
      labels: {
        'app.kubernetes.io/component': 'query-frontend',
        'app.kubernetes.io/instance': 'mimir',
        'app.kubernetes.io/managed-by': 'Helm',
        'app.kubernetes.io/name': 'mimir',
      },
      port: 8080,
      portName: 'http-metrics',
      image: 'grafana/mimir:2.6.0',
    }),
  openshift: () =>
    simple({
      namespace: 'openshift-monitoring',
      service: 'thanos-querier',
      labels: {
        'app.kubernetes.io/component': 'query-layer',
        'app.kubernetes.io/instance': 'thanos-querier',
        'app.kubernetes.io/name': 'thanos-query',
        'app.kubernetes.io/part-of': 'openshift-monitoring',
      },
      port: 9091,
      portName: 'web',
      image: 'quay.io/openshift/origin-oauth-proxy:4.12',
    }),
};
