/**
 * A history of an older version that nobody records into any more: whoever is about to read it brings it to this version first, as its writer
 * would have. Takes a second or two for 100,000 series.
 */
import type { Disposable } from '../../../../shared/base/disposable.ts';
import { AppError } from '../../../../shared/base/errors.ts';
import type { DatabaseKind } from '../store/migrate.ts';
import { openReadable, openWritable } from '../store/open-database.ts';
import type { SourceFiles } from '../store/source-files.ts';
import { readOnlyError } from '../store/sqlite-failure.ts';
import { lockSource } from '../store/writer-lock.ts';

/**
 * Does nothing where neither file is of an older version: what else is wrong with them is found by who opens them.
 * @throws AppError history.locked where an older Binnacle records into it, history.readOnly, history.diskFull, and as `openWritable`
 */
export function migrateOlder(files: SourceFiles): void {
  if (!hasOlder(files)) return;
  try {
    migrateLocked(files);
  } catch (error) {
    throw clearer(error, files);
  }
}

export const isOlderError = (error: unknown): boolean => error instanceof AppError && error.code === 'history.old';

function migrateLocked(files: SourceFiles): void {
  const lock = lockedUnlessDone(files);
  if (lock === undefined) return;
  try {
    for (const { path, kind } of databasesOf(files)) {
      if (isOlder(path, kind)) openWritable(path, kind).close();
    }
  } finally {
    lock.dispose();
  }
}

/** Who has the lock may have been about to do the same. */
function lockedUnlessDone(files: SourceFiles): Disposable | undefined {
  try {
    return lockSource(files.lock);
  } catch (error) {
    if (!hasOlder(files)) return undefined;
    throw error;
  }
}

const databasesOf = ({ history, head }: SourceFiles): readonly { path: string; kind: DatabaseKind }[] => [
  { path: history, kind: 'history' },
  { path: head, kind: 'head' },
];

const hasOlder = (files: SourceFiles) => databasesOf(files).some(({ path, kind }) => isOlder(path, kind));

function isOlder(path: string, kind: DatabaseKind): boolean {
  try {
    openReadable(path, kind).close();
    return false;
  } catch (error) {
    return isOlderError(error);
  }
}

/** Whoever wanted to read did not ask for a lock, or for writing. */
function clearer(error: unknown, { folder }: SourceFiles): unknown {
  if (!(error instanceof AppError)) return error;
  const { code, details } = error;
  if (code === 'history.locked') {
    const holder = `another Binnacle (process ${String(details.pid)}) records into it: close that one`;
    const message = `the history ${folder} is of an older Binnacle and has to be brought up to date, but ${holder}`;
    return new AppError(code, message, { details: { ...details, path: folder }, cause: error });
  }
  // It was read: so what cannot be opened is what has to be written.
  const isRefused = code === 'history.unreadable' && !isOfDisk(error.cause);
  return isRefused ? readOnlyError(folder, String(details.reason), error) : error;
}

function isOfDisk(cause: unknown): boolean {
  return (cause as { readonly code?: string } | undefined)?.code?.startsWith('SQLITE_IOERR') === true;
}
