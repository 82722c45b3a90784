/** One piece of work for all who ask for the same at the same time; ended when the last of them no longer waits. */
import { CancelledError } from '../../../shared/base/errors.ts';
import { abortable } from './deadline.ts';

export interface SharedWork<Key, Result> {
  /** @throws what the work throws; CancelledError */
  ask(key: Key, signal: AbortSignal): Promise<Result>;
  /** Ends all that runs, and waits for it. Nothing is begun afterwards. */
  close(): Promise<void>;
}

interface Running<Result> {
  readonly result: Promise<Result>;
  readonly end: AbortController;
  waiting: number;
}

/** @param work ends soon after its signal aborts. */
export function createShared<Key, Result>(
  work: (key: Key, signal: AbortSignal) => Promise<Result>,
): SharedWork<Key, Result> {
  const running = new Map<Key, Running<Result>>();
  /** With those that nobody waits for any more. */
  const ending = new Set<Promise<unknown>>();
  let closed = false;

  function begin(key: Key): Running<Result> {
    const end = new AbortController();
    const result = work(key, end.signal).finally(() => {
      if (running.get(key) === one) running.delete(key);
    });
    const settled: Promise<unknown> = result.catch(() => undefined).finally(() => ending.delete(settled));
    ending.add(settled);
    const one: Running<Result> = { result, end, waiting: 0 };
    running.set(key, one);
    return one;
  }

  return {
    async ask(key, signal) {
      if (closed || signal.aborted) throw new CancelledError();
      const one = running.get(key) ?? begin(key);
      one.waiting += 1;
      try {
        return await abortable(signal, one.result);
      } finally {
        one.waiting -= 1;
        if (one.waiting === 0) {
          if (running.get(key) === one) running.delete(key);
          one.end.abort();
        }
      }
    },
    async close() {
      closed = true;
      for (const { end } of running.values()) end.abort();
      await Promise.all(ending);
    },
  };
}
