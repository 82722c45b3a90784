/** What a failed evaluation is called for whoever asked. Prometheus's words go along complete, as `serverMessage`. */
import { AppError, CancelledError } from '../../../../shared/base/errors.ts';
import { EvaluationError } from '../../../../shared/promql/engine/evaluation-error.ts';
import { PromqlError } from '../../../../shared/promql/promql-error.ts';
import { deadlinePassed, parsePosition } from '../prometheus/failures.ts';

export interface EvaluationLimits {
  readonly timeoutMs: number;
  readonly budgetBytes: number;
}

/** @returns what is no failure of a query (a bug) as it is */
export function evaluationFailure(error: unknown, { timeoutMs, budgetBytes }: EvaluationLimits): unknown {
  if (error instanceof PromqlError) {
    const serverMessage = error.message;
    const details = { serverMessage, ...parsePosition(serverMessage) };
    return new AppError('query.invalid', `The expression is not valid PromQL: ${serverMessage}`, { details });
  }
  if (!(error instanceof EvaluationError)) return error;
  switch (error.kind) {
    case 'cancelled':
      return new CancelledError();
    case 'timeout':
      return deadlinePassed(timeoutMs);
    case 'budget':
      return tooMuch(budgetBytes, error.message);
    case 'execution': {
      const serverMessage = error.message;
      return new AppError('query.failed', `The expression could not be evaluated: ${serverMessage}`, {
        details: { serverMessage },
      });
    }
  }
}

/** @param words of the engine, where it had some */
export function tooMuch(budgetBytes: number, words?: string): AppError {
  const limitMiB = Math.round(budgetBytes / 2 ** 20);
  const message =
    `The query needs more than ${limitMiB} MiB of memory: ` +
    'a shorter range, a longer step, or matchers that select fewer series make it smaller.';
  return new AppError('query.tooMuch', message, {
    details: words === undefined ? { limitMiB } : { limitMiB, serverMessage: words },
  });
}
