/**
 * What every connection to one API server shares: its address, TLS material (read once: the dispatcher trap of kubernetes.md) and the
 * headers that say who asks. Certificates and bearer tokens only.
 *
 * `@kubernetes/client-node`'s KubeConfig is not used for these: it prefers files to data and `token` to `tokenFile` (kubectl does the
 * reverse), sends a token file's newline along, and brings 80 MB of generated models (its `dist/exec_auth.js` alone does not).
 */
import net from 'node:net';
import tls from 'node:tls';
import { AppError, errorText } from '../../../shared/base/errors.ts';
import { readSmallFile } from '../base/read-file.ts';
import type { ResolvedContext } from '../contexts/merge-group.ts';

export interface ApiAccess {
  /** The API server's address, as the kubeconfig gives it. */
  readonly server: string;
  readonly user: string;
  readonly url: URL;
  /** Path of every request: the server's own path (Rancher has one), then the API's. */
  fullPath(path: string): string;
  /** A new plain or TLS socket to the server, connecting. The caller owns it. */
  connect(): net.Socket;
  /** Asked for at every request, since a token file changes. @throws AppError auth.badCredentials */
  headers(): Promise<RequestHeaders>;
}

/** A list of values is as many headers of one name. */
type RequestHeaders = Readonly<Record<string, string | string[]>>;

/** As `tls.connect` takes them. */
type TlsOptions = Pick<tls.ConnectionOptions, 'secureContext' | 'rejectUnauthorized' | 'servername'>;

type User = ResolvedContext['user'];
type Cluster = ResolvedContext['cluster'];

/** @throws AppError auth.unsupported, auth.badCredentials, api.unreachable (an address that is none, a proxy) */
export async function openAccess(context: ResolvedContext): Promise<ApiAccess> {
  const { cluster, user } = context;
  refuseUnsupported(cluster, user);
  const url = parseServer(cluster, user);
  const basePath = url.pathname.replace(/\/+$/, '');
  return {
    server: cluster.server,
    user: user.name,
    url,
    fullPath: (path) => basePath + path,
    connect: url.protocol === 'https:' ? tlsConnector(url, await readTls(cluster, user)) : plainConnector(url),
    headers: () => requestHeaders(user),
  };
}

/** Idle connections are probed, so that a load balancer does not forget them. */
const tcpKeepAlive = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 } as const;

function plainConnector(url: URL): () => net.Socket {
  const address = { host: bareHost(url), port: Number(url.port) || 80 };
  return () => net.connect({ ...address, ...tcpKeepAlive });
}

function tlsConnector(url: URL, options: TlsOptions): () => net.Socket {
  const host = bareHost(url);
  // A tunnel is a connection of its own, so handshakes are frequent: all but the first resume the session.
  let session: Buffer | undefined;
  return () => {
    const socket = tls.connect({
      // An address is no server name (RFC 6066); node then checks the certificate against the address.
      servername: net.isIP(host) === 0 ? host : '',
      ...options,
      ...tcpKeepAlive,
      host,
      port: Number(url.port) || 443,
      ALPNProtocols: ['http/1.1'],
      ...(session && { session }),
    });
    socket.on('session', (ticket) => {
      session = ticket;
    });
    return socket;
  };
}

/** Without the brackets of an IPv6 address. */
function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

const unsupportedMethods: Partial<Record<User['auth'], string>> = {
  exec: 'an exec plugin',
  oidc: 'an auth provider (OIDC)',
  basic: 'a user name and password',
};

function refuseUnsupported(cluster: Cluster, user: User): void {
  const method = unsupportedMethods[user.auth];
  if (method !== undefined) {
    throw new AppError(
      'auth.unsupported',
      `The user "${user.name}" signs in with ${method}, which this version does not support: certificates and tokens work.`,
      { details: { user: user.name, method: user.auth } },
    );
  }
  if (cluster.proxyUrl !== undefined) {
    // Going past the proxy would be a connection that the user did not ask for.
    throw badAddress(
      cluster.server,
      'the cluster is to be reached through a proxy (proxy-url), which this version does not support',
    );
  }
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

async function readTls(cluster: Cluster, user: User): Promise<TlsOptions> {
  const [ca, cert, key] = await Promise.all([
    readPem(user.name, 'the certificate authority', cluster.caData, cluster.caFile),
    readPem(user.name, 'the client certificate', user.certData, user.certFile),
    readPem(user.name, 'the client key', user.keyData, user.keyFile),
  ]);
  if ((cert === undefined) !== (key === undefined)) {
    throw badCredentials(
      user.name,
      `there is a client ${cert === undefined ? 'key' : 'certificate'} without its ${cert === undefined ? 'certificate' : 'key'}`,
    );
  }
  let secureContext: tls.SecureContext;
  try {
    secureContext = tls.createSecureContext({ ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) });
  } catch (error) {
    throw badCredentials(user.name, errorText(error), error);
  }
  return {
    secureContext,
    rejectUnauthorized: !cluster.insecureSkipTlsVerify,
    ...(cluster.tlsServerName !== undefined && { servername: cluster.tlsServerName }),
  };
}

/** @returns undefined where there is neither data nor file. */
async function readPem(
  user: string,
  what: string,
  data: string | undefined,
  file: string | undefined,
): Promise<Buffer | undefined> {
  if (data === undefined && file === undefined) return undefined;
  const pem = data === undefined ? await readSecretFile(user, what, file ?? '') : Buffer.from(data, 'base64');
  // OpenSSL silently trusts nothing where the authority is no PEM: then every certificate would look wrong.
  if (!pem.includes('-----BEGIN ')) throw badCredentials(user, `${what} is not in PEM format`);
  return pem;
}

/** A bundle of all public authorities is a quarter of it. */
const maxSecretBytes = 1024 * 1024;

async function readSecretFile(user: string, what: string, file: string): Promise<Buffer> {
  try {
    return await readSmallFile(file, maxSecretBytes);
  } catch (error) {
    throw badCredentials(user, `${what}, ${file}, cannot be read: ${errorText(error)}`, error);
  }
}

function badCredentials(user: string, reason: string, cause?: unknown): AppError {
  return new AppError('auth.badCredentials', `The credentials of "${user}" cannot be used: ${reason}.`, {
    details: { user, reason },
    cause,
  });
}

async function requestHeaders(user: User): Promise<RequestHeaders> {
  const token = user.tokenFile === undefined ? user.token : await readToken(user.name, user.tokenFile);
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw badCredentials(user.name, 'the token has characters that no token has');
  }
  return {
    accept: 'application/json',
    'user-agent': 'binnacle',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...impersonationHeaders(user),
  };
}

async function readToken(user: string, file: string): Promise<string> {
  const token = (await readSecretFile(user, 'the token file', file)).toString('utf8').trim();
  if (token === '') throw badCredentials(user, `the token file, ${file}, is empty`);
  return token;
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
