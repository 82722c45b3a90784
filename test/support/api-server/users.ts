/**
 * Users and what they may: rules to decisions, and refusals in the API server's words. Rules are those of a Role; one with `namespaces`
 * is bound there, one without in the whole cluster. Who asks is found out in authentication.ts.
 */
import { qualifiedResource } from './resource-types.ts';
import type { StatusAnswer } from './responses.ts';

export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  /** `pods`, `pods/portforward`, `*`. */
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly namespaces?: readonly string[];
}

export interface ApiUser {
  readonly name: string;
  readonly groups?: readonly string[];
  /** A bearer token that is this user; a client certificate works for every user. More tokens: `double.authentication.issueToken`. */
  readonly token?: string;
  /** Basic login, which real API servers had up to 1.18 and some front proxies still have. */
  readonly password?: string;
  readonly rules: readonly PolicyRule[];
}

/** The user as a request came with it. */
export interface Requester {
  readonly name: string;
  readonly groups: readonly string[];
  readonly rules: readonly PolicyRule[];
}

/** What a request wants to do. */
export type Attributes =
  | { readonly kind: 'path'; readonly verb: string; readonly path: string }
  | {
      readonly kind: 'resource';
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly subresource?: string;
      readonly namespace?: string;
      readonly name?: string;
    };

export type ResourceAttributes = Extract<Attributes, { kind: 'resource' }>;

const read = ['get', 'list', 'watch'];

export const clusterAdmin: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

/** Reads what discovery reads, and nothing more. */
export const viewer: readonly PolicyRule[] = [
  { verbs: read, apiGroups: [''], resources: ['namespaces', 'nodes', 'pods', 'services', 'endpoints'] },
  { verbs: read, apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] },
  { verbs: read, apiGroups: ['networking.k8s.io'], resources: ['ingresses'] },
  { verbs: read, apiGroups: ['monitoring.coreos.com'], resources: ['*'] },
];

/** The minimal rules of the main job. */
export const portForwarder: readonly PolicyRule[] = [
  ...viewer,
  { verbs: ['get', 'create'], apiGroups: [''], resources: ['pods/portforward'] },
];

/** May ask services through the API server, and not port-forward. `create` is for POST. */
export const serviceProxier: readonly PolicyRule[] = [
  ...viewer,
  { verbs: ['get', 'create'], apiGroups: [''], resources: ['services/proxy'] },
];

/** What scraping needs: the kubelets through the API server. */
export const nodeProxier: readonly PolicyRule[] = [
  ...viewer,
  { verbs: ['get'], apiGroups: [''], resources: ['nodes/proxy'] },
];

/** May scrape all that a cluster has: its pods, its kubelets, the API server itself, and what only the API knows. */
export const scraper: readonly PolicyRule[] = [
  ...portForwarder,
  { verbs: ['get'], apiGroups: [''], resources: ['nodes/proxy'] },
  { verbs: ['get'], nonResourceURLs: ['/metrics'] },
  { verbs: read, apiGroups: ['metrics.k8s.io'], resources: ['nodes', 'pods'] },
  { verbs: read, apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'] },
];

const healthPaths = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
const discoveryPaths = ['/api', '/api/*', '/apis', '/apis/*', ...healthPaths.slice(0, 1), '/livez', '/openapi'];

/** What the default roles give to everybody (system:basic-user, system:discovery, system:public-info-viewer). */
const authenticatedRules: readonly PolicyRule[] = [
  {
    verbs: ['create'],
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  },
  { verbs: ['get'], nonResourceURLs: [...discoveryPaths, '/openapi/*', '/readyz', '/version', '/version/'] },
  { verbs: ['get'], nonResourceURLs: healthPaths },
];

export const anonymous: Requester = {
  name: 'system:anonymous',
  groups: ['system:unauthenticated'],
  rules: [{ verbs: ['get'], nonResourceURLs: healthPaths }],
};

/** A user with its rules; one that is not known has those of everybody. */
export function requesterNamed(name: string, groups: readonly string[], users: readonly ApiUser[]): Requester {
  const user = users.find((one) => one.name === name);
  const allGroups = [...(user?.groups ?? []), ...groups, 'system:authenticated'];
  const masters = allGroups.includes('system:masters') ? clusterAdmin : [];
  return { name, groups: allGroups, rules: [...(user?.rules ?? []), ...masters, ...authenticatedRules] };
}

function has(list: readonly string[] | undefined, value: string): boolean {
  return list?.some((one) => one === '*' || one === value) ?? false;
}

function matchesPath(patterns: readonly string[] | undefined, path: string): boolean {
  return patterns?.some((one) => one === path || (one.endsWith('*') && path.startsWith(one.slice(0, -1)))) ?? false;
}

function matchesResource(rule: PolicyRule, wanted: ResourceAttributes): boolean {
  const { resource, subresource, namespace, name } = wanted;
  if (rule.namespaces !== undefined && !rule.namespaces.includes(namespace ?? '')) return false;
  if (!has(rule.apiGroups, wanted.group)) return false;
  if (rule.resourceNames !== undefined && !rule.resourceNames.includes(name ?? '')) return false;
  const full = subresource === undefined ? resource : `${resource}/${subresource}`;
  return has(rule.resources, full) || (subresource !== undefined && has(rule.resources, `*/${subresource}`));
}

/** @returns the rule that allows it */
export function allowingRule(requester: Requester, wanted: Attributes): PolicyRule | undefined {
  return requester.rules.find(
    (rule) =>
      has(rule.verbs, wanted.verb) &&
      (wanted.kind === 'path' ? matchesPath(rule.nonResourceURLs, wanted.path) : matchesResource(rule, wanted)),
  );
}

export function forbidden(requester: Requester, wanted: Attributes): StatusAnswer {
  const refusal = { code: 403, reason: 'Forbidden' };
  if (wanted.kind === 'path') {
    const message = `forbidden: User "${requester.name}" cannot ${wanted.verb} path "${wanted.path}"`;
    return { ...refusal, message, details: {} };
  }
  const { verb, group, resource, subresource, namespace, name } = wanted;
  const subject = qualifiedResource(resource, group) + (name === undefined ? '' : ` "${name}"`);
  const full = subresource === undefined ? resource : `${resource}/${subresource}`;
  const scope = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return {
    ...refusal,
    message: `${subject} is forbidden: User "${requester.name}" cannot ${verb} resource "${full}" in API group "${group}" ${scope}`,
    details: { ...(name === undefined ? {} : { name }), ...(group === '' ? {} : { group }), kind: resource },
  };
}
