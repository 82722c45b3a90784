/** What a worker of the history's readers serves: a question about a source, or a query of it; and when it practises. */
import type { Disposable } from '../../shared/base/disposable.ts';
import type { TaskHandler, TaskLink } from './base/worker-tasks.ts';
import { type FromLooker, lookSession, type ToLooker } from './history/service/look-session.ts';
import type { OpenReaders } from './history/service/open-readers.ts';
import { whenNotHeld } from './history/service/readers-hold.ts';
import { type FromStorageWorker, storageSession, type ToStorageWorker } from './storage-session.ts';

interface Practice extends Disposable {
  busy(): void;
  free(): void;
}

/**
 * For serveWorkerTasks: one per question or query.
 * @param practice is for queries: a worker that is asked about sources is asked nothing else, and gives it up
 */
export function readerSession(
  link: TaskLink<FromStorageWorker | FromLooker>,
  readers: Pick<OpenReaders, 'open'>,
  practice: Practice,
): TaskHandler<ToStorageWorker | ToLooker> {
  practice.busy();
  const looker = lookSession(link);
  const asked = storageSession(readers.open, link, (folder, isOver) => whenNotHeld({ folder }, isOver));
  return {
    ready: (message) => (message.kind === 'look' ? undefined : asked.ready?.(message)),
    receive(message) {
      if (message.kind !== 'look') return asked.receive(message);
      practice.dispose();
      return looker.receive(message);
    },
    dispose() {
      looker.dispose();
      asked.dispose();
      practice.free();
    },
  };
}
