/**
 * One reader of a source, for a worker to hold: two read-only connections, what is known from query to query, and a pair of snapshots for each
 * query. Whoever asks a question begins a snapshot and ends it soon: while it is open, the writer's log grows.
 */
import { DisposableStore } from '../../../../shared/base/disposable.ts';
import type { ApiStorage } from '../../prometheus-api/api-storage.ts';
import { createSeriesIndex } from '../index/series-index.ts';
import { openReadable, type ReadableDatabase } from '../store/open-database.ts';
import type { SourceFiles } from '../store/source-files.ts';
import { damagedError, withHistoryFailures } from '../store/sqlite-failure.ts';
import { ChunkReader } from './chunk-reader.ts';
import { HeadReader } from './head-reader.ts';
import { createHistoryStorage } from './history-storage.ts';

export interface HistoryReader {
  /** Both files as they are now, and not as they become. One at a time. @throws AppError history.* */
  begin(): HistorySnapshot;
  /** Ends a snapshot that is open, too. */
  close(): void;
}

interface HistorySnapshot {
  /** Throws once the snapshot has ended. Its errors of files are AppError history.* */
  readonly storage: ApiStorage;
  /** May be called again. */
  end(): void;
}

export const readerStatements = {
  pair: "SELECT value FROM meta WHERE key = 'pair'",
  watermarks: 'SELECT id, watermarkMs FROM target WHERE id > 0',
};

/** @throws AppError history.* */
export function openHistoryReader(files: Pick<SourceFiles, 'folder' | 'history' | 'head'>): HistoryReader {
  const lifetime = new DisposableStore();
  try {
    const head = openReadable(files.head, 'head');
    lifetime.defer(() => head.close());
    head.pragma(`cache_size = -${pageCacheKib}`);
    const history = openReadable(files.history, 'history');
    lifetime.defer(() => history.close());
    if (pairOf(head) !== pairOf(history)) throw damagedError(files.head, 'it belongs to another history');
    return withHistoryFailures(files.folder, () => readerOf(files.folder, head, history, lifetime));
  } catch (error) {
    lifetime.dispose();
    throw error;
  }
}

function pairOf(db: ReadableDatabase): unknown {
  return db.prepare(readerStatements.pair).pluck().get();
}

function readerOf(
  folder: string,
  head: ReadableDatabase<'head'>,
  history: ReadableDatabase<'history'>,
  lifetime: DisposableStore,
): HistoryReader {
  const index = createSeriesIndex(history);
  const chunks = new ChunkReader(history);
  const headReader = new HeadReader(head);
  const watermarks = history.prepare<[], readonly [number, number]>(readerStatements.watermarks).raw();
  let open: object | undefined;

  function end(snapshot: object): void {
    if (open !== snapshot) return;
    open = undefined;
    if (history.inTransaction) history.exec('COMMIT');
    if (head.inTransaction) head.exec('COMMIT');
  }

  lifetime.defer(() => {
    if (open !== undefined) end(open);
  });
  return {
    begin() {
      if (lifetime.isDisposed) throw new Error('the reader is closed');
      if (open !== undefined) throw new Error('a snapshot is open');
      const snapshot = {};
      open = snapshot;
      try {
        return withHistoryFailures(folder, () => {
          beginSnapshot(head);
          beginSnapshot(history);
          index.refresh();
          const isOpen = () => open === snapshot;
          const parts = { folder, history, index, chunks, head: headReader, isOpen };
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
 * Rows of one target lie a page apart from each other, so pages are wanted again and again: with SQLite's 2 MB each would be read for each
 * target. What is kept is let go with the next commit of the writer.
 */
const pageCacheKib = 65_536;

/** A transaction takes its snapshot with the first thing that it reads. */
function beginSnapshot(db: ReadableDatabase): void {
  db.exec('BEGIN');
  pairOf(db);
}
