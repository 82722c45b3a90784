/** What a failure means for a connection: whether it mends itself, whether it is the login's, and how long the server wants to be left alone. */
import { AppError, type AppErrorData, type ErrorCode } from '../../../shared/base/errors.ts';

/** Only the user can do something about them; a second try would ask the same of the user again. */
const waitsForTheUser: ReadonlySet<ErrorCode> = new Set([
  'auth.unsupported',
  'auth.execConsent',
  'auth.execNotFound',
  'auth.execNeedsTerminal',
]);

/** A server that asks for days would never be asked again. */
const longestRetryAfterSeconds = 3600;

/** A login was tried and came to nothing: tried again once more, and then not by itself. */
export function isLoginFailure(error: AppErrorData): boolean {
  const { code, retryable } = error;
  if (waitsForTheUser.has(code)) return false;
  // A keychain that is locked may ask the user each time.
  if (isRefusal(error) || code === 'secrets.unavailable') return true;
  // Where the provider of the login could not be reached, nothing was tried.
  return code.startsWith('auth.') && !retryable;
}

/** The server itself, or whoever stands before the Prometheus, did not take the login. */
export function isRefusal({ code, details }: AppErrorData): boolean {
  return code === 'api.unauthorized' || (code === 'prometheus.http' && details.status === 401);
}

/** Whether an expression can be evaluated again is what `retryable` says of a query's errors; a connection is always worth another try. */
export function mendsItself({ code, retryable }: AppErrorData): boolean {
  return retryable || code.startsWith('prometheus.') || code === 'query.deadline';
}

/**
 * The Prometheus answered, only not well; in every other failure nothing came back from it. What was recorded here is there, too, whoever
 * records it, and whether its targets answer or not.
 */
export function isAnswer({ code }: AppErrorData): boolean {
  return (
    code === 'history.locked' ||
    code === 'scrape.allDown' ||
    (code.startsWith('prometheus.') && code !== 'prometheus.connectionLost')
  );
}

/** @returns undefined where the server did not say. */
export function retryAfterMs({ code, details }: AppErrorData): number | undefined {
  const seconds = code === 'api.busy' ? details.retryAfterSeconds : undefined;
  if (typeof seconds !== 'number' || !(seconds > 0)) return undefined;
  return Math.min(seconds, longestRetryAfterSeconds) * 1000;
}

/** @param why the last refusal. */
export function refusedOften(why: AppErrorData, times: number): AppErrorData {
  const { user = '', server = '', serverMessage } = why.details;
  const message = `${server} refused the login of ${user} ${times} times; Binnacle has stopped asking. Check the credentials, then connect again.`;
  const details = { user, server, times, ...(serverMessage === undefined ? {} : { serverMessage }) };
  return new AppError('auth.refusedOften', message, { details }).toData();
}
