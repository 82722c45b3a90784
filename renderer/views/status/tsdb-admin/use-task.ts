/** One thing that a person asked for, and waits for, or no more. What became of what was given up is not known here. */
import { useRef, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../../../shared/base/errors.ts';

type TaskState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly sinceMs: number }
  | { readonly kind: 'failed'; readonly error: AppErrorData }
  | { readonly kind: 'stopped' };

export interface Task<Result> {
  readonly state: TaskState;
  /** In the place of one that is under way, of which nothing more is heard. */
  run(work: (signal: AbortSignal) => Promise<Result>): void;
  stop(): void;
  /** As before the first, where none is under way. */
  reset(): void;
}

export function useTask<Result>(onDone: (result: Result) => void): Task<Result> {
  const [state, setState] = useState<TaskState>({ kind: 'idle' });
  const running = useRef<AbortController | undefined>(undefined);
  return {
    state,
    run(work) {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      setState({ kind: 'running', sinceMs: Date.now() });
      const end = (next: TaskState): boolean => {
        if (running.current !== controller) return false;
        running.current = undefined;
        setState(next);
        return true;
      };
      work(controller.signal).then(
        (result) => {
          if (end({ kind: 'idle' })) onDone(result);
        },
        (thrown: unknown) => {
          end(thrown instanceof AppError ? { kind: 'failed', error: thrown.toData() } : { kind: 'stopped' });
          if (!(thrown instanceof AppError || isCancellation(thrown))) throw thrown;
        },
      );
    },
    stop: () => running.current?.abort(),
    reset: () => {
      if (running.current === undefined) setState({ kind: 'idle' });
    },
  };
}
