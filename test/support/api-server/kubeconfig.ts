/** Writes kubeconfig files for tests, with every kind of user and cluster entry that Kubernetes knows. */
import { stringify } from 'yaml';
import type { KeyAndCertificate } from '../certificates.ts';

/** A user's exec plugin (see ../exec-plugin.ts for one to run). */
export interface ExecCredentials {
  readonly kind: 'exec';
  readonly command: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** `client.authentication.k8s.io/v1` by default. */
  readonly apiVersion?: string;
  /** `Never` by default; v1 demands one. */
  readonly interactiveMode?: 'Never' | 'IfAvailable' | 'Always';
  readonly provideClusterInfo?: boolean;
  readonly installHint?: string;
}

/** The auth provider `oidc` (see ../oidc-provider.ts for one to talk to). */
interface OidcCredentials {
  readonly kind: 'oidc';
  readonly issuerUrl: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly idToken?: string;
  readonly refreshToken?: string;
  /** Of the provider. Absent: the system's authorities. */
  readonly caPem?: string;
  readonly caFile?: string;
}

export type KubeconfigCredentials =
  | { readonly kind: 'certificate'; readonly certificate: KeyAndCertificate }
  | { readonly kind: 'certificateFiles'; readonly certFile: string; readonly keyFile: string }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'tokenFile'; readonly file: string }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | ExecCredentials
  | OidcCredentials
  | { readonly kind: 'none' }
  /** The user entry as it is written. */
  | { readonly kind: 'raw'; readonly fields: Readonly<Record<string, unknown>> };

export interface KubeconfigContext {
  readonly context: string;
  readonly server: string;
  /** Absent: the system's authorities. */
  readonly caPem?: string;
  /** Instead of the authority itself. */
  readonly caFile?: string;
  readonly credentials: KubeconfigCredentials;
  /** The entries' names; the context's own by default. */
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
  readonly proxyUrl?: string;
  readonly tlsServerName?: string;
  readonly insecureSkipTlsVerify?: boolean;
  /** `as` and `as-groups` of the user entry. */
  readonly impersonate?: { readonly user: string; readonly groups?: readonly string[] };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** Only what is there: a kubeconfig has no nulls. */
function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function execFields(exec: ExecCredentials) {
  return present({
    apiVersion: exec.apiVersion ?? 'client.authentication.k8s.io/v1',
    command: exec.command,
    args: exec.args,
    env: exec.env === undefined ? undefined : Object.entries(exec.env).map(([name, value]) => ({ name, value })),
    interactiveMode: exec.interactiveMode ?? 'Never',
    provideClusterInfo: exec.provideClusterInfo ?? false,
    installHint: exec.installHint,
  });
}

function oidcFields(oidc: OidcCredentials) {
  return present({
    'client-id': oidc.clientId,
    'client-secret': oidc.clientSecret,
    'id-token': oidc.idToken,
    'refresh-token': oidc.refreshToken,
    'idp-issuer-url': oidc.issuerUrl,
    'idp-certificate-authority': oidc.caFile,
    'idp-certificate-authority-data': oidc.caPem === undefined ? undefined : base64(oidc.caPem),
  });
}

function userFields(credentials: KubeconfigCredentials): Readonly<Record<string, unknown>> {
  switch (credentials.kind) {
    case 'certificate': {
      const { certPem, keyPem } = credentials.certificate;
      return { 'client-certificate-data': base64(certPem), 'client-key-data': base64(keyPem) };
    }
    case 'certificateFiles':
      return { 'client-certificate': credentials.certFile, 'client-key': credentials.keyFile };
    case 'token':
      return { token: credentials.token };
    case 'tokenFile':
      return { tokenFile: credentials.file };
    case 'basic':
      return { username: credentials.user, password: credentials.password };
    case 'exec':
      return { exec: execFields(credentials) };
    case 'oidc':
      return { 'auth-provider': { name: 'oidc', config: oidcFields(credentials) } };
    case 'none':
      return {};
    case 'raw':
      return credentials.fields;
  }
}

function clusterEntry(one: KubeconfigContext) {
  const cluster = present({
    server: one.server,
    'certificate-authority-data': one.caPem === undefined ? undefined : base64(one.caPem),
    'certificate-authority': one.caFile,
    'proxy-url': one.proxyUrl,
    'tls-server-name': one.tlsServerName,
    'insecure-skip-tls-verify': one.insecureSkipTlsVerify,
  });
  return { name: one.cluster ?? one.context, cluster };
}

function userEntry({ context, user = context, credentials, impersonate }: KubeconfigContext) {
  const as = present({ as: impersonate?.user, 'as-groups': impersonate?.groups });
  return { name: user, user: { ...userFields(credentials), ...as } };
}

/** @param currentContext the first by default; '' for none */
export function kubeconfigYaml(contexts: readonly KubeconfigContext[], currentContext?: string): string {
  const document = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: contexts.map(clusterEntry),
    users: contexts.map(userEntry),
    contexts: contexts.map(({ context, cluster = context, user = context, namespace }) => ({
      name: context,
      context: { cluster, user, ...(namespace === undefined ? {} : { namespace }) },
    })),
    'current-context': currentContext ?? contexts[0]?.context ?? '',
    preferences: {},
  };
  // kubectl reads YAML 1.1, where a context called `n` or `on` is a boolean unless it is quoted.
  return stringify(document, { version: '1.1' });
}
