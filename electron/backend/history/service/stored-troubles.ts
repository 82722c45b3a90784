/**
 * What of a history's upkeep fails, as a file beside it, for those who look at it from another process. It has its size from the beginning and is
 * written over in its place, so that it can be written on a disk that is full. Nothing relies on it.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFiles } from '../store/source-files.ts';
import type { UpkeepTrouble } from './upkeep-report.ts';

const sizeBytes = 4096;
const longestText = 500;

/** Who reads it: `readTroubles`. */
export const troublesFile = ({ folder }: Pick<SourceFiles, 'folder'>) => join(folder, 'upkeep.json');

/** For the holder of the source's lock. Where it cannot be written, it is left as it is. */
export function storeTroubles(files: Pick<SourceFiles, 'folder'>, troubles: readonly UpkeepTrouble[]): void {
  try {
    const file = openSync(troublesFile(files), 'a', 0o600);
    closeSync(file);
    const kept = openSync(troublesFile(files), 'r+');
    try {
      writeSync(kept, bytesOf(troubles), 0, sizeBytes, 0);
    } finally {
      closeSync(kept);
    }
  } catch {
    // Whoever asks the service is told all the same.
  }
}

/** The newest that fit, blanks behind. */
function bytesOf(troubles: readonly UpkeepTrouble[]): Uint8Array {
  const short = troubles.map((one) => ({ ...one, error: shortened(one.error) })).reverse();
  for (let count = short.length; ; count -= 1) {
    const bytes = Buffer.from(JSON.stringify(short.slice(0, count)));
    if (bytes.length <= sizeBytes) return Buffer.concat([bytes, Buffer.alloc(sizeBytes - bytes.length, ' ')]);
  }
}

function shortened({ code, message, retryable }: UpkeepTrouble['error']): UpkeepTrouble['error'] {
  return { code, message: message.slice(0, longestText), details: {}, retryable };
}
