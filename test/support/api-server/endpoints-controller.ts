/** What the endpoints and endpoint-slice controllers make of a service and its pods. A service without selector gets nothing. */
import type { ContainerPort, KubernetesObject, Pod, Service, ServicePort } from './kubernetes-object.ts';

type NewEndpoints = Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'> & Readonly<Record<string, unknown>>;

function isSelected(service: Service, pod: Pod): boolean {
  const labels = pod.metadata.labels ?? {};
  return Object.entries(service.spec.selector ?? {}).every(([name, value]) => labels[name] === value);
}

function isReady(pod: Pod): boolean {
  return pod.status.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false;
}

/** The port of the pod behind a port of the service; a named target port is looked up in the pod's containers. */
function targetOf(port: ServicePort, pod: Pod): number | undefined {
  if (typeof port.targetPort === 'number') return port.targetPort;
  const ports = pod.spec.containers.flatMap((container): readonly ContainerPort[] => container.ports ?? []);
  return ports.find((one) => one.name === port.targetPort)?.containerPort;
}

function portsFor(service: Service, pods: readonly Pod[]) {
  const first = pods[0];
  if (first === undefined) return [];
  return service.spec.ports.flatMap((port) => {
    const target = targetOf(port, first);
    const name = port.name === undefined ? {} : { name: port.name };
    return target === undefined ? [] : [{ ...name, port: target, protocol: port.protocol ?? 'TCP' }];
  });
}

function reference(pod: Pod) {
  const { name, namespace, uid } = pod.metadata;
  return { kind: 'Pod', namespace, name, uid };
}

function endpoints(service: Service, pods: readonly Pod[]): NewEndpoints {
  const address = (pod: Pod) => ({
    ip: pod.status.podIP,
    nodeName: pod.spec.nodeName,
    targetRef: reference(pod),
  });
  const ready = pods.filter(isReady).map(address);
  const notReady = pods.filter((pod) => !isReady(pod)).map(address);
  const subset = {
    ...(ready.length > 0 ? { addresses: ready } : {}),
    ...(notReady.length > 0 ? { notReadyAddresses: notReady } : {}),
    ports: portsFor(service, pods),
  };
  const { name, namespace, labels } = service.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name, ...(namespace ? { namespace } : {}), ...(labels ? { labels } : {}) },
    ...(pods.length > 0 ? { subsets: [subset] } : {}),
  };
}

/** The slice's name ends in five letters that the real controller draws at random; here they are of the service's name. */
function sliceName(service: Service): string {
  let hash = 0;
  for (const letter of service.metadata.name) hash = (hash * 31 + letter.charCodeAt(0)) % 33_554_432;
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  const suffix = Array.from({ length: 5 }, (_, index) => letters[Math.floor(hash / 27 ** index) % 27]);
  return `${service.metadata.name}-${suffix.join('')}`;
}

function endpointSlice(service: Service, pods: readonly Pod[]): NewEndpoints {
  const { name, namespace, labels, uid } = service.metadata;
  const managed = {
    'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    'kubernetes.io/service-name': name,
  };
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: sliceName(service),
      generateName: `${name}-`,
      ...(namespace ? { namespace } : {}),
      labels: { ...labels, ...managed },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name, uid, controller: true, blockOwnerDeletion: true }],
    },
    addressType: 'IPv4',
    endpoints: pods.map((pod) => ({
      addresses: [pod.status.podIP],
      conditions: { ready: isReady(pod), serving: isReady(pod), terminating: false },
      targetRef: reference(pod),
      nodeName: pod.spec.nodeName,
    })),
    ports: portsFor(service, pods),
  };
}

export function endpointObjects(service: Service, podsOfNamespace: readonly Pod[]): readonly NewEndpoints[] {
  if (service.spec.selector === undefined || Object.keys(service.spec.selector).length === 0) return [];
  // Finished pods are no endpoints.
  const running = podsOfNamespace.filter((pod) => pod.status.phase === 'Running' && isSelected(service, pod));
  return [endpoints(service, running), endpointSlice(service, running)];
}
