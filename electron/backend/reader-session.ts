/**
 * What a worker of the history's readers serves: a question about a source, a query of it, its lists of alerts, an export or an import; and when it
 * practises.
 */
import type { Disposable } from '../../shared/base/disposable.ts';
import type { TaskHandler, TaskLink } from './base/worker-tasks.ts';
import { alertListsSession, type FromAlertLists, type ToAlertLists } from './history/service/alert-lists-session.ts';
import { type FromLooker, lookSession, type ToLooker } from './history/service/look-session.ts';
import type { OpenReaders } from './history/service/open-readers.ts';
import { whenNotHeld } from './history/service/readers-hold.ts';
import { type FromTransfer, type ToTransfer, transferSession } from './history/service/transfer-session.ts';
import { type FromStorageWorker, storageSession, type ToStorageWorker } from './storage-session.ts';

interface Practice extends Disposable {
  busy(): void;
  free(): void;
}

/**
 * For serveWorkerTasks: one per question or query.
 * @param practice is for queries: a worker that is asked about sources, or carries files, does nothing else, and gives it up
 */
export function readerSession(
  link: TaskLink<FromStorageWorker | FromLooker | FromTransfer | FromAlertLists>,
  readers: Pick<OpenReaders, 'open'>,
  practice: Practice,
): TaskHandler<ToStorageWorker | NoQuery> {
  practice.busy();
  const looker = lookSession(link);
  const transfer = transferSession(link);
  const lists = alertListsSession(link);
  const asked = storageSession(readers.open, link, (folder, isOver) => whenNotHeld({ folder }, isOver));
  return {
    ready: (message) => (isNoQuery(message) ? undefined : asked.ready?.(message)),
    receive(message) {
      if (!isNoQuery(message)) return asked.receive(message);
      if (message.kind === 'readLists' || message.kind === 'takeAlerts') return lists.receive(message);
      practice.dispose();
      return message.kind === 'look' ? looker.receive(message) : transfer.receive(message);
    },
    dispose() {
      looker.dispose();
      lists.dispose();
      transfer.dispose();
      asked.dispose();
      practice.free();
    },
  };
}

type NoQuery = ToLooker | ToTransfer | ToAlertLists;

const noQueries: ReadonlySet<string> = new Set<NoQuery['kind']>([
  ...(['look', 'exportFile', 'importFile', 'readLists', 'takeAlerts'] as const),
]);

function isNoQuery(message: ToStorageWorker | NoQuery): message is NoQuery {
  return noQueries.has(message.kind);
}
