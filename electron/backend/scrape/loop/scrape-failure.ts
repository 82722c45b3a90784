/** Why a target was not read, in the words that Prometheus (Go's net/http) has for it. */
import { AppError, errorText } from '../../../../shared/base/errors.ts';

/** A scrape that came to nothing; `message` is what is shown. */
export class ScrapeFailure extends Error {
  override readonly name = 'ScrapeFailure';
}

export const lateWords = 'context deadline exceeded';
export const tooLargeWords = 'body size limit exceeded';

/** Who is asked may have put anything into it. */
const longest = 500;

const connectWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'i/o timeout',
  UND_ERR_CONNECT_TIMEOUT: 'i/o timeout',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'server misbehaving',
};

/** Of a server's certificate, and of one that has none. */
const secureWords: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'x509: certificate signed by unknown authority',
  SELF_SIGNED_CERT_IN_CHAIN: 'x509: certificate signed by unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'x509: certificate signed by unknown authority',
  UNABLE_TO_GET_ISSUER_CERT: 'x509: certificate signed by unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'x509: certificate signed by unknown authority',
  CERT_HAS_EXPIRED: 'x509: certificate has expired or is not yet valid',
  CERT_NOT_YET_VALID: 'x509: certificate has expired or is not yet valid',
  ERR_SSL_WRONG_VERSION_NUMBER: 'http: server gave HTTP response to HTTPS client',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'http: server gave HTTP response to HTTPS client',
};

const readWords: Readonly<Record<string, string>> = {
  ECONNRESET: 'read: connection reset by peer',
  EPIPE: 'write: broken pipe',
  UND_ERR_SOCKET: 'EOF',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'net/http: HTTP/1.x transport connection broken: contradictory Content-Length',
  UND_ERR_HEADERS_OVERFLOW: 'net/http: server response headers exceeded the limit; aborted',
};

/** Before there is an answer. @param shownUrl of the target */
export function askingFailure(error: unknown, shownUrl: string, isLate: boolean): ScrapeFailure {
  const because = (words: string) => new ScrapeFailure(`Get ${JSON.stringify(shownUrl)}: ${words}`, { cause: error });
  if (isLate) return because(lateWords);
  const known = connectingWords(atAddress.has(codeOf(error)) ? (error as AppError).cause : error);
  if (known !== undefined) return because(known);
  // What a tunnel says of itself is whole.
  if (error instanceof AppError) return new ScrapeFailure(error.message, { cause: error });
  const code = errorCode(error);
  if (error instanceof Error && error.name === 'HTTPParserError') return because('net/http: malformed HTTP response');
  return because(readWords[code] ?? shortened(errorText(error)));
}

/** AppError's codes where the target itself is connected to, and not something on the way to it. */
const atAddress: ReadonlySet<string> = new Set(['address.unreachable', 'address.tls']);

function codeOf(error: unknown): string {
  return error instanceof AppError ? error.code : '';
}

/** @returns undefined where it is not why no connection came about, or is nothing that Go has words for */
function connectingWords(error: unknown): string | undefined {
  const code = errorCode(error);
  const connecting = connectWords[code];
  return connecting === undefined ? secureWords[code] : `dial tcp${placeOf(error)}: ${connecting}`;
}

/** In the middle of a body. */
export function readingFailure(error: unknown, isLate: boolean): ScrapeFailure {
  if (isLate) return new ScrapeFailure(lateWords, { cause: error });
  if (error instanceof ScrapeFailure) return error;
  if (error instanceof AppError) return new ScrapeFailure(error.message, { cause: error });
  const code = errorCode(error);
  // It ended before it was whole: the connection, or the length that was promised.
  const isCut =
    code === 'UND_ERR_SOCKET' || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' || code === 'UND_ERR_ABORTED';
  if (isCut) return new ScrapeFailure('unexpected EOF', { cause: error });
  if (error instanceof Error && error.name === 'HTTPParserError') {
    const words = error.message.includes('chunk size') ? 'invalid byte in chunk length' : 'malformed chunked encoding';
    return new ScrapeFailure(words, { cause: error });
  }
  return new ScrapeFailure(readWords[code] ?? shortened(errorText(error)), { cause: error });
}

/** A connection that was kept for later, and that the other side has closed meanwhile: Go's client asks once more, too. */
export function isLostConnection(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}

export function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** '' for none; of several attempts (one an address of a name) the last one's. */
function errorCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors.at(-1));
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Of Node's own error: ` 127.0.0.1:9100`. */
function placeOf(error: unknown): string {
  const { address, port } = (error instanceof AggregateError ? error.errors.at(-1) : error) as {
    readonly address?: string;
    readonly port?: number;
  };
  if (address === undefined || port === undefined) return '';
  return ` ${address.includes(':') ? `[${address}]` : address}:${port}`;
}
