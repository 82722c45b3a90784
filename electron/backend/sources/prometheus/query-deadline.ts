/** Like withDeadline, for work that is spread over a generator's steps: the time of whoever takes the results does not count. */
import { CancelledError } from '../../../../shared/base/errors.ts';
import type { Clock } from '../../ports.ts';
import type { QueryOptions } from '../source.ts';
import { deadlinePassed } from './failures.ts';

export interface QueryDeadline {
  /** Aborts with the caller's signal and at the deadline. */
  readonly signal: AbortSignal;
  /** What is left of the time, at least 1. */
  leftMs(): number;
  /** @returns the error as its caller is to see it. */
  explain(error: unknown): unknown;
  /** The time counts until it is stopped again; it runs from the beginning. */
  startClock(): void;
  /** The time no longer counts; the caller's signal still does. */
  stopClock(): void;
  dispose(): void;
}

export function startDeadline({ signal, timeoutMs }: QueryOptions, clock: Pick<Clock, 'monotonic'>): QueryDeadline {
  const controller = new AbortController();
  let late = false;
  let usedMs = 0;
  let running: { readonly sinceMs: number; readonly timer: ReturnType<typeof setTimeout> } | undefined;

  const leftMs = () => {
    const runsForMs = running === undefined ? 0 : clock.monotonic() - running.sinceMs;
    return Math.max(1, timeoutMs - usedMs - runsForMs);
  };
  const expire = () => {
    late = true;
    controller.abort();
  };
  const startClock = () => {
    running ??= { sinceMs: clock.monotonic(), timer: setTimeout(expire, leftMs()) };
  };
  const stopClock = () => {
    if (running === undefined) return;
    clearTimeout(running.timer);
    usedMs += clock.monotonic() - running.sinceMs;
    running = undefined;
  };
  const onAbort = () => controller.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  startClock();
  return {
    signal: controller.signal,
    leftMs,
    explain(error) {
      if (signal.aborted) return new CancelledError();
      return late ? deadlinePassed(timeoutMs) : error;
    },
    startClock,
    stopClock,
    dispose() {
      stopClock();
      signal.removeEventListener('abort', onAbort);
    },
  };
}
