/** Files of a history that were damaged and have another name now, and such that are missing beside the other: what of a history is not in it. */
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '../../../shared/base/errors.ts';
import { openReadable } from '../../backend/history/store/open-database.ts';
import type { SetAside, SourceFiles } from '../../backend/history/store/source-files.ts';
import { sizeText } from './terminal.ts';

/** As `setAside` names them; what SQLite keeps beside one goes with it. */
const damagedName = /^(?:history|head)\.db\.damaged-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:-\d+)?$/;

/** In lines for a person; none where nothing was set aside. */
export function setAsideLines({ folder }: SourceFiles): readonly string[] {
  return namesIn(folder)
    .filter((name) => damagedName.test(name))
    .sort()
    .map((name) => {
      const size = statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
      return `  ${name} (${sizeText(size)}) was damaged and set aside: what it held is not in this history`;
    });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

/** Of what was set aside just now. */
export function setAsideText({ path, keptAs, reason }: SetAside): string {
  return `${path} was damaged (${reason}): it is kept as ${basename(keptAs)}, and what it held is not in the history any more.`;
}

/**
 * @returns damage: one file of the two is not there, and something was in it. A head is missing for nothing where nothing was ever recorded: an
 * import that was killed may leave that.
 * @throws AppError as `openReadable`
 */
export function missingFile({ history, head }: SourceFiles): AppError | undefined {
  const [hasHistory, hasHead] = [history, head].map(
    (path) => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0,
  );
  if (hasHistory === hasHead) return undefined;
  if (!hasHistory) return missing(history, 'it is missing, and nobody knows without it what head.db has');
  const db = openReadable(history, 'history');
  try {
    const target = db.prepare<[], number>('SELECT id FROM target WHERE id > 0 LIMIT 1').pluck().get();
    return target === undefined ? undefined : missing(head, 'it is missing, with what was recorded last');
  } finally {
    db.close();
  }
}

function missing(path: string, reason: string): AppError {
  return new AppError('history.damaged', `${path}: ${reason}`, { details: { path, reason } });
}
