/** A remote Prometheus as a source: asks, feeds the answer's bytes to the parse worker, and hands on what comes out. Moves bytes, parses none. */
import { z } from 'zod';
import { CancelledError } from '../../../../shared/base/errors.ts';
import type { QueryItem, QueryProgress, QueryRequest } from '../../../../shared/model/query.ts';
import { withDeadline } from '../../base/deadline.ts';
import type { WorkerPool } from '../../base/worker-pool.ts';
import type { Clock, LogSink } from '../../ports.ts';
import type { HttpEndpoint, QueryOptions, Source } from '../source.ts';
import { type AnswerStream, openAnswerStream } from './answer-stream.ts';
import { type ApiClient, type ApiResponse, createApiClient } from './api-client.ts';
import { connectionFailure, deadlinePassed, refusal } from './failures.ts';
import { type ForcedMatchers, forcedMatchers } from './forced-matchers.ts';
import { malformed, tooLarge } from './parse/parse-errors.ts';
import type { FromParser } from './parse/parse-protocol.ts';
import { queryRequest } from './request-params.ts';

export interface PrometheusSourceDeps {
  /** Of parse workers; the caller's to close. */
  readonly pool: WorkerPool;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly log: LogSink;
  /** Of a decompressed answer. Default 128 MiB. */
  readonly maxAnswerBytes?: number;
}

const defaultMaxAnswerBytes = 128 * 1024 * 1024;

/** Progress that a person can follow. */
const progressEveryMs = 100;

interface Run {
  readonly request: QueryRequest;
  readonly timeoutMs: number;
  /** Aborts with the caller's signal and at the deadline. */
  readonly signal: AbortSignal;
  readonly client: ApiClient;
  readonly deps: PrometheusSourceDeps;
}

type Head = Extract<FromParser, { kind: 'head' }>;

/** What is known when the answer is parsed, and its parts can be taken. */
interface Parsed {
  readonly stream: AnswerStream;
  readonly head: Head;
  readonly bytes: number;
  readonly waitMs: number;
}

/** @param endpoint its dispatcher stays the caller's. */
export function createPrometheusSource(endpoint: HttpEndpoint, deps: PrometheusSourceDeps): Source {
  const client = createApiClient(endpoint, deps.log);
  const matchers = forcedMatchers(endpoint.matchers);
  return {
    query: (request, options) => runForced(matchers, client, deps, request, options),
    buildInfo: (options) => readBuildInfo(client, deps.clock, options),
  };
}

async function* runForced(
  matchers: ForcedMatchers,
  client: ApiClient,
  deps: PrometheusSourceDeps,
  request: QueryRequest,
  options: QueryOptions,
): AsyncGenerator<QueryItem, void> {
  const forced = matchers.into(request);
  try {
    yield* runQuery(client, deps, forced, options);
  } catch (error) {
    throw matchers.explain(error);
  }
}

/**
 * The deadline is the server's and the parser's: it ends with the head. How long the parts then lie here is up to who takes them, and
 * nothing is read of an answer for which nobody asks.
 */
async function* runQuery(
  client: ApiClient,
  deps: PrometheusSourceDeps,
  request: QueryRequest,
  options: QueryOptions,
): AsyncGenerator<QueryItem, void> {
  const startMs = deps.clock.monotonic();
  const deadline = startDeadline(options);
  let parsed: Parsed | undefined;
  try {
    if (options.signal.aborted) throw new CancelledError();
    parsed = yield* fetchAnswer({ request, timeoutMs: options.timeoutMs, signal: deadline.signal, client, deps });
    deadline.stopClock();
    yield* parts(parsed, () => deps.clock.monotonic() - startMs);
  } catch (error) {
    throw deadline.explain(error);
  } finally {
    deadline.dispose();
    parsed?.stream.dispose();
  }
}

async function* fetchAnswer(run: Run): AsyncGenerator<QueryProgress, Parsed> {
  const { signal, client, deps, timeoutMs } = run;
  const startMs = deps.clock.monotonic();
  yield progress('waiting', 0);
  const elapsedSeconds = () => Math.round((deps.clock.monotonic() - startMs) / 100) / 10;
  const response = await client.query(queryRequest(run.request, timeoutMs), { signal, elapsedSeconds });
  const waitMs = deps.clock.monotonic() - startMs;
  const limitBytes = deps.maxAnswerBytes ?? defaultMaxAnswerBytes;
  const { body, encoding, contentLength } = response;
  const answer = { encoding, contentLength, limitBytes };
  const stream = openAnswerStream(deps.pool, answer, signal, (error) => body.destroy(error));
  let parsed: Parsed | undefined;
  try {
    const bytes = yield* feedBody(response, stream, limitBytes, deps.clock);
    yield progress('parsing', bytes);
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

/** @returns how many bytes there were, as they came over the wire. */
async function* feedBody(
  response: ApiResponse,
  stream: AnswerStream,
  limitBytes: number,
  clock: Pick<Clock, 'monotonic'>,
): AsyncGenerator<QueryProgress, number> {
  if ((response.contentLength ?? 0) > limitBytes) throw tooLarge(limitBytes);
  let bytes = 0;
  let shownMs = clock.monotonic();
  yield progress('reading', 0);
  try {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      // Compressed or not, what is longer than the limit here is longer than the limit there.
      if (bytes > limitBytes) throw tooLarge(limitBytes);
      await stream.add(chunk);
      const nowMs = clock.monotonic();
      if (nowMs - shownMs < progressEveryMs) continue;
      shownMs = nowMs;
      yield progress('reading', bytes);
    }
  } catch (error) {
    throw stream.failure() ?? connectionFailure(error);
  }
  return bytes;
}

async function* parts(parsed: Parsed, elapsedMs: () => number): AsyncGenerator<QueryItem, void> {
  const { stream, head, bytes, waitMs } = parsed;
  const { kind, resultType, seriesCount, sampleCount, parseMs } = head;
  yield { kind, resultType, seriesCount, sampleCount };
  for (;;) {
    const item = await stream.next();
    if (item.kind === 'part') {
      yield { kind: 'part', columns: item.columns, continues: item.continues };
      continue;
    }
    const { text, warnings, infos } = item;
    const times = { totalMs: elapsedMs(), waitMs, parseMs };
    yield { kind: 'done', ...(text === undefined ? {} : { text }), warnings, infos, bytes, ...times };
    return;
  }
}

function progress(phase: QueryProgress['phase'], receivedBytes: number): QueryProgress {
  return { kind: 'progress', phase, receivedBytes };
}

interface Deadline {
  readonly signal: AbortSignal;
  /** @returns the error as its caller is to see it. */
  explain(error: unknown): unknown;
  /** The time no longer counts; the caller's signal still does. */
  stopClock(): void;
  dispose(): void;
}

/** Like withDeadline, for work that is spread over a generator's steps. */
function startDeadline({ signal, timeoutMs }: QueryOptions): Deadline {
  const controller = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    controller.abort();
  }, timeoutMs);
  const onAbort = () => controller.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    explain(error) {
      if (signal.aborted) return new CancelledError();
      return late ? deadlinePassed(timeoutMs) : error;
    },
    stopClock: () => clearTimeout(timer),
    dispose() {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}

const buildInfoAnswer = z.object({ data: z.object({ version: z.string() }) });

async function readBuildInfo(
  client: ApiClient,
  clock: Pick<Clock, 'monotonic'>,
  { signal, timeoutMs }: QueryOptions,
): Promise<{ readonly version: string }> {
  const startMs = clock.monotonic();
  const request = { path: '/api/v1/status/buildinfo', params: new URLSearchParams() };
  const text = await withDeadline(
    signal,
    timeoutMs,
    () => deadlinePassed(timeoutMs),
    (both) => client.get(request, { signal: both, elapsedSeconds: () => (clock.monotonic() - startMs) / 1000 }),
  );
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw malformed('the build information is not JSON', 0);
  }
  const parsed = buildInfoAnswer.safeParse(answer);
  if (!parsed.success) throw malformed('the build information has no version', 0);
  return { version: parsed.data.data.version };
}
