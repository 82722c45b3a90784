/** What is wrong with an answer, or with a call about it. */
import { AppError, errorText } from '../../../../shared/base/errors.ts';
import { Refusal } from '../../../../shared/exposition/exposition-error.ts';

/** @param byte where in the answer, as it was fed, from 0 */
export function badAnswer(reason: string, byte: number): AppError {
  const message = `the raw samples of Prometheus cannot be read, at byte ${byte}: ${reason}`;
  return new AppError('recorder.badAnswer', message, { details: { reason, byte }, retryable: true });
}

/** Samples that are told of are true, and are stored; others are missing. @param warnings at least one */
export function partialAnswer(warnings: readonly string[]): AppError {
  return badAnswer(`the server says that it is not whole: ${warnings.join('; ').slice(0, 1000)}`, 0);
}

export function readEnded(): AppError {
  const message = 'the answer with raw samples was given up: the rest of it is not taken';
  return new AppError('recorder.readEnded', message, { retryable: true });
}

/** @param atByte where in the answer begins what `work` counts from @throws badAnswer for what the bytes are refused for */
export function withPlace<T>(atByte: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) throw badAnswer(errorText(error), atByte + error.at);
    throw error;
  }
}
