/**
 * The resources that the double serves: one row each, from which come the discovery documents, the lists and the messages.
 * What is not here is a 404, as in a cluster without it.
 */

export interface ResourceType {
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  /** Served only by a cluster that has installed its definition. */
  readonly custom?: true;
  /** Made of other objects when asked for; served only by a cluster that has `metrics`. */
  readonly computed?: true;
  /** Beside metadata.name and metadata.namespace. */
  readonly fields?: readonly string[];
  readonly subresources?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly verbs: readonly string[];
  }[];
  /** What one may do; a whole resource by default. */
  readonly verbs?: readonly string[];
}

const proxyVerbs = ['create', 'delete', 'get', 'patch', 'update'];
const statusVerbs = ['get', 'patch', 'update'];
const reviewVerbs = ['create'];

export const wholeVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const;

const core = { group: '', version: 'v1' };
const apps = { group: 'apps', version: 'v1', namespaced: true, categories: ['all'] };
const operator = { group: 'monitoring.coreos.com', version: 'v1', namespaced: true, custom: true } as const;
const metrics = { group: 'metrics.k8s.io', version: 'v1beta1', computed: true, verbs: ['get', 'list'] } as const;
const review = { group: 'authorization.k8s.io', version: 'v1', verbs: reviewVerbs };

const podFields = [
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.schedulerName',
  'spec.serviceAccountName',
  'status.phase',
  'status.podIP',
  'status.nominatedNodeName',
];

const podSubresources = [
  { name: 'attach', kind: 'PodAttachOptions', verbs: ['create', 'get'] },
  { name: 'exec', kind: 'PodExecOptions', verbs: ['create', 'get'] },
  { name: 'log', kind: 'Pod', verbs: ['get'] },
  { name: 'portforward', kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
  { name: 'proxy', kind: 'PodProxyOptions', verbs: proxyVerbs },
  { name: 'status', kind: 'Pod', verbs: statusVerbs },
];

export const resourceTypes: readonly ResourceType[] = [
  { ...core, plural: 'configmaps', kind: 'ConfigMap', namespaced: true, shortNames: ['cm'] },
  { ...core, plural: 'endpoints', kind: 'Endpoints', namespaced: true, shortNames: ['ep'] },
  { ...core, plural: 'events', kind: 'Event', namespaced: true, shortNames: ['ev'] },
  {
    ...core,
    plural: 'namespaces',
    kind: 'Namespace',
    namespaced: false,
    shortNames: ['ns'],
    fields: ['status.phase'],
    verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
    subresources: [
      { name: 'finalize', kind: 'Namespace', verbs: ['update'] },
      { name: 'status', kind: 'Namespace', verbs: statusVerbs },
    ],
  },
  {
    ...core,
    plural: 'nodes',
    kind: 'Node',
    namespaced: false,
    shortNames: ['no'],
    fields: ['spec.unschedulable'],
    subresources: [
      { name: 'proxy', kind: 'NodeProxyOptions', verbs: proxyVerbs },
      { name: 'status', kind: 'Node', verbs: statusVerbs },
    ],
  },
  {
    ...core,
    plural: 'pods',
    kind: 'Pod',
    namespaced: true,
    shortNames: ['po'],
    categories: ['all'],
    fields: podFields,
    subresources: podSubresources,
  },
  { ...core, plural: 'secrets', kind: 'Secret', namespaced: true },
  { ...core, plural: 'serviceaccounts', kind: 'ServiceAccount', namespaced: true, shortNames: ['sa'] },
  {
    ...core,
    plural: 'services',
    kind: 'Service',
    namespaced: true,
    shortNames: ['svc'],
    categories: ['all'],
    fields: ['spec.clusterIP', 'spec.type'],
    subresources: [
      { name: 'proxy', kind: 'ServiceProxyOptions', verbs: proxyVerbs },
      { name: 'status', kind: 'Service', verbs: statusVerbs },
    ],
  },
  { ...apps, plural: 'daemonsets', kind: 'DaemonSet', shortNames: ['ds'] },
  { ...apps, plural: 'deployments', kind: 'Deployment', shortNames: ['deploy'] },
  { ...apps, plural: 'replicasets', kind: 'ReplicaSet', shortNames: ['rs'] },
  { ...apps, plural: 'statefulsets', kind: 'StatefulSet', shortNames: ['sts'] },
  {
    group: 'autoscaling',
    version: 'v2',
    plural: 'horizontalpodautoscalers',
    kind: 'HorizontalPodAutoscaler',
    namespaced: true,
    shortNames: ['hpa'],
    categories: ['all'],
    subresources: [{ name: 'status', kind: 'HorizontalPodAutoscaler', verbs: statusVerbs }],
  },
  { ...review, plural: 'localsubjectaccessreviews', kind: 'LocalSubjectAccessReview', namespaced: true },
  { ...review, plural: 'selfsubjectaccessreviews', kind: 'SelfSubjectAccessReview', namespaced: false },
  { ...review, plural: 'selfsubjectrulesreviews', kind: 'SelfSubjectRulesReview', namespaced: false },
  { ...review, plural: 'subjectaccessreviews', kind: 'SubjectAccessReview', namespaced: false },
  {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    plural: 'customresourcedefinitions',
    kind: 'CustomResourceDefinition',
    namespaced: false,
    shortNames: ['crd', 'crds'],
    categories: ['api-extensions'],
  },
  { ...metrics, plural: 'nodes', kind: 'NodeMetrics', namespaced: false },
  { ...metrics, plural: 'pods', kind: 'PodMetrics', namespaced: true },
  {
    group: 'networking.k8s.io',
    version: 'v1',
    plural: 'ingresses',
    kind: 'Ingress',
    namespaced: true,
    shortNames: ['ing'],
  },
  { group: 'discovery.k8s.io', version: 'v1', plural: 'endpointslices', kind: 'EndpointSlice', namespaced: true },
  { ...operator, plural: 'podmonitors', kind: 'PodMonitor', shortNames: ['pmon'] },
  { ...operator, plural: 'prometheuses', kind: 'Prometheus', shortNames: ['prom'] },
  { ...operator, plural: 'prometheusrules', kind: 'PrometheusRule', shortNames: ['promrule'] },
  { ...operator, plural: 'servicemonitors', kind: 'ServiceMonitor', shortNames: ['smon'] },
];

export function groupVersion(type: ResourceType): string {
  return type.group === '' ? type.version : `${type.group}/${type.version}`;
}

/** Whether a cluster has what the type needs. */
export function isServed(
  type: ResourceType,
  has: { readonly customResources: boolean; readonly metrics: unknown; readonly endpointSlices: boolean },
): boolean {
  if (type.kind === 'EndpointSlice' && !has.endpointSlices) return false;
  return (type.custom !== true || has.customResources) && (type.computed !== true || has.metrics !== undefined);
}

/** `pods`, `endpointslices.discovery.k8s.io`: how messages name a resource. */
export function qualifiedResource(plural: string, group: string): string {
  return group === '' ? plural : `${plural}.${group}`;
}

export function typeOfObject(apiVersion: string, kind: string): ResourceType {
  const type = resourceTypes.find((one) => groupVersion(one) === apiVersion && one.kind === kind);
  if (type === undefined) throw new Error(`the double serves no ${apiVersion} ${kind}: add it to resource-types.ts`);
  return type;
}
