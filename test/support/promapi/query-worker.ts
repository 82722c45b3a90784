/** The worker of the development tool: has the data, and does one thing after the other with it. */
import { parentPort, workerData } from 'node:worker_threads';
import type {
  ApiQuery,
  LabelRequest,
  LabelValuesRequest,
  MetadataRequest,
} from '../../../electron/backend/prometheus-api/api-data.ts';
import type { ApiStorage } from '../../../electron/backend/prometheus-api/api-storage.ts';
import { storageCatalog } from '../../../electron/backend/prometheus-api/storage-catalog.ts';
import { errorText } from '../../../shared/base/errors.ts';
import { evaluateQuery } from '../../../shared/promql/engine/evaluate-query.ts';
import { EvaluationError } from '../../../shared/promql/engine/evaluation-error.ts';
import { type RunLimits, startRun } from '../../../shared/promql/engine/query-run.ts';
import { openMetricsStorage } from './open-metrics-storage.ts';
import { readLines } from './read-lines.ts';
import { readOpenMetrics } from './read-open-metrics.ts';
import type { WorkerCall, WorkerMessage, WorkerStart } from './worker-messages.ts';

/** Prometheus's defaults. */
const lookbackMs = 5 * 60_000;
const subqueryStepMs = () => 60_000;

const budgetBytes = 1024 * 1024 * 1024;

const { path, semantics } = workerData as WorkerStart;

const now = () => performance.timeOrigin + performance.now();

function limitsOf({ cancelled, deadlineMs }: WorkerCall): RunLimits {
  const timeoutMs = deadlineMs - now();
  return { isCancelled: () => Atomics.load(cancelled, 0) === 1, nowMs: now, timeoutMs, budgetBytes };
}

function work(storage: ApiStorage, call: WorkerCall): unknown {
  const limits = limitsOf(call);
  const run = startRun(limits);
  // What waited until nobody wants it any more is not begun.
  run.check();
  const catalog = storageCatalog(storage, semantics);
  switch (call.method) {
    case 'evaluate': {
      const { query, ...asked } = call.request as ApiQuery;
      const options = { semantics, lookbackMs: asked.lookbackMs ?? lookbackMs, subqueryStepMs };
      return evaluateQuery(storage, query, options, limits);
    }
    case 'labelNames':
      return catalog.labelNames(call.request as LabelRequest, run);
    case 'labelValues':
      return catalog.labelValues(call.request as LabelValuesRequest, run);
    case 'series':
      return catalog.series(call.request as LabelRequest, run);
    case 'metadata':
      return catalog.metadata(call.request as MetadataRequest);
  }
}

function answerOf(storage: ApiStorage, call: WorkerCall): WorkerMessage {
  const { id } = call;
  try {
    return { kind: 'done', id, result: work(storage, call) };
  } catch (error) {
    if (error instanceof EvaluationError) return { kind: 'failed', id, failure: error.kind, message: error.message };
    return { kind: 'broken', id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function load(): ApiStorage | undefined {
  try {
    return openMetricsStorage(readOpenMetrics(readLines(path)));
  } catch (error) {
    parentPort?.postMessage({ kind: 'unusable', reason: errorText(error) } satisfies WorkerMessage);
    return undefined;
  }
}

const storage = load();
if (storage !== undefined) {
  parentPort?.on('message', (call: WorkerCall) => parentPort?.postMessage(answerOf(storage, call)));
  parentPort?.postMessage({ kind: 'ready' } satisfies WorkerMessage);
}
