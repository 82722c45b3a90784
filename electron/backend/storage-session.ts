/** What a worker with storages serves: queries of a source, or calls of the HTTP API, as the first message of a task says. */
import type { TaskHandler, TaskLink } from './base/worker-tasks.ts';
import { apiSession, type FromApiWorker, type ToApiWorker } from './prometheus-api/api-session.ts';
import type { ApiStorage } from './prometheus-api/api-storage.ts';
import type { FromEvaluator, OpenStorage, ToEvaluator } from './sources/local/evaluate-protocol.ts';
import { epochNowMs, evaluateSession } from './sources/local/evaluate-session.ts';

export type ToStorageWorker = ToEvaluator | ToApiWorker;
export type FromStorageWorker = FromEvaluator | FromApiWorker;

/** What is to be waited for before a storage is opened, unless nobody wants it any more; undefined for nothing. Never rejects. */
type WhenReady = (name: string, isOver: () => boolean) => Promise<void> | undefined;

/** For serveWorkerTasks: one per query or call. @param whenReady default: nothing is waited for */
export function storageSession(
  open: OpenStorage<ApiStorage>,
  link: TaskLink<FromStorageWorker>,
  whenReady: WhenReady = () => undefined,
): TaskHandler<ToStorageWorker> {
  const api = apiSession(open, link);
  const evaluator = evaluateSession(open, link);
  return {
    ready(message) {
      if (message.kind === 'more') return undefined;
      const { storage, deadlineMs } = message.kind === 'api' ? message : message.request;
      return whenReady(storage, () => link.isCancelled() || epochNowMs() >= deadlineMs);
    },
    receive: (message) => (message.kind === 'api' ? api.receive(message) : evaluator.receive(message)),
    dispose() {
      api.dispose();
      evaluator.dispose();
    },
  };
}
