/** Folders for what is on its way: of this user alone, and of no use to anybody when the process that made one is no more. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../../../../shared/base/errors.ts';
import type { LogSink } from '../../ports.ts';
import { historyFailure } from '../store/sqlite-failure.ts';
import { removeDeadTemporaries, temporaryBeside } from '../transfer/dead-temporaries.ts';

export interface TemporaryFolders {
  /** Empty. @throws AppError history.diskFull, history.unreadable, history.readOnly */
  make(): Promise<string>;
  /** With all that is in it. Never rejects: what cannot be removed is the next start's. */
  remove(folder: string): Promise<void>;
  /** When what others left has been removed. */
  readonly cleaned: Promise<void>;
}

/** What killed processes left goes now. */
export function createTemporaryFolders(dataDir: string, log: LogSink): TemporaryFolders {
  const root = join(dataDir, 'transfers');
  return {
    async make() {
      const folder = temporaryBeside(join(root, 'transfer'));
      try {
        await mkdir(root, { recursive: true, mode: 0o700 });
        await mkdir(folder, { mode: 0o700 });
      } catch (error) {
        throw historyFailure(error, root);
      }
      return folder;
    },
    async remove(folder) {
      try {
        await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      } catch (error) {
        log.write('warn', 'history', `what is left of a transfer stays: ${errorText(error)}`, { path: folder });
      }
    },
    cleaned: removeDeadTemporaries(root, true),
  };
}
