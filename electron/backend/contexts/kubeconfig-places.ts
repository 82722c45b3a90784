/**
 * Which files are meant: those that the host names, and those that the user added, alone or as a folder. Looks at folders and at what
 * paths lead to, not into files. A file that is reached twice is listed once, at its first place.
 */
import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { AppError, errorText } from '../../../shared/base/errors.ts';
import type { KubeconfigFile } from '../../../shared/model/context.ts';
import { eachOf } from '../base/each-of.ts';
import { type Look, lookAt } from './file-signature.ts';
import { maxKubeconfigBytes } from './kubeconfig-file.ts';
import type { SlowDisk } from './slow-disk.ts';

export interface FilePlace {
  /** As it is shown: as the user wrote it, or the folder as the user wrote it and the file's name. */
  readonly path: string;
  /** Where it is; links are not followed, as the file's own relative paths are relative to here. */
  readonly absolute: string;
  /** One of a folder's: whether it is a kubeconfig at all is to be seen. */
  readonly inFolder: boolean;
  /** Why it cannot be read, where that is known by now. */
  readonly problem?: AppError;
  /** What it is, of just now, where that is known. */
  readonly look?: Look;
  /** Where links lead to, where that is known. */
  readonly target?: string;
}

export type Place =
  | { readonly kind: 'group'; readonly from: KubeconfigFile['from']; readonly files: readonly FilePlace[] }
  | {
      readonly kind: 'folder';
      readonly path: string;
      readonly absolute: string;
      readonly problem: AppError | undefined;
      /** Of just before it was listed (file-signature.ts). */
      readonly signature: string;
      /** Each stands alone. */
      readonly files: readonly FilePlace[];
    };

export interface PlacesOptions {
  readonly groups: readonly (readonly string[])[];
  readonly from: KubeconfigFile['from'];
  readonly homeDir: string;
  /** Files and folders that the user added (shared/model/settings.ts). */
  readonly added: readonly string[];
}

/** Of one folder. Somebody may add a folder of downloads. */
const maxFolderFiles = 1000;

/** Never rejects: what is wrong with a folder is in it, what is wrong with a file shows when it is read. */
export async function findPlaces(options: PlacesOptions, disk: SlowDisk): Promise<readonly Place[]> {
  const { groups, from, homeDir, added } = options;
  const named = groups.map((files): Place => {
    const at = files.map((file) => ({ path: file, absolute: path.resolve(file), inFolder: false }));
    return { kind: 'group', from, files: at };
  });
  const more = await eachOf(added, (entry) => addedPlace(entry, path.resolve(homeDir, inHome(entry, homeDir)), disk));
  return withoutRepeated([...named, ...more], disk);
}

/** `~/` as a shell reads it; another user's home folder is not known here. */
function inHome(entry: string, homeDir: string): string {
  return entry === '~' || /^~[\\/]/.test(entry) ? path.join(homeDir, entry.slice(1)) : entry;
}

async function addedPlace(shown: string, absolute: string, disk: SlowDisk): Promise<Place> {
  const file: FilePlace = { path: shown, absolute, inFolder: false };
  let isFolder = false;
  try {
    isFolder = await disk.ask(`what is ${absolute}`, () => isDirectory(absolute));
    if (!isFolder) return { kind: 'group', from: 'added', files: [file] };
    return await disk.ask(`list ${absolute}`, () => folderPlace(shown, absolute));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const reason = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : errorText(error);
    const problem = unreadable(shown, reason);
    if (isFolder) return { kind: 'folder', path: shown, absolute, problem, signature: 'unknown', files: [] };
    return { kind: 'group', from: 'added', files: [{ ...file, problem }] };
  }
}

/** What cannot be looked at is a file, and its reading says why. */
async function isDirectory(absolute: string): Promise<boolean> {
  return (await lookAt(absolute)).kind === 'folder';
}

async function folderPlace(shown: string, absolute: string): Promise<Place> {
  const { signature } = await lookAt(absolute);
  const target = await realpath(absolute);
  const entries = (await readdir(absolute, { withFileTypes: true })).filter(mayBeMeant).sort(byName);
  const problem =
    entries.length <= maxFolderFiles
      ? undefined
      : unreadable(shown, `it has ${entries.length} files, and only the first ${maxFolderFiles} are read`);
  const files = await eachOf(entries.slice(0, maxFolderFiles), async (entry): Promise<readonly FilePlace[]> => {
    const { name } = entry;
    const file = { path: joinShown(shown, name), absolute: path.join(absolute, name), inFolder: true };
    const look = await lookAt(file.absolute);
    // Gone since, a link to nothing, a folder, or larger than any kubeconfig.
    if (look.kind !== 'file' || look.sizeBytes > maxKubeconfigBytes) return [];
    return [{ ...file, look, ...(entry.isSymbolicLink() ? {} : { target: path.join(target, name) }) }];
  });
  return { kind: 'folder', path: shown, absolute, problem, signature, files: files.flat() };
}

/** Not what is hidden, and not what editors and tools leave behind. */
function mayBeMeant(entry: Dirent): boolean {
  const leftBehind = /^[.#]|[~#]$|\.(bak|backup|old|orig|save|swp|swo|tmp|lock|part)$/i;
  return (entry.isFile() || entry.isSymbolicLink()) && !leftBehind.test(entry.name);
}

/** `path.join` would take `./` away, and what is shown is what the user wrote. */
function joinShown(folder: string, name: string): string {
  return /[\\/]$/.test(folder) ? folder + name : folder + path.sep + name;
}

/** The same everywhere, whatever the language. */
function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}

/** The first place of a file counts; a group that has no file left is none. */
async function withoutRepeated(places: readonly Place[], disk: SlowDisk): Promise<readonly Place[]> {
  const files = places.flatMap((place) => place.files);
  const targets = await eachOf(files, async ({ absolute, problem, target }) => {
    if (target !== undefined || problem !== undefined) return target ?? absolute;
    return disk.ask(`target of ${absolute}`, () => realpath(absolute)).catch(() => absolute);
  });
  const seen = new Set<string>();
  const first = new Set(files.filter((_file, index) => isFirst(seen, targets[index] ?? '')));
  return places.flatMap((place) => {
    const kept = place.files.filter((file) => first.has(file));
    return place.kind === 'group' && kept.length === 0 ? [] : [{ ...place, files: kept }];
  });
}

function isFirst(seen: Set<string>, target: string): boolean {
  if (seen.has(target)) return false;
  seen.add(target);
  return true;
}

function unreadable(shown: string, reason: string): AppError {
  return new AppError('kubeconfig.unreadable', `${shown} cannot be read: ${reason}`, {
    details: { path: shown, reason },
  });
}
