/** What can go wrong with a call to an API server, as AppErrors in words: network and TLS failures, and answers other than 2xx. */
import { z } from 'zod';
import { AppError, errorText } from '../../../shared/base/errors.ts';

/** Whom and what a failed call was for. */
export interface CallFacts {
  readonly server: string;
  readonly user: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

export interface FailedAnswer {
  readonly status: number;
  readonly contentType: string;
  /** At most the first 64 KiB. */
  readonly body: string;
}

/** The API's own error object (meta/v1 Status). It is the `cause` of the AppErrors that are made of it. */
const apiStatus = z.object({
  kind: z.literal('Status'),
  message: z.string().optional(),
  reason: z.string().optional(),
  metadata: z.object({ continue: z.string().optional() }).optional(),
});
export type ApiStatus = z.infer<typeof apiStatus>;

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

const tlsReasons: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed and not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an authority that the kubeconfig does not name',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes from an authority that the kubeconfig does not name',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate comes from an authority that the kubeconfig does not name',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an authority that the kubeconfig does not name',
  CERT_SIGNATURE_FAILURE: 'its certificate comes from an authority that the kubeconfig does not name',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet (is the clock right?)',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there (is it an http:// server?)',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS there (is it an http:// server?)',
  EPROTO: 'the TLS handshake failed',
};

/** @returns an AppError for whatever a connection, a request or a handshake threw. */
export function networkError(facts: Pick<CallFacts, 'server'>, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { server } = facts;
  const code = codeOf(error);
  const tlsReason = tlsReasons[code] ?? (isTlsCode(code) ? errorText(error) : undefined);
  if (tlsReason !== undefined) {
    return new AppError('api.tls', `No secure connection to ${server}: ${tlsReason}.`, {
      details: { server, reason: tlsReason },
      cause: error,
    });
  }
  const reason =
    networkReasons[code] ?? (isParserError(error) ? 'what answers there does not speak HTTP' : errorText(error));
  return new AppError('api.unreachable', `${server} cannot be reached: ${reason}.`, {
    details: { server, reason },
    retryable: true,
    cause: error,
  });
}

/** The code of an error; of several attempts (one per address of a name) the last one's. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors.at(-1));
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** undici's; its code depends on the parser that it chose. */
function isParserError(error: unknown): boolean {
  return error instanceof Error && error.name === 'HTTPParserError';
}

function isTlsCode(code: string): boolean {
  return /^(ERR_SSL_|ERR_TLS_|CERT_|UNABLE_TO_|CRL_|INVALID_|HOSTNAME_MISMATCH)/.test(code);
}

export function timeoutError(server: string, timeoutMs: number): AppError {
  const seconds = timeoutMs / 1000;
  return new AppError('api.timeout', `${server} did not answer within ${seconds} s.`, {
    details: { server, seconds },
    retryable: true,
  });
}

export function notJsonError(facts: CallFacts, status: number, contentType: string): AppError {
  const { server } = facts;
  return new AppError(
    'api.notJson',
    `${server} answered ${facts.path} with ${status} ${contentType || 'without a content type'} instead of JSON: is it a Kubernetes API server?`,
    { details: { server, status, contentType } },
  );
}

/** @returns the error for an answer that is not 2xx. */
export function answerError(facts: CallFacts, answer: FailedAnswer): AppError {
  const status = parseStatus(answer.body);
  const { server, path } = facts;
  const said = status?.message === undefined ? {} : { serverMessage: status.message };
  const cause = status;
  switch (answer.status) {
    case 401:
      return new AppError('api.unauthorized', `${server} does not accept the credentials of "${facts.user}".`, {
        details: { server, user: facts.user, ...said },
        cause,
      });
    case 403:
      return forbidden(facts, status);
    case 404:
      return new AppError('api.notFound', `${server} has no ${path}.`, { details: { server, path, ...said }, cause });
    default:
      // Without the API's own error object, 2xx and 3xx and 4xx come from something else that answers there.
      if (status === undefined && answer.status < 500 && answer.status !== 429) {
        return notJsonError(facts, answer.status, answer.contentType);
      }
      return new AppError(
        'api.failed',
        `${server} answered ${path} with ${answer.status}${said.serverMessage ? `: ${said.serverMessage}` : '.'}`,
        {
          details: { server, status: answer.status, path, ...said },
          retryable: answer.status >= 500 || answer.status === 429,
          cause,
        },
      );
  }
}

/** What a 403 names: `User "u" cannot list resource "nodes" in API group "" at the cluster scope`. */
interface Denial {
  readonly user: string;
  readonly verb: string;
  /** With its subresource: `pods/portforward`. */
  readonly resource: string;
  /** '' for the cluster. */
  readonly namespace: string;
}

function parseDenial(message: string): Denial | undefined {
  const match = /User "([^"]*)" cannot (\S+) (?:resource|path) "([^"]*)"(.*)/.exec(message);
  if (match === null) return undefined;
  const [, user = '', verb = '', resource = '', rest = ''] = match;
  return { user, verb, resource, namespace: /in the namespace "([^"]*)"/.exec(rest)?.[1] ?? '' };
}

function forbidden(facts: CallFacts, status: ApiStatus | undefined): AppError {
  const { server } = facts;
  const message = status?.message;
  const denial = (message === undefined ? undefined : parseDenial(message)) ?? {
    user: facts.user,
    verb: facts.method === 'GET' ? 'get' : 'create',
    resource: facts.path,
    namespace: '',
  };
  const where = denial.namespace === '' ? 'at the cluster scope' : `in the namespace "${denial.namespace}"`;
  return new AppError(
    'api.forbidden',
    `The user "${denial.user}" may not ${denial.verb} ${denial.resource} ${where} of ${server}.`,
    { details: { server, ...denial, ...(message !== undefined && { serverMessage: message }) }, cause: status },
  );
}

function parseStatus(body: string): ApiStatus | undefined {
  try {
    return apiStatus.parse(JSON.parse(body));
  } catch {
    return undefined; // not the API's own error object: the caller goes by the status code
  }
}

/** The API's own error object behind an AppError, where there was one. */
export function statusOf(error: unknown): ApiStatus | undefined {
  return error instanceof AppError ? apiStatus.safeParse(error.cause).data : undefined;
}
