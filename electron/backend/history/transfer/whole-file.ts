/** A file that is written piece by piece and is there whole or not at all: beside its name first, which it gets at the end. For this user alone. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';

export interface WholeFile {
  write(bytes: Uint8Array): Promise<void>;
  /** It is on the disk, and has its name. @throws what the system says: nothing is left then */
  finish(): Promise<void>;
  /** Nothing is left of it. Does nothing after `finish`. */
  discard(): Promise<void>;
}

/** @throws what the system says; EEXIST where there is something of that name: it stays */
export async function createWholeFile(path: string): Promise<WholeFile> {
  refuseExisting(path);
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file: FileHandle = await open(temporary, 'wx', 0o600);
  let isOpen = true;
  const discard = async () => {
    if (!isOpen) return;
    isOpen = false;
    await file.close();
    await rm(temporary, { force: true });
  };
  return {
    async write(bytes) {
      // A write to a disk that is nearly full takes a part, and says nothing.
      for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
    },
    async finish() {
      try {
        await file.sync();
        refuseExisting(path);
        await rename(temporary, path);
      } catch (error) {
        await discard();
        throw error;
      }
      isOpen = false;
      await file.close();
    },
    discard,
  };
}

function refuseExisting(path: string): void {
  if (existsSync(path)) throw Object.assign(new Error(`EEXIST: ${path} is there already`), { code: 'EEXIST', path });
}
