/** Pods, services and nodes as a cluster answers them, with the fields that defaulting and the kubelet fill in. */
import { createHash } from 'node:crypto';
import type { ContainerPort, Labels, NewObject, ServicePort } from './kubernetes-object.ts';
import type { ResourceType } from './resource-types.ts';

interface ContainerOptions {
  readonly name: string;
  readonly image?: string;
  readonly args?: readonly string[];
  readonly ports?: readonly ContainerPort[];
}

export interface PodOptions {
  readonly namespace: string;
  readonly name: string;
  readonly labels?: Labels;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly node?: string;
  readonly containers?: readonly ContainerOptions[];
  readonly phase?: 'Running' | 'Pending' | 'Succeeded' | 'Failed';
  readonly ready?: boolean;
  readonly podIP?: string;
}

export interface ServiceOptions {
  readonly namespace: string;
  readonly name: string;
  readonly labels?: Labels;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly selector?: Labels;
  readonly ports: readonly ServicePort[];
  readonly type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer';
  readonly headless?: boolean;
  /** Of a load balancer; a cloud gives an address or a name. */
  readonly externalIP?: string;
  readonly externalHostname?: string;
}

export interface NodeAddresses {
  /** Made of the node's name by default. */
  readonly internal?: string;
  readonly external?: string;
}

/** An address out of a range, always the same for one name. */
export function stableAddress(prefix: string, name: string): string {
  const [third = 0, fourth = 0] = createHash('sha256').update(name).digest();
  return `${prefix}.${third}.${1 + (fourth % 254)}`;
}

const startTime = '2026-11-20T07:02:11Z';

function container({ name, image = `registry.example/${name}:1.0`, args, ports }: ContainerOptions) {
  return {
    name,
    image,
    ...(args === undefined ? {} : { args }),
    ...(ports === undefined ? {} : { ports: ports.map((port) => ({ ...port, protocol: port.protocol ?? 'TCP' })) }),
    resources: { limits: { memory: '1Gi' }, requests: { cpu: '100m', memory: '256Mi' } },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
  };
}

function containerStatus({ name, image = `registry.example/${name}:1.0` }: ContainerOptions, ready: boolean) {
  const hash = createHash('sha256').update(image).digest('hex');
  return {
    name,
    state: { running: { startedAt: startTime } },
    lastState: {},
    ready,
    restartCount: 0,
    image,
    imageID: `sha256:${hash}`,
    containerID: `containerd://${hash}`,
    started: true,
  };
}

function conditions(ready: boolean) {
  const status = ready ? 'True' : 'False';
  return [
    ['Initialized', 'True'],
    ['Ready', status],
    ['ContainersReady', status],
    ['PodScheduled', 'True'],
  ].map(([type, value]) => ({ type, status: value, lastProbeTime: null, lastTransitionTime: startTime }));
}

export function podObject(options: PodOptions): NewObject {
  const { namespace, name, labels, annotations, node, phase = 'Running', ready = phase === 'Running' } = options;
  const containers = options.containers ?? [{ name: 'main' }];
  const podIP = options.podIP ?? stableAddress('10.244', `${namespace}/${name}`);
  const hostIP = stableAddress('192.168', node ?? '');
  const scheduled = {
    phase,
    conditions: conditions(ready),
    hostIP,
    podIP,
    podIPs: [{ ip: podIP }],
    startTime,
    containerStatuses: containers.map((one) => containerStatus(one, ready)),
    qosClass: 'Burstable',
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) },
    spec: {
      containers: containers.map(container),
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName: 'default',
      ...(node === undefined ? {} : { nodeName: node }),
      securityContext: {},
      schedulerName: 'default-scheduler',
      tolerations: ['not-ready', 'unreachable'].map((reason) => ({
        key: `node.kubernetes.io/${reason}`,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 300,
      })),
      priority: 0,
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
    },
    status: node === undefined ? { phase: 'Pending', qosClass: 'Burstable' } : scheduled,
  };
}

export function serviceObject(options: ServiceOptions): NewObject {
  const { namespace, name, labels, annotations, selector, ports, type = 'ClusterIP', headless } = options;
  const { externalIP: ip, externalHostname: hostname } = options;
  const entry = ip === undefined ? { hostname } : { ip };
  const clusterIP = headless ? 'None' : stableAddress('10.96', `${namespace}/${name}`);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) },
    spec: {
      ports: ports.map(({ name: portName, protocol = 'TCP', ...port }) => ({
        ...(portName === undefined ? {} : { name: portName }),
        protocol,
        ...port,
      })),
      ...(selector === undefined ? {} : { selector }),
      clusterIP,
      clusterIPs: [clusterIP],
      type,
      sessionAffinity: 'None',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
    },
    status: { loadBalancer: ip === undefined && hostname === undefined ? {} : { ingress: [entry] } },
  };
}

export function nodeObject(name: string, labels: Labels = {}, addresses: NodeAddresses = {}): NewObject {
  const { internal = stableAddress('192.168', name), external } = addresses;
  const ready = {
    type: 'Ready',
    status: 'True',
    lastHeartbeatTime: startTime,
    lastTransitionTime: startTime,
    reason: 'KubeletReady',
    message: 'kubelet is posting ready status',
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: { 'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', ...labels },
    },
    spec: { podCIDR: '10.244.0.0/16' },
    status: {
      capacity: { cpu: '16', memory: '64Gi', pods: '110' },
      allocatable: { cpu: '15800m', memory: '62Gi', pods: '110' },
      conditions: [ready],
      addresses: [
        { type: 'InternalIP', address: internal },
        ...(external === undefined ? [] : [{ type: 'ExternalIP', address: external }]),
        { type: 'Hostname', address: name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        machineID: 'm',
        systemUUID: 's',
        bootID: 'b',
        kernelVersion: '6.1.0-18-amd64',
        osImage: 'Debian GNU/Linux 12 (bookworm)',
        containerRuntimeVersion: 'containerd://1.7.13',
        kubeletVersion: 'v1.26.5',
        kubeProxyVersion: 'v1.26.5',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
    },
  };
}

/** What stands for a custom resource among the CustomResourceDefinitions. */
export function definitionObject({
  group,
  version,
  plural,
  kind,
  shortNames = [],
  categories = [],
}: ResourceType): NewObject {
  const names = { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List`, shortNames, categories };
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names,
      scope: 'Namespaced',
      versions: [{ name: version, served: true, storage: true, schema }],
      conversion: { strategy: 'None' },
    },
    status: {
      conditions: [
        {
          type: 'NamesAccepted',
          status: 'True',
          lastTransitionTime: startTime,
          reason: 'NoConflicts',
          message: 'no conflicts found',
        },
        {
          type: 'Established',
          status: 'True',
          lastTransitionTime: startTime,
          reason: 'InitialNamesAccepted',
          message: 'the initial names have been accepted',
        },
      ],
      acceptedNames: names,
      storedVersions: [version],
    },
  };
}
