/**
 * Builds the contents of a cluster in the shapes that real installations have (prometheus-shapes.ts), with node-exporter's DaemonSet,
 * plain workloads, and ways in from outside. `buildCluster('harbor').node('n1').prometheus({ realPort }).cluster`
 */
import { Cluster, type PodPortAddress } from './cluster.ts';
import type { ContainerPort, Labels, ServicePort } from './kubernetes-object.ts';
import {
  type NodeAddresses,
  nodeObject,
  type PodOptions,
  podObject,
  type ServiceOptions,
  serviceObject,
} from './object-makers.ts';
import { type PrometheusShape, type PrometheusShapeName, prometheusShapes } from './prometheus-shapes.ts';

export interface PrometheusOptions {
  /** `helm` by default. */
  readonly shape?: PrometheusShapeName;
  /** The shape's own by default: `monitoring` for most. */
  readonly namespace?: string;
  readonly service?: string;
  readonly pod?: string;
  readonly labels?: Labels;
  readonly servicePort?: number;
  readonly targetPort?: number | string;
  readonly containerPort?: number;
  readonly node?: string;
  readonly ready?: boolean;
  /** Of the custom resource; `/` by default. */
  readonly routePrefix?: string;
  /** Of the custom resource, where it names another port than the pod has. */
  readonly portName?: string;
  /** How the service is reached from outside; from inside only by default. Its port is `servicePort`, its node port `nodePort`. */
  readonly type?: ServiceOptions['type'];
  /** Of a LoadBalancer: `127.0.0.1`, with the real port as `servicePort`. */
  readonly externalIP?: string;
  readonly externalHostname?: string;
  /** Of a NodePort: the real port, with a node whose address is 127.0.0.1. */
  readonly nodePort?: number;
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
  readonly service?: Pick<ServiceOptions, 'labels' | 'annotations' | 'ports'> & { readonly name?: string };
  /** Of its container. */
  readonly args?: readonly string[];
}

export interface NodeExporterOptions {
  readonly namespace?: string;
  /** Each has a pod. */
  readonly nodes: readonly { readonly name: string; readonly realPort?: number }[];
}

/** An address of the cluster's edge that leads to a service. */
export interface IngressOptions {
  readonly namespace: string;
  readonly name: string;
  readonly host?: string;
  /** `/` by default. */
  readonly path?: string;
  readonly service: string;
  readonly port: number | string;
  /** Whether the host is in its list for TLS. */
  readonly tls?: boolean;
  /** Where the ingress controller listens: in its status. */
  readonly address?: string;
}

export class ClusterBuilder {
  readonly cluster: Cluster;
  #firstNode: string | undefined;

  constructor(name: string) {
    this.cluster = new Cluster(name);
  }

  /** @param addresses made up by default; `{ internal: '127.0.0.1' }` for one whose node ports are to be reached */
  node(name: string, labels: Labels = {}, addresses: NodeAddresses = {}): this {
    this.#firstNode ??= name;
    this.cluster.apply(nodeObject(name, labels, addresses));
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
    const { namespace, name, nodes = [], ports = [], service, args } = options;
    const labels = options.labels ?? { app: name };
    const containerPorts = ports.map(({ realPort: _, ...port }) => port);
    for (const [index, pod] of (options.pods ?? [`${name}-0`]).entries()) {
      const node = nodes[index % Math.max(1, nodes.length)];
      const containers = [{ name, ...(args && { args }), ...(ports.length > 0 ? { ports: containerPorts } : {}) }];
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
      ...(service.annotations && { annotations: service.annotations }),
      selector: labels,
      ports: service.ports,
    });
  }

  /** A Prometheus, or what speaks like one, in the shape of an installation. */
  prometheus(options: PrometheusOptions = {}): this {
    const shape = prometheusShapes[options.shape ?? 'helm']();
    const { namespace = shape.namespace, pod = shape.pod, realPort, ready = true, node } = options;
    const port = options.containerPort ?? shape.containerPort.containerPort;
    const servicePort = servicePortOf(shape, options, port);
    const portName = typeof servicePort.targetPort === 'string' ? { name: servicePort.targetPort } : {};
    const [main, ...others] = shape.containers;
    const containers = [{ ...main, ports: [{ ...portName, containerPort: port }] }, ...others];
    // Two installations in one namespace must not select each other's pods.
    const own = options.pod === undefined ? {} : { 'binnacle.test/pod': pod };
    const podLabels = { ...shape.podLabels, ...own };
    this.pod({ namespace, name: pod, labels: podLabels, containers, ready, ...(node === undefined ? {} : { node }) });
    const service = options.service ?? shape.service;
    if (service !== undefined) {
      const { type, externalIP, externalHostname } = options;
      this.service({
        namespace,
        name: service,
        labels: options.labels ?? shape.serviceLabels,
        selector: podLabels,
        ports: [servicePort],
        ...(type === undefined ? {} : { type }),
        ...(externalIP === undefined ? {} : { externalIP }),
        ...(externalHostname === undefined ? {} : { externalHostname }),
      });
    }
    if (shape.resource !== undefined) this.#operated(namespace, shape.resource, podLabels, options);
    if (realPort !== undefined) this.forward({ namespace, pod, port }, realPort);
    return this;
  }

  ingress({ namespace, name, host, path = '/', service, port, tls = false, address }: IngressOptions): this {
    const backend = { service: { name: service, port: typeof port === 'number' ? { number: port } : { name: port } } };
    const hosts = host === undefined ? {} : { hosts: [host] };
    this.cluster.addNamespace(namespace);
    this.cluster.apply({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name, namespace },
      spec: {
        ingressClassName: 'nginx',
        ...(tls ? { tls: [{ ...hosts, secretName: `${name}-tls` }] } : {}),
        rules: [{ ...(host === undefined ? {} : { host }), http: { paths: [{ path, pathType: 'Prefix', backend }] } }],
      },
      status: { loadBalancer: address === undefined ? {} : { ingress: [{ ip: address }] } },
    });
    return this;
  }

  /** @param endpoints the monitor's own: `[{ port: 'http-metrics', interval: '30s' }]` */
  serviceMonitor(namespace: string, name: string, matchLabels: Labels, endpoints: readonly object[]): this {
    return this.#monitor('ServiceMonitor', namespace, name, { selector: { matchLabels }, endpoints });
  }

  podMonitor(namespace: string, name: string, matchLabels: Labels, podMetricsEndpoints: readonly object[]): this {
    return this.#monitor('PodMonitor', namespace, name, { selector: { matchLabels }, podMetricsEndpoints });
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

  #monitor(kind: 'ServiceMonitor' | 'PodMonitor', namespace: string, name: string, spec: object): this {
    this.cluster.addNamespace(namespace);
    this.cluster.apply({ apiVersion: 'monitoring.coreos.com/v1', kind, metadata: { name, namespace }, spec });
    return this;
  }

  /** What the operator itself makes: its governing service and the custom resource. */
  #operated(namespace: string, name: string, podLabels: Labels, options: PrometheusOptions): void {
    const { routePrefix = '/', portName = 'http-web' } = options;
    const ports = [{ name: 'http-web', port: 9090, targetPort: 'http-web' }];
    const labels = { 'operated-prometheus': 'true' };
    this.service({ namespace, name: 'prometheus-operated', labels, selector: podLabels, ports, headless: true });
    this.cluster.apply({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Prometheus',
      metadata: { name, namespace },
      spec: { portName, replicas: 1, routePrefix, version: 'v2.42.0' },
    });
  }

  #anyNode(): string {
    if (this.#firstNode === undefined) this.node('node-1');
    return this.#firstNode ?? 'node-1';
  }
}

function servicePortOf(shape: PrometheusShape, options: PrometheusOptions, containerPort: number): ServicePort {
  const { targetPort } = shape.servicePort;
  return {
    ...shape.servicePort,
    port: options.servicePort ?? shape.servicePort.port,
    targetPort: options.targetPort ?? (typeof targetPort === 'string' ? targetPort : containerPort),
    ...(options.nodePort === undefined ? {} : { nodePort: options.nodePort }),
  };
}

/** @param name makes the UIDs (that of kube-system too) of one cluster differ from another's */
export function buildCluster(name = 'test'): ClusterBuilder {
  return new ClusterBuilder(name);
}
