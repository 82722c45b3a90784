/** A source goes for good: in a writer's worker, as whoever holds its lock is the only one who may. */
import { randomUUID } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError, errorText } from '../../../../shared/base/errors.ts';
import { type MoveOptions, moveFile } from '../store/file-in-use.ts';
import { type SourceFiles, sourceFiles } from '../store/source-files.ts';
import { lockSource } from '../store/writer-lock.ts';
import { letGoOfReaders } from './kept-readers.ts';
import { removingPrefix } from './source-folders.ts';

/**
 * First the folder gets a name that is no source's: what a kill leaves is removed by the next service that starts.
 * @throws AppError history.locked where somebody records into it, history.notRemoved
 */
export function removeSource(dataDir: string, source: string, move: MoveOptions = {}): void {
  const files = sourceFiles(dataDir, source);
  if (statSync(files.folder, { throwIfNoEntry: false }) === undefined) return;
  try {
    removeLocked(files, source, move);
  } catch (error) {
    if (error instanceof AppError && error.code === 'history.locked') throw error;
    throw notRemoved(files.folder, error);
  }
}

function removeLocked(files: SourceFiles, source: string, move: MoveOptions): void {
  const gone = join(dirname(files.folder), `${removingPrefix}${source}-${randomUUID()}`);
  const lock = lockSource(files.lock);
  try {
    // No folder with an open file in it can be renamed there.
    if (process.platform === 'win32') lock.dispose();
    letGoOfReaders(files.folder);
    moveFile(files.folder, gone, move);
    rmSync(gone, { recursive: true, force: true, maxRetries: 3 });
  } finally {
    lock.dispose();
  }
}

function notRemoved(path: string, cause: unknown): AppError {
  const reason = cause instanceof AppError && cause.code === 'history.busy' ? inUse(cause) : errorText(cause);
  const message = `the history ${path} could not be removed (${reason}): close what has its files open`;
  return new AppError('history.notRemoved', message, { details: { path, reason }, retryable: true, cause });
}

const inUse = ({ details }: AppError) => `another program has it open: ${String(details.reason)}`;
