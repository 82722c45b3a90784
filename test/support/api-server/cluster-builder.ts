/**
 * Builds the contents of a cluster in the shapes that real installations have: the helm chart `prometheus`, kube-prometheus-stack,
 * node-exporter's DaemonSet, plain workloads. `buildCluster('harbor').node('n1').prometheus({ realPort }).cluster`
 */
import { Cluster, type PodPortAddress } from './cluster.ts';
import type { ContainerPort, Labels, ServicePort } from './kubernetes-object.ts';
import { nodeObject, type PodOptions, podObject, type ServiceOptions, serviceObject } from './object-makers.ts';

export interface PrometheusOptions {
  /**
   * `helm` (default): the chart `prometheus`: service `prometheus-server`, 80 to 9090.
   * `stack`: kube-prometheus-stack: services `kube-prometheus-stack-prometheus` and `prometheus-operated`, 9090 to the port named
   * `http-web`, a StatefulSet's pod, and the operator's custom resource.
   */
  readonly shape?: 'helm' | 'stack';
  /** `monitoring` by default. */
  readonly namespace?: string;
  readonly service?: string;
  readonly pod?: string;
  readonly labels?: Labels;
  readonly servicePort?: number;
  readonly targetPort?: number | string;
  readonly containerPort?: number;
  readonly node?: string;
  readonly ready?: boolean;
  /** Of the custom resource. */
  readonly routePrefix?: string;
  /** The real Prometheus on this machine; absent: the port refuses connections. */
  readonly realPort?: number;
}

export interface WorkloadOptions {
  readonly namespace: string;
  readonly name: string;
  readonly labels?: Labels;
  /** The pods' names; one `NAME-0` by default. */
  readonly pods?: readonly string[];
  readonly nodes?: readonly string[];
  readonly ports?: readonly (ContainerPort & { readonly realPort?: number })[];
  /** Absent: no service. */
  readonly service?: { readonly name?: string; readonly labels?: Labels; readonly ports: readonly ServicePort[] };
}

export interface NodeExporterOptions {
  readonly namespace?: string;
  /** Each has a pod. */
  readonly nodes: readonly { readonly name: string; readonly realPort?: number }[];
}

interface PrometheusShape {
  readonly service: string;
  readonly pod: string;
  readonly serviceLabels: Labels;
  readonly podLabels: Labels;
  readonly servicePort: ServicePort;
  readonly containerPort: ContainerPort;
  readonly containers: readonly {
    readonly name: string;
    readonly image: string;
    readonly ports?: readonly ContainerPort[];
  }[];
}

const prometheusImage = 'quay.io/prometheus/prometheus:v2.42.0';

function helmShape(): PrometheusShape {
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
    service: 'prometheus-server',
    pod: 'prometheus-server-6b7f9d8c5d-m4x7q',
    serviceLabels: labels,
    podLabels: labels,
    servicePort: { name: 'http', port: 80, targetPort: 9090 },
    containerPort: { containerPort: 9090 },
    containers: [
      {
        name: 'prometheus-server-configmap-reload',
        image: 'quay.io/prometheus-operator/prometheus-config-reloader:v0.63.0',
      },
      { name: 'prometheus-server', image: prometheusImage },
    ],
  };
}

function stackShape(): PrometheusShape {
  const name = 'kube-prometheus-stack-prometheus';
  return {
    service: name,
    pod: `prometheus-${name}-0`,
    serviceLabels: {
      app: name,
      'app.kubernetes.io/instance': 'kube-prometheus-stack',
      'app.kubernetes.io/managed-by': 'Helm',
      'app.kubernetes.io/part-of': 'kube-prometheus-stack',
      chart: 'kube-prometheus-stack-45.7.1',
      heritage: 'Helm',
      release: 'kube-prometheus-stack',
      'self-monitor': 'true',
    },
    podLabels: {
      'app.kubernetes.io/instance': name,
      'app.kubernetes.io/managed-by': 'prometheus-operator',
      'app.kubernetes.io/name': 'prometheus',
      'app.kubernetes.io/version': '2.42.0',
      'operator.prometheus.io/name': name,
      'operator.prometheus.io/shard': '0',
      prometheus: name,
      'statefulset.kubernetes.io/pod-name': `prometheus-${name}-0`,
    },
    servicePort: { name: 'http-web', port: 9090, targetPort: 'http-web' },
    containerPort: { name: 'http-web', containerPort: 9090 },
    containers: [
      { name: 'prometheus', image: prometheusImage },
      {
        name: 'config-reloader',
        image: 'quay.io/prometheus-operator/prometheus-config-reloader:v0.63.0',
        ports: [{ name: 'reloader-web', containerPort: 8080 }],
      },
    ],
  };
}

export class ClusterBuilder {
  readonly cluster: Cluster;
  #firstNode: string | undefined;

  constructor(name: string) {
    this.cluster = new Cluster(name);
  }

  node(name: string, labels: Labels = {}): this {
    this.#firstNode ??= name;
    this.cluster.apply(nodeObject(name, labels));
    return this;
  }

  namespace(name: string, labels: Labels = {}): this {
    this.cluster.addNamespace(name, labels);
    return this;
  }

  /** On the first node where none is named; its namespace comes by itself. */
  pod(options: PodOptions): this {
    this.cluster.addNamespace(options.namespace);
    const { phase } = options;
    const node = options.node ?? (phase === 'Pending' ? undefined : this.#anyNode());
    this.cluster.apply(podObject({ ...options, ...(node === undefined ? {} : { node }) }));
    return this;
  }

  service(options: ServiceOptions): this {
    this.cluster.addNamespace(options.namespace);
    this.cluster.apply(serviceObject(options));
    return this;
  }

  forward(address: PodPortAddress, realPort: number): this {
    this.cluster.forward(address, realPort);
    return this;
  }

  /** Pods with the same labels and, if wanted, a service in front of them. */
  workload(options: WorkloadOptions): this {
    const { namespace, name, nodes = [], ports = [], service } = options;
    const labels = options.labels ?? { app: name };
    const containerPorts = ports.map(({ realPort: _, ...port }) => port);
    for (const [index, pod] of (options.pods ?? [`${name}-0`]).entries()) {
      const node = nodes[index % Math.max(1, nodes.length)];
      const containers = [{ name, ...(ports.length > 0 ? { ports: containerPorts } : {}) }];
      this.pod({ namespace, name: pod, labels, containers, ...(node === undefined ? {} : { node }) });
      for (const { containerPort, realPort } of ports) {
        if (realPort !== undefined) this.forward({ namespace, pod, port: containerPort }, realPort);
      }
    }
    if (service === undefined) return this;
    const serviceLabels = service.labels ?? labels;
    return this.service({
      namespace,
      name: service.name ?? name,
      labels: serviceLabels,
      selector: labels,
      ports: service.ports,
    });
  }

  prometheus(options: PrometheusOptions = {}): this {
    const { namespace = 'monitoring', realPort, ready = true, node } = options;
    const shape = options.shape === 'stack' ? stackShape() : helmShape();
    const service = options.service ?? shape.service;
    const pod = options.pod ?? shape.pod;
    const port = options.containerPort ?? shape.containerPort.containerPort;
    const servicePort = {
      ...shape.servicePort,
      ...(options.servicePort === undefined ? {} : { port: options.servicePort }),
      targetPort:
        options.targetPort ?? (typeof shape.servicePort.targetPort === 'string' ? shape.servicePort.targetPort : port),
    };
    const portName = typeof servicePort.targetPort === 'string' ? { name: servicePort.targetPort } : {};
    const containers = shape.containers.map((one) =>
      one.image === prometheusImage ? { ...one, ports: [{ ...portName, containerPort: port }] } : one,
    );
    // Two installations in one namespace must not select each other's pods.
    const own = options.pod === undefined ? {} : { 'binnacle.test/pod': pod };
    const podLabels = { ...shape.podLabels, ...own };
    this.pod({ namespace, name: pod, labels: podLabels, containers, ready, ...(node === undefined ? {} : { node }) });
    const labels = options.labels ?? shape.serviceLabels;
    this.service({ namespace, name: service, labels, selector: podLabels, ports: [servicePort] });
    if (options.shape === 'stack') this.#operated(namespace, podLabels, options.routePrefix ?? '/');
    if (realPort !== undefined) this.forward({ namespace, pod, port }, realPort);
    return this;
  }

  nodeExporter({ namespace = 'monitoring', nodes }: NodeExporterOptions): this {
    const name = 'prometheus-node-exporter';
    const labels = {
      'app.kubernetes.io/component': 'metrics',
      'app.kubernetes.io/instance': 'prometheus',
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/part-of': name,
      jobLabel: 'node-exporter',
    };
    for (const [index, node] of nodes.entries()) {
      if (this.cluster.find('v1', 'Node', undefined, node.name) === undefined) this.node(node.name);
      const pod = `${name}-${['7xk2p', 'b9wqd', 'm4c8t', 'z6hvn'][index % 4]}${index < 4 ? '' : index}`;
      const ports = [{ name: 'metrics', containerPort: 9100 }];
      const image = 'quay.io/prometheus/node-exporter:v1.5.0';
      this.pod({
        namespace,
        name: pod,
        labels,
        node: node.name,
        containers: [{ name: 'node-exporter', image, ports }],
      });
      if (node.realPort !== undefined) this.forward({ namespace, pod, port: 9100 }, node.realPort);
    }
    const ports = [{ name: 'metrics', port: 9100, targetPort: 9100 }];
    return this.service({ namespace, name, labels, selector: labels, ports });
  }

  /** What the operator itself makes: its governing service and the custom resource. */
  #operated(namespace: string, podLabels: Labels, routePrefix: string): void {
    const ports = [{ name: 'http-web', port: 9090, targetPort: 'http-web' }];
    const labels = { 'operated-prometheus': 'true' };
    this.service({ namespace, name: 'prometheus-operated', labels, selector: podLabels, ports, headless: true });
    this.cluster.apply({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Prometheus',
      metadata: { name: 'kube-prometheus-stack-prometheus', namespace },
      spec: { portName: 'http-web', replicas: 1, routePrefix, version: 'v2.42.0' },
    });
  }

  #anyNode(): string {
    if (this.#firstNode === undefined) this.node('node-1');
    return this.#firstNode ?? 'node-1';
  }
}

/** @param name makes the UIDs (that of kube-system too) of one cluster differ from another's */
export function buildCluster(name = 'test'): ClusterBuilder {
  return new ClusterBuilder(name);
}
