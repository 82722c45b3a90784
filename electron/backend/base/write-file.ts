/** Writes a small file whole or not at all, for this user alone. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  close as closeWith,
  fsyncSync,
  fsync as fsyncWith,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeFile as writeFileWith,
} from 'node:fs';
import { promisify } from 'node:util';

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
  const temporary = temporaryOf(target);
  try {
    const file = openSync(temporary, 'wx', 0o600);
    try {
      // All of it: a write to a disk that is nearly full takes a part, and says nothing.
      writeFileSync(file, text);
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

/** A text beside the file that it is to be. */
export interface WrittenBeside {
  /** Resolves when it is on the disk. @throws what the system says */
  readonly done: Promise<void>;
  /** Once it is done. As `writeFileAtomically`; at once, so that nothing of this process comes between. */
  replace(): void;
  /** At any time before that: nothing is left of it. */
  discard(): void;
}

const asyncFile = { write: promisify(writeFileWith), sync: promisify(fsyncWith), close: promisify(closeWith) };

/** The same in two steps: what takes long holds nobody up. @throws what the system says */
export function writeBeside(path: string, text: string): WrittenBeside {
  const target = realPath(path);
  const temporary = temporaryOf(target);
  const file = openSync(temporary, 'wx', 0o600);
  const discard = () => rmSync(temporary, { force: true });
  const fill = async () => {
    try {
      await asyncFile.write(file, text);
      await asyncFile.sync(file);
    } finally {
      await asyncFile.close(file);
    }
  };
  return {
    done: fill().catch((error) => {
      discard();
      throw error;
    }),
    replace() {
      try {
        replaceFile(temporary, target);
      } catch (error) {
        discard();
        throw error;
      }
    },
    discard,
  };
}

function temporaryOf(target: string): string {
  return `${target}.${randomBytes(6).toString('hex')}.tmp`;
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
