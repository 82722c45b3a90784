/** The histories of this computer, on the main thread: which there are, who writes them, and the workers that read them. Reads no file itself. */
import { join } from 'node:path';
import type { AsyncDisposable } from '../../../../shared/base/disposable.ts';
import { AppError, type AppErrorData, errorText, isCancellation } from '../../../../shared/base/errors.ts';
import { Emitter, type Event } from '../../../../shared/base/event.ts';
import { createWorkerPool, type WorkerPool } from '../../base/worker-pool.ts';
import type { LogSink } from '../../ports.ts';
import type { Deletion } from '../retention/deletion-journal.ts';
import type { SourceDescription } from './describe-source.ts';
import { freeBytes } from './free-bytes.ts';
import { createHeldWriters } from './held-writers.ts';
import type { HistoryOrigin } from './history-identity.ts';
import { type AsyncLooks, lookAt, migrateBy } from './look-at.ts';
import { closedError, heapOf, openSourceWriter, type SourceWriter } from './open-writer.ts';
import { removeByWorker } from './remove-by-worker.ts';
import { removeLeftovers, sourceFolders } from './source-folders.ts';
import { createTransfers, type Transfers } from './transfers.ts';
import type { Retention } from './upkeep.ts';
import type { UpkeepState } from './upkeep-report.ts';

export interface HistoryServiceOptions {
  readonly dataDir: string;
  readonly log: LogSink;
  /** Of the two entries. */
  readonly workerUrl: (name: 'history-writer' | 'history-reader') => URL;
  /** Of a source that is recorded, when its writer is opened. Default: 30 days, 10 GiB. Of what was imported everything stays. */
  readonly retention?: (origin: HistoryOrigin) => Retention;
  /** Of each of its workers' heaps. Default: as much as Node gives. */
  readonly heapMiB?: number | undefined;
}

const everything: Retention = { mostAgeMs: undefined, mostBytes: undefined };

const usualRetention: Retention = { mostAgeMs: 30 * 86_400_000, mostBytes: 10 * 2 ** 30 };

/** One source that has a folder. */
export type ListedSource =
  | ({ readonly kind: 'readable'; readonly source: string } & SourceDescription)
  | { readonly kind: 'unreadable'; readonly source: string; readonly problem: AppErrorData };

/** How what the writer of a source does by itself is doing; undefined once it is closed. */
interface SourceUpkeep {
  readonly source: string;
  readonly state: UpkeepState | undefined;
}

export interface HistoryService extends AsyncDisposable {
  /** Each of them, by name; one that cannot be read says why, and hides no other. Waits for no query. */
  list(signal: AbortSignal): Promise<readonly ListedSource[]>;
  /**
   * The writer of a source: the one that is open, or a new one; a source that has no history yet gets one. It stays open until it is closed
   * by its `close`, or the service is. While the source is being removed, it waits. @throws AppError history.*
   */
  writer(origin: HistoryOrigin): Promise<SourceWriter>;
  /** Of workers that read, and evaluate over what they read; storages are named by their folder. */
  readonly readers: Pick<WorkerPool, 'open' | 'warmUp'>;
  folderOf(source: string): string;
  /** That can still be written on the disk that they are on; undefined where the system does not tell. */
  freeBytes(): Promise<number | undefined>;
  /**
   * What was covered, which documents there are, and what there is of it at all; no query is waited for. A source of an older version is brought
   * to this one first, as `list` does it. Each throws AppError history.*
   */
  lookAt(source: string, signal: AbortSignal): AsyncLooks;
  /**
   * What of the upkeep of sources whose writer is open here fails, or is not done yet, has changed; `list` has it too, for all sources. It comes
   * often, while a deletion goes on.
   */
  readonly onUpkeep: Event<SourceUpkeep>;
  /** Somebody here records it, or is about to. */
  isRecording(source: string): boolean;
  /** Of this source, whether it is recorded here may be otherwise; or it is not there any more. */
  readonly onDidChange: Event<string>;
  /**
   * Returns when all of it is written down; it is done in slices from then on, also after a kill. Where nobody here records the source, its writer is
   * opened for that, and nothing else of it goes. @throws AppError history.*
   */
  delete(source: string, deletions: readonly Deletion[], signal: AbortSignal): Promise<void>;
  /**
   * Everything of the source goes, for good; its writer here is closed. @throws AppError history.locked where another Binnacle records into it,
   * history.notRemoved
   */
  remove(source: string): Promise<void>;
  readonly transfers: Omit<Transfers, 'close'>;
}

const readerCount = 2;
/** A page that is brought up to date each minute meets the same reader, which has compiled its queries and knows its labels. */
const readerIdleMs = 5 * 60_000;
/** It may be made and removed again meanwhile. */
const mostLooks = 4;

export function createHistoryService({
  dataDir,
  log,
  workerUrl,
  retention = () => usualRetention,
  heapMiB,
}: HistoryServiceOptions): HistoryService {
  const readers = createWorkerPool({
    url: workerUrl('history-reader'),
    log,
    size: readerCount,
    idleMs: readerIdleMs,
    ...heapOf({ heapMiB }),
  });
  // Of its own: what there is can be said in milliseconds, and queries may take minutes.
  const lookers = createWorkerPool({ url: workerUrl('history-reader'), log, size: 1, ...heapOf({ heapMiB }) });
  const upkeep = upkeepKeeper();
  const changed = new Emitter<string>();
  const toKeep = (origin: HistoryOrigin) => (origin.kind === 'imported' ? everything : retention(origin));
  const root = join(dataDir, 'history');
  const folderOf = (source: string) => join(root, source);
  const writers = createHeldWriters({
    open: (origin, source, isPassing) =>
      openSourceWriter({
        ...{ dataDir, origin, source, log, workerUrl: workerUrl('history-writer'), heapMiB },
        // What is to be kept of it is up to who records it.
        retention: isPassing ? everything : toKeep(origin),
        onUpkeep: (state) => upkeep.set({ source, state }),
      }),
    claimed: (writer, origin) => writer.retain(toKeep(origin)),
    onDidChange: (source) => changed.fire(source),
    async remove(source) {
      if (!(await sourceFolders(root)).includes(source)) return;
      await removeByWorker({ dataDir, log, workerUrl: workerUrl('history-writer') }, source);
    },
    migrate: (source) => migrateBy(lookers, folderOf(source)),
  });
  const transfers = createTransfers({
    ...{ dataDir, log, workerUrl, folderOf },
    describe: (source, signal) => looks(source, signal).describe(),
    onImported: (source) => changed.fire(source),
  });
  const cleaned = removeLeftovers(root, (path, error) =>
    log.write('warn', 'history', `what is left of a removed history stays: ${errorText(error)}`, { path }),
  );
  let isClosed = false;
  const looks = (source: string, signal: AbortSignal) =>
    lookAt(lookers, folderOf(source), signal, () => writers.migrate(source));

  /** What is being made, or removed, cannot be read for a moment: that is no news of it. */
  async function lookedAtAgain({ source }: ListedSource, signal: AbortSignal): Promise<readonly ListedSource[]> {
    for (let looksLeft = mostLooks; ; looksLeft -= 1) {
      await writers.settled(source);
      if (isClosed || !(await sourceFolders(root)).includes(source)) return [];
      const one = await listed(looks(source, signal), source, upkeep.of);
      if (one.kind === 'readable' || looksLeft === 1) return [one];
    }
  }

  return {
    readers,
    folderOf,
    // Of the folder that there is also where nothing is recorded yet.
    freeBytes: () => freeBytes(dataDir),
    lookAt: looks,
    async list(signal) {
      const all: ListedSource[] = [];
      for (const source of await sourceFolders(root)) {
        const one = await listed(looks(source, signal), source, upkeep.of);
        all.push(...(one.kind === 'readable' ? [one] : await lookedAtAgain(one, signal)));
      }
      if (isClosed) throw closedError(root);
      return all;
    },
    onUpkeep: upkeep.event,
    writer: (origin) => writers.writer(origin),
    isRecording: (source) => writers.isRecording(source),
    onDidChange: changed.event,
    async delete(source, deletions, signal) {
      const { origin } = await looks(source, signal).describe();
      if (origin === undefined) throw unknownOrigin(folderOf(source));
      const writer = await writers.passing(origin, source);
      try {
        for (const deletion of deletions) await writer.delete(deletion);
      } finally {
        upkeep.whenDeleted(source, () => void writers.letGo(source));
      }
    },
    async remove(source) {
      await writers.remove(source);
      changed.fire(source);
    },
    transfers,
    async close() {
      isClosed = true;
      await transfers.close();
      await Promise.all([writers.close(), cleaned]);
      await Promise.all([readers.close(), lookers.close()]);
      upkeep.dispose();
      changed.dispose();
    },
  };
}

/** The newest of each source whose writer is open. */
function upkeepKeeper() {
  const states = new Map<string, UpkeepState>();
  const emitter = new Emitter<SourceUpkeep>();
  return {
    event: emitter.event,
    of: (source: string) => states.get(source),
    set(changed: SourceUpkeep): void {
      if (changed.state === undefined) states.delete(changed.source);
      else states.set(changed.source, changed.state);
      emitter.fire(changed);
    },
    /** Called once, as soon as none of its deletions is left that can be done. */
    whenDeleted(source: string, then: () => void): void {
      const isDone = () => !(states.get(source)?.deletions ?? []).some(({ asked }) => asked !== undefined);
      if (isDone()) {
        then();
        return;
      }
      const listening = emitter.event((changed) => {
        if (changed.source !== source || !isDone()) return;
        listening.dispose();
        then();
      });
    },
    dispose: () => emitter.dispose(),
  };
}

function unknownOrigin(path: string): AppError {
  const reason = 'it does not say whose it is';
  const message = `the history ${path} cannot be written (${reason})`;
  return new AppError('history.unreadable', message, { details: { path, reason } });
}

async function listed(
  looks: AsyncLooks,
  source: string,
  upkeepOf: (source: string) => UpkeepState | undefined,
): Promise<ListedSource> {
  try {
    const described = await looks.describe();
    // The writer knows it better than the files: how far a deletion is, and what could not be written down.
    return { kind: 'readable', source, ...described, upkeep: upkeepOf(source) ?? described.upkeep };
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
