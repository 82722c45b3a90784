/** Entry of the history's writer: one such worker for each source that is written, which takes the bodies of scraped targets, too. */
import { parentPort } from 'node:worker_threads';
import { serveWorkerTasks } from '../backend/base/worker-tasks.ts';
import { openWriterSession } from '../backend/history/service/writer-session.ts';
import { createScrapes } from '../backend/scrape/append/create-scrapes.ts';

if (parentPort === null) throw new Error('history-writer.ts runs as a worker');
serveWorkerTasks(parentPort, (link) => openWriterSession(link, { scrapes: createScrapes }));
