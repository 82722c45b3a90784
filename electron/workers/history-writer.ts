/**
 * Entry of the history's writer: one such worker for each source that is written, which takes the bodies of scraped targets, and
 * answers with raw samples of a Prometheus, too.
 */
import { parentPort } from 'node:worker_threads';
import { serveWorkerTasks } from '../backend/base/worker-tasks.ts';
import { openWriterSession } from '../backend/history/service/writer-session.ts';
import { createReads } from '../backend/recorder/append/create-reads.ts';
import { createScrapes } from '../backend/scrape/append/create-scrapes.ts';
import { matrixReader } from '../backend/sources/prometheus/parse/matrix-reader.ts';

if (parentPort === null) throw new Error('history-writer.ts runs as a worker');
serveWorkerTasks(parentPort, (link) =>
  openWriterSession(link, { scrapes: createScrapes, reads: (store) => createReads(store, matrixReader) }),
);
