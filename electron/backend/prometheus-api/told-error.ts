/** What a failed request is told. A bug's words are for the log. */
import type { LogSink } from '../ports.ts';
import { ApiError, apiErrorOf } from './api-error.ts';

export function toldError(error: unknown, log: LogSink): ApiError {
  const known = apiErrorOf(error);
  if (known !== undefined) return known;
  log.write('error', 'prometheus-api', 'a request failed', { error: stackOf(error) });
  return new ApiError('internal', 'internal error');
}

export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
