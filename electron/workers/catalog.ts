/** Entry of the catalog worker: names of metrics, labels and values, and targets, from bytes to what is searched and shown. */
import { parentPort } from 'node:worker_threads';
import { serveWorkerTasks } from '../backend/base/worker-tasks.ts';
import { maskSecrets } from '../backend/history/documents/mask-secrets.ts';
import { maskUrls } from '../backend/history/documents/mask-urls.ts';
import { isSecretKey } from '../backend/history/documents/secret-keys.ts';
import { openCatalogSession } from '../backend/sources/prometheus/catalog/catalog-session.ts';

if (parentPort === null) throw new Error('catalog.ts runs as a worker');
const masks = { text: maskSecrets, urls: maskUrls, isSecretKey };
serveWorkerTasks(parentPort, (link) => openCatalogSession(link, masks));
