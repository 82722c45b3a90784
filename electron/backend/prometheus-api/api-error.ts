/** What a request is answered where it fails: `errorType` and status belong together, and the text is Prometheus's where it has one. */
import { EvaluationError } from '../../../shared/promql/engine/evaluation-error.ts';
import { quoteText } from '../../../shared/promql/go-text.ts';
import type { Dialect } from './dialect.ts';

type ApiErrorType = 'bad_data' | 'execution' | 'timeout' | 'canceled' | 'internal';

export class ApiError extends Error {
  readonly type: ApiErrorType;

  constructor(type: ApiErrorType, message: string) {
    super(message);
    this.name = 'ApiError';
    this.type = type;
  }
}

export function badData(message: string): ApiError {
  return new ApiError('bad_data', message);
}

export function badParameter(name: string, reason: string): ApiError {
  return badData(`invalid parameter ${quoteText(name)}: ${reason}`);
}

/** @returns undefined for what is a bug, whose words are for the log only */
export function apiErrorOf(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (!(error instanceof EvaluationError)) return undefined;
  switch (error.kind) {
    case 'cancelled':
      return new ApiError('canceled', error.message);
    case 'timeout':
      return new ApiError('timeout', error.message);
    case 'execution':
    case 'budget':
      return new ApiError('execution', error.message);
  }
}

export function statusOf(type: ApiErrorType, dialect: Dialect): number {
  switch (type) {
    case 'bad_data':
      return 400;
    case 'execution':
      return 422;
    case 'timeout':
      return 503;
    case 'canceled':
      return dialect.canceledStatus;
    case 'internal':
      return 500;
  }
}
