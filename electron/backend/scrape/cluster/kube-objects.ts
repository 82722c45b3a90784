/**
 * What is held of nodes, services, EndpointSlices and pods: the few fields that labels of targets are made of. Of the pods, which may be
 * thousands, only those that some job could take are held at all.
 */
import { z } from 'zod';
import { type Labels, labelsFromPairs, labelValue } from '../../../../shared/model/labels.ts';
import { recognizedBy, recognizedJobs } from './recognized-jobs.ts';
import type { WatchedResource } from './resource-watch.ts';

export interface KeptNode {
  readonly name: string;
  readonly labels: Labels;
  /** Type and address, in the order of the API. */
  readonly addresses: readonly (readonly [type: string, address: string])[];
  readonly kubeletPort: number;
}

export interface KeptService {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  /** Of `prometheus.io/…` only. */
  readonly annotations: Labels;
  /** Its row of the table (recognized-jobs.ts). */
  readonly job: string | undefined;
}

export interface KeptSlice {
  readonly namespace: string;
  readonly name: string;
  readonly service: string;
  readonly ports: readonly KeptPort[];
  /** Ports that are not held. */
  readonly morePorts: number;
  readonly endpoints: readonly KeptEndpoint[];
}

interface KeptEndpoint {
  readonly address: string;
  readonly ready: boolean;
  readonly node: string;
  /** '' where it is none: no way leads there. */
  readonly pod: string;
}

interface KeptPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
}

export interface KeptPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly ip: string;
  readonly hostIp: string;
  readonly node: string;
  readonly ready: boolean;
  readonly phase: string;
  readonly controller: readonly [kind: string, name: string] | undefined;
  readonly labels: Labels;
  /** Of `prometheus.io/…` only. */
  readonly annotations: Labels;
  readonly containers: readonly KeptContainer[];
  /** Of its containers, ports that are not held. */
  readonly morePorts: number;
  readonly job: string | undefined;
}

interface KeptContainer {
  readonly name: string;
  readonly ports: readonly KeptPort[];
}

/** An annotation is text of whoever may make a pod, of up to 256 KiB. */
const mostAnnotationLength = 1024;
const mostLabels = 64;

/** An object may have thousands. Of more than that those are held first that a row of the table asks for. */
const mostPorts = 64;
const mostContainers = 64;
/** Of a pod whose annotations name no port; real ones have two or three. */
export const mostPortsOfPod = 16;

const annotationPrefix = 'prometheus.io/';
const scrapeAnnotation = 'prometheus.io/scrape';

const texts = z.record(z.string(), z.string()).nullish();

/** Distinct values that are shared; beyond them, sharing begins anew. */
const mostShared = 5000;

/** The same few texts, label sets and ports come with each of thousands of objects: they are held once. */
export class Shared {
  #texts = new Map<string, string>();
  #sets = new Map<string, unknown>();

  text(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    if (this.#texts.size >= mostShared) this.#texts = new Map();
    this.#texts.set(text, text);
    return text;
  }

  /** @returns one that is equal, where there was one; else the same */
  set<T extends object>(value: T): T {
    const key = JSON.stringify(value);
    const known = this.#sets.get(key);
    if (known !== undefined) return known as T;
    if (this.#sets.size >= mostShared) this.#sets = new Map();
    this.#sets.set(key, value);
    return value;
  }

  labels(record: Readonly<Record<string, string>> | null | undefined): Labels {
    const pairs = Object.entries(record ?? {}).slice(0, mostLabels);
    return this.set(labelsFromPairs(pairs.map(([name, value]) => [this.text(name), this.text(value)])));
  }

  annotations(record: Readonly<Record<string, string>> | null | undefined): Labels {
    const own = Object.entries(record ?? {}).filter(
      ([name, value]) => name.startsWith(annotationPrefix) && value.length <= mostAnnotationLength,
    );
    return this.labels(Object.fromEntries(own));
  }
}

const nodeObject = z.object({
  metadata: z.object({ name: z.string(), labels: texts }),
  status: z
    .object({
      addresses: z.array(z.object({ type: z.string(), address: z.string() })).nullish(),
      daemonEndpoints: z.object({ kubeletEndpoint: z.object({ Port: z.number() }).nullish() }).nullish(),
    })
    .nullish(),
});

export function nodesResource(): WatchedResource<KeptNode> {
  const held = new Shared();
  return {
    ...{ group: '', version: 'v1', plural: 'nodes', isNamespaced: false, pageSize: 100 },
    keep(object) {
      const { metadata, status } = nodeObject.safeParse(object).data ?? {};
      if (metadata === undefined) return undefined;
      return {
        name: metadata.name,
        labels: held.labels(metadata.labels),
        addresses: (status?.addresses ?? []).map(({ type, address }) => [held.text(type), address]),
        kubeletPort: status?.daemonEndpoints?.kubeletEndpoint?.Port ?? 10250,
      };
    },
  };
}

const serviceObject = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string(), labels: texts, annotations: texts }),
});

export function servicesResource(): WatchedResource<KeptService> {
  const held = new Shared();
  return {
    ...{ group: '', version: 'v1', plural: 'services', isNamespaced: true, pageSize: 250 },
    keep(object) {
      const { metadata } = serviceObject.safeParse(object).data ?? {};
      if (metadata === undefined) return undefined;
      const job = recognizedBy(labelsFromPairs(Object.entries(metadata.labels ?? {})), metadata.name)?.name;
      if (job === undefined && metadata.annotations?.[scrapeAnnotation] !== 'true') return undefined;
      return {
        namespace: held.text(metadata.namespace),
        name: metadata.name,
        labels: held.labels(metadata.labels),
        annotations: held.annotations(metadata.annotations),
        job,
      };
    },
  };
}

export const slicePort = z.object({
  ...{ name: z.string().nullish(), port: z.number().nullish(), protocol: z.string().nullish() },
});

const sliceObject = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string(), labels: texts }),
  ports: z.array(slicePort).nullish(),
  endpoints: z
    .array(
      z.object({
        addresses: z.array(z.string()).nullish(),
        conditions: z.object({ ready: z.boolean().nullish() }).nullish(),
        nodeName: z.string().nullish(),
        targetRef: z.object({ kind: z.string().nullish(), name: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
});

export function slicesResource(): WatchedResource<KeptSlice> {
  const held = new Shared();
  return {
    ...{ group: 'discovery.k8s.io', version: 'v1', plural: 'endpointslices', isNamespaced: true, pageSize: 100 },
    keep(object) {
      const slice = sliceObject.safeParse(object).data;
      const service = slice?.metadata.labels?.['kubernetes.io/service-name'];
      if (slice === undefined || service === undefined) return undefined;
      const { metadata, ports, endpoints } = slice;
      return {
        namespace: held.text(metadata.namespace),
        name: metadata.name,
        service: held.text(service),
        ...slicePorts(ports ?? [], held),
        endpoints: (endpoints ?? []).map(({ addresses, conditions, nodeName, targetRef }) => ({
          address: addresses?.[0] ?? '',
          // Of unknown it says itself that it is to be taken as ready.
          ready: conditions?.ready ?? true,
          node: held.text(nodeName ?? ''),
          pod: targetRef?.kind === 'Pod' ? (targetRef.name ?? '') : '',
        })),
      };
    },
  };
}

const podHead = z.object({ metadata: z.object({ labels: texts, annotations: texts }) });

const podObject = z.object({
  metadata: z.object({
    ...{ name: z.string(), namespace: z.string(), uid: z.string().optional(), labels: texts, annotations: texts },
    ownerReferences: z
      .array(z.object({ kind: z.string(), name: z.string(), controller: z.boolean().nullish() }))
      .nullish(),
  }),
  spec: z.object({
    nodeName: z.string().nullish(),
    containers: z.array(
      z.object({
        name: z.string(),
        ports: z
          .array(z.object({ name: z.string().nullish(), containerPort: z.number(), protocol: z.string().nullish() }))
          .nullish(),
      }),
    ),
  }),
  status: z
    .object({
      ...{ phase: z.string().nullish(), podIP: z.string().nullish(), hostIP: z.string().nullish() },
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).nullish(),
    })
    .nullish(),
});

type PodObject = z.infer<typeof podObject>;

/** Finished pods, and those that wait, are not sent: what is left is to be scraped, or is not there. */
export function podsResource(): WatchedResource<KeptPod> {
  const held = new Shared();
  return {
    ...{ group: '', version: 'v1', plural: 'pods', isNamespaced: true, pageSize: 100 },
    fieldSelector: 'status.phase=Running',
    keep(object) {
      // Most pods are of no job, and are to cost no more than this.
      const { labels, annotations } = podHead.safeParse(object).data?.metadata ?? {};
      const job = recognizedBy(labelsFromPairs(Object.entries(labels ?? {})), undefined)?.name;
      if (job === undefined && annotations?.[scrapeAnnotation] !== 'true') return undefined;
      const pod = podObject.safeParse(object).data;
      return pod === undefined ? undefined : keptPod(pod, job, held);
    },
  };
}

function keptPod({ metadata, spec, status }: PodObject, job: string | undefined, held: Shared): KeptPod {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  return {
    ...{ namespace: held.text(metadata.namespace), name: metadata.name, uid: metadata.uid ?? '' },
    ip: status?.podIP ?? '',
    hostIp: held.text(status?.hostIP ?? ''),
    node: held.text(spec.nodeName ?? ''),
    ready: status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false,
    phase: held.text(status?.phase ?? ''),
    controller: owner && held.set([owner.kind, owner.name] as const),
    labels: held.labels(metadata.labels),
    annotations: held.annotations(metadata.annotations),
    ...keptContainers(spec.containers, held),
    job,
  };
}

function keptContainers(all: PodObject['spec']['containers'], held: Shared): Pick<KeptPod, 'containers' | 'morePorts'> {
  const containers = all.slice(0, mostContainers).map(({ name, ports }) => ({
    name,
    ports: (ports ?? []).map((port) => ({
      ...{ name: port.name ?? '', port: port.containerPort, protocol: port.protocol ?? 'TCP' },
    })),
  }));
  const ports = containers.flatMap((container) => container.ports);
  const wanted = new Set(mostWanted(ports, mostPorts));
  const kept = containers.map((container) => ({
    ...{ name: container.name, hadSome: container.ports.length > 0 },
    ports: container.ports.filter((port) => wanted.has(port)),
  }));
  return {
    // One of which no port is left is not one that declares none.
    containers: held.set(
      kept.flatMap(({ name, ports: own, hadSome }) => (hadSome && own.length === 0 ? [] : [{ name, ports: own }])),
    ),
    morePorts: all.reduce((sum, container) => sum + (container.ports?.length ?? 0), 0) - wanted.size,
  };
}

/** Of each endpoint of a slice. */
export function slicePorts(
  ports: readonly z.infer<typeof slicePort>[],
  held: Shared,
): Pick<KeptSlice, 'ports' | 'morePorts'> {
  const all = ports.flatMap(({ name, port, protocol }) =>
    port == null ? [] : [{ name: held.text(name ?? ''), port, protocol: held.text(protocol ?? 'TCP') }],
  );
  const kept = mostWanted(all, mostPortsOfPod);
  return { ports: kept, morePorts: all.length - kept.length };
}

const wantedPorts = new Set(recognizedJobs.flatMap(({ ports }) => ports));

/** In their order, where there are not too many. */
function mostWanted(ports: readonly KeptPort[], most: number): readonly KeptPort[] {
  if (ports.length <= most) return ports;
  const isWanted = ({ name, port }: KeptPort) => wantedPorts.has(name) || wantedPorts.has(String(port));
  return [...ports.filter(isWanted), ...ports.filter((port) => !isWanted(port))].slice(0, most);
}

export function isAnnotated({ annotations }: Pick<KeptPod, 'annotations'>): boolean {
  return labelValue(annotations, scrapeAnnotation) === 'true';
}
