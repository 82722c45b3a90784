/** Entry of the worker that reads what Alertmanagers and Pushgateways answer. */
import { parentPort } from 'node:worker_threads';
import { AppError } from '../../shared/base/errors.ts';
import { readAlertmanager } from '../backend/alertmanager/read-alertmanager.ts';
import { serveWorkerTasks } from '../backend/base/worker-tasks.ts';
import type { FromReader, ReaderJob } from '../backend/companions/reader-protocol.ts';
import { maskSecrets } from '../backend/history/documents/mask-secrets.ts';
import { readPushgateway } from '../backend/pushgateway/read-pushgateway.ts';

if (parentPort === null) throw new Error('companions.ts runs as a worker');
serveWorkerTasks<ReaderJob, FromReader<unknown>>(parentPort, (link) => ({
  receive(job) {
    try {
      for (const item of job.kind === 'alertmanager' ? readAlertmanager(job, maskSecrets) : readPushgateway(job)) {
        if (link.isCancelled()) return;
        link.send({ kind: 'item', item });
      }
      link.send({ kind: 'done' });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      link.send({ kind: 'failure', error: error.toData() });
    }
  },
  dispose: () => undefined,
}));
