/** Entry of the catalog worker: names of metrics, labels and values, from bytes to what is searched. */
import { parentPort } from 'node:worker_threads';
import { serveWorkerTasks } from '../backend/base/worker-tasks.ts';
import { openCatalogSession } from '../backend/sources/prometheus/catalog/catalog-session.ts';

if (parentPort === null) throw new Error('catalog.ts runs as a worker');
serveWorkerTasks(parentPort, openCatalogSession);
