/** One request for an answer, and its bytes on their way through the parse worker: what comes before the parts, and the parts. */
import type { QueryItem, QueryProgress, QueryRequest } from '../../../../shared/model/query.ts';
import type { WorkerPool } from '../../base/worker-pool.ts';
import type { Clock } from '../../ports.ts';
import { type AnswerStream, openAnswerStream } from './answer-stream.ts';
import type { ApiClient, ApiResponse } from './api-client.ts';
import { refusal } from './failures.ts';
import { bodySteps } from './feed-body.ts';
import type { FromParser } from './parse/parse-protocol.ts';
import { queryRequest } from './request-params.ts';

export interface AnswerRun {
  readonly request: QueryRequest;
  /** What the server is told. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly client: ApiClient;
  readonly pool: WorkerPool;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** How long the query has taken so far, for messages. */
  readonly elapsedSeconds: () => number;
  /** Of the decompressed answer and those before it that are one with it. */
  readonly limitBytes: number;
  /** What those before it came to. */
  readonly before: AnswerBytes;
  /** Which of several it is. */
  readonly slices?: QueryProgress['slices'];
}

export interface AnswerBytes {
  /** As they came over the wire. */
  readonly bytes: number;
  /** Decompressed. */
  readonly bodyBytes: number;
}

type Message<Kind extends FromParser['kind']> = Extract<FromParser, { kind: Kind }>;

/** What comes after the parts. */
export type AnswerEnd = Message<'done'>;

/** What is known when the answer is parsed, and its parts can be taken. */
export interface ParsedAnswer {
  /** Whoever has it disposes of it. */
  readonly stream: AnswerStream;
  readonly head: Message<'head'>;
  /** As they came over the wire. */
  readonly bytes: number;
  readonly waitMs: number;
}

/** Nothing is read of an answer for which nobody asks: the next step is taken when the one before has been. */
export async function* fetchAnswer(run: AnswerRun): AsyncGenerator<QueryProgress, ParsedAnswer> {
  const { signal, client, pool, clock, elapsedSeconds, limitBytes, before } = run;
  const startMs = clock.monotonic();
  yield progress(run, 'waiting', 0);
  const response = await client.query(queryRequest(run.request, run.timeoutMs), { signal, elapsedSeconds });
  const waitMs = clock.monotonic() - startMs;
  const { body, encoding, contentLength } = response;
  const answer = { encoding, contentLength, limitBytes, usedBytes: before.bodyBytes };
  const stream = openAnswerStream(pool, answer, signal, (error) => body.destroy(error));
  let parsed: ParsedAnswer | undefined;
  try {
    const bytes = yield* followBody(response, stream, run);
    yield progress(run, 'parsing', bytes);
    const head = await stream.finish();
    if (head.kind === 'refusal') throw refusal(head.errorType, head.error, response, elapsedSeconds());
    parsed = { stream, head, bytes, waitMs };
    return parsed;
  } finally {
    // Unless it has ended, this closes the socket, by which the server knows that nobody waits.
    body.destroy();
    if (parsed === undefined) stream.dispose();
  }
}

/** Progress that a person can follow. */
const progressEveryMs = 100;

/** @returns how many bytes there were, as they came over the wire. */
async function* followBody(
  response: ApiResponse,
  stream: AnswerStream,
  run: AnswerRun,
): AsyncGenerator<QueryProgress, number> {
  const { limitBytes, before, clock } = run;
  let bytes = 0;
  let shownMs = clock.monotonic();
  yield progress(run, 'reading', 0);
  for await (bytes of bodySteps(response, stream, { limitBytes, usedBytes: before.bodyBytes })) {
    const nowMs = clock.monotonic();
    if (nowMs - shownMs < progressEveryMs) continue;
    shownMs = nowMs;
    yield progress(run, 'reading', bytes);
  }
  return bytes;
}

function progress({ before, slices }: AnswerRun, phase: QueryProgress['phase'], bytes: number): QueryProgress {
  const receivedBytes = before.bytes + bytes;
  return { kind: 'progress', phase, receivedBytes, ...(slices === undefined ? {} : { slices }) };
}

/** The head and the parts. */
export async function* takeParts({ stream, head }: ParsedAnswer): AsyncGenerator<QueryItem, AnswerEnd> {
  const { kind, resultType, seriesCount, sampleCount } = head;
  yield { kind, resultType, seriesCount, sampleCount };
  for (;;) {
    const item = await stream.next();
    if (item.kind === 'done') return item;
    yield { kind: 'part', columns: item.columns, continues: item.continues };
  }
}
