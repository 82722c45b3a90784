/**
 * One process at a time for a moment: a file beside another that is there while somebody looks at that one and replaces it. What stays, as
 * its process died in that moment, is taken away by whoever has seen it stay.
 */
import { closeSync, openSync, rmSync, statSync } from 'node:fs';

const pauseMs = 5;
/** It is held for less than a millisecond. */
const staleMs = 2000;

/** Windows says these, too, of a file that is being removed at the moment. */
const takenCodes = new Set(['EEXIST', 'EPERM', 'EBUSY']);

/** Runs `work`, at once and in one go, while nobody else does. @throws what it throws; what the system says where no file can be made there */
export async function withFileLock<T>(path: string, work: () => T): Promise<T> {
  const attempt = attempts(path);
  for (;;) {
    const release = attempt();
    if (release !== undefined) return finished(work, release);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** The same, for who cannot wait otherwise: at the end of the process. */
export function withFileLockNow<T>(path: string, work: () => T): T {
  const attempt = attempts(path);
  for (;;) {
    const release = attempt();
    if (release !== undefined) return finished(work, release);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
  }
}

function finished<T>(work: () => T, release: () => void): T {
  try {
    return work();
  } finally {
    release();
  }
}

/** @returns what tries it once, and gives what gives the lock back. */
function attempts(path: string): () => (() => void) | undefined {
  const lock = `${path}.lock`;
  let seen: string | undefined;
  let waits = 0;
  return () => {
    try {
      closeSync(openSync(lock, 'wx', 0o600));
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if (!takenCodes.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      const found = identityOf(lock);
      waits = found === seen ? waits + 1 : 0;
      seen = found;
      if (waits * pauseMs < staleMs) return undefined;
      // It says "not permitted" of what is not there: nobody holds it, and nobody may.
      if (found === undefined) throw error;
      rmSync(lock, { force: true });
      waits = 0;
      return undefined;
    }
  };
}

function identityOf(lock: string): string | undefined {
  try {
    const { ino, mtimeMs } = statSync(lock);
    return `${ino} ${mtimeMs}`;
  } catch {
    return undefined;
  }
}
