/**
 * One writer a source, in whatever process: a small SQLite database in which the writer keeps a transaction open. The system lets go of it
 * when the process dies, however it does, so there is no lock that stays (base/file-lock.ts is for moments, and judges by age).
 */
import { closeSync, openSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Disposable } from '../../../../shared/base/disposable.ts';
import { AppError } from '../../../../shared/base/errors.ts';
import { withHistoryFailures } from './sqlite-failure.ts';

/** Two that start at once: the one that is in the middle of writing who it is. */
const patienceMs = 250;

/**
 * @param path the lock's file, which stays where it is
 * @throws AppError history.locked, with the holder's pid; history.readOnly, .diskFull, .unreadable
 */
export function lockSource(path: string): Disposable {
  return withHistoryFailures(path, () => {
    makeFile(path);
    const db = new Database(path, { timeout: patienceMs });
    try {
      take(db, path);
    } catch (error) {
      db.close();
      throw error;
    }
    return { dispose: () => db.close() };
  });
}

/**
 * Whether somebody holds it, in whatever process. Takes it for a moment where nobody does: `lockSource` is patient enough for that.
 * @param path the lock's file
 */
export function isLocked(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return false;
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: 0, fileMustExist: true });
    db.exec('BEGIN IMMEDIATE; ROLLBACK');
    return false;
  } catch (error) {
    // Where it cannot be looked at, nobody who records here says that somebody does.
    return (error as { readonly code?: string }).code === 'SQLITE_BUSY';
  } finally {
    db?.close();
  }
}

/** SQLite would make one that everybody may read. Never opens one that is there: closing it would take the lock from its holder (POSIX). */
function makeFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function take(db: Database.Database, path: string): void {
  try {
    // Of a new file, whose header is all that it has.
    db.pragma('page_size = 512');
    db.exec('BEGIN IMMEDIATE');
    // Readers see what is committed while the next transaction is open.
    db.pragma(`user_version = ${process.pid}`);
    db.exec('COMMIT; BEGIN IMMEDIATE');
  } catch (error) {
    if ((error as { readonly code?: string }).code !== 'SQLITE_BUSY') throw error;
    const pid = Number(db.pragma('user_version', { simple: true }));
    const message = `another Binnacle (process ${pid}) records into ${path}: only one at a time can`;
    throw new AppError('history.locked', message, { details: { path, pid }, cause: error });
  }
}
