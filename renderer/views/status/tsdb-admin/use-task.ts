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
  /** Nothing where one is under way. */
  run(work: (signal: AbortSignal) => Promise<Result>): void;
  stop(): void;
}

export function useTask<Result>(onDone: (result: Result) => void): Task<Result> {
  const [state, setState] = useState<TaskState>({ kind: 'idle' });
  const running = useRef<AbortController | undefined>(undefined);
  const end = (next: TaskState) => {
    running.current = undefined;
    setState(next);
  };
  return {
    state,
    run(work) {
      if (running.current !== undefined) return;
      const controller = new AbortController();
      running.current = controller;
      setState({ kind: 'running', sinceMs: Date.now() });
      work(controller.signal).then(
        (result) => {
          end({ kind: 'idle' });
          onDone(result);
        },
        (thrown: unknown) => {
          if (isCancellation(thrown)) return end({ kind: 'stopped' });
          if (!(thrown instanceof AppError)) throw thrown;
          end({ kind: 'failed', error: thrown.toData() });
        },
      );
    },
    stop: () => running.current?.abort(),
  };
}
