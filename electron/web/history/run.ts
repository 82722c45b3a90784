/** What the commands of `npm run history` are given, and how they find the source that is meant. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/base/errors.ts';
import { describeSource, type SourceDescription } from '../../backend/history/service/describe-source.ts';
import { type SourceFiles, sourceFiles } from '../../backend/history/store/source-files.ts';
import { OptionsError } from '../options.ts';
import type { Terminal } from './terminal.ts';

export interface HistoryRun {
  readonly dataDir: string;
  readonly signal: AbortSignal;
  readonly version: string;
  readonly terminal: Terminal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
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

export interface FoundSource {
  readonly name: string;
  readonly files: SourceFiles;
}

/** @param text the name of its folder, or what it is called where one only is called so @throws OptionsError */
export function findSource(dataDir: string, text: string): FoundSource {
  const names = sourceNames(dataDir);
  const called = names.includes(text) ? [{ name: text, isImported: false }] : calledSo(dataDir, names, text);
  // What was recorded here comes before what a file brought, which is called the same.
  const own = called.filter(({ isImported }) => !isImported);
  const found = (own.length === 0 ? called : own).map(({ name }) => name);
  const [name, other] = found;
  if (name === undefined) {
    throw new OptionsError(`there is no history ${text} in ${dataDir}: npm run history -- list names them.`);
  }
  if (other !== undefined) throw new OptionsError(`${found.join(' and ')} are called ${text}: say which.`);
  return { name, files: sourceFiles(dataDir, name) };
}

function calledSo(dataDir: string, names: readonly string[], text: string) {
  return names.flatMap((name) => {
    const described = descriptionOf(sourceFiles(dataDir, name));
    const origin = described instanceof AppError ? undefined : described.origin;
    return origin?.name === text ? [{ name, isImported: origin.kind === 'imported' }] : [];
  });
}

/** What there is of it, or why that cannot be said. */
export function descriptionOf(files: SourceFiles): SourceDescription | AppError {
  try {
    return describeSource(files);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}
