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

/** Whoever writes a file may have written half of it by the time of a look, or taken it away to put another in its place. */
const settleMs = 250;

/** Then it is read as it is: some files are always being written. */
const settleLooks = 4;

/** What was read, with the signature of just before it was. */
export interface WatchedPaths {
  /** Kubeconfigs, files that are not there yet, and folders. */
  readonly near: ReadonlyMap<string, string>;
  /** A folder's other files: one of them may become a kubeconfig. */
  readonly far: ReadonlyMap<string, string>;
}

/**
 * @param watched as of the last reading.
 * @param read called when a difference was found and stays the same between two looks, and waited for.
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
    const changed = await changedOf(paths, disk);
    if (ended) return;
    if (changed.length > 0) {
      await settled(changed);
      await read();
    }
    if (!ended) plan();
  }

  /** Never resolves where it is ended meanwhile. */
  async function settled(changed: Signatures): Promise<void> {
    let last = changed;
    for (let looks = 0; looks < settleLooks && last.length > 0; looks++) {
      await new Promise<void>((resolve) => {
        timer = setTimeout(resolve, Math.min(settleMs, everyMs ?? settleMs));
      });
      last = await changedOf(last, disk);
      if (ended) await new Promise(() => undefined);
    }
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

type Signatures = readonly (readonly [path: string, signature: string])[];

/**
 * Folder by folder, until one has something new: a disk that does not answer is asked by one question, and says nothing new.
 * @returns what has another signature now, with that.
 */
async function changedOf(paths: Signatures, disk: SlowDisk): Promise<Signatures> {
  const folders = Map.groupBy(paths, ([file]) => path.dirname(file));
  for (const [folder, files] of folders) {
    const now = await disk
      .ask(`look into ${folder}`, () =>
        eachOf(files, async ([file, before]) => [file, before, (await lookAt(file)).signature] as const),
      )
      .catch(() => []);
    const changed = now.filter(([, before, signature]) => signature !== before);
    if (changed.length > 0) return changed.map(([file, , signature]) => [file, signature]);
  }
  return [];
}
