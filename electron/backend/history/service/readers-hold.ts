/**
 * How a source's writer asks those who read it, in whatever process, to begin nothing for a moment: by a file in its folder. SQLite can begin
 * its log anew only when nobody reads it, and queries that run one over the other leave no such moment by themselves.
 */
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFiles } from '../store/source-files.ts';

/** A reader waits no longer. */
export const mostHeldMs = 30_000;

/** A file that is older holds back nobody: its writer was killed, or a clock was set. A writer that goes on holding writes it anew. */
const freshMs = 5000;

/** Between two looks at the file. */
const lookEveryMs = 5;

/** The same for who has a thread to share: some of them may wait at once. */
const lookBesidesEveryMs = 10;

type InFolder = Pick<SourceFiles, 'folder'>;

const fileIn = ({ folder }: InFolder) => join(folder, 'readers.hold');

/** For the holder of the source's lock; to be called each second until `releaseReaders`. @throws what the system says */
export function holdReaders(files: InFolder): void {
  writeFileSync(fileIn(files), '', { mode: 0o600 });
}

export function releaseReaders(files: InFolder): void {
  try {
    rmSync(fileIn(files), { force: true });
  } catch {
    // Another program has it open (Windows): it is too old for everybody in some seconds.
  }
}

/**
 * Before a snapshot is begun, by who shares the thread with others: they go on meanwhile.
 * @param isOver nobody wants it any more
 * @returns undefined where the writer does not ask for it; never rejects
 */
export function whenNotHeld(files: InFolder, isOver: () => boolean): Promise<void> | undefined {
  const path = fileIn(files);
  if (!isHeld(path)) return undefined;
  const endMs = performance.now() + mostHeldMs;
  return new Promise((resolve) => {
    const look = () => {
      if (isOver() || performance.now() >= endMs || !isHeld(path)) resolve();
      else setTimeout(look, lookBesidesEveryMs);
    };
    setTimeout(look, lookBesidesEveryMs);
  });
}

/** Before a snapshot is begun. Stands still while the writer asks for that: for a process of its own. */
export function waitWhileHeld(files: InFolder): void {
  const path = fileIn(files);
  if (!isHeld(path)) return;
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  const endMs = performance.now() + mostHeldMs;
  do Atomics.wait(nobody, 0, 0, lookEveryMs);
  while (performance.now() < endMs && isHeld(path));
}

function isHeld(path: string): boolean {
  try {
    const sinceMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    return sinceMs !== undefined && Math.abs(Date.now() - sinceMs) <= freshMs;
  } catch {
    // Windows says so of one that is just being removed.
    return false;
  }
}
