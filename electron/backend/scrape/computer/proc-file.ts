/** Files of /proc, which are made while they are read: their size is not known before. */
import { open } from 'node:fs/promises';

/** The largest that is read here is /proc/stat: an interrupt has a number in it, and a server may have 10,000 of them. */
const mostBytes = 1024 * 1024;

/**
 * Reads in the thread pool, so the main thread only waits for it. What is longer than a mebibyte is cut off at the end of a line.
 * @returns undefined where it cannot be read: the kernel has no such file, or it is not this user's
 */
export async function readProcFile(path: string): Promise<string | undefined> {
  try {
    const file = await open(path);
    try {
      return await readStart(file);
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

async function readStart(file: Awaited<ReturnType<typeof open>>): Promise<string> {
  let buffer = Buffer.allocUnsafe(16_384);
  let length = 0;
  for (;;) {
    // The kernel may give less than was asked for, also before the end.
    const { bytesRead } = await file.read(buffer, length, buffer.length - length);
    length += bytesRead;
    if (bytesRead === 0) return buffer.toString('utf8', 0, length);
    if (length === mostBytes) return buffer.toString('utf8', 0, buffer.lastIndexOf('\n', length - 1) + 1);
    if (length < buffer.length) continue;
    const larger = Buffer.allocUnsafe(Math.min(mostBytes, buffer.length * 4));
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  }
}
