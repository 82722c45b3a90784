/** SelfSubjectAccessReview and SelfSubjectRulesReview: what may I? Answered by the same rules that requests are judged by. */
import { type Call, readBody } from './call.ts';
import { secondsOnly } from './cluster.ts';
import { badRequest, StatusError, sendJson } from './responses.ts';
import { type Attributes, allowingRule, clusterAdmin, type PolicyRule, type Requester } from './users.ts';

type Fields = Readonly<Record<string, unknown>>;

function objectAt(fields: Fields, name: string): Fields | undefined {
  const value = fields[name];
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}

function textAt(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function attributesOf(spec: Fields): Attributes {
  const path = objectAt(spec, 'nonResourceAttributes');
  if (path !== undefined) return { kind: 'path', verb: textAt(path, 'verb') ?? '', path: textAt(path, 'path') ?? '' };
  const wanted = objectAt(spec, 'resourceAttributes');
  if (wanted === undefined) {
    const message =
      'SelfSubjectAccessReview.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: "null": ' +
      'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    throw new StatusError({ code: 422, reason: 'Invalid', message });
  }
  const subresource = textAt(wanted, 'subresource');
  const namespace = textAt(wanted, 'namespace');
  const name = textAt(wanted, 'name');
  return {
    kind: 'resource',
    verb: textAt(wanted, 'verb') ?? '',
    group: textAt(wanted, 'group') ?? '',
    resource: textAt(wanted, 'resource') ?? '',
    ...(subresource === undefined ? {} : { subresource }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

function fieldsOf(value: Fields): Fields {
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      `f:${name}`,
      typeof inner === 'object' && inner !== null ? { '.': {}, ...fieldsOf(inner as Fields) } : {},
    ]),
  );
}

function managedBy(call: Call, apiVersion: unknown, spec: Fields) {
  const agent = String(call.request.headers['user-agent'] ?? 'unknown').split(/[/ ]/)[0];
  return {
    manager: agent,
    operation: 'Update',
    apiVersion,
    time: secondsOnly(new Date()),
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:spec': fieldsOf(spec) },
  };
}

function isOfAdmin(requester: Requester): boolean {
  return requester.groups.includes('system:masters');
}

/** What the real authorizer says of a rule; system:masters is allowed without a word. */
function reasonOf(rule: PolicyRule, requester: Requester, wanted: Attributes): string | undefined {
  if (isOfAdmin(requester)) return undefined;
  const role = rule === clusterAdmin[0] || rule === clusterAdmin[1] ? 'cluster-admin' : requester.name;
  const namespace = wanted.kind === 'resource' ? wanted.namespace : undefined;
  return rule.namespaces === undefined
    ? `RBAC: allowed by ClusterRoleBinding "${role}" of ClusterRole "${role}" to User "${requester.name}"`
    : `RBAC: allowed by RoleBinding "${role}/${namespace}" of Role "${role}" to User "${requester.name}"`;
}

export async function reviewAccess(call: Call): Promise<void> {
  const body = await readBody(call.request);
  const spec = objectAt(body, 'spec') ?? {};
  const wanted = attributesOf(spec);
  const rule = allowingRule(call.requester, wanted);
  const reason = rule === undefined ? undefined : reasonOf(rule, call.requester, wanted);
  sendJson(call.request, call.response, 201, {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: { creationTimestamp: null, managedFields: [managedBy(call, 'authorization.k8s.io/v1', spec)] },
    spec,
    status: { allowed: rule !== undefined, ...(reason === undefined ? {} : { reason }) },
  });
}

export async function reviewRules(call: Call): Promise<void> {
  const body = await readBody(call.request);
  const namespace = textAt(objectAt(body, 'spec') ?? {}, 'namespace');
  if (namespace === undefined) throw new StatusError(badRequest('no namespace on request'));
  const bound = call.requester.rules.filter((rule) => rule.namespaces?.includes(namespace) ?? true);
  const resourceRules = bound
    .filter((rule) => rule.resources !== undefined)
    .map(({ verbs, apiGroups, resources, resourceNames }) => ({
      verbs,
      apiGroups,
      resources,
      ...(resourceNames === undefined ? {} : { resourceNames }),
    }));
  const nonResourceRules = bound
    .filter((rule) => rule.nonResourceURLs !== undefined && rule.namespaces === undefined)
    .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs }));
  sendJson(call.request, call.response, 201, {
    kind: 'SelfSubjectRulesReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: { creationTimestamp: null },
    spec: {},
    status: { resourceRules, nonResourceRules, incomplete: false },
  });
}
