/**
 * One reader of a source, for a worker to hold: two read-only connections, what is known from query to query, and a pair of snapshots for each
 * query. Whoever asks a question begins a snapshot and ends it soon: while it is open, the writer's log grows.
 */
import { DisposableStore } from '../../../../shared/base/disposable.ts';
import type { ApiStorage } from '../../prometheus-api/api-storage.ts';
import { createSeriesIndex } from '../index/series-index.ts';
import { damagedChunkFinder } from '../store/damaged-chunks.ts';
import { openReadable, type ReadableDatabase } from '../store/open-database.ts';
import type { SourceFiles } from '../store/source-files.ts';
import { damagedError, withHistoryFailures, withReadFailures } from '../store/sqlite-failure.ts';
import { ChunkReader } from './chunk-reader.ts';
import { HeadReader } from './head-reader.ts';
import { createHistoryStorage } from './history-storage.ts';
import { createPageCaches, type PageCaches, smallCacheKib } from './page-caches.ts';

export interface HistoryReader {
  /** Both files as they are now, and not as they become. One at a time. @throws AppError history.* */
  begin(): HistorySnapshot;
  /** By `close`, or because a snapshot could not be ended: then another one is to be opened. */
  readonly isClosed: boolean;
  /** Ends a snapshot that is open, too. */
  close(): void;
}

interface HistorySnapshot {
  /** Throws once the snapshot has ended. Its errors of files are AppError history.* */
  readonly storage: ApiStorage;
  /** May be called again. Never throws. */
  end(): void;
}

export const readerStatements = {
  pair: "SELECT value FROM meta WHERE key = 'pair'",
  watermarks: 'SELECT id, watermarkMs FROM target WHERE id > 0',
};

/** @param caches of all readers of this thread; else its own @throws AppError history.* */
export function openHistoryReader(
  files: Pick<SourceFiles, 'folder' | 'history' | 'head'>,
  caches: PageCaches = createPageCaches(),
): HistoryReader {
  const lifetime = new DisposableStore();
  try {
    const head = openReadable(files.head, 'head');
    lifetime.defer(() => head.close());
    const history = openReadable(files.history, 'history');
    lifetime.defer(() => history.close());
    return withReadFailures(files.folder, () => {
      history.pragma(`cache_size = -${smallCacheKib}`);
      if (pairOf(head) !== pairOf(history)) throw damagedError(files.head, 'it belongs to another history');
      return readerOver(files.folder, head, history, lifetime, caches);
    });
  } catch (error) {
    lifetime.dispose();
    throw error;
  }
}

function pairOf(db: ReadableDatabase): unknown {
  return db.prepare(readerStatements.pair).pluck().get();
}

/** @param folder for messages @param lifetime of the databases: the reader's from here on */
export function readerOver(
  folder: string,
  head: ReadableDatabase<'head'>,
  history: ReadableDatabase<'history'>,
  lifetime: DisposableStore,
  caches: PageCaches = createPageCaches(),
): HistoryReader {
  lifetime.add(caches.join(head));
  const index = createSeriesIndex(history);
  const chunks = new ChunkReader(history);
  const damagedChunks = damagedChunkFinder(history);
  const headReader = new HeadReader(head);
  const watermarks = history.prepare<[], readonly [number, number]>(readerStatements.watermarks).raw();
  let open: object | undefined;

  function end(snapshot: object): void {
    if (open !== snapshot) return;
    open = undefined;
    // Each in any case: one that stayed open would keep the writer's log from being emptied.
    const areOver = [history, head].map(endTransaction);
    caches.rest(head);
    if (areOver.includes(false)) lifetime.dispose();
  }

  lifetime.defer(() => {
    if (open !== undefined) end(open);
  });
  return {
    get isClosed() {
      return lifetime.isDisposed;
    },
    begin() {
      if (lifetime.isDisposed) throw new Error('the reader is closed');
      if (open !== undefined) throw new Error('a snapshot is open');
      const snapshot = {};
      open = snapshot;
      try {
        return withHistoryFailures(folder, () => {
          caches.use(head);
          beginSnapshot(head);
          beginSnapshot(history);
          index.refresh();
          const isOpen = () => open === snapshot;
          const parts = { folder, history, index, chunks, damagedChunks, head: headReader, isOpen };
          const storage = createHistoryStorage({ ...parts, watermarks: new Map(watermarks.all()) });
          return { storage, end: () => end(snapshot) };
        });
      } catch (error) {
        end(snapshot);
        throw error;
      }
    },
    close: () => lifetime.dispose(),
  };
}

/**
 * Nothing was written, so both ways of ending it are the same; but where a page was found damaged, COMMIT says so once more and ends nothing.
 * @returns whether it is over
 */
function endTransaction(db: ReadableDatabase): boolean {
  for (const way of ['COMMIT', 'ROLLBACK']) {
    if (!db.inTransaction) return true;
    try {
      db.exec(way);
    } catch {
      // What is wrong with the file was said by what met with it.
    }
  }
  return !db.inTransaction;
}

/** A transaction takes its snapshot with the first thing that it reads. */
function beginSnapshot(db: ReadableDatabase): void {
  db.exec('BEGIN');
  pairOf(db);
}
