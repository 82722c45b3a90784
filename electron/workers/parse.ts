/** Entry of the parse worker: answers of Prometheus, from bytes to columns. */
import { parentPort } from 'node:worker_threads';
import { serveWorkerTasks } from '../backend/base/worker-tasks.ts';
import { openParseSession } from '../backend/sources/prometheus/parse/parse-session.ts';

if (parentPort === null) throw new Error('parse.ts runs as a worker');
serveWorkerTasks(parentPort, openParseSession);
