/**
 * What every connection to one API server shares: its address, who asks and how that is proved, and the way to it (proxy, TLS).
 * Certificates, tokens and authorities are asked for at every request, so that what was rotated or expired is replaced.
 *
 * `@kubernetes/client-node`'s KubeConfig is not used (docs/decisions/0006).
 */
import type net from 'node:net';
import tls from 'node:tls';
import { AppError, errorText } from '../../../shared/base/errors.ts';
import type { ResolvedContext } from '../contexts/merge-group.ts';
import type { Network, TlsMaterial } from '../network/network.ts';
import { badCredentials } from './auth/auth-errors.ts';
import type { ClientCertificate, Credential, UserCredentials } from './auth/credential.ts';
import { inFileTime, type PemSource, pemSource } from './auth/credential-files.ts';
import type { Credentials } from './auth/credentials.ts';
import type { SignIn } from './kube-client.ts';

/** Who asks, at this moment. */
export interface ApiIdentity {
  readonly headers: RequestHeaders;
  /** The same object as long as connections of before are still good; undefined for a plain http server. */
  readonly tls: TlsMaterial | undefined;
  readonly credential: Credential;
}

export interface ApiAccess {
  /** The API server's address, as the kubeconfig gives it. */
  readonly server: string;
  readonly user: string;
  readonly url: URL;
  /** Path of every request: the server's own path (Rancher has one), then the API's. */
  fullPath(path: string): string;
  /** A new socket to the server, connected, and for https with its handshake done. The caller owns it. */
  connect(tls: TlsMaterial | undefined, signal: AbortSignal): Promise<net.Socket>;
  /** May sign in, which takes its own time. @throws AppError auth.*; CancelledError */
  identity(signal: AbortSignal): Promise<ApiIdentity>;
  /** After a 401. @returns undefined where there is no other. @throws AppError auth.*; CancelledError */
  renew(refused: ApiIdentity, signal: AbortSignal): Promise<ApiIdentity | undefined>;
  /** @throws AppError auth.*; CancelledError */
  signIn(signal: AbortSignal): Promise<SignIn>;
}

/** A list of values is as many headers of one name. */
export type RequestHeaders = Readonly<Record<string, string | string[]>>;

export interface AccessServices {
  readonly network: Network;
  readonly credentials: Credentials;
}

type User = ResolvedContext['user'];
type Cluster = ResolvedContext['cluster'];

/**
 * Reads the certificates once, so that what is wrong with them is said before anything is asked; runs no plugin.
 * @throws AppError auth.unsupported, auth.badCredentials, api.unreachable (an address that is none)
 */
export async function openAccess(
  context: ResolvedContext,
  { network, credentials }: AccessServices,
): Promise<ApiAccess> {
  const { cluster, user } = context;
  const url = parseServer(cluster, user);
  const login = credentials.of(context, network);
  const material = url.protocol === 'https:' ? materialSource(context) : undefined;
  const basePath = url.pathname.replace(/\/+$/, '');

  async function identityOf(credential: Credential, signal: AbortSignal): Promise<ApiIdentity> {
    const tlsNow = material && (await inFileTime(user.name, signal, () => material(credential.certificate)));
    return { headers: requestHeaders(user, credential), tls: tlsNow, credential };
  }

  const access: ApiAccess = {
    server: cluster.server,
    user: user.name,
    url,
    fullPath: (path) => basePath + path,
    connect: (tlsNow, signal) => network.connect({ url, proxyUrl: cluster.proxyUrl, tls: tlsNow }, signal),
    identity: async (signal) => identityOf(await login.get(signal), signal),
    async renew(refused, signal) {
      const renewed = await login.renew(refused.credential, signal);
      return renewed && identityOf(renewed, signal);
    },
    signIn: async (signal) => signInOf(login, (await access.identity(signal)).credential),
  };
  await material?.(await login.certificate(new AbortController().signal));
  return access;
}

function signInOf({ kind, command }: UserCredentials, { validUntilMs }: Credential): SignIn {
  return { kind, validUntilMs, command };
}

/** kubectl takes an address without a scheme: https where there is anything to do with TLS, else http. */
function parseServer(cluster: Cluster, user: User): URL {
  const secure = [cluster.caData, cluster.caFile, user.certData, user.certFile].some((value) => value !== undefined);
  const scheme = secure || cluster.insecureSkipTlsVerify ? 'https' : 'http';
  const text = cluster.server.includes('://') ? cluster.server : `${scheme}://${cluster.server}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '') {
    throw badAddress(cluster.server, 'this is not an http or https address');
  }
  return url;
}

function badAddress(server: string, reason: string): AppError {
  return new AppError('api.unreachable', `${server} cannot be reached: ${reason}.`, { details: { server, reason } });
}

/** Makes the TLS material, anew only where the authority's file or the certificate has changed: connections are kept by it. */
function materialSource({
  cluster,
  user,
}: ResolvedContext): (certificate: ClientCertificate | undefined) => Promise<TlsMaterial> {
  const authority: PemSource = pemSource(user.name, 'the certificate authority', cluster.caData, cluster.caFile);
  let last: TlsMaterial | undefined;
  return async (certificate) => {
    const ca = await authority.read();
    if (last !== undefined && last.ca === ca && last.cert === certificate?.cert && last.key === certificate?.key) {
      return last;
    }
    checkAuthority(user.name, ca);
    last = {
      rejectUnauthorized: !cluster.insecureSkipTlsVerify,
      ...(ca !== undefined && { ca }),
      ...(certificate !== undefined && { cert: certificate.cert, key: certificate.key }),
      ...(cluster.tlsServerName !== undefined && { servername: cluster.tlsServerName }),
    };
    return last;
  };
}

function checkAuthority(user: string, ca: Buffer | undefined): void {
  if (ca === undefined) return;
  try {
    tls.createSecureContext({ ca });
  } catch (error) {
    throw badCredentials(user, errorText(error), error);
  }
}

function requestHeaders(user: User, { authorization }: Credential): RequestHeaders {
  return {
    accept: 'application/json',
    'user-agent': 'binnacle',
    ...(authorization !== undefined && { authorization }),
    ...impersonationHeaders(user),
  };
}

function impersonationHeaders(user: User): RequestHeaders {
  if (user.impersonate === undefined) return {};
  const { user: name, uid, groups } = user.impersonate;
  const header = (text: string) => headerText(user, text);
  return {
    'impersonate-user': header(name),
    ...(uid !== undefined && { 'impersonate-uid': header(uid) }),
    ...(groups.length > 0 && { 'impersonate-group': groups.map(header) }),
  };
}

/** Go puts a header's UTF-8 on the wire as it is; Node writes one byte for each character. */
function headerText(user: User, text: string): string {
  if (/\p{Cc}/u.test(text)) {
    throw badCredentials(user.name, 'the impersonated user, or a group of it, has characters that no header may have');
  }
  return Buffer.from(text, 'utf8').toString('latin1');
}
