/**
 * The history's writer as a worker that a test can tell things: its clock is what a file says, it looks for slots that are over all the
 * time, and metadata of certain metrics ends it.
 */
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { serveWorkerTasks, type TaskLink } from '../../../electron/backend/base/worker-tasks.ts';
import type { FromWriter, ToWriter } from '../../../electron/backend/history/service/writer-protocol.ts';
import { openWriterSession } from '../../../electron/backend/history/service/writer-session.ts';
import { createReads } from '../../../electron/backend/recorder/append/create-reads.ts';
import { createScrapes } from '../../../electron/backend/scrape/append/create-scrapes.ts';
import { matrixReader } from '../../../electron/backend/sources/prometheus/parse/matrix-reader.ts';

const clock = process.env.BINNACLE_TEST_CLOCK ?? '';
const now = () => Date.now() + Number(readFileSync(clock, 'utf8'));

function endIfTold(message: ToWriter): void {
  if (message.kind !== 'call' || message.call.name !== 'setMetadata') return;
  const [metrics] = message.call.args;
  if (metrics[0]?.metric === 'throw') throw new Error('the worker was told to throw');
  if (metrics[0]?.metric === 'exit') process.exit(3);
}

if (parentPort === null) throw new Error('obedient-writer.ts runs as a worker');
serveWorkerTasks(parentPort, (link: TaskLink<FromWriter>) => {
  const session = openWriterSession(link, {
    ...{ now, lookEveryMs: 20, scrapes: createScrapes },
    reads: (store) => createReads(store, matrixReader),
  });
  return {
    receive(message: ToWriter) {
      endIfTold(message);
      return session.receive(message);
    },
    dispose: () => session.dispose(),
  };
});
