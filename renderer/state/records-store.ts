/** Every source that has a record, as the backend last listed them, and which context each of them is of. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppErrorData } from '../../shared/base/errors.ts';
import type { ContextId, ContextSummary } from '../../shared/model/context.ts';
import type { StoredSource } from '../../shared/model/stored-source.ts';

export interface RecordsState {
  readonly sources: readonly StoredSource[];
  /** False until the backend has listed them once, or said why it cannot. */
  readonly known: boolean;
  /** Why they cannot be listed. */
  readonly problem?: AppErrorData | undefined;
}

export type RecordsStore = StoreApi<RecordsState>;

export function createRecordsStore(): RecordsStore {
  return createStore<RecordsState>(() => ({ sources: [], known: false }));
}

/** As the backend names them. */
const recordPrefix = 'record::';

/** Whether the context is a record itself, and nothing that could be connected. */
export function isRecordId(id: ContextId): boolean {
  return id.startsWith(recordPrefix);
}

/** With samples, so that there is a last one: the end of what can be looked at. */
export type ReadableRecord = StoredSource & { readonly firstMs: number; readonly lastMs: number };

function isReadable(source: StoredSource): source is ReadableRecord {
  return source.firstMs !== undefined && source.lastMs !== undefined;
}

/** The record of a context, or the one that it is: of several (another Prometheus was chosen meanwhile) the one that was seen last. */
export function recordOf(sources: readonly StoredSource[], context: ContextId): ReadableRecord | undefined {
  return ownOf(sources, context).find(isReadable);
}

/** The same, where it may be without samples, or may not be readable. */
export function storedOf(sources: readonly StoredSource[], context: ContextId): StoredSource | undefined {
  return ownOf(sources, context)[0];
}

function ownOf(sources: readonly StoredSource[], context: ContextId): readonly StoredSource[] {
  return sources
    .filter(({ record, contexts }) => record === context || contexts.includes(context))
    .toSorted((a, b) => (b.lastMs ?? 0) - (a.lastMs ?? 0));
}

/** Records that no listed context shows (imported, forgotten, of a file that is gone), as rows of their own. */
export function recordRows(
  sources: readonly StoredSource[],
  contexts: readonly ContextSummary[],
): readonly ContextSummary[] {
  const shown = new Set(contexts.map(({ id }) => recordOf(sources, id)?.source));
  return sources
    .filter((source) => isReadable(source) && !shown.has(source.source))
    .map(({ record, name }) => ({
      ...{ id: record, name, file: '', cluster: '', user: '', server: undefined, namespace: undefined },
      ...{ auth: 'none', problem: undefined },
    }));
}
