/**
 * What is in the cluster that the double shows: objects with growing resource versions, and for each port of a pod the real port
 * on this machine that stands behind it. Endpoints and EndpointSlices follow the services and pods, as the controllers keep them.
 */
import { createHash } from 'node:crypto';
import { endpointObjects } from './endpoints-controller.ts';
import { EventLog } from './event-log.ts';
import {
  isPod,
  isService,
  type KubernetesObject,
  type Labels,
  type NewObject,
  type Pod,
  type Service,
} from './kubernetes-object.ts';
import { definitionObject } from './object-makers.ts';
import { qualifiedResource, type ResourceType, resourceTypes, typeOfObject } from './resource-types.ts';
import type { UsageSource } from './usage.ts';

export interface PodAddress {
  readonly namespace: string;
  readonly pod: string;
}

export interface PodPortAddress extends PodAddress {
  /** The container's port. */
  readonly port: number;
}

/** What stands for a node's kubelet. */
export interface Kubelet {
  readonly realPort: number;
  /** Before `/metrics/cadvisor` at the real process, where one process speaks for several nodes. */
  readonly pathPrefix?: string;
  /** Whether it speaks TLS, as real ones do. */
  readonly tls?: boolean;
}

function tableOf(type: ResourceType): string {
  return qualifiedResource(type.plural, type.group);
}

function keyOf(namespace: string | undefined, name: string): string {
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}

/** A UID that is the same in every run, so that screenshots and goldens are. */
export function stableUid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

export class Cluster {
  readonly name: string;
  readonly #tables = new Map<string, Map<string, KubernetesObject>>();
  readonly #forwards = new Map<string, number>();
  readonly #kubelets = new Map<string, Kubelet>();
  /** How often an object of a kind and name has gone: one that comes again is another. */
  readonly #gone = new Map<string, number>();
  readonly #podGone = new Set<(address: PodAddress) => void>();
  /** What metrics.k8s.io answers from (`steadyUsage`); undefined: there is no such API, as without metrics-server. */
  metrics: UsageSource | undefined;
  /** false: discovery.k8s.io is not served, as before Kubernetes 1.21. */
  endpointSlices = true;
  /** Every change, for watches. */
  readonly events = new EventLog();
  #revision = 200;
  #compacted = 0;
  #customResources = false;
  /** Switch off to remove Endpoints or EndpointSlices by hand, and to have them stay away. */
  endpointsController = true;

  constructor(name: string) {
    this.name = name;
    for (const namespace of ['default', 'kube-node-lease', 'kube-public', 'kube-system']) this.addNamespace(namespace);
  }

  /** The newest resource version. */
  get revision(): number {
    return this.#revision;
  }

  /** Continue tokens from before this revision are answered 410; for watches see `events.forgottenRevision`. */
  get compactedRevision(): number {
    return this.#compacted;
  }

  get customResources(): boolean {
    return this.#customResources;
  }

  /** Makes every continue token that was given so far an expired one, and every resource version too old to watch from. */
  compact(): void {
    this.#revision += 1;
    this.#compacted = this.#revision;
    this.events.forget(this.#revision);
  }

  /** Installs the definitions of the Prometheus operator: its (empty) lists are served from now on. */
  installCustomResources(): void {
    if (this.#customResources) return;
    this.#customResources = true;
    for (const type of resourceTypes.filter(({ custom }) => custom)) this.apply(definitionObject(type));
  }

  addNamespace(name: string, labels: Labels = {}): void {
    if (this.find('v1', 'Namespace', undefined, name) !== undefined) return;
    this.apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'kubernetes.io/metadata.name': name, ...labels } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  }

  /** Creates or replaces an object, with a new resource version. @returns the object as stored */
  apply(object: NewObject): KubernetesObject {
    const type = typeOfObject(object.apiVersion, object.kind);
    if (type.custom) this.installCustomResources();
    const { name, namespace } = object.metadata;
    const table = this.#table(type);
    const key = keyOf(namespace, name);
    const previous = table.get(key);
    const before = previous?.metadata;
    this.#revision += 1;
    const stored: KubernetesObject = {
      ...object,
      metadata: {
        ...object.metadata,
        uid: before?.uid ?? object.metadata.uid ?? this.#uid(object.kind, key),
        resourceVersion: String(this.#revision),
        creationTimestamp: before?.creationTimestamp ?? object.metadata.creationTimestamp ?? secondsOnly(new Date()),
      },
    };
    table.set(key, stored);
    this.events.add({ revision: this.#revision, type, object: stored, previous: this.#atRevision(previous) });
    this.#reconcile(stored);
    return stored;
  }

  /** @returns whether there was one; removing a pod ends the tunnels to it */
  remove(apiVersion: string, kind: string, namespace: string | undefined, name: string): boolean {
    const type = typeOfObject(apiVersion, kind);
    const table = this.#table(type);
    const object = table.get(keyOf(namespace, name));
    if (object === undefined) return false;
    table.delete(keyOf(namespace, name));
    const life = `${kind} ${keyOf(namespace, name)}`;
    this.#gone.set(life, (this.#gone.get(life) ?? 0) + 1);
    this.#revision += 1;
    this.events.add({ revision: this.#revision, type, object: undefined, previous: this.#atRevision(object) });
    if (isPod(object)) for (const listener of this.#podGone) listener({ namespace: namespace ?? '', pod: name });
    this.#reconcile(object);
    return true;
  }

  find(apiVersion: string, kind: string, namespace: string | undefined, name: string): KubernetesObject | undefined {
    return this.#table(typeOfObject(apiVersion, kind)).get(keyOf(namespace, name));
  }

  get(type: ResourceType, namespace: string | undefined, name: string): KubernetesObject | undefined {
    return this.#table(type).get(keyOf(namespace, name));
  }

  /** All of a type, or those of a namespace, in the order of the API server (by namespace and name). */
  list(type: ResourceType, namespace?: string): readonly KubernetesObject[] {
    const entries = [...this.#table(type)].sort(([a], [b]) => (a < b ? -1 : 1));
    const objects = entries.map(([, object]) => object);
    return namespace === undefined ? objects : objects.filter((object) => object.metadata.namespace === namespace);
  }

  pod({ namespace, pod }: PodAddress): Pod | undefined {
    const object = this.find('v1', 'Pod', namespace, pod);
    return object !== undefined && isPod(object) ? object : undefined;
  }

  /** Puts a real port of this machine behind a port of a pod; `undefined` takes it away (connection refused). */
  forward({ namespace, pod, port }: PodPortAddress, realPort: number | undefined): void {
    const key = `${namespace}/${pod}:${port}`;
    if (realPort === undefined) this.#forwards.delete(key);
    else this.#forwards.set(key, realPort);
  }

  /** The pod's ports and the real ports behind them. */
  forwardsOf({ namespace, pod }: PodAddress): readonly (readonly [port: number, realPort: number])[] {
    const prefix = `${namespace}/${pod}:`;
    const own = [...this.#forwards].filter(([key]) => key.startsWith(prefix));
    return own.map(([key, realPort]) => [Number(key.slice(prefix.length)), realPort]);
  }

  realPort({ namespace, pod, port }: PodPortAddress): number | undefined {
    return this.#forwards.get(`${namespace}/${pod}:${port}`);
  }

  /** Puts a real process behind a node's kubelet (the proxy `nodes/NAME/proxy/…`); `undefined` takes it away. */
  setKubelet(node: string, kubelet: Kubelet | undefined): void {
    if (kubelet === undefined) this.#kubelets.delete(node);
    else this.#kubelets.set(node, kubelet);
  }

  kubelet(node: string): Kubelet | undefined {
    return this.#kubelets.get(node);
  }

  deletePod({ namespace, pod }: PodAddress): boolean {
    return this.remove('v1', 'Pod', namespace, pod);
  }

  /** Sets the Ready condition, as a readiness probe does: the endpoints follow. */
  setReady(address: PodAddress, ready: boolean): void {
    const pod = this.pod(address);
    if (pod === undefined) throw new Error(`no pod ${address.namespace}/${address.pod}`);
    const status = ready ? 'True' : 'False';
    const isReadiness = (type: string) => type === 'Ready' || type === 'ContainersReady';
    const conditions = pod.status.conditions?.map((one) => (isReadiness(one.type) ? { ...one, status } : one));
    const containerStatuses = pod.status.containerStatuses?.map((one) => ({ ...one, ready }));
    this.apply({ ...pod, status: { ...pod.status, conditions, containerStatuses } });
  }

  /** What a ReplicaSet does after a pod's death: the old one goes, one of another name with the same ports comes. */
  replacePod(address: PodAddress, newName: string): void {
    const pod = this.pod(address);
    if (pod === undefined) throw new Error(`no pod ${address.namespace}/${address.pod}`);
    const { uid: _, creationTimestamp: __, ...metadata } = pod.metadata;
    const ports = this.forwardsOf(address);
    this.deletePod(address);
    for (const [port, realPort] of ports) {
      this.forward({ ...address, port }, undefined);
      this.forward({ namespace: address.namespace, pod: newName, port }, realPort);
    }
    this.apply({ ...pod, metadata: { ...metadata, name: newName } });
  }

  /** @returns what takes the listener away again */
  onPodGone(listener: (address: PodAddress) => void): () => void {
    this.#podGone.add(listener);
    return () => this.#podGone.delete(listener);
  }

  /** What is gone, or is no more as it was, is told with the revision of its end. */
  #atRevision(object: KubernetesObject | undefined): KubernetesObject | undefined {
    if (object === undefined) return undefined;
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#revision) } };
  }

  #uid(kind: string, key: string): string {
    const lives = this.#gone.get(`${kind} ${key}`) ?? 0;
    return stableUid(`${this.name} ${kind} ${key}${lives === 0 ? '' : ` ${lives}`}`);
  }

  #table(type: ResourceType): Map<string, KubernetesObject> {
    const name = tableOf(type);
    const table = this.#tables.get(name) ?? new Map<string, KubernetesObject>();
    this.#tables.set(name, table);
    return table;
  }

  #reconcile(changed: KubernetesObject): void {
    if (!this.endpointsController || (!isPod(changed) && !isService(changed))) return;
    const namespace = changed.metadata.namespace ?? '';
    const services = this.list(typeOfObject('v1', 'Service'), namespace).filter(isService);
    const pods = this.list(typeOfObject('v1', 'Pod'), namespace).filter(isPod);
    for (const service of services) this.#reconcileService(service, pods);
    if (isService(changed) && !services.some((one) => one.metadata.name === changed.metadata.name)) {
      for (const object of endpointObjects(changed, [])) {
        this.remove(object.apiVersion, object.kind, namespace, object.metadata.name);
      }
    }
  }

  #reconcileService(service: Service, pods: readonly Pod[]): void {
    for (const object of endpointObjects(service, pods)) {
      const { name, namespace } = object.metadata;
      const present = this.find(object.apiVersion, object.kind, namespace, name);
      if (present === undefined || !sameContent(present, object)) this.apply(object);
    }
  }
}

function sameContent(stored: KubernetesObject, wanted: NewObject): boolean {
  // Fields of either: the last pod's end takes the whole `subsets` away.
  const fields = new Set([...Object.keys(stored), ...Object.keys(wanted)]);
  fields.delete('metadata');
  return [...fields].every((field) => JSON.stringify(stored[field]) === JSON.stringify(wanted[field]));
}

/** Kubernetes writes times without a fraction. */
export function secondsOnly(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
