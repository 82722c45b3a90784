/** The readers that a worker holds: one a source, opened when it is first asked for; those that were asked last stay open. */
import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Disposable } from '../../../../shared/base/disposable.ts';
import { AppError } from '../../../../shared/base/errors.ts';
import type { ApiStorage } from '../../prometheus-api/api-storage.ts';
import type { OpenedStorage } from '../../sources/local/evaluate-protocol.ts';
import { type HistoryReader, openHistoryReader } from '../read/open-history-reader.ts';
import { createPageCaches, type PageCaches } from '../read/page-caches.ts';
import { type SourceFiles, sourceFiles } from '../store/source-files.ts';
import { withHistoryFailures } from '../store/sqlite-failure.ts';
import { onLetGo } from './kept-readers.ts';
import { isOlderError, migrateOlder } from './migrate-older.ts';

/** Each has two files open, what it knows of labels, and two small page caches; one of all has a large one (page-caches.ts). */
const mostOpen = 8;

export interface OpenReaders extends Disposable {
  /** What holds readers back is to be waited for before (readers-hold.ts). @param folder of the source @throws AppError history.* */
  open(folder: string): OpenedStorage<ApiStorage>;
}

interface Kept {
  readonly reader: HistoryReader;
  /** Of both files: one that was set aside meanwhile has another. */
  readonly inodes: string;
}

export function createReaders(): OpenReaders {
  const kept = new Map<string, Kept>();
  const caches = createPageCaches();
  const drop = (folder: string) => {
    kept.get(folder)?.reader.close();
    kept.delete(folder);
  };
  const readerOf = (folder: string): HistoryReader => {
    const files = filesIn(folder);
    const inodes = [files.history, files.head].map(inodeOf).join();
    const known = kept.get(folder);
    if (known !== undefined && (known.inodes !== inodes || known.reader.isClosed)) drop(folder);
    const reader = kept.get(folder)?.reader ?? openedReader(files, caches);
    // The one that was asked last is the last in the map.
    kept.delete(folder);
    kept.set(folder, { reader, inodes });
    const [oldest] = kept.keys();
    if (kept.size > mostOpen && oldest !== undefined) drop(oldest);
    return reader;
  };
  const stopListening = onLetGo(drop);
  return {
    open(folder) {
      try {
        return withHistoryFailures(folder, () => {
          const { storage, end } = readerOf(folder).begin();
          return { storage, close: end };
        });
      } catch (error) {
        // A file that is damaged is not kept open: it will be set aside.
        if (error instanceof AppError) drop(folder);
        throw error;
      }
    },
    dispose() {
      stopListening();
      for (const folder of [...kept.keys()]) drop(folder);
    },
  };
}

function openedReader(files: SourceFiles, caches: PageCaches): HistoryReader {
  try {
    return openHistoryReader(files, caches);
  } catch (error) {
    if (!isOlderError(error)) throw error;
    migrateOlder(files);
    return openHistoryReader(files, caches);
  }
}

function inodeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? 0;
}

/** The folder's own name is the source's, within `DATA/history`. @throws AppError history.foreign for a name that no source has */
export function filesIn(folder: string): SourceFiles {
  try {
    return sourceFiles(dirname(dirname(folder)), basename(folder));
  } catch (cause) {
    const what = 'its name is none of a source';
    const message = `the folder ${folder} is not a history of Binnacle (${what}): it is left untouched`;
    throw new AppError('history.foreign', message, { details: { path: folder, what }, cause });
  }
}
