/** Entry of the history's readers: queries and calls of the API over any source, each in a snapshot of its own. */
import { parentPort } from 'node:worker_threads';
import { serveWorkerTasks } from '../backend/base/worker-tasks.ts';
import { workWhenIdle } from '../backend/history/read/idle-work.ts';
import { createReaders } from '../backend/history/service/open-readers.ts';
import { readerSession } from '../backend/reader-session.ts';
import { storagePractice } from '../backend/storage-practice.ts';

if (parentPort === null) throw new Error('history-reader.ts runs as a worker');

const readers = createReaders();
/**
 * Of this thread's own time, so that on a busy machine no less is practised. A first query takes a sixth less than after 500 ms, and half of what it
 * takes without any. Measured by test/bench/history-query.ts.
 */
const practiceMs = 1500;
const practice = workWhenIdle(storagePractice(), { budgetMs: practiceMs, elapsedMs: threadMs });

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

serveWorkerTasks(parentPort, (link) => readerSession(link, readers, practice));
