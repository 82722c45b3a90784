/**
 * Reads again when a file or a folder is no longer what was read. Looks once a second instead of asking the system for events: those miss
 * a file that is replaced by a rename (as kubectl and editors do), one that is not there yet, and network drives.
 */
import path from 'node:path';
import { type Disposable, toDisposable } from '../../../shared/base/disposable.ts';
import { eachOf } from '../base/each-of.ts';
import { lookAt } from './file-signature.ts';
import type { SlowDisk } from './slow-disk.ts';

const lookEveryMs = 1000;

/** A look at so many costs a hundredth of a second, so it is a little rarer; what was written is still seen within two. */
const manyFiles = 100;
const lookAtManyEveryMs = 1500;

/** Of a folder's files that are no kubeconfigs, at each look: whoever adds a folder of a thousand downloads waits for their turn. */
const farAtATime = 50;

/** What was read, with the signature of just before it was. */
export interface WatchedPaths {
  /** Kubeconfigs, files that are not there yet, and folders. */
  readonly near: ReadonlyMap<string, string>;
  /** A folder's other files: one of them may become a kubeconfig. */
  readonly far: ReadonlyMap<string, string>;
}

/**
 * @param watched as of the last reading.
 * @param read called after a look that found a difference, and waited for.
 */
export function watchFiles(
  watched: () => WatchedPaths,
  read: () => Promise<void>,
  disk: SlowDisk,
  everyMs?: number,
): Disposable {
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  let from = 0;

  async function look(): Promise<void> {
    const { near, far } = watched();
    const others = [...far];
    from = from >= others.length ? 0 : from;
    const paths = [...near, ...others.slice(from, from + farAtATime)];
    from += farAtATime;
    const isStale = await hasChanged(paths, disk);
    if (ended) return;
    if (isStale) await read();
    if (!ended) plan();
  }

  function plan(): void {
    const ms = everyMs ?? (watched().near.size > manyFiles ? lookAtManyEveryMs : lookEveryMs);
    timer = setTimeout(() => void look(), ms);
  }

  plan();
  return toDisposable(() => {
    ended = true;
    clearTimeout(timer);
  });
}

/** Folder by folder: a disk that does not answer is asked by one question, and says nothing new. */
async function hasChanged(paths: readonly (readonly [string, string])[], disk: SlowDisk): Promise<boolean> {
  const folders = Map.groupBy(paths, ([file]) => path.dirname(file));
  for (const [folder, files] of folders) {
    const same = await disk
      .ask(`look into ${folder}`, () =>
        eachOf(files, async ([file, before]) => (await lookAt(file)).signature === before),
      )
      .catch((): boolean[] => []);
    if (same.includes(false)) return true;
  }
  return false;
}
