/**
 * What is in the cluster that the double shows: objects with growing resource versions, and for each port of a pod the real port
 * on this machine that stands behind it. Endpoints and EndpointSlices follow the services and pods, as the controllers keep them.
 */
import { createHash } from 'node:crypto';
import { endpointObjects } from './endpoints-controller.ts';
import { isPod, isService, type KubernetesObject, type Labels, type Pod, type Service } from './kubernetes-object.ts';
import { qualifiedResource, type ResourceType, typeOfObject } from './resource-types.ts';

export interface PodAddress {
  readonly namespace: string;
  readonly pod: string;
}

export interface PodPortAddress extends PodAddress {
  /** The container's port. */
  readonly port: number;
}

/** Anything with a kind, an apiVersion and a name can be stored. */
export type NewObject = Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'> & Readonly<Record<string, unknown>>;

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
  readonly #podGone = new Set<(address: PodAddress) => void>();
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

  /** Continue tokens (and, later, watches) from before this revision are answered 410. */
  get compactedRevision(): number {
    return this.#compacted;
  }

  get customResources(): boolean {
    return this.#customResources;
  }

  /** Makes every continue token that was given so far an expired one. */
  compact(): void {
    this.#revision += 1;
    this.#compacted = this.#revision;
  }

  /** Installs the definitions of the Prometheus operator: its (empty) lists are served from now on. */
  installCustomResources(): void {
    this.#customResources = true;
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
    if (type.custom) this.#customResources = true;
    const { name, namespace } = object.metadata;
    const table = this.#table(type);
    const key = keyOf(namespace, name);
    const before = table.get(key)?.metadata;
    this.#revision += 1;
    const stored: KubernetesObject = {
      ...object,
      metadata: {
        ...object.metadata,
        uid: before?.uid ?? object.metadata.uid ?? stableUid(`${this.name} ${object.kind} ${key}`),
        resourceVersion: String(this.#revision),
        creationTimestamp: before?.creationTimestamp ?? object.metadata.creationTimestamp ?? secondsOnly(new Date()),
      },
    };
    table.set(key, stored);
    this.#reconcile(stored);
    return stored;
  }

  /** @returns whether there was one; removing a pod ends the tunnels to it */
  remove(apiVersion: string, kind: string, namespace: string | undefined, name: string): boolean {
    const table = this.#table(typeOfObject(apiVersion, kind));
    const object = table.get(keyOf(namespace, name));
    if (object === undefined) return false;
    table.delete(keyOf(namespace, name));
    this.#revision += 1;
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

  realPort({ namespace, pod, port }: PodPortAddress): number | undefined {
    return this.#forwards.get(`${namespace}/${pod}:${port}`);
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
    const prefix = `${address.namespace}/${address.pod}:`;
    const ports = [...this.#forwards].filter(([key]) => key.startsWith(prefix));
    this.deletePod(address);
    for (const [key, realPort] of ports) {
      this.#forwards.delete(key);
      this.#forwards.set(`${address.namespace}/${newName}:${key.slice(prefix.length)}`, realPort);
    }
    this.apply({ ...pod, metadata: { ...metadata, name: newName } });
  }

  /** @returns what takes the listener away again */
  onPodGone(listener: (address: PodAddress) => void): () => void {
    this.#podGone.add(listener);
    return () => this.#podGone.delete(listener);
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
  return Object.entries(wanted).every(
    ([field, value]) => field === 'metadata' || JSON.stringify(stored[field]) === JSON.stringify(value),
  );
}

/** Kubernetes writes times without a fraction. */
export function secondsOnly(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
