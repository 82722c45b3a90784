/** Expected failures as values, where they are shown instead of thrown on. */
import { AppError, type AppErrorData, isCancellation } from '../../shared/base/errors.ts';

/** @returns the failure as data; a cancellation is none; a bug is thrown on. */
export async function failureOf(work: Promise<unknown>): Promise<AppErrorData | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (isCancellation(error)) return undefined;
    if (error instanceof AppError) return error.toData();
    throw error;
  }
}
