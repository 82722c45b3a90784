/** The data of the API in workers, so that the server answers and cancels while a query is evaluated. */
import { EvaluationError } from '../../../shared/promql/engine/evaluation-error.ts';
import { outOfMemoryCode, type WorkerPool } from '../base/worker-pool.ts';
import type { Language } from '../sources/local/evaluate-protocol.ts';
import type { ApiData } from './api-data.ts';
import { ApiError } from './api-error.ts';
import type { FromApiWorker, ToApiWorker } from './api-session.ts';

export interface WorkerDataOptions {
  /** Of workers that serve `apiSession`; the caller's to close. */
  readonly pool: Pick<WorkerPool, 'open'>;
  /** As the workers know it. */
  readonly storage: string;
  readonly language: Language;
  /** Of one query. Default 1 GiB. */
  readonly budgetBytes?: number;
  /** What is said of a message of the storage's to who asks. Default: all of it. */
  readonly told?: (message: string) => string;
}

/** What needs no evaluation has this long. */
const catalogTimeoutMs = 30_000;

export function workerData({
  pool,
  storage,
  language,
  budgetBytes = 1024 * 1024 * 1024,
  told = (message) => message,
}: WorkerDataOptions): ApiData {
  const call = (method: keyof ApiData, request: unknown, timeoutMs: number, signal: AbortSignal): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const onMessage = (message: FromApiWorker) => {
        task.dispose();
        if (message.kind === 'result') resolve(message.result);
        else if (message.kind === 'failed') reject(new EvaluationError(message.failure, message.message));
        // The storage's own words, for whoever asked: a bug would have ended the worker.
        else reject(new ApiError('execution', told(message.message)));
      };
      const onFailure = (error: Error) => reject(isOutOfMemory(error) ? needsTooMuch() : error);
      const task = pool.open<ToApiWorker, FromApiWorker>({ onMessage, onFailure }, signal);
      const deadlineMs = performance.timeOrigin + performance.now() + timeoutMs;
      task.post({ kind: 'api', method, request, storage, language, deadlineMs, budgetBytes });
    });
  const look = (method: keyof ApiData) => (request: unknown, signal: AbortSignal) =>
    call(method, request, catalogTimeoutMs, signal);
  return {
    evaluate: (query, signal) => call('evaluate', query, query.timeoutMs, signal),
    labelNames: look('labelNames'),
    labelValues: look('labelValues'),
    series: look('series'),
    metadata: look('metadata'),
  } as ApiData;
}

function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === outOfMemoryCode;
}

/** Beside what the budget counts, labels and intermediate results take memory of the worker's. */
function needsTooMuch(): EvaluationError {
  return new EvaluationError(
    'budget',
    'query needs more memory than there is for it: ask for fewer series, or less time',
  );
}
