/**
 * SQLite's page caches of the readers of one thread, and how much they may hold together. Rows of one target lie a page apart from each other, so
 * pages of a head are wanted again and again within a query; after it they are of little use, as the next commit of the writer ends them all.
 * So one reader has a large cache, the one that was asked last, and it too gives it back when nobody asks for a while.
 */
import type { Disposable } from '../../../../shared/base/disposable.ts';
import type { ReadableDatabase } from '../store/open-database.ts';

/** Of the one that is asked. */
export const largeCacheKib = 65_536;
/** Of each of the others; SQLite's own default. */
export const smallCacheKib = 2000;

const idleMs = 5000;

export interface PageCaches {
  /** It is about to be read: its cache becomes the large one. */
  use(db: ReadableDatabase): void;
  /** It is not read any more, for now. */
  rest(db: ReadableDatabase): void;
  /** It has a cache from here on; disposed before it is closed. */
  join(db: ReadableDatabase): Disposable;
}

export function createPageCaches(): PageCaches {
  let large: ReadableDatabase | undefined;
  let timer: NodeJS.Timeout | undefined;

  const shrink = () => {
    clearTimeout(timer);
    const db = large;
    large = undefined;
    if (db === undefined) return;
    try {
      db.pragma(`cache_size = -${smallCacheKib}`);
      db.pragma('shrink_memory');
    } catch {
      // SQLite reads the file for it, which may be damaged by now: whoever asks the next thing of it is told.
    }
  };
  return {
    join(db) {
      db.pragma(`cache_size = -${smallCacheKib}`);
      return { dispose: () => large === db && shrink() };
    },
    use(db) {
      clearTimeout(timer);
      if (large === db) return;
      shrink();
      db.pragma(`cache_size = -${largeCacheKib}`);
      large = db;
    },
    rest(db) {
      if (large !== db) return;
      clearTimeout(timer);
      timer = setTimeout(shrink, idleMs);
      timer.unref();
    },
  };
}
