/** One wait on the outside: it ends with its result, its caller's cancellation or its deadline, whichever comes first. */
import { CancelledError } from '../../../shared/base/errors.ts';

/**
 * Runs `work` with a signal that aborts when `signal` does or when `timeoutMs` have passed. Leaves no timer and no listener behind.
 * @param onTimeout makes the error of the deadline.
 * @throws CancelledError where `signal` aborted, whatever `work` threw because of it.
 */
export async function withDeadline<T>(
  signal: AbortSignal,
  timeoutMs: number,
  onTimeout: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw new CancelledError();
  const controller = new AbortController();
  let late = false;
  const cancel = () => controller.abort();
  signal.addEventListener('abort', cancel, { once: true });
  const timer = setTimeout(() => {
    late = true;
    controller.abort();
  }, timeoutMs);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (signal.aborted) throw new CancelledError();
    throw late ? onTimeout() : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  }
}

/** For what takes no signal: `promise`'s result, or CancelledError as soon as the signal aborts. `onLate` frees a result that nobody takes any more. */
export function abortable<T>(signal: AbortSignal, promise: Promise<T>, onLate?: (value: T) => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = () => {
      reject(new CancelledError());
      promise.then(onLate, () => undefined);
    };
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel, { once: true });
    const settled = () => signal.removeEventListener('abort', cancel);
    promise.then(
      (value) => {
        settled();
        if (!signal.aborted) resolve(value);
      },
      (error: unknown) => {
        settled();
        reject(error);
      },
    );
  });
}
