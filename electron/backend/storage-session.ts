/** What a worker with storages serves: queries of a source, or calls of the HTTP API, as the first message of a task says. */
import type { TaskHandler, TaskLink } from './base/worker-tasks.ts';
import { apiSession, type FromApiWorker, type ToApiWorker } from './prometheus-api/api-session.ts';
import type { ApiStorage } from './prometheus-api/api-storage.ts';
import type { FromEvaluator, OpenStorage, ToEvaluator } from './sources/local/evaluate-protocol.ts';
import { evaluateSession } from './sources/local/evaluate-session.ts';

export type ToStorageWorker = ToEvaluator | ToApiWorker;
export type FromStorageWorker = FromEvaluator | FromApiWorker;

/** For serveWorkerTasks: one per query or call. */
export function storageSession(
  open: OpenStorage<ApiStorage>,
  link: TaskLink<FromStorageWorker>,
): TaskHandler<ToStorageWorker> {
  const api = apiSession(open, link);
  const evaluator = evaluateSession(open, link);
  return {
    receive: (message) => (message.kind === 'api' ? api.receive(message) : evaluator.receive(message)),
    dispose() {
      api.dispose();
      evaluator.dispose();
    },
  };
}
