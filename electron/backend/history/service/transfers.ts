/** What is carried away and brought: exports and imports, each on a worker of its own, all of them over when this is closed. */
import type { AsyncDisposable } from '../../../../shared/base/disposable.ts';
import type { ExportItem } from '../../../../shared/model/stored-source.ts';
import { type ExportAsked, type ExportsDeps, exportSource } from './exports.ts';
import { createImports, type Imports, type ImportsDeps } from './imports.ts';
import { createTemporaryFolders } from './temporary-folders.ts';

export type TransfersDeps = Omit<ExportsDeps & ImportsDeps, 'folders'>;

export interface Transfers extends AsyncDisposable {
  /** Ends with `done`; nothing is left of it, however it ends. @throws AppError history.*, history.nothingThere; CancelledError */
  export(asked: ExportAsked, signal: AbortSignal): AsyncGenerator<ExportItem, void, undefined>;
  readonly imports: Omit<Imports, 'close'>;
}

export function createTransfers(deps: TransfersDeps): Transfers {
  const folders = createTemporaryFolders(deps.dataDir, deps.log);
  const imports = createImports({ ...deps, folders });
  const closing = new AbortController();
  const running = new Set<Promise<void>>();

  async function* whileOpen<T>(
    run: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>,
    signal: AbortSignal,
  ): AsyncGenerator<T, void, undefined> {
    const over = Promise.withResolvers<void>();
    running.add(over.promise);
    try {
      yield* run(AbortSignal.any([signal, closing.signal]));
    } finally {
      running.delete(over.promise);
      over.resolve();
    }
  }

  return {
    export: (asked, signal) => whileOpen((both) => exportSource(asked, { ...deps, folders }, both), signal),
    imports: {
      begin: (fileName, bytes) => imports.begin(fileName, bytes),
      part: (id, bytes) => imports.part(id, bytes),
      end: (id, signal) => whileOpen((both) => imports.end(id, both), signal),
    },
    async close() {
      closing.abort();
      await Promise.all([imports.close(), folders.cleaned, ...running]);
    },
  };
}
