/** Where an import goes: the source that was named, or one of its own. Nothing of the file becomes a path. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { AppError } from '../../../shared/base/errors.ts';
import {
  folderName,
  type HistoryOrigin,
  originText,
  readOrigin,
} from '../../backend/history/service/history-identity.ts';
import { openReadable } from '../../backend/history/store/open-database.ts';
import { type SourceFiles, sourceFiles } from '../../backend/history/store/source-files.ts';
import { type ReadFile as FoundInFile, importedOrigin } from '../../backend/history/transfer/imported-origin.ts';
import { OptionsError } from '../options.ts';
import { findSource, type HistoryRun, importedAt, isSourceName, sourceNames } from './run.ts';
import { timeText } from './terminal.ts';

export interface Destination {
  /** Of the folder. */
  readonly name: string;
  readonly files: SourceFiles;
  /** Who the source is. */
  readonly origin: string;
}

export interface ReadFile extends FoundInFile {
  readonly file: string;
}

/**
 * The same for each recording of one source, and for one and the same text wherever it lies: another text, of the same name, too, is another source.
 * @throws AppError history.*
 */
export function ownDestination({ file, source, digest }: ReadFile, { dataDir, now }: HistoryRun): Destination {
  const { origin, known } = importedOrigin({ source, digest }, `${basename(file)}${importedAt}${timeText(now())}`);
  const folder = folderName(origin);
  const files = sourceFiles(dataDir, folder);
  // Of one that is completed, the time is that of the first import.
  const written = known === undefined ? readableOrigin(files) : undefined;
  return { name: folder, files, origin: written ?? originText(origin) };
}

/** @returns the source that `--into` names, where there is one @throws OptionsError */
export function namedSource(
  into: string,
  run: HistoryRun,
): { readonly name: string; readonly files: SourceFiles } | undefined {
  const { dataDir } = run;
  // One whose first import was killed before it began has a folder and no more.
  if (sourceNames(dataDir).includes(into)) {
    const { files } = findSource(run, into);
    return existsSync(files.history) || existsSync(files.head) ? { name: into, files } : undefined;
  }
  if (isSourceName(into)) return undefined;
  throw new OptionsError(`--into ${into} is no name of a source: use lower-case letters, digits, ".", "_" and "-".`);
}

/** @throws AppError history.*, but history.damaged: then it is what the file says, or what it is called */
export function namedDestination(into: string, { source }: ReadFile, dataDir: string): Destination {
  const files = sourceFiles(dataDir, into);
  const written = readableOrigin(files);
  if (written !== undefined) return { name: into, files, origin: written };
  const known = readOrigin(JSON.stringify(source ?? null));
  if (known !== undefined && folderName(known) === into) return { name: into, files, origin: originText(known) };
  const origin: HistoryOrigin = {
    ...{ kind: 'imported', cluster: `file:${into}`, server: '', name: into, version: known?.version ?? '' },
  };
  return { name: into, files, origin: originText(origin) };
}

function readableOrigin({ history: path }: SourceFiles): string | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const history = openReadable(path, 'history');
    try {
      return history.prepare<[], string>("SELECT value FROM meta WHERE key = 'source'").pluck().get();
    } finally {
      history.close();
    }
  } catch (error) {
    if (error instanceof AppError && ['history.damaged', 'history.old'].includes(error.code)) return undefined;
    throw error;
  }
}
