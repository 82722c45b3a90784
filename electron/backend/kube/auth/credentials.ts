/**
 * Signs users in, for the whole backend: what plugins and issuers gave out is kept here and shared, so that ten connections of one user
 * are one login. Which of several methods of a user entry counts is as in kubectl (contexts/kubeconfig-entries.ts says it in `auth`).
 */
import type { AsyncDisposable } from '../../../../shared/base/disposable.ts';
import { AppError } from '../../../../shared/base/errors.ts';
import type { Settings } from '../../../../shared/model/settings.ts';
import { execCommandLine, execDigest } from '../../base/exec-digest.ts';
import type { ResolvedContext } from '../../contexts/merge-group.ts';
import type { Network } from '../../network/network.ts';
import type { Clock, LogSink } from '../../ports.ts';
import { badCredentials, unsupportedProvider } from './auth-errors.ts';
import type { Credential, UserCredentials } from './credential.ts';
import { certificateSource, inFileTime, readTokenFile } from './credential-files.ts';
import { execClusterInfo } from './exec-cluster.ts';
import { createExecPath } from './exec-path.ts';
import { ExecFailure } from './exec-plugin.ts';
import { createExecSessions, type ExecSessions } from './exec-sessions.ts';
import { tokenExpiryMs } from './jwt.ts';
import { createOidcSessions, type OidcSessions } from './oidc-sessions.ts';

export interface Credentials extends AsyncDisposable {
  /** Asks for nothing yet. @throws AppError auth.unsupported, auth.badCredentials */
  of(context: ResolvedContext, network: Network): UserCredentials;
}

export interface CredentialsOptions {
  /** Of the process: what plugins get, and PATH. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Read at every run of a plugin. */
  readonly settings: () => Pick<Settings, 'execPath' | 'loginShellPath'>;
  readonly clock: Clock;
  readonly log: LogSink;
  /** Of one run of a plugin; some wait for a person in front of a browser. Default 60,000. */
  readonly execTimeoutMs?: number;
}

const defaultExecTimeoutMs = 60_000;

interface Services {
  readonly exec: ExecSessions;
  readonly oidc: OidcSessions;
  readonly log: LogSink;
}

export function createCredentials(options: CredentialsOptions): Credentials {
  const { env, settings, clock, log, execTimeoutMs = defaultExecTimeoutMs } = options;
  const path = createExecPath({ env, settings, log });
  const exec = createExecSessions({ env, path, clock, timeoutMs: execTimeoutMs });
  const oidc = createOidcSessions({ clock, log });
  return {
    of: (context, network) => userCredentials(context, network, { exec, oidc, log }),
    async close() {
      await Promise.all([path.close(), exec.close(), oidc.close()]);
    },
  };
}

/** What is different between the kinds; the certificate may stand beside any of them. */
type Method = Pick<UserCredentials, 'get' | 'renew'>;

function userCredentials(context: ResolvedContext, network: Network, services: Services): UserCredentials {
  const { user } = context;
  refuseMixed(context);
  const method = methodOf(context, network, services);
  const withCertificate = certificateAdder(context, services.log);
  return {
    kind: user.auth,
    command: user.auth === 'exec' && user.exec !== undefined ? execCommandLine(user.exec) : undefined,
    certificate: async (signal) => (await withCertificate.read(signal))?.certificate,
    get: async (signal) => withCertificate.add(await method.get(signal), signal),
    async renew(refused, signal) {
      const renewed = await method.renew(withCertificate.without(refused), signal);
      // Where the login has nothing new, the files of the certificate may.
      const next = await withCertificate.add(renewed ?? refused, signal);
      return renewed === undefined && next.certificate === refused.certificate ? undefined : next;
    },
  };
}

/** As kubectl, which does not choose between them either. */
function refuseMixed({ user }: ResolvedContext): void {
  const hasToken = user.token !== undefined || user.tokenFile !== undefined;
  if (hasToken && (user.username !== undefined || user.password !== undefined)) {
    throw badCredentials(user.name, 'it has a token and a password, and kubectl takes one of them only');
  }
  if (user.exec !== undefined && user.authProvider !== undefined) {
    throw badCredentials(user.name, 'it has an exec plugin and an auth provider, and kubectl takes one of them only');
  }
}

function methodOf(context: ResolvedContext, network: Network, services: Services): Method {
  const { user } = context;
  switch (user.auth) {
    case 'tokenFile':
      return tokenFileMethod(user.name, user.tokenFile ?? '');
    case 'token':
      return fixed(() => bearer(user.name, user.token ?? ''));
    case 'basic':
      return fixed(() => basic(user.name, user.username ?? '', user.password ?? ''));
    case 'exec':
      return execMethod(context, services.exec);
    case 'oidc':
      return oidcMethod(context, network, services.oidc);
    default:
      return fixed(() => nothing);
  }
}

const nothing: Credential = { authorization: undefined, certificate: undefined, validUntilMs: undefined };

/** What the kubeconfig itself holds: another is to be had only by editing it. */
function fixed(make: () => Credential): Method {
  let made: Credential | undefined;
  return {
    get: async () => {
      made ??= make();
      return made;
    },
    renew: () => Promise.resolve(undefined),
  };
}

function tokenFileMethod(user: string, file: string): Method {
  const read = (signal: AbortSignal) =>
    inFileTime(user, signal, async () => bearer(user, await readTokenFile(user, file)));
  return {
    get: read,
    async renew(refused, signal) {
      const now = await read(signal);
      return now.authorization === refused.authorization ? undefined : now;
    },
  };
}

function execMethod(context: ResolvedContext, sessions: ExecSessions): Method {
  const { user } = context;
  const { exec: entry } = user;
  if (entry === undefined) throw new Error('a user of the kind exec has an exec entry');

  async function session(signal: AbortSignal) {
    if (!context.execAllowed) throw consentMissing(context);
    const cluster = entry?.provideClusterInfo
      ? await inFileTime(user.name, signal, () => execClusterInfo(context))
      : undefined;
    return sessions.of(entry as NonNullable<typeof entry>, cluster);
  }

  async function named<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw error instanceof ExecFailure ? error.toAppError(user.name) : error;
    }
  }

  return {
    get: async (signal) => checkedToken(user.name, await named((await session(signal)).get(signal))),
    renew: async (refused, signal) =>
      checkedToken(user.name, await named((await session(signal)).renew(refused, signal))),
  };
}

function consentMissing({ user }: ResolvedContext): AppError {
  const exec = user.exec ?? { command: undefined, args: [], env: [] };
  const command = execCommandLine(exec);
  return new AppError(
    'auth.execConsent',
    `The user "${user.name}" signs in by a command that ${user.file} names, and that you have not allowed yet: ${command}`,
    { details: { user: user.name, file: user.file, command, digest: execDigest(exec) } },
  );
}

function oidcMethod({ user }: ResolvedContext, network: Network, sessions: OidcSessions): Method {
  const { authProvider } = user;
  if (authProvider === undefined) throw new Error('a user of the kind oidc has an auth provider');
  if (authProvider.name !== 'oidc') throw unsupportedProvider(user.name, authProvider.name);
  const session = sessions.of(user, authProvider.config, network);
  return {
    get: async (signal) => checkedToken(user.name, await session.get(signal)),
    renew: async (refused, signal) => checkedToken(user.name, await session.renew(refused, signal)),
  };
}

function bearer(user: string, token: string): Credential {
  return checkedToken(user, {
    authorization: `Bearer ${token}`,
    certificate: undefined,
    validUntilMs: tokenExpiryMs(token),
  });
}

/** A line feed in a token would be another header. */
function checkedToken(user: string, credential: Credential): Credential {
  const { authorization } = credential;
  if (authorization !== undefined && !/^Bearer [\x21-\x7e]+$/.test(authorization)) {
    throw badCredentials(user, 'the token has characters that no token has');
  }
  return credential;
}

function basic(user: string, name: string, password: string): Credential {
  // RFC 7617: everything up to the first colon is the name.
  if (name.includes(':')) throw badCredentials(user, 'the user name has a colon in it');
  const login = Buffer.from(`${name}:${password}`, 'utf8').toString('base64');
  return { authorization: `Basic ${login}`, certificate: undefined, validUntilMs: undefined };
}

/** Puts the certificate of the kubeconfig beside what the method gave, as it is in its files now. */
function certificateAdder({ user }: ResolvedContext, log: LogSink) {
  let told = '';
  const source = certificateSource(user, (reason) => {
    if (reason === told) return;
    told = reason;
    log.write('warn', 'auth', `the client certificate that was read before stays in use: ${reason}`);
  });
  const originals = new WeakMap<Credential, Credential>();
  const readNow = (signal: AbortSignal) => inFileTime(user.name, signal, source.read);
  return {
    read: readNow,
    async add(credential: Credential, signal: AbortSignal): Promise<Credential> {
      if (credential.certificate !== undefined && user.auth === 'exec') return credential;
      const read = await readNow(signal);
      if (read === undefined) return credential;
      const { certificate, validUntilMs } = read;
      const made = { ...credential, certificate, validUntilMs: credential.validUntilMs ?? validUntilMs };
      originals.set(made, originals.get(credential) ?? credential);
      return made;
    },
    /** What the method gave, which it knows by its identity. */
    without: (credential: Credential): Credential => originals.get(credential) ?? credential,
  };
}
