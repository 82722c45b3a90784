/** The data of the API in a worker of its own, so that the server answers and cancels while a query is evaluated. */
import { Worker } from 'node:worker_threads';
import { abortable } from '../../../electron/backend/base/deadline.ts';
import type { ApiData } from '../../../electron/backend/prometheus-api/api-data.ts';
import type { AsyncDisposable } from '../../../shared/base/disposable.ts';
import { EvaluationError } from '../../../shared/promql/engine/evaluation-error.ts';
import type { WorkerCall, WorkerMessage, WorkerStart } from './worker-messages.ts';

interface WorkerData extends AsyncDisposable {
  readonly data: ApiData;
}

/** What needs no evaluation has this long. */
const catalogTimeoutMs = 30_000;

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Resolves when the file was read. @throws Error with what is wrong with the file */
export async function startWorkerData(start: WorkerStart): Promise<WorkerData> {
  const worker = new Worker(new URL('./query-worker.ts', import.meta.url), { workerData: start });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let broken: Error | undefined;
  const call = (method: keyof ApiData, request: unknown, timeoutMs: number, signal: AbortSignal): Promise<unknown> => {
    if (broken !== undefined) return Promise.reject(broken);
    lastId += 1;
    const id = lastId;
    const cancelled = new Int32Array(new SharedArrayBuffer(4));
    const cancel = () => Atomics.store(cancelled, 0, 1);
    signal.addEventListener('abort', cancel, { once: true });
    const deadlineMs = performance.timeOrigin + performance.now() + timeoutMs;
    const done = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    worker.postMessage({ id, method, request, cancelled, deadlineMs } satisfies WorkerCall);
    return abortable(signal, done).finally(() => signal.removeEventListener('abort', cancel));
  };
  await readied(worker);
  worker.on('message', (message: WorkerMessage) => settle(waiting, message));
  worker.on('error', (error) => {
    broken = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  const look = (method: keyof ApiData) => (request: unknown, signal: AbortSignal) =>
    call(method, request, catalogTimeoutMs, signal);
  const data = {
    evaluate: (query, signal) => call('evaluate', query, query.timeoutMs, signal),
    labelNames: look('labelNames'),
    labelValues: look('labelValues'),
    series: look('series'),
    metadata: look('metadata'),
  } as ApiData;
  return {
    data,
    async close() {
      await worker.terminate();
    },
  };
}

function readied(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message: WorkerMessage) => {
      worker.off('error', reject);
      if (message.kind === 'ready') return resolve();
      const reason = message.kind === 'unusable' ? message.reason : 'the worker is not to be understood';
      void worker.terminate().then(() => reject(new Error(reason)));
    });
  });
}

function settle(waiting: Map<number, Waiting>, message: WorkerMessage): void {
  if (message.kind === 'ready' || message.kind === 'unusable') return;
  const one = waiting.get(message.id);
  waiting.delete(message.id);
  if (message.kind === 'done') one?.resolve(message.result);
  else if (message.kind === 'failed') one?.reject(new EvaluationError(message.failure, message.message));
  else one?.reject(new Error(message.message));
}
