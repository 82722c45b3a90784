/** What both sides of reading raw samples say. */
import { AppError } from '../base/errors.ts';

/** An answer is larger than it is taken at once: to be asked for in shorter times, or of fewer series. @param bytes the most that is taken */
export function tooMuch(bytes: number): AppError {
  const limitMiB = Math.round((bytes / 2 ** 20) * 100) / 100;
  const message = `the answer with raw samples is larger than ${limitMiB} MiB: less of them is to be asked for at once`;
  return new AppError('recorder.tooMuch', message, { details: { bytes, limitMiB } });
}
