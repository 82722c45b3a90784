/** Files that a person brings into the history, one after the other; they go on whatever view is shown. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { AppError, type AppErrorData, errorText, isCancellation } from '../../shared/base/errors.ts';
import type { ContractClient } from '../../shared/contract/contract.ts';
import type { ContextId } from '../../shared/model/context.ts';

/** What is read of a `File`. */
export interface ImportedFile {
  readonly name: string;
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

export type ImportState =
  /** Another one is brought first. */
  | { readonly kind: 'waiting' }
  /** `part`: 0 to 1. */
  | { readonly kind: 'sending' | 'reading'; readonly part: number }
  | { readonly kind: 'done'; readonly record: ContextId; readonly series: number; readonly samples: number }
  | { readonly kind: 'failed'; readonly error: AppErrorData }
  /** The file itself cannot be read any more: it was moved, or changed. */
  | { readonly kind: 'unread'; readonly reason: string };

export interface ImportJob {
  readonly id: number;
  readonly fileName: string;
  readonly bytes: number;
  readonly state: ImportState;
}

type History = Pick<ContractClient['history'], 'importBegin' | 'importPart' | 'importEnd'>;

export interface Imports {
  readonly store: StoreApi<{ readonly jobs: readonly ImportJob[] }>;
  add(history: History, files: readonly ImportedFile[]): void;
  /** Ends one that goes on, of which then nothing is left, and takes one that has ended off the list. */
  remove(id: number): void;
}

/** A slice is one message to the backend: it is in memory whole. */
const sliceBytes = 2 ** 20;
const longestName = 1024;

export function createImports(): Imports {
  const store = createStore<{ readonly jobs: readonly ImportJob[] }>(() => ({ jobs: [] }));
  const ends = new Map<number, AbortController>();
  let lastId = 0;
  let queue = Promise.resolve();
  const tell = (id: number, state: ImportState) =>
    store.setState(({ jobs }) => ({ jobs: jobs.map((job) => (job.id === id ? { ...job, state } : job)) }));
  const bringOne = async (history: History, file: ImportedFile, id: number, signal: AbortSignal) => {
    if (signal.aborted) return;
    try {
      await bring(history, file, signal, (state) => tell(id, state));
    } catch (error) {
      // Whoever ended it has taken it off the list.
      if (signal.aborted || isCancellation(error)) return;
      if (error instanceof AppError) tell(id, { kind: 'failed', error: error.toData() });
      else tell(id, { kind: 'unread', reason: errorText(error) });
    } finally {
      ends.delete(id);
    }
  };
  return {
    store,
    add(history, files) {
      for (const file of files) {
        lastId += 1;
        const id = lastId;
        const controller = new AbortController();
        ends.set(id, controller);
        const job: ImportJob = { id, fileName: file.name, bytes: file.size, state: { kind: 'waiting' } };
        store.setState(({ jobs }) => ({ jobs: [...jobs, job] }));
        queue = queue.then(() => bringOne(history, file, id, controller.signal));
      }
    },
    remove(id) {
      ends.get(id)?.abort();
      store.setState(({ jobs }) => ({ jobs: jobs.filter((job) => job.id !== id) }));
    },
  };
}

async function bring(
  history: History,
  file: ImportedFile,
  signal: AbortSignal,
  tell: (state: ImportState) => void,
): Promise<void> {
  tell({ kind: 'sending', part: 0 });
  const id = await history.importBegin({ fileName: file.name.slice(-longestName), bytes: file.size }, { signal });
  try {
    for (let at = 0; at < file.size; at += sliceBytes) {
      const bytes = new Uint8Array(await file.slice(at, Math.min(file.size, at + sliceBytes)).arrayBuffer());
      await history.importPart({ id, bytes }, { signal });
      tell({ kind: 'sending', part: Math.min(1, (at + sliceBytes) / file.size) });
    }
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError)) forget(history, id);
    throw error;
  }
  tell({ kind: 'reading', part: 0 });
  for await (const item of history.importEnd({ id }, { signal })) {
    if (item.kind === 'done') tell({ kind: 'done', record: item.record, series: item.series, samples: item.samples });
    else tell({ kind: 'reading', part: item.total === 0 ? 0 : item.done / item.total });
  }
}

/** The backend keeps what came of a file until it is ended; ended and cancelled, nothing is left of it. */
function forget(history: History, id: string): void {
  const controller = new AbortController();
  const items = history.importEnd({ id }, { signal: controller.signal })[Symbol.asyncIterator]();
  // Whatever it says: nobody waits for it.
  items.next().catch(() => undefined);
  controller.abort();
}
