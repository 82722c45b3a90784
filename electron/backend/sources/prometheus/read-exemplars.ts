/** Exemplars of an expression's series: asked for here, read in the parse worker. */
import { AppError } from '../../../../shared/base/errors.ts';
import type { Exemplars } from '../../../../shared/model/exemplar.ts';
import { withDeadline } from '../../base/deadline.ts';
import type { WorkerPool } from '../../base/worker-pool.ts';
import type { Clock } from '../../ports.ts';
import type { ExprSpan, QueryOptions } from '../source.ts';
import { openAnswerStream } from './answer-stream.ts';
import type { ApiCall, ApiClient } from './api-client.ts';
import { deadlinePassed, refusal } from './failures.ts';
import { feedBody } from './feed-body.ts';
import type { ForcedMatchers } from './forced-matchers.ts';
import { type ApiRequest, exemplarsRequest } from './request-params.ts';

/** Prometheus keeps 100,000 of them in its memory unless it is told otherwise. */
const mostAnswerBytes = 32 * 1024 * 1024;

export interface ExemplarDeps {
  readonly client: ApiClient;
  readonly matchers: ForcedMatchers;
  readonly pool: WorkerPool;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/** The newest first, and only those where there are too many. Empty where the server has no such thing. @throws as Source.query */
export async function readExemplars(
  { client, matchers, pool, clock }: ExemplarDeps,
  { expr, ...span }: ExprSpan,
  { signal, timeoutMs }: QueryOptions,
): Promise<Exemplars> {
  const forced = matchers.into({ kind: 'instant', expr }).expr;
  const began = clock.monotonic();
  const elapsedSeconds = () => Math.round((clock.monotonic() - began) / 100) / 10;
  const request = exemplarsRequest({ expr: forced, ...span });
  const work = (limited: AbortSignal) => ask(client, pool, request, { signal: limited, elapsedSeconds });
  try {
    return await withDeadline(signal, timeoutMs, () => deadlinePassed(timeoutMs), work);
  } catch (error) {
    if (isUnknownPath(error)) return { exemplars: [], complete: true };
    throw matchers.explain(error);
  }
}

async function ask(client: ApiClient, pool: WorkerPool, request: ApiRequest, call: ApiCall): Promise<Exemplars> {
  const response = await client.query(request, call);
  const { body, encoding, contentLength } = response;
  const limits = { limitBytes: mostAnswerBytes, usedBytes: 0 };
  const stream = openAnswerStream(pool, { encoding, contentLength, ...limits }, call.signal, (error) =>
    body.destroy(error),
  );
  try {
    await feedBody(response, stream, limits);
    const answer = await stream.finishExemplars();
    if (answer.kind === 'refusal') throw refusal(answer.errorType, answer.error, response, call.elapsedSeconds());
    const { exemplars, complete } = answer;
    return { exemplars, complete };
  } finally {
    body.destroy();
    stream.dispose();
  }
}

/** Engines and proxies that know only the path of queries. */
function isUnknownPath(error: unknown): boolean {
  return error instanceof AppError && error.code === 'prometheus.http' && error.details.status === 404;
}
