/** Cuts the bytes of a recording into frames whose checksums are right. It holds one frame at a time, and no more memory than came. */
import { crc32c } from '../../../../shared/chunks/crc32c.ts';
import {
  badRecording,
  bounds,
  type FrameKind,
  frameHeadBytes,
  frameKinds,
  frameTailBytes,
  futureRecording,
  recordingMagic,
  recordingVersion,
} from './recording-format.ts';

export interface Frame {
  readonly kind: FrameKind;
  readonly payload: Uint8Array;
  /** Of the file, where the payload begins. */
  readonly at: number;
}

const kindByNumber = new Map(
  Object.entries(frameKinds).map(([kind, number]): [number, FrameKind] => [number, kind as FrameKind]),
);

/** What has come and was not taken yet. */
class Inflow {
  readonly #bytes: AsyncIterator<Uint8Array>;
  #parts: Uint8Array[] = [];
  #held = 0;
  /** Of the file, where the next byte that is taken stands. */
  at = 0;

  constructor(bytes: AsyncIterator<Uint8Array>) {
    this.#bytes = bytes;
  }

  /** @returns so many bytes, or fewer at the end of the file */
  async take(count: number): Promise<Uint8Array> {
    while (this.#held < count) {
      const next = await this.#bytes.next();
      if (next.done === true) break;
      this.#parts.push(next.value);
      this.#held += next.value.length;
    }
    const taken = this.#cut(Math.min(count, this.#held));
    this.at += taken.length;
    this.#held -= taken.length;
    return taken;
  }

  #cut(count: number): Uint8Array {
    const [first] = this.#parts;
    if (first !== undefined && first.length > count) {
      this.#parts[0] = first.subarray(count);
      return first.subarray(0, count);
    }
    const all = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      const part = this.#parts[0] as Uint8Array;
      const some = part.subarray(0, count - filled);
      all.set(some, filled);
      filled += some.length;
      if (some.length === part.length) this.#parts.shift();
      else this.#parts[0] = part.subarray(some.length);
    }
    return all;
  }
}

/** @throws AppError history.badRecording, .futureRecording; what `bytes` throws */
export async function* readFrames(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, void, undefined> {
  const source = bytes[Symbol.asyncIterator]();
  try {
    const inflow = new Inflow(source);
    await readPreamble(inflow);
    for (;;) {
      const frame = await readFrame(inflow);
      if (frame === undefined) return;
      yield frame;
    }
  } finally {
    await source.return?.();
  }
}

async function readPreamble(inflow: Inflow): Promise<void> {
  const found = await inflow.take(recordingMagic.length + 1);
  for (const [i, byte] of recordingMagic.entries()) {
    if (found[i] !== byte) throw badRecording('it does not begin as one', Math.min(i, found.length));
  }
  const version = found[recordingMagic.length];
  if (version === undefined) throw badRecording('it ends too early', inflow.at);
  if (version > recordingVersion) throw futureRecording(version);
  if (version < recordingVersion) throw badRecording(`there is no version ${version}`, recordingMagic.length);
}

/** @returns undefined at the end of the file */
async function readFrame(inflow: Inflow): Promise<Frame | undefined> {
  const start = inflow.at;
  const head = await inflow.take(frameHeadBytes);
  if (head.length === 0) return undefined;
  if (head.length < frameHeadBytes) throw badRecording('it ends too early', inflow.at);
  const kind = kindByNumber.get(head[0] as number);
  if (kind === undefined) throw badRecording(`there are no frames of kind ${head[0]}`, start);
  const length = new DataView(head.buffer, head.byteOffset).getUint32(1, true);
  if (length > bounds.frameBytes) throw badRecording(`a frame of ${length} bytes is too long`, start + 1);
  // With its head, so that the checksum is one over all of it.
  const kept = head.slice();
  const rest = await inflow.take(length + frameTailBytes);
  if (rest.length < length + frameTailBytes) throw badRecording('it ends too early', inflow.at);
  const frame = new Uint8Array(frameHeadBytes + length);
  frame.set(kept);
  frame.set(rest.subarray(0, length), frameHeadBytes);
  const sum = new DataView(rest.buffer, rest.byteOffset).getInt32(length, true);
  if (crc32c(frame, 0, frame.length) !== sum) throw badRecording('the checksum of a frame is wrong', start);
  return { kind, payload: frame.subarray(frameHeadBytes), at: start + frameHeadBytes };
}
