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

const readWords: Readonly<Record<string, string>> = {
  ECONNRESET: 'read: connection reset by peer',
  EPIPE: 'write: broken pipe',
  UND_ERR_SOCKET: 'EOF',
  UND_ERR_HEADERS_OVERFLOW: 'net/http: server response headers exceeded the limit; aborted',
};

/** Before there is an answer. @param shownUrl of the target */
export function askingFailure(error: unknown, shownUrl: string, isLate: boolean): ScrapeFailure {
  const because = (words: string) => new ScrapeFailure(`Get ${JSON.stringify(shownUrl)}: ${words}`, { cause: error });
  if (isLate) return because(lateWords);
  // What a tunnel, or an address, says of itself is whole.
  if (error instanceof AppError) return new ScrapeFailure(error.message, { cause: error });
  const code = errorCode(error);
  const connecting = connectWords[code];
  if (connecting !== undefined) return because(`dial tcp${placeOf(error)}: ${connecting}`);
  if (error instanceof Error && error.name === 'HTTPParserError') return because('net/http: malformed HTTP response');
  return because(readWords[code] ?? shortened(errorText(error)));
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
    return new ScrapeFailure('malformed chunked encoding', { cause: error });
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
