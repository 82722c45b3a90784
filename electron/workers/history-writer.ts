/**
 * Entry of the history's writer: one such worker for each source that is written, which takes the bodies of scraped targets, and
 * answers with raw samples of a Prometheus, too.
 */
import { parentPort } from 'node:worker_threads';
import { serveWorkerTasks } from '../backend/base/worker-tasks.ts';
import { workWhenIdle } from '../backend/history/read/idle-work.ts';
import { openWriterSession } from '../backend/history/service/writer-session.ts';
import { createReads } from '../backend/recorder/append/create-reads.ts';
import { createScrapes } from '../backend/scrape/append/create-scrapes.ts';
import { matrixReader } from '../backend/sources/prometheus/parse/matrix-reader.ts';
import { practisingWriter, writerPractice } from '../backend/writer-practice.ts';

if (parentPort === null) throw new Error('history-writer.ts runs as a worker');

/** Of this thread's own time. Its scrapes take half of that; where they do not, they are not worth more. */
const practiceMs = 1000;
const practise = () => workWhenIdle(writerPractice(), { budgetMs: practiceMs, elapsedMs: threadMs });

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

serveWorkerTasks(parentPort, (link) => {
  const feeds = {
    scrapes: createScrapes,
    reads: (store: Parameters<typeof createReads>[0]) => createReads(store, matrixReader),
  };
  return practisingWriter(openWriterSession(link, feeds), practise);
});
