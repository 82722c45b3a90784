/** The worker of the development tool, and of tests: reads a file of OpenMetrics text once, and serves queries and the API over it. */
import { parentPort } from 'node:worker_threads';
import { serveWorkerTasks } from '../../../electron/backend/base/worker-tasks.ts';
import type { ApiStorage } from '../../../electron/backend/prometheus-api/api-storage.ts';
import {
  type FromStorageWorker,
  storageSession,
  type ToStorageWorker,
} from '../../../electron/backend/storage-session.ts';
import { openMetricsStorage } from './open-metrics-storage.ts';
import { readOpenMetrics } from './read-open-metrics.ts';
import { readPieces } from './read-pieces.ts';

if (parentPort === null) throw new Error('query-worker.ts runs as a worker');

const known = new Map<string, ApiStorage>();

/** @param path of the file @throws Error with what is wrong with it */
function open(path: string) {
  const storage = known.get(path) ?? openMetricsStorage(readOpenMetrics(readPieces(path)));
  known.set(path, storage);
  return { storage, close: () => undefined };
}

serveWorkerTasks<ToStorageWorker, FromStorageWorker>(parentPort, (link) => storageSession(open, link));
