/** Several attempts at once, of which the first in order that succeeds counts. */
import { CancelledError } from '../../../../shared/base/errors.ts';

type Outcome<T> = { readonly value: T | undefined } | { readonly error: unknown };

/**
 * A likelier one that is slow is waited for; once it has succeeded the others are given up, and closed where they succeeded too.
 * @param attempts give undefined where they fail as expected.
 * @returns undefined where none succeeded. @throws what an attempt throws; CancelledError
 */
export async function firstInOrder<T>(
  attempts: readonly ((signal: AbortSignal) => Promise<T | undefined>)[],
  signal: AbortSignal,
  close: (value: T) => Promise<void>,
): Promise<T | undefined> {
  const giveUp = new AbortController();
  const limited = AbortSignal.any([signal, giveUp.signal]);
  const running = attempts.map((attempt) => settle(attempt(limited)));

  async function closeFrom(index: number): Promise<void> {
    giveUp.abort();
    for (const outcome of await Promise.all(running.slice(index))) {
      if ('value' in outcome && outcome.value !== undefined) await close(outcome.value);
    }
  }

  for (const [index, one] of running.entries()) {
    const outcome = await one;
    if (signal.aborted) {
      await closeFrom(index);
      throw new CancelledError();
    }
    if ('error' in outcome) {
      await closeFrom(index + 1);
      throw outcome.error;
    }
    if (outcome.value === undefined) continue;
    await closeFrom(index + 1);
    return outcome.value;
  }
  return undefined;
}

/** Never rejects, so that the attempts which nobody awaits any more are no unhandled rejections. */
function settle<T>(promise: Promise<T | undefined>): Promise<Outcome<T>> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}
