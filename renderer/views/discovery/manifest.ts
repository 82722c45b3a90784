/** The least Role that allows what is missing, with its binding, as YAML that `kubectl apply` takes as it stands. */
import type { Diagnosis, Right } from '../../../shared/model/diagnosis.ts';

/** Whom a binding names. */
export type Subject =
  | { readonly kind: 'User'; readonly name: string }
  | { readonly kind: 'ServiceAccount'; readonly name: string; readonly namespace: string };

export interface KnownSubject {
  readonly subject: Subject;
  /** The API server called the user so; else it is the name of the kubeconfig's entry, which it may not know. */
  readonly sure: boolean;
}

/** How the API server begins its refusals: `pods is forbidden: User "jane" cannot list resource …`. */
const refusal = /\bUser "([^"]{1,512})" cannot /;

/** How RBAC gives its reason: `RBAC: allowed by ClusterRoleBinding "a" of ClusterRole "b" to User "jane"`. */
const grant = /^RBAC: allowed by .* to User "([^"]{1,512})"$/;

const serviceAccount = /^system:serviceaccount:([a-z0-9.-]{1,253}):([a-z0-9.-]{1,253})$/;

export function subjectOf(name: string): Subject {
  const [, namespace, account] = serviceAccount.exec(name) ?? [];
  if (namespace === undefined || account === undefined) return { kind: 'User', name };
  return { kind: 'ServiceAccount', name: account, namespace };
}

/** The user as the API server names it in what it refused. A kubeconfig's user entry is only a name in that file. */
export function findSubject(diagnosis: Diagnosis): KnownSubject {
  const said = [
    ...diagnosis.candidates
      .flatMap(({ ways }) => Object.values(ways))
      .flatMap((way) => (way.kind === 'failed' ? [way.error] : [])),
    ...diagnosis.steps.flatMap(({ answer }) => (answer.kind === 'error' ? [answer.error] : [])),
    ...(diagnosis.failure === undefined ? [] : [diagnosis.failure]),
  ];
  // What a proxy or the service behind it says is not the API server's: only refusals count.
  const refused = said.filter(({ code }) => code.endsWith('.forbidden'));
  for (const { details } of refused) {
    const [, name] = refusal.exec(String(details.serverMessage ?? '')) ?? [];
    if (name !== undefined) return { subject: subjectOf(name), sure: true };
  }
  // Why a right is allowed names whom it is granted to; a group would be too many.
  for (const { reason } of diagnosis.rights) {
    const [, name] = grant.exec(reason) ?? [];
    if (name !== undefined) return { subject: subjectOf(name), sure: true };
  }
  return { subject: subjectOf(diagnosis.user), sure: false };
}

const name = 'binnacle-prometheus';

/** What YAML 1.1 and 1.2 read as a text without quotes: a Kubernetes name that begins with a letter and is none of its words. */
const bare = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[a-z](?:[a-z0-9.-]*[a-z0-9])?$/;

/** Beyond JSON's own escapes (controls, lone surrogates): what YAML does not take as it stands, and what would turn a line around. */
const unprintable = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/gu;

/** A JSON text is a double-quoted scalar of YAML. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(unprintable, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const scalar = (text: string): string => (bare.test(text) ? text : quoted(text));

/** A rule for each resource, with all its verbs. */
function rules(rights: readonly Right[]): readonly string[] {
  const byResource = new Map<string, { readonly right: Right; readonly verbs: Set<string> }>();
  for (const right of rights) {
    const key = `${right.group} ${right.resource}`;
    const entry = byResource.get(key) ?? { right, verbs: new Set<string>() };
    entry.verbs.add(right.verb);
    byResource.set(key, entry);
  }
  return [...byResource.values()].flatMap(({ right, verbs }) => [
    `- apiGroups: [${quoted(right.group)}]`,
    `  resources: [${quoted(right.resource)}]`,
    `  verbs: [${[...verbs].map(quoted).join(', ')}]`,
  ]);
}

function subjectLines(subject: Subject): readonly string[] {
  return subject.kind === 'User'
    ? ['- kind: User', `  name: ${quoted(subject.name)}`, '  apiGroup: rbac.authorization.k8s.io']
    : ['- kind: ServiceAccount', `  name: ${scalar(subject.name)}`, `  namespace: ${scalar(subject.namespace)}`];
}

/** @param rights all of one namespace, or all of the whole cluster (''), which makes a ClusterRole. At least one. */
export function roleManifest(rights: readonly Right[], subject: Subject): string {
  const namespace = rights[0]?.namespace ?? '';
  const prefix = namespace === '' ? 'Cluster' : '';
  const metadata = ['metadata:', `  name: ${name}`, ...(namespace === '' ? [] : [`  namespace: ${scalar(namespace)}`])];
  return [
    'apiVersion: rbac.authorization.k8s.io/v1',
    `kind: ${prefix}Role`,
    ...metadata,
    'rules:',
    ...rules(rights),
    '---',
    'apiVersion: rbac.authorization.k8s.io/v1',
    `kind: ${prefix}RoleBinding`,
    ...metadata,
    'subjects:',
    ...subjectLines(subject),
    'roleRef:',
    '  apiGroup: rbac.authorization.k8s.io',
    `  kind: ${prefix}Role`,
    `  name: ${name}`,
    '',
  ].join('\n');
}
