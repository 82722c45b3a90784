/** Moves the bytes of a response into an answer's stream, never more than it takes, and never more than the limit. */
import type { AnswerStream } from './answer-stream.ts';
import type { ApiResponse } from './api-client.ts';
import { connectionFailure } from './failures.ts';
import { tooLarge } from './parse/parse-errors.ts';

export interface BodyLimits {
  /** Of the decompressed body and those before it that are one answer with it. */
  readonly limitBytes: number;
  /** What those before it came to. */
  readonly usedBytes: number;
}

/** @throws AppError prometheus.*; CancelledError */
export async function feedBody(response: ApiResponse, stream: AnswerStream, limits: BodyLimits): Promise<void> {
  for await (const _bytes of bodySteps(response, stream, limits));
}

/** Yields how many bytes there are so far, as they came over the wire: reads on when the next is asked for. @throws the same */
export async function* bodySteps(
  { body, contentLength }: ApiResponse,
  stream: AnswerStream,
  { limitBytes, usedBytes }: BodyLimits,
): AsyncGenerator<number, void> {
  const leftBytes = limitBytes - usedBytes;
  if ((contentLength ?? 0) > leftBytes) throw tooLarge(limitBytes);
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      // Compressed or not, what is longer than the limit here is longer than the limit there.
      if (bytes > leftBytes) throw tooLarge(limitBytes);
      await stream.add(chunk);
      yield bytes;
    }
  } catch (error) {
    throw stream.failure() ?? connectionFailure(error);
  }
}
