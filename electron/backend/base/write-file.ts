/** Writes a small file whole or not at all, for this user alone. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, writeSync } from 'node:fs';

/** Windows refuses to replace a file that somebody (a virus scanner, another Binnacle) reads at the moment. */
const busyCodes = new Set(['EPERM', 'EACCES', 'EBUSY']);
const replaceAttempts = 20;
const replacePauseMs = 15;

/**
 * Whoever reads the path sees the old content or the new one, through a crash and a power cut too. A symbolic link stays one. Two that
 * write at once do not mix: the later one's content stays.
 * @throws what the system says; nothing but the old file is left then.
 */
export function writeFileAtomically(path: string, text: string): void {
  const target = realPath(path);
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = openSync(temporary, 'wx', 0o600);
    try {
      writeSync(file, text);
      // Without it a file system may put the new name before the new content.
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    replaceFile(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // not there yet
  }
}

function replaceFile(from: string, to: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (attempt === replaceAttempts || !busyCodes.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, replacePauseMs);
    }
  }
}
