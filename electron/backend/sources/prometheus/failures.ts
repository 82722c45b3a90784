/** What a refused or broken answer is called. Prometheus's own words go along complete, as `serverMessage`. */
import { AppError, CancelledError, type ErrorDetails, errorText } from '../../../../shared/base/errors.ts';

/** Prometheus's words about one refusal are short; what is longer than this comes from something else. */
const mostMessageLength = 256 * 1024;

export interface HttpStatus {
  readonly status: number;
  readonly statusText: string;
}

/** What an agent says to every question about what it does not store: as an error of execution. */
export const agentWords = 'unavailable with Prometheus Agent';

/** The API said no. @param seconds how long that took. */
export function refusal(errorType: string, error: string, http: HttpStatus, seconds: number): AppError {
  const serverMessage = error.slice(0, mostMessageLength);
  const { status } = http;
  switch (errorType) {
    case 'bad_data': {
      const details = { serverMessage, ...parsePosition(error) };
      return new AppError('prometheus.badData', `Prometheus refused the query: ${serverMessage}`, { details });
    }
    case 'execution':
    case 'internal':
      if (serverMessage === agentWords)
        return new AppError('prometheus.agent', 'It is a Prometheus agent, which stores nothing.');
      return new AppError('prometheus.execution', `Prometheus could not evaluate the query: ${serverMessage}`, {
        details: { serverMessage },
      });
    case 'timeout':
      return new AppError('prometheus.timeout', `Prometheus gave the query up after ${seconds} s: ${serverMessage}`, {
        details: { serverMessage, seconds },
        retryable: true,
      });
    case 'canceled':
    case 'unavailable':
      return unavailable(status, serverMessage);
    default:
      return unexpectedStatus(http, { serverMessage });
  }
}

/** "invalid parameter "query": 1:29: parse error: …". @returns the place in the expression, lines and columns from 1. */
export function parsePosition(error: string): ErrorDetails {
  const found = /(?:^|: )(\d+):(\d+): parse error:/.exec(error);
  if (found === null) return {};
  return { position: `${found[1]}:${found[2]}`, line: Number(found[1]), column: Number(found[2]) };
}

/** An error about another text than the one that was typed: its place is none in that. */
export function withoutPlace(error: unknown): unknown {
  if (!(error instanceof AppError) || error.details.position === undefined) return error;
  const { position: _position, line: _line, column: _column, ...details } = error.details;
  return new AppError(error.code, error.message, { details, retryable: error.retryable, cause: error });
}

/** A status that is no success, without the API's words. @param text of the body, where it is plain text. */
export function httpFailure(http: HttpStatus, text: string, location: string | undefined): AppError {
  const serverMessage = text.trim().slice(0, mostMessageLength);
  if (http.status === 503) return unavailable(http.status, serverMessage);
  const details = serverMessage === '' ? {} : { serverMessage };
  return unexpectedStatus(http, location === undefined ? details : { ...details, location: withoutSecrets(location) });
}

/** The query of a login page may hold what is no one's business. */
function withoutSecrets(location: string): string {
  return location.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//');
}

function unavailable(status: number, serverMessage: string): AppError {
  const details = serverMessage === '' ? { status } : { status, serverMessage };
  return new AppError('prometheus.unavailable', `Prometheus is not ready: status ${status}. ${serverMessage}`.trim(), {
    details,
    retryable: true,
  });
}

function unexpectedStatus({ status, statusText }: HttpStatus, more: ErrorDetails): AppError {
  const location = more.location === undefined ? '' : `, and points to ${more.location}`;
  return new AppError('prometheus.http', `Prometheus answered with status ${status} ${statusText}${location}.`, {
    details: { status, statusText, ...more },
    retryable: status >= 500,
  });
}

export function notJson(status: number, contentType: string): AppError {
  return new AppError(
    'prometheus.notJson',
    `What answered with status ${status} is not the API of Prometheus: ${contentType}. Check its address and path.`,
    { details: { status, contentType } },
  );
}

/**
 * The connection failed before or in the middle of the answer. What a tunnel knows about itself is passed on, and so is a cancellation:
 * whoever owns the connections closed them.
 */
export function connectionFailure(error: unknown): AppError | CancelledError {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AppError || cause instanceof CancelledError) return cause;
  }
  const reason = errorText(error) || (error instanceof Error ? error.name : 'no reason given');
  return new AppError('prometheus.connectionLost', `The connection to Prometheus was lost: ${reason}.`, {
    details: { reason },
    retryable: true,
    cause: error,
  });
}

export function deadlinePassed(timeoutMs: number): AppError {
  const seconds = timeoutMs / 1000;
  return new AppError('query.deadline', `No answer came within ${seconds} s.`, {
    details: { seconds },
    retryable: true,
  });
}
