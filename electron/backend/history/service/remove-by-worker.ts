/** Removes a source from the main thread: by a writer's worker of its own, which ends with it. */
import { AppError } from '../../../../shared/base/errors.ts';
import { createWorkerPool } from '../../base/worker-pool.ts';
import type { LogSink } from '../../ports.ts';
import type { FromWriter, ToWriter } from './writer-protocol.ts';

export interface RemoveOptions {
  readonly dataDir: string;
  readonly log: LogSink;
  /** Of the entry that serves `openWriterSession`. */
  readonly workerUrl: URL;
}

/** @throws AppError history.locked, history.notRemoved */
export async function removeByWorker({ dataDir, log, workerUrl }: RemoveOptions, source: string): Promise<void> {
  const pool = createWorkerPool({ url: workerUrl, log, size: 1 });
  try {
    await new Promise<void>((resolve, reject) => {
      const onMessage = (message: FromWriter) => {
        if (message.kind === 'removed') resolve();
        else if (message.kind === 'failed') reject(AppError.fromData(message.error));
      };
      pool.open<ToWriter, FromWriter>({ onMessage, onFailure: reject }).post({ kind: 'remove', dataDir, source });
    });
  } finally {
    await pool.close();
  }
}
