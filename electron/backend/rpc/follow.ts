/** Makes a stream's items out of events: what changes faster than the page reads is told once, at its newest. */
import type { Disposable } from '../../../shared/base/disposable.ts';
import type { Event } from '../../../shared/base/event.ts';

/**
 * Yields `first()` and then what the event brings, until the signal aborts (then it ends). Bounded: of the values that wait for a slow
 * reader only the newest of each key is kept, in the order in which the keys first came.
 * @param first is taken after the event is listened to, so that nothing is lost between.
 */
export async function* follow<T>(
  event: Event<T>,
  first: () => Iterable<T>,
  keyOf: (value: T) => string,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const waiting = new Map<string, T>();
  let wake: (() => void) | undefined;
  const abort = () => wake?.();
  const listening: Disposable = event((value) => {
    waiting.set(keyOf(value), value);
    wake?.();
  });
  signal.addEventListener('abort', abort);
  try {
    for (const value of first()) waiting.set(keyOf(value), value);
    while (!signal.aborted) {
      for (const [key, value] of waiting) {
        waiting.delete(key);
        yield value;
        if (signal.aborted) return;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (waiting.size > 0 || signal.aborted) resolve();
      });
    }
  } finally {
    listening.dispose();
    signal.removeEventListener('abort', abort);
  }
}

/** Of a state that is told whole each time. */
export function followState<T>(
  event: Event<T>,
  current: () => T,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  return follow(
    event,
    () => [current()],
    () => '',
    signal,
  );
}
