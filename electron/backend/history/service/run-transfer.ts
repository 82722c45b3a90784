/** An export or an import from the main thread: a worker of its own, which is gone when this is over, however it ends. */
import { AppError, CancelledError } from '../../../../shared/base/errors.ts';
import { createWorkerPool } from '../../base/worker-pool.ts';
import type { LogSink } from '../../ports.ts';
import type { FromTransfer, ToTransfer } from './transfer-session.ts';

export interface TransferWorkers {
  readonly log: LogSink;
  /** Of the entry that serves `transferSession`. */
  readonly workerUrl: (name: 'history-reader') => URL;
}

type Told = Exclude<FromTransfer, { readonly kind: 'transferFailed' }>;

/**
 * Yields progress, and last what came of it. Of the progress that nobody has taken yet, the newest is told.
 * @throws AppError history.*; CancelledError where the signal aborts
 */
export async function* runTransfer(
  message: ToTransfer,
  { log, workerUrl }: TransferWorkers,
  signal: AbortSignal,
): AsyncGenerator<Told, void, undefined> {
  if (signal.aborted) throw new CancelledError();
  const pool = createWorkerPool({ url: workerUrl('history-reader'), log, size: 1 });
  let progress: Told | undefined;
  let end: Told | Error | undefined;
  let wake: (() => void) | undefined;
  const onMessage = (told: FromTransfer) => {
    if (told.kind === 'transferFailed') end ??= AppError.fromData(told.error);
    else if (told.kind === 'progress') progress = told;
    else end ??= told;
    wake?.();
  };
  const onFailure = (error: Error) => {
    end ??= error;
    wake?.();
  };
  try {
    pool.open<ToTransfer, FromTransfer>({ onMessage, onFailure }, signal).post(message);
    for (;;) {
      if (end instanceof Error) throw end;
      if (end !== undefined) return yield end;
      const told = progress;
      progress = undefined;
      if (told !== undefined) yield told;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (end !== undefined) resolve();
        });
    }
  } finally {
    await pool.close();
  }
}
