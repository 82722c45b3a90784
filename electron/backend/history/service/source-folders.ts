/** The folders in `DATA/history`: sources, what is left of removed ones, and whatever somebody else put there. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Of a folder that is about to be gone: no source's name begins so. */
export const removingPrefix = '.removing-';

/** As `sourceFiles` takes them; a copy that a file manager made has a blank in its name, and is nobody's. */
const plainName = /^[a-z0-9][a-z0-9._-]{0,99}$/;

/** By name. */
export async function sourceFolders(root: string): Promise<readonly string[]> {
  return (await foldersIn(root)).filter((name) => plainName.test(name)).sort();
}

/** What a kill left of removals. @param onTrouble of one that stays, until the next time */
export async function removeLeftovers(root: string, onTrouble: (path: string, error: unknown) => void): Promise<void> {
  const names = await foldersIn(root).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(removingPrefix))) {
    const path = join(root, name);
    await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch((error) => onTrouble(path, error));
  }
}

async function foldersIn(root: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(root, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'ENOENT') return [];
    throw error;
  }
}
