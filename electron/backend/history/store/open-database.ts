/**
 * Opens the two databases of a source. A file that is not ours, of a newer Binnacle or damaged is refused as it is: nothing here writes
 * to it. A new file gets its name only when it is whole, so a crash leaves none half made.
 */
import { accessSync, closeSync, constants, fsyncSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { AppError, errorText } from '../../../../shared/base/errors.ts';
import { moveFile } from './file-in-use.ts';
import { type DatabaseKind, migrate, newestVersion } from './migrate.ts';
import { damagedError, readOnlyError, withHistoryFailures } from './sqlite-failure.ts';

/** Reads only: what would write is refused. */
export type ReadableDatabase<Kind extends DatabaseKind = DatabaseKind> = Database.Database & {
  readonly __kind: Kind;
  readonly __can: 'read' | 'write';
};

/** Belongs to the one writer of a source, which holds the source's lock. */
export type WritableDatabase<Kind extends DatabaseKind = DatabaseKind> = Database.Database & {
  readonly __kind: Kind;
  readonly __can: 'write';
};

/** In the file's header: "BnHi", "BnHd". */
const applicationIds: Readonly<Record<DatabaseKind, number>> = { history: 0x426e4869, head: 0x426e4864 };

/**
 * Of a new file. Some twenty tables have a page each at least, so that two hours of 900 series take a fifth less with pages of 1,024 bytes (of 512 a
 * third); but where chunks have some 1,000 bytes, all takes 29 % more (of 2,048 bytes 7 %), and a query that reads the head half as long again.
 */
const pageBytes = 4096;

/** Another process that reads may hold the writer up for a moment, as it opens or closes the file. */
const busyTimeoutMs = 5000;

const keptLogBytes = 16 * 2 ** 20;

/**
 * Makes the database where there is none, and brings an older one to the newest version. For the holder of the source's lock.
 * @throws AppError history.foreign, .future, .damaged (to be set aside by the caller), .readOnly, .diskFull, .unreadable, .busy
 */
export function openWritable<Kind extends DatabaseKind>(path: string, kind: Kind): WritableDatabase<Kind> {
  return withHistoryFailures(path, () => {
    if (isMissing(path)) create(path, kind);
    else inspect(path, kind);
    return opened(path, { fileMustExist: true }, (db) => {
      if (db.pragma('journal_mode = WAL', { simple: true }) !== 'wal')
        throw new Error(`${path} has no write-ahead log`);
      db.pragma('synchronous = NORMAL');
      // A long reader lets the log grow; afterwards it gives the disk back.
      db.pragma(`journal_size_limit = ${keptLogBytes}`);
      // One that may only be read opens all the same, and is found out by its first write: rather now.
      db.exec('BEGIN IMMEDIATE; COMMIT');
      migrate(db, kind);
      return db as unknown as WritableDatabase<Kind>;
    });
  });
}

/** @throws AppError as `openWritable`; history.old where no writer of this version has opened it yet */
export function openReadable<Kind extends DatabaseKind>(path: string, kind: Kind): ReadableDatabase<Kind> {
  return withHistoryFailures(path, () => {
    // Known to the system in its own words; the library would call a folder that is missing a mistake of the program.
    accessSync(path, constants.R_OK);
    return openedForReading(path, (db) => {
      const version = checkIdentity(db, path, kind);
      if (version < newestVersion(kind)) throw oldError(path, version);
      db.pragma('query_only = ON');
      return db as unknown as ReadableDatabase<Kind>;
    });
  });
}

/** Those who have a database open share a file beside it: where that cannot be made, SQLite only says that the database cannot be opened. */
function openedForReading<T>(path: string, use: (db: Database.Database) => T): T {
  try {
    return opened(path, { fileMustExist: true, readonly: true }, use);
  } catch (error) {
    const isHindered = (error as { readonly code?: string }).code?.startsWith('SQLITE_CANTOPEN') === true;
    const reason = isHindered ? whyNotWritable(dirname(path)) : undefined;
    throw reason === undefined ? error : readOnlyError(path, reason, error);
  }
}

function whyNotWritable(folder: string): string | undefined {
  try {
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function opened<T>(path: string, options: Database.Options, use: (db: Database.Database) => T): T {
  // Below it, the native module ends the process instead of refusing.
  const { napi } = process.versions;
  if (Number(napi) < 10) throw new Error(`the history needs Node-API 10, this process has ${napi}`);
  const db = new Database(path, { timeout: busyTimeoutMs, ...options });
  try {
    return use(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

/** An empty file holds nothing: it is what a power cut may leave of one that was just made. */
function isMissing(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile()) throw foreignError(path, 'no file');
  return found === undefined || found.size === 0;
}

/**
 * Reads who a file is, without a change to it. By SQLite and not by its bytes: the newest header may be in the log beside it, and where a
 * process closes a file that it has open in SQLite too, SQLite loses its locks on that file (POSIX).
 */
function inspect(path: string, kind: DatabaseKind): void {
  opened(path, { fileMustExist: true, readonly: true }, (db) => {
    checkIdentity(db, path, kind);
    const pageBytes = Number(db.pragma('page_size', { simple: true }));
    // SQLite itself takes a part of a page for a page. Where there is a log, it may be about to complete that one.
    if (sizeOf(`${path}-wal`) === 0 && sizeOf(path) % pageBytes !== 0) throw damagedError(path, 'its end is missing');
    db.close();
  });
}

/** @returns its version, one that is known. */
function checkIdentity(db: Database.Database, path: string, kind: DatabaseKind): number {
  const id = Number(db.pragma('application_id', { simple: true }));
  if (id !== applicationIds[kind]) throw foreignError(path, `application id ${id}`);
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > newestVersion(kind)) throw futureError(path, version);
  if (version <= 0) throw damagedError(path, `version ${version}`);
  return version;
}

/** Under another name first, with a journal of its own, and complete: then the name. */
function create(path: string, kind: DatabaseKind): void {
  refuseLeftLog(path);
  const unfinished = `${path}.new`;
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(unfinished + suffix, { force: true });
  closeSync(openSync(unfinished, 'wx', 0o600));
  opened(unfinished, {}, (db) => {
    db.pragma(`page_size = ${pageBytes}`);
    db.pragma('auto_vacuum = INCREMENTAL');
    db.pragma(`application_id = ${applicationIds[kind]}`);
    migrate(db, kind);
    // Of the pages that one migration filled and another freed, none is left.
    db.exec('VACUUM');
    db.pragma('journal_mode = WAL');
    db.close();
  });
  moveFile(unfinished, path);
  syncFolder(dirname(path));
}

/** SQLite would take the log of a file that is gone for that of the new one, and copy its pages into it. */
function refuseLeftLog(path: string): void {
  for (const suffix of ['-wal', '-journal']) {
    const log = path + suffix;
    if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 0)
      throw damagedError(path, `only ${log} is left of it`);
  }
}

function syncFolder(path: string): void {
  // Windows opens no folders; there a rename is kept by the file system's own log.
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  fsyncSync(folder);
  closeSync(folder);
}

function foreignError(path: string, what: string): AppError {
  const message = `${path} is not a history of Binnacle (${what}): move it away`;
  return new AppError('history.foreign', message, { details: { path, what } });
}

function futureError(path: string, version: number): AppError {
  const message = `the history ${path} is of a newer Binnacle (version ${version}): start that one`;
  return new AppError('history.future', message, { details: { path, version } });
}

function oldError(path: string, version: number): AppError {
  const message = `the history ${path} is of an older Binnacle (version ${version}): open it for writing once`;
  return new AppError('history.old', message, { details: { path, version } });
}
