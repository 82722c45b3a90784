/** A query that our own engine evaluates in a worker, from the request to its last part: the caller only ever sees columns. */
import { AppError, CancelledError } from '../../../../shared/base/errors.ts';
import type { QueryItem, QueryRequest } from '../../../../shared/model/query.ts';
import { Inbox } from '../../base/inbox.ts';
import { outOfMemoryCode, type WorkerPool } from '../../base/worker-pool.ts';
import type { Clock } from '../../ports.ts';
import { startDeadline } from '../prometheus/query-deadline.ts';
import type { QueryOptions } from '../source.ts';
import type { FromEvaluator, Language, ToEvaluator } from './evaluate-protocol.ts';
import { epochNowMs } from './evaluate-session.ts';
import { tooMuch } from './evaluation-failures.ts';

export interface LocalQueryDeps {
  /** Of workers that serve `evaluateSession`; the caller's to close. */
  readonly pool: Pick<WorkerPool, 'open'>;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  /** As the workers know it. */
  readonly storage: string;
  readonly language: Language;
  /** Where it is not the same for each query. */
  readonly languageFor?: ((request: QueryRequest, options: QueryOptions) => Promise<Language>) | undefined;
  /** Of one query. Default 512 MiB. */
  readonly budgetBytes?: number;
}

const defaultBudgetBytes = 512 * 1024 * 1024;

/** Asked for before it is wanted, so that the worker cuts one part while the other travels. */
const partsAhead = 2;

/** @throws AppError query.*, what the storage throws; CancelledError when the signal aborts, which also stops the evaluation */
export async function* runLocalQuery(
  request: QueryRequest,
  options: QueryOptions,
  { pool, clock, storage, language: usual, languageFor, budgetBytes = defaultBudgetBytes }: LocalQueryDeps,
): AsyncGenerator<QueryItem, void> {
  if (options.signal.aborted) throw new CancelledError();
  const startMs = clock.monotonic();
  const deadline = startDeadline(options, clock);
  const inbox = new Inbox<FromEvaluator>();
  const onFailure = (error: Error) => inbox.fail(isOutOfMemory(error) ? tooMuch(budgetBytes) : error);
  const task = pool.open<ToEvaluator, FromEvaluator>(
    { onMessage: (message) => inbox.put(message), onFailure },
    deadline.signal,
  );
  try {
    const query = request.kind === 'instant' ? { ...request, timeMs: request.timeMs ?? clock.now() } : request;
    const askedMs = epochNowMs();
    const deadlineMs = askedMs + options.timeoutMs;
    const language =
      languageFor === undefined ? usual : await languageFor(query, { ...options, signal: deadline.signal });
    task.post({ kind: 'evaluate', request: { storage, query, language, askedMs, deadlineMs, budgetBytes } });
    yield { kind: 'progress', phase: 'waiting', receivedBytes: 0 };
    let waitMs = 0;
    for (;;) {
      const message = await inbox.take();
      switch (message.kind) {
        case 'failure':
          throw AppError.fromData(message.error);
        case 'taken': {
          const { series, samples } = message;
          yield { kind: 'progress', phase: 'evaluating', receivedBytes: 0, taken: { series, samples } };
          break;
        }
        case 'head':
          // How long the parts then lie here is up to who takes them.
          deadline.stopClock();
          waitMs = clock.monotonic() - startMs;
          for (let i = 0; i < partsAhead; i += 1) task.post({ kind: 'more' });
          yield message;
          break;
        case 'part':
          task.post({ kind: 'more' });
          yield message;
          break;
        case 'done': {
          const { text, ...said } = message;
          const totalMs = clock.monotonic() - startMs;
          const { semantics } = language;
          yield { ...said, semantics, bytes: 0, totalMs, waitMs, parseMs: 0, ...(text === undefined ? {} : { text }) };
          return;
        }
      }
    }
  } catch (error) {
    throw deadline.explain(error);
  } finally {
    deadline.dispose();
    task.dispose();
  }
}

function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === outOfMemoryCode;
}
