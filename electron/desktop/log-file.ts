/** The log's lines in a file that only its user can read; it moves aside when it is full, and one old file is kept. */
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Disposable } from '../../shared/base/disposable.ts';

export interface LogFile extends Disposable {
  /** Without its line feed. A disk that is full or gone costs the line, never the work that was logged. */
  write(line: string): void;
}

/** Written at once and not buffered, as the last lines before a crash are the ones that count; a line takes some 10 µs. */
export function openLogFile(path: string, maxBytes: number): LogFile {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let file = openSync(path, 'a', 0o600);
  let sizeBytes = fstatSync(file).size;
  let open = true;
  const rotate = () => {
    closeSync(file);
    renameSync(path, `${path}.1`);
    file = openSync(path, 'a', 0o600);
    sizeBytes = 0;
  };
  return {
    write(line) {
      if (!open) return;
      const bytes = Buffer.from(`${line}\n`);
      try {
        if (sizeBytes > 0 && sizeBytes + bytes.byteLength > maxBytes) rotate();
        sizeBytes += writeSync(file, bytes);
      } catch {
        // Nowhere is left to say so.
      }
    },
    dispose() {
      if (open) closeSync(file);
      open = false;
    },
  };
}
