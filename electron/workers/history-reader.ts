/** Entry of the history's readers: queries and calls of the API over any source, each in a snapshot of its own. */
import { parentPort } from 'node:worker_threads';
import { serveWorkerTasks } from '../backend/base/worker-tasks.ts';
import { workWhenIdle } from '../backend/history/read/idle-work.ts';
import { createReaders } from '../backend/history/service/open-readers.ts';
import { readerSession } from '../backend/reader-session.ts';
import { storagePractice } from '../backend/storage-practice.ts';

if (parentPort === null) throw new Error('history-reader.ts runs as a worker');

const readers = createReaders();
/** After it a first query takes half the time that it takes without; more of it gives little. Measured by test/bench/history-query.ts. */
const practiceMs = 500;
const practice = workWhenIdle(storagePractice(), { budgetMs: practiceMs, elapsedMs: () => performance.now() });

serveWorkerTasks(parentPort, (link) => readerSession(link, readers, practice));
