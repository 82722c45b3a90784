/** Writes kubeconfig files for tests. */
import { stringify } from 'yaml';
import type { KeyAndCertificate } from '../certificates.ts';

type KubeconfigCredentials =
  | { readonly kind: 'certificate'; readonly certificate: KeyAndCertificate }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'none' };

export interface KubeconfigContext {
  readonly context: string;
  readonly server: string;
  /** Absent: the system's authorities. */
  readonly caPem?: string;
  readonly credentials: KubeconfigCredentials;
  /** The entries' names; the context's own by default. */
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function userFields(credentials: KubeconfigCredentials) {
  if (credentials.kind === 'token') return { token: credentials.token };
  if (credentials.kind === 'none') return {};
  const { certPem, keyPem } = credentials.certificate;
  return { 'client-certificate-data': base64(certPem), 'client-key-data': base64(keyPem) };
}

/** @param currentContext the first by default; '' for none */
export function kubeconfigYaml(contexts: readonly KubeconfigContext[], currentContext?: string): string {
  const document = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: contexts.map(({ context, cluster = context, server, caPem }) => ({
      name: cluster,
      cluster: { server, ...(caPem === undefined ? {} : { 'certificate-authority-data': base64(caPem) }) },
    })),
    users: contexts.map(({ context, user = context, credentials }) => ({ name: user, user: userFields(credentials) })),
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
