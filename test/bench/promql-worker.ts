/** The worker of the benchmark: the application's own, over the generated series in its memory. */
import { parentPort } from 'node:worker_threads';
import { serveWorkerTasks } from '../../electron/backend/base/worker-tasks.ts';
import type { FromEvaluator, ToEvaluator } from '../../electron/backend/sources/local/evaluate-protocol.ts';
import { evaluateSession } from '../../electron/backend/sources/local/evaluate-session.ts';
import type { Queryable } from '../../shared/promql/queryable.ts';
import { clusterSeries, engineSeries, queryableOf } from './promql-series.ts';

if (parentPort === null) throw new Error('promql-worker.ts runs as a worker');

let storage: Queryable | undefined;

/** @param seed as text */
function open(seed: string) {
  storage ??= queryableOf([...engineSeries(Number(seed)), ...clusterSeries(Number(seed))]);
  return { storage, close: () => undefined };
}

serveWorkerTasks<ToEvaluator, FromEvaluator>(parentPort, (link) => evaluateSession(open, link));
