/** The files of one source, each in its own folder: what they are called, how they are made, and how a damaged one is set aside. */
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type MoveOptions, moveFile } from './file-in-use.ts';
import { withHistoryFailures } from './sqlite-failure.ts';

export interface SourceFiles {
  readonly folder: string;
  readonly history: string;
  readonly head: string;
  readonly lock: string;
}

/** A file that was not what it should be, and now has another name. */
export interface SetAside {
  readonly path: string;
  readonly keptAs: string;
  readonly reason: string;
}

const plainName = /^[a-z0-9][a-z0-9._-]{0,99}$/;

/** @param source a name that is a folder's on every platform: lower-case letters, digits, `.`, `_` and `-` */
export function sourceFiles(dataDir: string, source: string): SourceFiles {
  if (!plainName.test(source)) throw new Error(`${JSON.stringify(source)} is no name of a source`);
  const folder = join(dataDir, 'history', source);
  return {
    folder,
    history: join(folder, 'history.db'),
    head: join(folder, 'head.db'),
    lock: join(folder, 'writer.lock'),
  };
}

/** For this user alone. @throws AppError history.readOnly, .diskFull, .unreadable */
export function ensureSourceFolder({ folder }: SourceFiles): void {
  withHistoryFailures(folder, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // What is recorded says much about a cluster: also where the folder was made by somebody less careful.
    if (process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700);
  });
}

/**
 * Gives a database another name, and what SQLite keeps beside it with it, so that it can still be opened there. For the holder of the
 * source's lock, while nobody writes to it: who reads it goes on reading it. Nothing is overwritten.
 * @throws AppError history.readOnly, .diskFull, .unreadable; .busy where another program has it open (Windows): `finishSetAside` goes on with it
 */
export function setAside(path: string, reason: string, nowMs: number, move: MoveOptions = {}): SetAside {
  return withHistoryFailures(path, () => {
    const keptAs = freeName(path, nowMs);
    // Several names are not changed at once: what was meant is written down first, for who finds the source after a kill.
    writeFileSync(noteOf(path), JSON.stringify({ keptAs: basename(keptAs), reason }), { mode: 0o600 });
    return moveAll(path, keptAs, reason, move);
  });
}

/** What a kill left of `setAside` is brought to its end. For the holder of the lock, before anything is opened. @throws as `setAside` */
export function finishSetAside(path: string, move: MoveOptions = {}): SetAside | undefined {
  return withHistoryFailures(path, () => {
    if (statSync(noteOf(path), { throwIfNoEntry: false }) === undefined) return undefined;
    const note = readNote(path);
    if (note !== undefined) return moveAll(path, join(dirname(path), note.keptAs), note.reason, move);
    // A kill while it was written: nothing was moved yet.
    rmSync(noteOf(path));
    return undefined;
  });
}

function moveAll(path: string, keptAs: string, reason: string, move: MoveOptions): SetAside {
  // The log first: alone it is no danger to the database that is made next, as SQLite would read it as that one's.
  for (const suffix of ['-wal', '-journal', '-shm', '']) moveIfThere(path + suffix, keptAs + suffix, move);
  rmSync(noteOf(path));
  return { path, keptAs, reason };
}

const noteOf = (path: string) => `${path}.aside`;

function readNote(path: string): { readonly keptAs: string; readonly reason: string } | undefined {
  try {
    const { keptAs, reason } = JSON.parse(readFileSync(noteOf(path), 'utf8')) as Record<string, unknown>;
    const isName = typeof keptAs === 'string' && basename(keptAs) === keptAs;
    if (!isName || !keptAs.startsWith(`${basename(path)}.damaged-`)) return undefined;
    return { keptAs, reason: String(reason) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function moveIfThere(from: string, to: string, move: MoveOptions): void {
  if (statSync(from, { throwIfNoEntry: false }) !== undefined) moveFile(from, to, move);
}

function freeName(path: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '-');
  for (let n = 1; ; n += 1) {
    const name = `${path}.damaged-${stamp}${n === 1 ? '' : `-${n}`}`;
    if (['', '-wal'].every((suffix) => statSync(name + suffix, { throwIfNoEntry: false }) === undefined)) return name;
  }
}
