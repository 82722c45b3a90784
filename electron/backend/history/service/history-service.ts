/** The histories of this computer, on the main thread: which there are, who writes them, and the workers that read them. Reads no file itself. */
import { join } from 'node:path';
import type { AsyncDisposable } from '../../../../shared/base/disposable.ts';
import { AppError, type AppErrorData, errorText, isCancellation } from '../../../../shared/base/errors.ts';
import { createWorkerPool, type WorkerPool } from '../../base/worker-pool.ts';
import type { LogSink } from '../../ports.ts';
import type { SourceDescription } from './describe-source.ts';
import { createHeldWriters } from './held-writers.ts';
import type { HistoryOrigin } from './history-identity.ts';
import { type AsyncLooks, lookAt } from './look-at.ts';
import { openSourceWriter, type SourceWriter } from './open-writer.ts';
import { removeByWorker } from './remove-by-worker.ts';
import { removeLeftovers, sourceFolders } from './source-folders.ts';
import type { Retention } from './upkeep.ts';

export interface HistoryServiceOptions {
  readonly dataDir: string;
  readonly log: LogSink;
  /** Of the two entries. */
  readonly workerUrl: (name: 'history-writer' | 'history-reader') => URL;
  /** Of a source, when its writer is opened. Default: 30 days, 10 GiB. */
  readonly retention?: (origin: HistoryOrigin) => Retention;
}

const usualRetention: Retention = { mostAgeMs: 30 * 86_400_000, mostBytes: 10 * 2 ** 30 };

/** One source that has a folder. */
export type ListedSource =
  | ({ readonly kind: 'readable'; readonly source: string } & SourceDescription)
  | { readonly kind: 'unreadable'; readonly source: string; readonly problem: AppErrorData };

export interface HistoryService extends AsyncDisposable {
  /** Each of them, by name; one that cannot be read says why, and hides no other. */
  list(signal: AbortSignal): Promise<readonly ListedSource[]>;
  /**
   * The writer of a source: the one that is open, or a new one; a source that has no history yet gets one. It stays open until it is closed
   * by its `close`, or the service is. While the source is being removed, it waits. @throws AppError history.*
   */
  writer(origin: HistoryOrigin): Promise<SourceWriter>;
  /** Of workers that read, and evaluate over what they read; storages are named by their folder. */
  readonly readers: Pick<WorkerPool, 'open' | 'warmUp'>;
  folderOf(source: string): string;
  /** What was covered, which documents there are, and what there is of it at all. Each throws AppError history.* */
  lookAt(source: string, signal: AbortSignal): AsyncLooks;
  /**
   * Everything of the source goes, for good; its writer here is closed. @throws AppError history.locked where another Binnacle records into it,
   * history.notRemoved
   */
  remove(source: string): Promise<void>;
}

const readerCount = 2;

export function createHistoryService({
  dataDir,
  log,
  workerUrl,
  retention = () => usualRetention,
}: HistoryServiceOptions): HistoryService {
  const readers = createWorkerPool({ url: workerUrl('history-reader'), log, size: readerCount });
  const root = join(dataDir, 'history');
  const folderOf = (source: string) => join(root, source);
  const writers = createHeldWriters({
    open: (origin) =>
      openSourceWriter({
        ...{ dataDir, origin, log, workerUrl: workerUrl('history-writer'), retention: retention(origin) },
      }),
    async remove(source) {
      if (!(await sourceFolders(root)).includes(source)) return;
      await removeByWorker({ dataDir, log, workerUrl: workerUrl('history-writer') }, source);
    },
  });
  const cleaned = removeLeftovers(root, (path, error) =>
    log.write('warn', 'history', `what is left of a removed history stays: ${errorText(error)}`, { path }),
  );
  const looks = (source: string, signal: AbortSignal) => lookAt(readers, folderOf(source), signal);

  return {
    readers,
    folderOf,
    lookAt: looks,
    async list(signal) {
      const all: ListedSource[] = [];
      for (const source of await sourceFolders(root)) all.push(await listed(looks(source, signal), source));
      return all;
    },
    writer: (origin) => writers.writer(origin),
    remove: (source) => writers.remove(source),
    async close() {
      await Promise.all([writers.close(), cleaned]);
      await readers.close();
    },
  };
}

async function listed(looks: AsyncLooks, source: string): Promise<ListedSource> {
  try {
    return { kind: 'readable', source, ...(await looks.describe()) };
  } catch (error) {
    if (isCancellation(error)) throw error;
    return { kind: 'unreadable', source, problem: problemOf(error, source).toData() };
  }
}

/** A reader that ended is a bug, which is in the log: the others are listed all the same. */
function problemOf(error: unknown, source: string): AppError {
  if (error instanceof AppError) return error;
  const reason = errorText(error);
  const message = `the history ${source} cannot be read (${reason}): see the log`;
  return new AppError('history.unreadable', message, { details: { path: source, reason }, cause: error });
}
