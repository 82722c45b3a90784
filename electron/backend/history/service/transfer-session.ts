/** The worker's side of one export or import: it tells how far it is, and ends with what came of it. */
import { AppError, type AppErrorData, CancelledError } from '../../../../shared/base/errors.ts';
import type { TaskHandler, TaskLink } from '../../base/worker-tasks.ts';
import type { ExportedFile, ExportFileRequest } from '../transfer/export-file.ts';
import type { ImportedFile, ImportFileRequest } from '../transfer/import-file.ts';

export type ToTransfer =
  | { readonly kind: 'exportFile'; readonly request: ExportFileRequest }
  | { readonly kind: 'importFile'; readonly request: ImportFileRequest };

export type FromTransfer =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'exported'; readonly result: ExportedFile }
  | { readonly kind: 'imported'; readonly result: ImportedFile }
  | { readonly kind: 'transferFailed'; readonly error: AppErrorData };

/** For serveWorkerTasks: one each, on a worker that has nothing else to do. */
export function transferSession(link: TaskLink<FromTransfer>): TaskHandler<ToTransfer> {
  const control = {
    check: () => {
      if (link.isCancelled()) throw new CancelledError();
    },
    onProgress: (done: number, total: number) => link.send({ kind: 'progress', done, total }),
  };
  return {
    async receive(message) {
      try {
        // Loaded where one is done: most readers never do, and the validator that comes with them costs each 4 MiB.
        if (message.kind === 'exportFile') {
          const { exportFile } = await import('../transfer/export-file.ts');
          link.send({ kind: 'exported', result: await exportFile(message.request, control) });
        } else {
          const { importFile } = await import('../transfer/import-file.ts');
          link.send({ kind: 'imported', result: await importFile(message.request, control) });
        }
      } catch (error) {
        // A bug goes up and ends the worker; a cancelled transfer has nobody left to tell.
        if (error instanceof AppError) link.send({ kind: 'transferFailed', error: error.toData() });
        else if (!(error instanceof CancelledError)) throw error;
      }
    },
    dispose: () => undefined,
  };
}
