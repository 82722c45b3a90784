/** What can go wrong with a call to an API server, as AppErrors in words: network and TLS failures, and answers other than 2xx. */
import { z } from 'zod';
import { AppError } from '../../../shared/base/errors.ts';
import { connectionReason } from '../base/connection-reason.ts';

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
  /** What Retry-After says; absent where it says nothing. */
  readonly retryAfterSeconds?: number | undefined;
}

/** Of a 429 or 503, how long to leave the server alone, at most: a proxy may ask for a day. */
const mostRetryAfterSeconds = 300;

/**
 * @param value of the header Retry-After: seconds or a date.
 * @param date of the header Date: the answer's own clock.
 */
export function parseRetryAfter(value: string | undefined, date: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const seconds = /^\d+$/.test(value.trim())
    ? Number(value)
    : Math.ceil((Date.parse(value) - Date.parse(date ?? '')) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.min(mostRetryAfterSeconds, Math.max(0, seconds));
}

/** The API's own error object (meta/v1 Status). It is the `cause` of the AppErrors that are made of it. */
const apiStatus = z.object({
  kind: z.literal('Status'),
  message: z.string().optional(),
  reason: z.string().optional(),
  metadata: z.object({ continue: z.string().optional() }).optional(),
});
export type ApiStatus = z.infer<typeof apiStatus>;

/** @returns an AppError for whatever a connection, a request or a handshake threw. */
export function networkError(facts: Pick<CallFacts, 'server'>, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { server } = facts;
  const { kind, reason } = connectionReason(
    error,
    'its certificate comes from an authority that the kubeconfig does not name',
  );
  const details = { server, reason };
  return kind === 'tls'
    ? new AppError('api.tls', `No secure connection to ${server}: ${reason}.`, { details, cause: error })
    : new AppError('api.unreachable', `${server} cannot be reached: ${reason}.`, {
        details,
        retryable: true,
        cause: error,
      });
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
    case 429:
    case 503:
      if (answer.retryAfterSeconds !== undefined) return busy(facts, answer, answer.retryAfterSeconds, status);
      return failed(facts, answer, status);
    default:
      // Without the API's own error object, 2xx and 3xx and 4xx come from something else that answers there.
      if (status === undefined && answer.status < 500) return notJsonError(facts, answer.status, answer.contentType);
      return failed(facts, answer, status);
  }
}

function failed({ server, path }: CallFacts, { status: code }: FailedAnswer, status: ApiStatus | undefined): AppError {
  const said = status?.message === undefined ? {} : { serverMessage: status.message };
  return new AppError(
    'api.failed',
    `${server} answered ${path} with ${code}${said.serverMessage ? `: ${said.serverMessage}` : '.'}`,
    { details: { server, status: code, path, ...said }, retryable: code >= 500 || code === 429, cause: status },
  );
}

/** Overloaded, and it says so: the API server (429 of its fair queuing), or what stands before it. */
function busy(
  { server }: CallFacts,
  { status: code }: FailedAnswer,
  retryAfterSeconds: number,
  status: ApiStatus | undefined,
): AppError {
  const said = status?.message === undefined ? {} : { serverMessage: status.message };
  return new AppError(
    'api.busy',
    `${server} is busy (${code}), and asks to be left alone for ${retryAfterSeconds} s.`,
    {
      details: { server, status: code, retryAfterSeconds, ...said },
      retryable: true,
      cause: status,
    },
  );
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
