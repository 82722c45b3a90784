/** What a recording has of everything. Its end says it, so that a file is known to be whole. */
import { ByteReader } from '../../../../shared/chunks/byte-reader.ts';
import { ByteWriter } from '../../../../shared/chunks/byte-writer.ts';

/** In the order of the file. */
const countNames = ['frames', 'series', 'slots', 'chunks', 'samples', 'metrics', 'coverage', 'documents'] as const;

/** `frames`: those before the end. `series`: as they got numbers, which in a very large recording is more than once. */
export type MutableRecordingCounts = { [Name in (typeof countNames)[number]]: number };
export type RecordingCounts = Readonly<MutableRecordingCounts>;

export function noRecordingCounts(): MutableRecordingCounts {
  return { frames: 0, series: 0, slots: 0, chunks: 0, samples: 0, metrics: 0, coverage: 0, documents: 0 };
}

export function encodeCounts(counts: RecordingCounts): Uint8Array {
  const writer = new ByteWriter();
  for (const name of countNames) writer.varint(counts[name]);
  return writer.copy();
}

/** @throws ChunkError where they are others than were found */
export function checkCounts(payload: Uint8Array, found: RecordingCounts): void {
  const reader = new ByteReader(payload, 0, payload.length);
  for (const name of countNames) {
    const said = reader.varint();
    if (said !== found[name]) reader.fail(`there are ${found[name]} ${name}, where the end says ${said}`);
  }
  reader.expectEnd();
}
