/** Entry of the history's readers: queries and calls of the API over any source, each in a snapshot of its own. */
import { parentPort } from 'node:worker_threads';
import { serveWorkerTasks, type TaskHandler } from '../backend/base/worker-tasks.ts';
import { workWhenIdle } from '../backend/history/read/idle-work.ts';
import { type FromLooker, lookSession, type ToLooker } from '../backend/history/service/look-session.ts';
import { createReaders } from '../backend/history/service/open-readers.ts';
import { storagePractice } from '../backend/storage-practice.ts';
import { type FromStorageWorker, storageSession, type ToStorageWorker } from '../backend/storage-session.ts';

if (parentPort === null) throw new Error('history-reader.ts runs as a worker');

const readers = createReaders();
/** After it a first query takes half the time that it takes without; more of it gives little. Measured by test/bench/history-query.ts. */
const practiceMs = 500;
const practice = workWhenIdle(storagePractice(), { budgetMs: practiceMs, elapsedMs: () => performance.now() });

serveWorkerTasks<ToStorageWorker | ToLooker, FromStorageWorker | FromLooker>(
  parentPort,
  (link): TaskHandler<ToStorageWorker | ToLooker> => {
    practice.busy();
    const looker = lookSession(link);
    const asked = storageSession(readers.open, link);
    return {
      receive: (message) => (message.kind === 'look' ? looker.receive(message) : asked.receive(message)),
      dispose() {
        looker.dispose();
        asked.dispose();
        practice.free();
      },
    };
  },
);
