/** What the commands of `npm run history` are given, and how they find the source that is meant. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/base/errors.ts';
import { describeSource, type SourceDescription } from '../../backend/history/service/describe-source.ts';
import { migrateOlder } from '../../backend/history/service/migrate-older.ts';
import { type SourceFiles, sourceFiles } from '../../backend/history/store/source-files.ts';
import { OptionsError } from '../options.ts';
import type { Terminal } from './terminal.ts';

export interface HistoryRun {
  readonly dataDir: string;
  /** Whether the command line says where it is: then commands that are told to a person say it, too. */
  readonly isDataDirGiven: boolean;
  readonly signal: AbortSignal;
  readonly version: string;
  readonly terminal: Terminal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A file that cannot be used, in words that are whole. */
export class FileError extends Error {}

/** @returns how a person asks for it, with this data folder */
export function commandText({ dataDir, isDataDirGiven }: HistoryRun, command: string): string {
  return `npm run history -- ${command}${isDataDirGiven ? ` --data-dir ${dataDir}` : ''}`;
}

/**
 * A file that is to be read more than once, so that one that is bad changes nothing.
 * @returns its size @throws FileError
 */
export function readableSize(file: string): number {
  try {
    const found = statSync(file);
    if (found.isFile()) return found.size;
  } catch (error) {
    throw new FileError(`${file} cannot be read: ${systemText(error)}`);
  }
  throw new FileError(`${file} is no regular file: it is read twice, so write what comes from a pipe to a file first`);
}

const systemTexts: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'that is on a disk that may only be read',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'the name is too long',
};

/** What the system says, in words. @throws what is nothing of the system's */
export function systemText(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  return systemTexts[code] ?? code;
}

const folderName = /^[a-z0-9][a-z0-9._-]{0,99}$/;

/** Whether a history's folder may be called so, on every platform. */
export function isSourceName(name: string): boolean {
  return folderName.test(name);
}

/** The folders of all sources, by name. */
export function sourceNames(dataDir: string): readonly string[] {
  try {
    return readdirSync(join(dataDir, 'history'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && isSourceName(entry.name))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** What stands between the name of a file of text and the time at which it was imported. */
export const importedAt = ', imported ';

export interface FoundSource {
  readonly name: string;
  readonly files: SourceFiles;
}

/** @param text the name of its folder, or what it is called where one only is called so @throws OptionsError; AppError history.* where it is of an older version and stays so */
export function findSource(run: HistoryRun, text: string): FoundSource {
  const { dataDir } = run;
  const names = sourceNames(dataDir);
  const called = names.includes(text) ? [{ name: text, isImported: false }] : calledSo(dataDir, names, text);
  // What was recorded here comes before what a file brought, which is called the same.
  const own = called.filter(({ isImported }) => !isImported);
  const found = (own.length === 0 ? called : own).map(({ name }) => name);
  const [name, other] = found;
  if (name === undefined) {
    const unread = names.filter((one) => descriptionOf(sourceFiles(dataDir, one)) instanceof AppError);
    const may = unread.length === 0 ? '' : ` (${unread.join(', ')} cannot be read, and may be called so)`;
    throw new OptionsError(`there is no history ${text} in ${dataDir}${may}: ${commandText(run, 'list')} names them.`);
  }
  if (other !== undefined) throw new OptionsError(`${found.join(' and ')} are called ${text}: say which.`);
  const files = sourceFiles(dataDir, name);
  migrateOlder(files);
  return { name, files };
}

function calledSo(dataDir: string, names: readonly string[], text: string) {
  return names.flatMap((name) => {
    const described = descriptionOf(sourceFiles(dataDir, name));
    const origin = described instanceof AppError ? undefined : described.origin;
    const isImported = origin?.kind === 'imported';
    const isCalledSo = origin?.name === text || (isImported && origin.name.startsWith(`${text}${importedAt}`));
    return isCalledSo ? [{ name, isImported }] : [];
  });
}

/** What there is of it, or why that cannot be said. */
export function descriptionOf(files: SourceFiles): SourceDescription | AppError {
  try {
    migrateOlder(files);
    return describeSource(files);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}
