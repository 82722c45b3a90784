/** The queries that a person ran, named or starred, as the backend keeps them. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { QueryLibrary } from '../../shared/contract/queries.ts';

export interface QueriesState extends QueryLibrary {
  /** False until the backend has told them once. */
  readonly known: boolean;
}

export type QueriesStore = StoreApi<QueriesState>;

export function createQueriesStore(): QueriesStore {
  return createStore<QueriesState>(() => ({ queries: [], problem: undefined, known: false }));
}
