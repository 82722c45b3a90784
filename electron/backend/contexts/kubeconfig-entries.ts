/**
 * What the entries of a kubeconfig file look like, read leniently: unknown keys are skipped, `null` and '' count as absent (as in Go).
 * Paths are made absolute here, against the folder of the file that holds them.
 */
import path from 'node:path';
import { z } from 'zod';
import type { AuthKind } from '../../../shared/model/context.ts';

export interface ClusterEntry {
  readonly name: string;
  readonly server: string | undefined;
  /** Base64 of PEM. Wins over `caFile`, as in kubectl. */
  readonly caData: string | undefined;
  readonly caFile: string | undefined;
  readonly tlsServerName: string | undefined;
  readonly insecureSkipTlsVerify: boolean;
  readonly proxyUrl: string | undefined;
}

export interface UserEntry {
  readonly name: string;
  readonly auth: AuthKind;
  /** Base64 of PEM; data wins over files, as in kubectl. */
  readonly certData: string | undefined;
  readonly certFile: string | undefined;
  readonly keyData: string | undefined;
  readonly keyFile: string | undefined;
  readonly token: string | undefined;
  /** Wins over `token`, as in kubectl. */
  readonly tokenFile: string | undefined;
  readonly impersonate: Impersonation | undefined;
}

/** `as`, `as-uid`, `as-groups` of a user entry. */
interface Impersonation {
  readonly user: string;
  readonly uid: string | undefined;
  readonly groups: readonly string[];
}

export interface ContextEntry {
  readonly name: string;
  /** '' where the file has none. */
  readonly cluster: string;
  readonly user: string;
  readonly namespace: string | undefined;
}

const text = z
  .string()
  .nullish()
  .transform((value) => (value ? value : undefined));
/** The texts are the booleans of YAML 1.1, which kubectl reads. */
const flag = z
  .union([z.boolean(), z.enum(['yes', 'Yes', 'on', 'y', 'no', 'No', 'off', 'n'])], {
    error: 'it has to be true or false',
  })
  .nullish()
  .transform((value) => value === true || value === 'yes' || value === 'Yes' || value === 'on' || value === 'y');
const name = z.string({ error: 'a name has to be text' }).min(1, { error: 'an entry has no name' });

const clusterBody = z.object({
  server: text,
  'certificate-authority-data': text,
  'certificate-authority': text,
  'tls-server-name': text,
  'insecure-skip-tls-verify': flag,
  'proxy-url': text,
});

const userBody = z.object({
  'client-certificate-data': text,
  'client-certificate': text,
  'client-key-data': text,
  'client-key': text,
  token: text,
  tokenFile: text,
  username: text,
  exec: z.unknown().optional(),
  'auth-provider': z.unknown().optional(),
  as: text,
  'as-uid': text,
  'as-groups': z
    .array(z.string())
    .nullish()
    .transform((groups) => groups ?? []),
});

const contextBody = z.object({ cluster: text, user: text, namespace: text });

/** One list of a kubeconfig: how an entry is validated, and what is kept of it. */
export interface EntryKind<Entry> {
  /** The key of the list at the top of the file. */
  readonly list: 'clusters' | 'users' | 'contexts';
  readonly schema: z.ZodType<(directory: string) => Entry>;
}

/** The body may be missing or null: kubectl reads it as an empty one. */
function named<Body, Entry>(
  key: 'cluster' | 'user' | 'context',
  body: z.ZodType<Body>,
  make: (name: string, body: Body, absolute: (file: string | undefined) => string | undefined) => Entry,
): z.ZodType<(directory: string) => Entry> {
  return z.object({ name, [key]: body.nullish() }).transform((entry) => (directory: string) => {
    const absolute = (file: string | undefined) => (file === undefined ? undefined : path.resolve(directory, file));
    return make(entry.name as string, (entry[key] as Body | null | undefined) ?? body.parse({}), absolute);
  });
}

export const clusterKind: EntryKind<ClusterEntry> = {
  list: 'clusters',
  schema: named('cluster', clusterBody, (entryName, body, absolute) => ({
    name: entryName,
    server: withoutPassword(body.server),
    caData: body['certificate-authority-data'],
    caFile: absolute(body['certificate-authority']),
    tlsServerName: body['tls-server-name'],
    insecureSkipTlsVerify: body['insecure-skip-tls-verify'],
    proxyUrl: body['proxy-url'],
  })),
};

/** The address is shown everywhere. kubectl would sign in with a name and a password that stand in it; who has one gets a 401 here. */
function withoutPassword(server: string | undefined): string | undefined {
  return server?.replace(/^([a-z]+:\/\/)?[^/?#]*@/i, '$1');
}

export const userKind: EntryKind<UserEntry> = {
  list: 'users',
  schema: named('user', userBody, (entryName, body, absolute) => ({
    name: entryName,
    auth: authKind(body),
    certData: body['client-certificate-data'],
    certFile: absolute(body['client-certificate']),
    keyData: body['client-key-data'],
    keyFile: absolute(body['client-key']),
    token: body.token,
    tokenFile: absolute(body.tokenFile),
    impersonate: body.as === undefined ? undefined : { user: body.as, uid: body['as-uid'], groups: body['as-groups'] },
  })),
};

export const contextKind: EntryKind<ContextEntry> = {
  list: 'contexts',
  schema: named('context', contextBody, (entryName, body) => ({
    name: entryName,
    cluster: body.cluster ?? '',
    user: body.user ?? '',
    namespace: body.namespace,
  })),
};

/** What decides who the user is, where several are given: a bearer token goes out beside a certificate and is asked first. */
function authKind(body: z.infer<typeof userBody>): AuthKind {
  if (body.tokenFile !== undefined) return 'tokenFile';
  if (body.token !== undefined) return 'token';
  if (body.exec != null) return 'exec';
  if (body['auth-provider'] != null) return 'oidc';
  if (body.username !== undefined) return 'basic';
  if (body['client-certificate-data'] !== undefined || body['client-certificate'] !== undefined) return 'certificate';
  return 'none';
}
