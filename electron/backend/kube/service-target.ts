/**
 * From a service and one of its ports to a ready pod and that pod's port: through EndpointSlices, or Endpoints where a cluster has or
 * shows none, or the pods that the service selects where it shows neither.
 */
import { z } from 'zod';
import { AppError } from '../../../shared/base/errors.ts';
import type { CallOptions, KubeClient, PodPort } from './kube-client.ts';
import { listAll } from './list-all.ts';

interface ServicePort {
  /** Absent in a service of one port. */
  readonly name?: string | undefined;
  readonly port: number;
  /** Absent or null: the same as `port`. A text is the name of a container's port. */
  readonly targetPort?: number | string | null | undefined;
}

export interface ServiceRef {
  readonly namespace: string;
  readonly name: string;
  readonly selector: Readonly<Record<string, string>> | undefined;
  readonly port: ServicePort;
}

export interface TargetOptions extends CallOptions {
  /** Pods that were tried and are not there any more, whatever the lists still say. */
  readonly avoid?: ReadonlySet<string>;
  /** Told which pods are ready, in the lists' order. */
  readonly onReady?: (pods: readonly string[]) => void;
}

/** A pod behind the service, in the lists' order. */
interface Backend {
  readonly pod: string;
  readonly port: number;
  readonly ready: boolean;
}

/** @throws AppError portForward.noReadyPod, api.*; CancelledError */
export async function resolveServiceTarget(
  client: KubeClient,
  service: ServiceRef,
  options: TargetOptions,
): Promise<PodPort> {
  const backends =
    (await readable(fromSlices(client, service, options))) ??
    (await readable(fromEndpoints(client, service, options))) ??
    (await fromPods(client, service, options));
  options.onReady?.(backends.filter(({ ready }) => ready).map(({ pod }) => pod));
  const chosen = backends.find(({ pod, ready }) => ready && options.avoid?.has(pod) !== true);
  if (chosen === undefined) throw noReadyPod(service, backends.length);
  return { namespace: service.namespace, pod: chosen.pod, port: chosen.port };
}

function noReadyPod(service: ServiceRef, count: number): AppError {
  const what = count === 0 ? 'has no pods' : `has ${count} ${count === 1 ? 'pod' : 'pods'}, none of them ready`;
  return new AppError(
    'portForward.noReadyPod',
    `The service ${service.name} in the namespace ${service.namespace} ${what}.`,
    { details: { service: service.name, namespace: service.namespace }, retryable: true },
  );
}

/** @returns undefined where the list is not there, may not be read or has nothing about the service: the next way is tried. */
async function readable(list: Promise<readonly Backend[] | undefined>): Promise<readonly Backend[] | undefined> {
  try {
    return await list;
  } catch (error) {
    if (error instanceof AppError && (error.code === 'api.notFound' || error.code === 'api.forbidden'))
      return undefined;
    throw error;
  }
}

const targetRef = z.object({ kind: z.string().optional(), name: z.string().optional() }).nullish();
const objectPorts = z.array(z.object({ name: z.string().nullish(), port: z.number().nullish() })).nullish();

const slice = z.object({
  ports: objectPorts,
  endpoints: z
    .array(
      z.object({
        targetRef,
        conditions: z.object({ ready: z.boolean().nullish(), terminating: z.boolean().nullish() }).nullish(),
      }),
    )
    .nullish(),
});

/** A slice's ports are the pods' ports already, under the names of the service's. */
async function fromSlices(
  client: KubeClient,
  service: ServiceRef,
  options: CallOptions,
): Promise<readonly Backend[] | undefined> {
  const path = `/apis/discovery.k8s.io/v1/namespaces/${encodeURIComponent(service.namespace)}/endpointslices`;
  const labelSelector = `kubernetes.io/service-name=${service.name}`;
  const { items } = await listAll(client, path, slice, { ...options, labelSelector });
  if (items.length === 0) return undefined;
  return items.flatMap((item) =>
    (item.endpoints ?? []).flatMap((endpoint) =>
      // An unknown readiness counts as ready, as the API's documentation asks.
      backend(
        service,
        item.ports,
        endpoint.targetRef,
        endpoint.conditions?.ready !== false && endpoint.conditions?.terminating !== true,
      ),
    ),
  );
}

const endpointAddresses = z.array(z.object({ targetRef })).nullish();
const endpoints = z.object({
  subsets: z
    .array(z.object({ addresses: endpointAddresses, notReadyAddresses: endpointAddresses, ports: objectPorts }))
    .nullish(),
});

async function fromEndpoints(
  client: KubeClient,
  service: ServiceRef,
  options: CallOptions,
): Promise<readonly Backend[] | undefined> {
  const path = `/api/v1/namespaces/${encodeURIComponent(service.namespace)}/endpoints/${encodeURIComponent(service.name)}`;
  const { subsets } = await client.get(path, endpoints, options);
  return (subsets ?? []).flatMap(({ addresses, notReadyAddresses, ports }) => [
    ...(addresses ?? []).flatMap((address) => backend(service, ports, address.targetRef, true)),
    ...(notReadyAddresses ?? []).flatMap((address) => backend(service, ports, address.targetRef, false)),
  ]);
}

/** Nothing for what is not a pod (an address outside the cluster) or lacks the port. */
function backend(
  service: ServiceRef,
  ports: z.infer<typeof objectPorts>,
  ref: z.infer<typeof targetRef>,
  ready: boolean,
): readonly Backend[] {
  const port = (ports ?? []).find(({ name }) => (name ?? '') === (service.port.name ?? ''))?.port;
  if (port == null || ref?.kind !== 'Pod' || ref.name === undefined) return [];
  return [{ pod: ref.name, port, ready }];
}

const pod = z.object({
  metadata: z.object({ name: z.string(), deletionTimestamp: z.string().nullish() }),
  spec: z.object({
    containers: z.array(
      z.object({ ports: z.array(z.object({ name: z.string().nullish(), containerPort: z.number() })).nullish() }),
    ),
  }),
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).nullish() }).nullish(),
});

async function fromPods(client: KubeClient, service: ServiceRef, options: CallOptions): Promise<readonly Backend[]> {
  const selector = Object.entries(service.selector ?? {});
  // Without a selector it would be every pod of the namespace.
  if (selector.length === 0) return [];
  const path = `/api/v1/namespaces/${encodeURIComponent(service.namespace)}/pods`;
  const labelSelector = selector.map(([key, value]) => `${key}=${value}`).join(',');
  const { items } = await listAll(client, path, pod, { ...options, labelSelector });
  return items.flatMap((item) => {
    const port = containerPort(service.port, item);
    const ready = (item.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');
    return port === undefined
      ? []
      : [{ pod: item.metadata.name, port, ready: ready && item.metadata.deletionTimestamp == null }];
  });
}

function containerPort({ port, targetPort }: ServicePort, item: z.infer<typeof pod>): number | undefined {
  if (typeof targetPort !== 'string') return targetPort || port;
  const ports = item.spec.containers.flatMap((container) => container.ports ?? []);
  return ports.find(({ name }) => name === targetPort)?.containerPort;
}
