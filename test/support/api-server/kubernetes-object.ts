/** The shapes of Kubernetes objects, as loose as the double needs them: it stores and answers them, and reads a few fields. */

export type Labels = Readonly<Record<string, string>>;

interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly creationTimestamp?: string;
  readonly labels?: Labels;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly unknown[];
  readonly generateName?: string;
  readonly generation?: number;
}

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

/** Anything with a kind, an apiVersion and a name can be stored. */
export type NewObject = Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'> & Readonly<Record<string, unknown>>;

export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
  readonly protocol?: string;
}

export interface Pod extends KubernetesObject {
  readonly kind: 'Pod';
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly { readonly name: string; readonly ports?: readonly ContainerPort[] }[];
  };
  readonly status: {
    readonly phase: string;
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly { readonly ready: boolean; readonly restartCount: number }[];
  };
}

export interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort: number | string;
  readonly protocol?: string;
  readonly nodePort?: number;
}

export interface Service extends KubernetesObject {
  readonly kind: 'Service';
  readonly spec: {
    readonly type?: string;
    readonly clusterIP?: string;
    readonly selector?: Labels;
    readonly ports: readonly ServicePort[];
    readonly externalIPs?: readonly string[];
  };
}

export function isPod(object: KubernetesObject): object is Pod {
  return object.kind === 'Pod';
}

export function isService(object: KubernetesObject): object is Service {
  return object.kind === 'Service';
}

/** A nested field by its path: `valueAt(pod, 'status.phase')`. */
export function valueAt(object: KubernetesObject, path: string): unknown {
  let value: unknown = object;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}
