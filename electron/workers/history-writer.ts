/** Entry of the history's writer: one such worker for each source that is written. */
import { parentPort } from 'node:worker_threads';
import { serveWorkerTasks } from '../backend/base/worker-tasks.ts';
import { openWriterSession } from '../backend/history/service/writer-session.ts';

if (parentPort === null) throw new Error('history-writer.ts runs as a worker');
serveWorkerTasks(parentPort, openWriterSession);
