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
  /** May hold a password: never in a message. */
  readonly proxyUrl: string | undefined;
  /** What the cluster has for exec plugins: the extension `client.authentication.k8s.io/exec`, as it stands there. */
  readonly execConfig: unknown;
}

export interface UserEntry {
  readonly name: string;
  /** The file that the entry stands in, and its folder; absolute. */
  readonly file: string;
  readonly directory: string;
  readonly auth: AuthKind;
  /** Base64 of PEM; data wins over files, as in kubectl. */
  readonly certData: string | undefined;
  readonly certFile: string | undefined;
  readonly keyData: string | undefined;
  readonly keyFile: string | undefined;
  readonly token: string | undefined;
  /** Wins over `token`, as in kubectl. */
  readonly tokenFile: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly exec: ExecEntry | undefined;
  readonly authProvider: AuthProviderEntry | undefined;
  readonly impersonate: Impersonation | undefined;
}

/** A command that is asked for credentials (client.authentication.k8s.io). */
export interface ExecEntry {
  readonly apiVersion: string | undefined;
  /** A path is absolute here; a name alone is looked for in PATH. */
  readonly command: string | undefined;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly installHint: string | undefined;
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
  readonly provideClusterInfo: boolean;
}

export interface AuthProviderEntry {
  readonly name: string;
  /** Holds secrets. */
  readonly config: Readonly<Record<string, string>>;
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

/** In a map of extensions a plugin's own part has this name. */
const execExtension = 'client.authentication.k8s.io/exec';

const clusterBody = z.object({
  server: text,
  'certificate-authority-data': text,
  'certificate-authority': text,
  'tls-server-name': text,
  'insecure-skip-tls-verify': flag,
  'proxy-url': text,
  // Others write here what they like (minikube does): what has another shape is not ours.
  extensions: z
    .array(z.object({ name: z.unknown(), extension: z.unknown() }))
    .catch([])
    .transform((all) => all.find((one) => one.name === execExtension)?.extension),
});

const textList = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);

const execBody = z.object({
  apiVersion: text,
  command: text,
  args: textList,
  env: z
    .array(z.object({ name: z.string().min(1, { error: 'a variable has no name' }), value: z.string().default('') }))
    .nullish()
    .transform((list) => list ?? []),
  installHint: text,
  interactiveMode: z
    .enum(['', 'Never', 'IfAvailable', 'Always'], { error: 'it has to be Never, IfAvailable or Always' })
    .nullish()
    .transform((mode) => mode || ('IfAvailable' as const)),
  provideClusterInfo: flag,
});

const authProviderBody = z.object({
  name: z.string({ error: 'it has no name' }),
  config: z
    .record(z.string(), z.string())
    .nullish()
    .transform((config) => config ?? {}),
});

const userBody = z.object({
  'client-certificate-data': text,
  'client-certificate': text,
  'client-key-data': text,
  'client-key': text,
  token: text,
  tokenFile: text,
  username: text,
  password: text,
  exec: execBody.nullish(),
  'auth-provider': authProviderBody.nullish(),
  as: text,
  'as-uid': text,
  'as-groups': textList,
});

const contextBody = z.object({ cluster: text, user: text, namespace: text });

/** One list of a kubeconfig: how an entry is validated, and what is kept of it. */
export interface EntryKind<Entry> {
  /** The key of the list at the top of the file. */
  readonly list: 'clusters' | 'users' | 'contexts';
  /** Makes the entry of the file (absolute) that it stands in. */
  readonly schema: z.ZodType<(file: string) => Entry>;
}

/** The body may be missing or null: kubectl reads it as an empty one. */
function named<Body, Entry>(
  key: 'cluster' | 'user' | 'context',
  body: z.ZodType<Body>,
  make: (name: string, body: Body, place: Place) => Entry,
): z.ZodType<(file: string) => Entry> {
  return z.object({ name, [key]: body.nullish() }).transform((entry) => (file: string) => {
    const directory = path.dirname(file);
    const absolute = (other: string | undefined) => (other === undefined ? undefined : path.resolve(directory, other));
    const place = { file, directory, absolute };
    return make(entry.name as string, (entry[key] as Body | null | undefined) ?? body.parse({}), place);
  });
}

/** Where an entry stands; `absolute` is for the paths in it. */
interface Place {
  readonly file: string;
  readonly directory: string;
  readonly absolute: (file: string | undefined) => string | undefined;
}

export const clusterKind: EntryKind<ClusterEntry> = {
  list: 'clusters',
  schema: named('cluster', clusterBody, (entryName, body, { absolute }) => ({
    name: entryName,
    server: withoutPassword(body.server),
    caData: body['certificate-authority-data'],
    caFile: absolute(body['certificate-authority']),
    tlsServerName: body['tls-server-name'],
    insecureSkipTlsVerify: body['insecure-skip-tls-verify'],
    proxyUrl: body['proxy-url'],
    execConfig: body.extensions,
  })),
};

/** The address is shown everywhere. kubectl would sign in with a name and a password that stand in it; who has one gets a 401 here. */
function withoutPassword(server: string | undefined): string | undefined {
  return server?.replace(/^([a-z]+:\/\/)?[^/?#]*@/i, '$1');
}

export const userKind: EntryKind<UserEntry> = {
  list: 'users',
  schema: named('user', userBody, (entryName, body, { file, directory, absolute }) => ({
    name: entryName,
    file,
    directory,
    auth: authKind(body),
    certData: body['client-certificate-data'],
    certFile: absolute(body['client-certificate']),
    keyData: body['client-key-data'],
    keyFile: absolute(body['client-key']),
    token: body.token,
    tokenFile: absolute(body.tokenFile),
    username: body.username,
    password: body.password,
    exec: body.exec ? { ...body.exec, command: resolveCommand(body.exec.command, directory) } : undefined,
    authProvider: body['auth-provider'] ?? undefined,
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

/** As kubectl: what has a separator is a path, relative to the file's folder; anything else is for PATH. */
function resolveCommand(command: string | undefined, directory: string): string | undefined {
  const isPath = command !== undefined && (command.includes('/') || command.includes(path.sep));
  return isPath ? path.resolve(directory, command) : command;
}

/**
 * What decides who the user is, where several are given. kubectl runs no exec plugin beside a token, a password or a certificate, and
 * uses no auth provider beside a token or a password.
 */
function authKind(body: z.infer<typeof userBody>): AuthKind {
  const hasCertificate = body['client-certificate-data'] !== undefined || body['client-certificate'] !== undefined;
  if (body.tokenFile !== undefined) return 'tokenFile';
  if (body.token !== undefined) return 'token';
  if (body.username !== undefined || body.password !== undefined) return 'basic';
  if (body.exec != null && !hasCertificate) return 'exec';
  if (body['auth-provider'] != null) return 'oidc';
  return hasCertificate ? 'certificate' : 'none';
}
