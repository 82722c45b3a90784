/** A body in pieces that are worth a call each, every one in a buffer of its own: whoever gets it may send that on. */
import type { Readable } from 'node:stream';
import { connectionFailure } from '../failures.ts';
import { createInflater } from '../parse/body-collector.ts';
import type { BodyEncoding } from '../parse/parse-protocol.ts';

const pieceBytes = 512 * 1024;

/** Reads on when the next piece is asked for. @throws AppError prometheus.connectionLost, prometheus.malformed, prometheus.truncated */
export async function* bodyParts(
  body: Readable,
  encoding: BodyEncoding,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const pieces = new Pieces();
  const inflater = encoding === 'identity' ? undefined : createInflater(encoding, (bytes) => pieces.add(bytes));
  try {
    for await (const chunk of chunksOf(body)) {
      if (inflater === undefined) pieces.add(chunk);
      else await inflater.add(chunk);
      if (pieces.bytes >= pieceBytes) yield pieces.take();
    }
    await inflater?.end();
    if (pieces.bytes > 0) yield pieces.take();
  } finally {
    body.destroy();
    inflater?.dispose();
  }
}

async function* chunksOf(body: Readable): AsyncGenerator<Uint8Array, void> {
  try {
    yield* body as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw connectionFailure(error);
  }
}

class Pieces {
  #pieces: Uint8Array[] = [];
  bytes = 0;

  add(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.bytes += piece.length;
  }

  take(): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(this.bytes);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [];
    this.bytes = 0;
    return whole;
  }
}
