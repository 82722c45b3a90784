/** The two ways in which an answer's bytes are not an answer. */
import { AppError } from '../../../../../shared/base/errors.ts';

/** @param byte where in the decompressed body, from 0. */
export function malformed(reason: string, byte: number): AppError {
  return new AppError('prometheus.malformed', `The answer of Prometheus is malformed at byte ${byte}: ${reason}.`, {
    details: { reason, byte },
  });
}

export function truncated(receivedBytes: number): AppError {
  return new AppError(
    'prometheus.truncated',
    `The answer of Prometheus was cut off after ${receivedBytes} bytes. Try the query again.`,
    { details: { receivedBytes }, retryable: true },
  );
}

export function tooLarge(limitBytes: number): AppError {
  const limitMiB = Math.round((limitBytes / 1024 / 1024) * 100) / 100;
  return new AppError(
    'prometheus.tooLarge',
    `The answer of Prometheus is larger than ${limitMiB} MiB. Ask for a shorter range, a longer step or fewer series.`,
    { details: { limitMiB } },
  );
}
