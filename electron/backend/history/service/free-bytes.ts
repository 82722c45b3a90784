/** How much room is left on the disk of a folder. */
import { statfs } from 'node:fs/promises';

/** @returns bytes that this user may still write there; undefined where the system does not tell */
export async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
