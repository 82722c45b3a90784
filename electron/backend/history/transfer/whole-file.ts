/** A file that is written piece by piece and is there whole or not at all: beside its name first, which it gets at the end. For this user alone. */
import { existsSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type InUseOptions, whileInUse } from '../store/file-in-use.ts';
import { removeDeadTemporaries, temporaryBeside } from './dead-temporaries.ts';

export interface WholeFile {
  write(bytes: Uint8Array): Promise<void>;
  /** It is on the disk, and has its name. @throws AppError history.busy where another program has it open (Windows); what the system says: nothing is left then */
  finish(): Promise<void>;
  /** Nothing is left of it. Does nothing after `finish`. */
  discard(): Promise<void>;
}

export interface WholeFileOptions extends InUseOptions {
  /** Default: the file system's. */
  readonly rename?: (from: string, to: string) => Promise<void>;
}

/**
 * What a killed process left of others in the same folder goes first.
 * @throws what the system says; EEXIST where there is something of that name: it stays
 */
export async function createWholeFile(path: string, options: WholeFileOptions = {}): Promise<WholeFile> {
  refuseExisting(path);
  await removeDeadTemporaries(dirname(path));
  const temporary = temporaryBeside(path);
  const file: FileHandle = await open(temporary, 'wx', 0o600);
  const move = options.rename ?? rename;
  let isOpen = true;
  let isDone = false;
  const close = async () => {
    if (isOpen) await file.close();
    isOpen = false;
  };
  const discard = async () => {
    if (isDone) return;
    isDone = true;
    await close();
    await rm(temporary, { force: true, maxRetries: 3 });
  };
  return {
    async write(bytes) {
      // A write to a disk that is nearly full takes a part, and says nothing.
      for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
    },
    async finish() {
      try {
        await file.sync();
        await close();
        refuseExisting(path);
        await whileInUse(path, () => move(temporary, path), options);
        isDone = true;
      } catch (error) {
        await discard();
        throw error;
      }
    },
    discard,
  };
}

function refuseExisting(path: string): void {
  if (existsSync(path)) throw Object.assign(new Error(`EEXIST: ${path} is there already`), { code: 'EEXIST', path });
}
