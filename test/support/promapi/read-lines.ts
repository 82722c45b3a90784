/** The lines of a file, one after the other: a file may be longer than a text can be. */
import { closeSync, openSync, readSync } from 'node:fs';

const chunkBytes = 1024 * 1024;

/** Without their ends; what stands behind the last one comes last, '' for nothing. @throws what the system says; TypeError where it is no UTF-8 */
export function* readLines(path: string): Generator<string, void, undefined> {
  const file = openSync(path, 'r');
  try {
    const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const buffer = Buffer.alloc(chunkBytes);
    let rest = '';
    for (;;) {
      const length = readSync(file, buffer, 0, chunkBytes, null);
      const lines = (rest + utf8.decode(buffer.subarray(0, length), { stream: length > 0 })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
      if (length === 0) break;
    }
    yield rest;
  } finally {
    closeSync(file);
  }
}
