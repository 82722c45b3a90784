/** Work that nobody waits for, done while nothing else is asked of a thread: a step at a time, and none once its time is used up. */
import type { Disposable } from '../../../../shared/base/disposable.ts';

interface IdleWorkOptions {
  /** Of all steps together. */
  readonly budgetMs: number;
  /** Milliseconds that only go forward. */
  readonly elapsedMs: () => number;
}

interface IdleWork extends Disposable {
  /** Somebody is at work: to be followed by `free`, as often. */
  busy(): void;
  free(): void;
}

/** What is about to be asked of a thread that has just begun comes first. */
const beginAfterMs = 20;

/** @param steps each is short: what is asked meanwhile waits for its end. It is told to return when its time is over; one that fails is over. */
export function workWhenIdle(steps: Iterator<unknown, void>, { budgetMs, elapsedMs }: IdleWorkOptions): IdleWork {
  let busy = 0;
  let usedMs = 0;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  let next: NodeJS.Immediate | undefined;

  const end = () => {
    isOver = true;
    clearTimeout(timer);
    clearImmediate(next);
    steps.return?.();
  };
  const nextIsDone = () => {
    try {
      return steps.next().done === true;
    } catch {
      // Nobody waits for it, and it ends no thread that others wait for: whoever asks for the same meets the same error, and is told.
      return true;
    }
  };
  const step = () => {
    const startMs = elapsedMs();
    const isDone = nextIsDone();
    usedMs += elapsedMs() - startMs;
    if (isDone || usedMs >= budgetMs) end();
    else next = setImmediate(step);
  };
  const wait = () => {
    timer = setTimeout(step, beginAfterMs);
    // It keeps no process alive.
    timer.unref();
  };
  wait();
  return {
    busy() {
      busy += 1;
      clearTimeout(timer);
      clearImmediate(next);
    },
    free() {
      busy -= 1;
      if (busy === 0 && !isOver) wait();
    },
    dispose() {
      if (!isOver) end();
    },
  };
}
