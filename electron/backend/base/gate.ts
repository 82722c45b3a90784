/** Lets so many in at a time; the others wait their turn, in order. */
import { CancelledError } from '../../../shared/base/errors.ts';

export interface Gate {
  /** @returns what lets the next one in; to be called once, later calls do nothing. @throws CancelledError */
  enter(signal: AbortSignal | undefined): Promise<() => void>;
}

export function createGate(most: number): Gate {
  const waiting: (() => void)[] = [];
  let inside = 0;

  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) inside -= 1;
    else next();
  }

  function leaveOnce(): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      leave();
    };
  }

  return {
    async enter(signal) {
      if (signal?.aborted) throw new CancelledError();
      if (inside < most) {
        inside += 1;
        return leaveOnce();
      }
      await new Promise<void>((resolve, reject) => {
        const enter = () => {
          signal?.removeEventListener('abort', cancel);
          resolve();
        };
        const cancel = () => {
          waiting.splice(waiting.indexOf(enter), 1);
          reject(new CancelledError());
        };
        signal?.addEventListener('abort', cancel, { once: true });
        waiting.push(enter);
      });
      return leaveOnce();
    },
  };
}
