/** The numbers of the recording format, and how its frames are made. docs/formats/recording.md */
import { AppError } from '../../../../shared/base/errors.ts';
import type { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import { crc32c } from '../../../../shared/chunks/crc32c.ts';

/** A byte beyond ASCII, a name, and both ends of a line: whoever copies the file as text breaks it here, where it is seen. */
export const recordingMagic = Uint8Array.of(0x89, 0x42, 0x6e, 0x52, 0x65, 0x63, 0x0d, 0x0a);
export const recordingVersion = 1;

/** By the number in the file. */
export const frameKinds = {
  header: 1,
  series: 2,
  slot: 3,
  times: 4,
  chunks: 5,
  metadata: 6,
  coverage: 7,
  document: 8,
  end: 9,
} as const;

export type FrameKind = keyof typeof frameKinds;

/** What a reader has to hold at once, however long the file is. A writer that comes to one of them begins its numbers anew. */
export const bounds = {
  frameBytes: 2 ** 25,
  headerBytes: 2 ** 16,
  jsonDepth: 32,
  nameBytes: 2 ** 12,
  valueBytes: 2 ** 20,
  helpBytes: 2 ** 20,
  labelsPerSeries: 1024,
  /** Of one frame of series. */
  texts: 2 ** 21,
  /** Of the series that have numbers: how many, their labels, and the texts that these have, in bytes. */
  series: 2 ** 18,
  seriesLabels: 2 ** 22,
  seriesTextBytes: 2 ** 25,
  /** Of the times of a slot that have numbers: how many, and all together. */
  times: 2 ** 12,
  timesSamples: 2 ** 22,
  /** A slot has a time for each of its milliseconds at most, and a chunk no more than the codec takes. */
  chunkBytes: 2 ** 23,
  documentBytes: 2 ** 24,
};

/** Kind and length before the payload, the checksum of all three behind it. */
export const frameHeadBytes = 5;
export const frameTailBytes = 4;

export function frameOf(kind: FrameKind, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  if (payload.length > bounds.frameBytes) throw new Error(`a frame of ${payload.length} bytes is too long`);
  const frame = new Uint8Array(frameHeadBytes + payload.length + frameTailBytes);
  const view = new DataView(frame.buffer);
  const end = frameHeadBytes + payload.length;
  frame[0] = frameKinds[kind];
  view.setUint32(1, payload.length, true);
  frame.set(payload, frameHeadBytes);
  view.setInt32(end, crc32c(frame, 0, end), true);
  return frame;
}

/** @param byte of the file, where it is wrong */
export function badRecording(reason: string, byte: number, cause?: unknown): AppError {
  const message = `this is no recording that can be read: ${reason} (at byte ${byte}): get the file once more`;
  return new AppError('history.badRecording', message, { details: { reason, byte }, cause });
}

export function futureRecording(version: number): AppError {
  const message = `the recording is of a newer Binnacle (version ${version}): start that one`;
  return new AppError('history.futureRecording', message, { details: { version } });
}

/** Without its byte, which is one of the bytes that were given to the decoder, and not of the file. */
export function reasonOf({ message, byte }: ChunkError): string {
  return byte === undefined ? message : message.replace(` (at byte ${byte})`, '');
}
