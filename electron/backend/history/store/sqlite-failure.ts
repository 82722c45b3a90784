/** What SQLite and the file system say, as what a person can do something about: which file, what is wrong with it, and what to do. */
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { AppError, errorText } from '../../../../shared/base/errors.ts';

type Describe = (path: string, reason: string, cause: unknown) => AppError;

/** The file is to be set aside by who opens it (`setAside`), never to be written to. */
export function damagedError(path: string, reason: string, cause?: unknown): AppError {
  const message = `the history ${path} is damaged (${reason}): it has to be set aside`;
  return new AppError('history.damaged', message, { details: { path, reason }, cause });
}

/** Reading needs a folder that can be written, too: those who have a database open share a file there. */
export const readOnlyError: Describe = (path, reason, cause) => {
  const message = `the history ${path} cannot be used (${reason}): make it and its folder writable, or copy them`;
  return new AppError('history.readOnly', message, { details: { path, reason }, cause });
};

const diskFull: Describe = (path, _reason, cause) =>
  new AppError('history.diskFull', `the disk of the history ${path} is full: make room on it`, {
    details: { path },
    retryable: true,
    cause,
  });

const unreadable: Describe = (path, reason, cause) => {
  const message = `the history ${path} cannot be opened (${reason}): see whether it is there and may be read`;
  return new AppError('history.unreadable', message, { details: { path, reason }, cause });
};

export const busyError: Describe = (path, reason, cause) => {
  const message = `the history ${path} is in use by another program (${reason}): close that program`;
  return new AppError('history.busy', message, { details: { path, reason }, retryable: true, cause });
};

const outOfMemory: Describe = (path, reason, cause) => {
  const message = `there is not enough memory for the history ${path} (${reason}): ask for less at a time`;
  return new AppError('history.outOfMemory', message, { details: { path }, retryable: true, cause });
};

/** By what an extended code begins with: the primary code, or more of it. */
const byCode: readonly (readonly [prefix: string, describe: Describe])[] = [
  ['SQLITE_CORRUPT', damagedError],
  ['SQLITE_NOTADB', damagedError],
  ['SQLITE_READONLY', readOnlyError],
  ['SQLITE_FULL', diskFull],
  ['SQLITE_BUSY', busyError],
  ['SQLITE_CANTOPEN', unreadable],
  ['SQLITE_NOMEM', outOfMemory],
  // A value of more than a gigabyte.
  ['SQLITE_TOOBIG', outOfMemory],
  ['SQLITE_PERM', unreadable],
  // The file that is shared by those who have a database open: who reads makes it, too, where there is none.
  ['SQLITE_IOERR_SHMSIZE', diskFull],
  ['SQLITE_IOERR', unreadable],
];

const bySystemCode: ReadonlyMap<string, Describe> = new Map([
  ['EROFS', readOnlyError],
  ['EACCES', unreadable],
  ['EPERM', unreadable],
  ['ENOENT', unreadable],
  ['ENOTDIR', unreadable],
  ['ENOSPC', diskFull],
  ['EBUSY', busyError],
]);

/** @returns what is to be thrown for `error`, which the file at `path` met with: an AppError where such is expected, else itself: a bug. */
export function historyFailure(error: unknown, path: string): unknown {
  if (error instanceof AppError) return error;
  const code = (error as { readonly code?: unknown } | null)?.code;
  if (typeof code !== 'string') return error;
  const describe =
    error instanceof Database.SqliteError
      ? byCode.find(([prefix]) => code.startsWith(prefix))?.[1]
      : bySystemCode.get(code);
  const hasNoRoom = describe === unreadable && error instanceof Database.SqliteError && isDiskFull(path);
  return (hasNoRoom ? diskFull : describe)?.(path, errorText(error), error) ?? error;
}

/** SQLite's own files beside a database begin with so much. */
const leastRoomBytes = 64 * 1024;

/** SQLite does not always say so: a file that cannot be made, or made longer, may be just that. @param path of a file, or a folder */
function isDiskFull(path: string): boolean {
  try {
    const { bavail, bsize, files, ffree } = statfsSync(dirname(path));
    return bavail * bsize < leastRoomBytes || (files > 0 && ffree === 0);
  } catch {
    return false;
  }
}

/** Runs `work` on the file at `path`. @throws AppError history.* for what is expected of files and disks */
export function withHistoryFailures<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw historyFailure(error, path);
  }
}

/**
 * The same, for what prepares its statements over a file of our newest version: what SQLite does not find there was taken by damage, as the tables
 * are described in the file itself. Not for who makes or changes tables, and would take a mistake of its own for that.
 */
export function withReadFailures<T>(path: string, work: () => T): T {
  return withHistoryFailures(path, () => {
    try {
      return work();
    } catch (error) {
      const isLost = error instanceof Database.SqliteError && /^no such (table|column)/.test(error.message);
      throw isLost ? damagedError(path, error.message, error) : error;
    }
  });
}
