/** Reads a small file whose path somebody else wrote: it may be a pipe that never answers, a device that never ends, or a disk image. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

const bytesPerMiB = 1024 * 1024;

/** @throws what the system says, or an Error that says why the file is not read; never with anything of its content. */
export async function readSmallFile(path: string, maxBytes: number): Promise<Buffer> {
  // Opening a pipe would otherwise wait for its writer. Windows has neither the flag nor such pipes.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const facts = await file.stat();
    // A pipe would also be empty at the second reading.
    if (!facts.isFile()) throw new Error('it is not a regular file');
    if (facts.size > maxBytes) {
      const [size, most] = [facts.size, maxBytes].map((bytes) => Math.ceil(bytes / bytesPerMiB));
      throw new Error(`it is ${size} MiB, and up to ${most} MiB is read`);
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}
