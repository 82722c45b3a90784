/** Tells by a look at a file, without reading it, whether it is still the one that was read. */
import { stat } from 'node:fs/promises';

export interface Look {
  /** Another text where the file is another one or was written to; the error's code where it cannot be looked at. */
  readonly signature: string;
  readonly kind: 'file' | 'folder' | 'other' | 'none';
  readonly sizeBytes: number;
  /** By the clock of the disk it lies on. */
  readonly changedMs: number;
}

/** Never rejects. A folder's signature changes when a file comes, goes or is replaced in it. */
export async function lookAt(path: string): Promise<Look> {
  try {
    const facts = await stat(path);
    const { ino, size, mtimeMs, ctimeMs } = facts;
    return {
      signature: `${ino} ${size} ${mtimeMs} ${ctimeMs}`,
      kind: facts.isFile() ? 'file' : facts.isDirectory() ? 'folder' : 'other',
      sizeBytes: size,
      changedMs: Math.max(mtimeMs, ctimeMs),
    };
  } catch (error) {
    const signature = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return { signature, kind: 'none', sizeBytes: 0, changedMs: 0 };
  }
}

/** Longer than any disk's unit of time (FAT has two seconds). */
const unitMs = 3000;

/** Whether a file that was written to after this look has another signature for sure: what was written to just before may not. */
export function isSettled({ changedMs }: Look, nowMs: number): boolean {
  return changedMs < nowMs - unitMs;
}
