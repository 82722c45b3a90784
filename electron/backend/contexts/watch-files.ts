/**
 * Tells when any of some files changes, appears or goes. Looks at them once a second instead of asking the system for events: those
 * miss a file that is replaced by a rename (as kubectl and editors do), one that is not there yet, and network drives.
 */
import { stat } from 'node:fs/promises';
import { type Disposable, toDisposable } from '../../../shared/base/disposable.ts';

const lookEveryMs = 1000;

/** @param onChange called after a look that differs from the one before; the first look is only remembered. */
export function watchFiles(paths: readonly string[], onChange: () => void, everyMs = lookEveryMs): Disposable {
  let before: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const look = async () => {
    const now = (await Promise.all(paths.map(signature))).join('\n');
    if (ended) return;
    if (before !== undefined && now !== before) onChange();
    before = now;
    timer = setTimeout(() => void look(), everyMs);
  };
  void look();
  return toDisposable(() => {
    ended = true;
    clearTimeout(timer);
  });
}

/** Differs where the file is another one or was written to; the error's code where it cannot be looked at. Never rejects. */
async function signature(path: string): Promise<string> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}
