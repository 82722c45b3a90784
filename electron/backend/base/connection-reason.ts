/** Why a connection did not come about, or ended: the codes of the system, of TLS and of undici, in words. */
import { errorText } from '../../../shared/base/errors.ts';

export interface ConnectionReason {
  readonly kind: 'tls' | 'network';
  /** Goes on after "cannot be reached: ". */
  readonly reason: string;
}

/** What a connection's error may say beside its code: files of authorities that could not be read when it was made. */
export interface AuthorityProblems {
  readonly authorityProblems?: readonly string[];
}

const networkReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ENOTFOUND: 'its name is not known (DNS)',
  EAI_AGAIN: 'its name could not be looked up (DNS)',
  ETIMEDOUT: 'no answer to the connection attempt',
  UND_ERR_CONNECT_TIMEOUT: 'no answer to the connection attempt',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'the network is down or has no route to it',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  UND_ERR_SOCKET: 'it closed the connection',
};

const unknownAuthority = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
]);

const tlsReasons: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed and not trusted',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet (is the clock right?)',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there (is it an http:// server?)',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS there (is it an http:// server?)',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'it wants a client certificate',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'it does not know the authority of the client certificate',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'it does not accept the client certificate',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: 'the client certificate has expired',
  EPROTO: 'the TLS handshake failed',
};

/** Of a certificate's names no more are told. */
const mostNames = 10;

/**
 * @param error whatever a connection, a request or a handshake threw; no AppError.
 * @param untrusted what is said of an authority that is not among the trusted ones.
 */
export function connectionReason(error: unknown, untrusted: string): ConnectionReason {
  const code = connectionCode(error);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return { kind: 'tls', reason: wrongName(error) };
  if (unknownAuthority.has(code) || code === 'DEPTH_ZERO_SELF_SIGNED_CERT') {
    const problems = authorityProblems(error);
    return { kind: 'tls', reason: [tlsReasons[code] ?? untrusted, ...problems].join('; ') };
  }
  const tlsReason = tlsReasons[code] ?? (isTlsCode(code) ? errorText(error) : undefined);
  if (tlsReason !== undefined) return { kind: 'tls', reason: tlsReason };
  const reason =
    networkReasons[code] ?? (isParserError(error) ? 'what answers there does not speak HTTP' : errorText(error));
  return { kind: 'network', reason };
}

/** The code of an error, '' for none; of several attempts (one per address of a name) the last one's. */
function connectionCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return connectionCode(error.errors.at(-1));
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function authorityProblems(error: unknown): readonly string[] {
  return (error as AuthorityProblems).authorityProblems ?? [];
}

/** Node's error has the certificate, with its names as `DNS:a, IP Address:b`, and the name that was looked for. */
function wrongName(error: unknown): string {
  const { host, cert } = error as { host?: string; cert?: { subjectaltname?: string; subject?: { CN?: string } } };
  const names = (cert?.subjectaltname ?? '')
    .split(', ')
    .filter((name) => name !== '')
    .map((name) => name.replace(/^(DNS|IP Address|URI):/, ''));
  const told = names.length > mostNames ? [...names.slice(0, mostNames), '…'] : names;
  const holdsFor = told.length > 0 ? told.join(', ') : 'no name that counts';
  return `its certificate is for ${holdsFor}, not for ${host ?? 'this address'}`;
}

/** undici's; its code depends on the parser that it chose. */
function isParserError(error: unknown): boolean {
  return error instanceof Error && error.name === 'HTTPParserError';
}

function isTlsCode(code: string): boolean {
  return /^(ERR_SSL_|ERR_TLS_|CERT_|UNABLE_TO_|CRL_|INVALID_|HOSTNAME_MISMATCH)/.test(code);
}
