/**
 * Windows renames and removes nothing that another program has open: a virus scanner for a moment, an editor for long. So it is tried again for
 * a while, and then said clearly. Elsewhere only EBUSY means that; EPERM and EACCES are rights, which no waiting changes.
 */
import { renameSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorText } from '../../../../shared/base/errors.ts';
import { busyError } from './sqlite-failure.ts';

export interface InUseOptions {
  /** Default: this computer's. */
  readonly platform?: NodeJS.Platform;
  /** Milliseconds before each further try. Default: seven more within some two seconds. */
  readonly waitsMs?: readonly number[];
}

export interface MoveOptions extends InUseOptions {
  /** Default: the file system's. */
  readonly rename?: (from: string, to: string) => void;
}

const usualWaitsMs = [20, 40, 80, 160, 320, 640, 800];

/** Stands still meanwhile: for a worker, or a process of its own. @throws AppError history.busy; what the system says otherwise */
export function moveFile(from: string, to: string, options: MoveOptions = {}): void {
  const { rename = renameSync, waitsMs = usualWaitsMs } = options;
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = 0; ; tries += 1) {
    try {
      rename(from, to);
      return;
    } catch (error) {
      const waitMs = waitAfter(error, from, tries, { ...options, waitsMs });
      Atomics.wait(nobody, 0, 0, waitMs);
    }
  }
}

/** @param path for the message @throws AppError history.busy; what `work` throws otherwise */
export async function whileInUse<T>(path: string, work: () => Promise<T>, options: InUseOptions = {}): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      await sleep(waitAfter(error, path, tries, options));
    }
  }
}

function waitAfter(
  error: unknown,
  path: string,
  tries: number,
  { platform = process.platform, waitsMs = usualWaitsMs }: InUseOptions,
): number {
  const { code } = error as NodeJS.ErrnoException;
  const isInUse = code === 'EBUSY' || (platform === 'win32' && (code === 'EPERM' || code === 'EACCES'));
  if (!isInUse) throw error;
  const waitMs = waitsMs[tries];
  if (waitMs === undefined) throw busyError(path, errorText(error), error);
  return waitMs;
}
