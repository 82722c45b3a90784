/** The history's writer in a worker, as the application has it, for a recording at many times its speed: the last scrape's time is now. */
import { parentPort } from 'node:worker_threads';
import { serveWorkerTasks, type TaskHandler } from '../../electron/backend/base/worker-tasks.ts';
import type { FromWriter, ToWriter } from '../../electron/backend/history/service/writer-protocol.ts';
import { openWriterSession } from '../../electron/backend/history/service/writer-session.ts';

if (parentPort === null) throw new Error('history-memory-writer.ts runs as a worker');

/** It is looked for slots that are over about as often as twice a scrape. */
const lookEveryMs = 50;

serveWorkerTasks<ToWriter, FromWriter>(parentPort, (link): TaskHandler<ToWriter> => {
  let nowMs = 0;
  const session = openWriterSession(link, { now: () => nowMs, lookEveryMs });
  return {
    receive(message) {
      if (message.kind === 'call' && message.call.name === 'appendScrape') nowMs = message.call.args[0].timeMs;
      return session.receive(message);
    },
    dispose: () => session.dispose(),
  };
});
