/** The contexts of the kubeconfig files, as the backend last listed them. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppErrorData } from '../../shared/base/errors.ts';
import type { ContextId, ContextSummary, ContextsSnapshot } from '../../shared/model/context.ts';

export interface ContextsState {
  /** Undefined until the backend has listed them once. */
  readonly snapshot: ContextsSnapshot | undefined;
  /** Why they cannot be listed. */
  readonly failure: AppErrorData | undefined;
}

export type ContextsStore = StoreApi<ContextsState>;

export function createContextsStore(): ContextsStore {
  return createStore<ContextsState>(() => ({ snapshot: undefined, failure: undefined }));
}

export function findContext(snapshot: ContextsSnapshot | undefined, id: ContextId): ContextSummary | undefined {
  return snapshot?.contexts.find((context) => context.id === id);
}

/** Those whose name holds the text, in kubeconfig order; letter case does not count. */
export function filterContexts(contexts: readonly ContextSummary[], text: string): readonly ContextSummary[] {
  const wanted = text.trim().toLowerCase();
  return wanted === '' ? contexts : contexts.filter(({ name }) => name.toLowerCase().includes(wanted));
}

/** Names that several contexts have: they are told apart by their file. */
export function ambiguousNames(contexts: readonly ContextSummary[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of contexts) (seen.has(name) ? twice : seen).add(name);
  return twice;
}

/** The context that stands `step` after the given one, around the ends; the first or the last where none is given. */
export function neighbour(
  contexts: readonly ContextSummary[],
  from: ContextId | undefined,
  step: 1 | -1,
): ContextSummary | undefined {
  const at = contexts.findIndex(({ id }) => id === from);
  if (at < 0) return step === 1 ? contexts[0] : contexts.at(-1);
  return contexts[(at + step + contexts.length) % contexts.length];
}
