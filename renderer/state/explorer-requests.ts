/** What the palette, or another view, wants the Explorer to do: it takes them when it is there. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ContextId } from '../../shared/model/context.ts';

/** Shows and runs the expression in a panel of its own (an empty one is used first). */
export interface ExplorerRequest {
  /** Two requests for the same are two requests. */
  readonly id: number;
  readonly context: ContextId;
  readonly expr: string;
  /** The window that all panels are to show; undefined: the one that they show. */
  readonly window?: RequestedWindow | undefined;
}

export interface RequestedWindow {
  readonly startMs: number;
  readonly endMs: number;
}

interface RequestsState {
  readonly waiting: readonly ExplorerRequest[];
  readonly lastId: number;
}

export type ExplorerRequests = StoreApi<RequestsState>;

export function createExplorerRequests(): ExplorerRequests {
  return createStore<RequestsState>(() => ({ waiting: [], lastId: 0 }));
}

export function requestExpression(
  store: ExplorerRequests,
  context: ContextId,
  expr: string,
  window?: RequestedWindow,
): void {
  store.setState(({ waiting, lastId }) => {
    const request: ExplorerRequest = { id: lastId + 1, context, expr, window };
    return { waiting: [...waiting, request], lastId: request.id };
  });
}

/** @returns those for the context, which are then no longer waiting. */
export function takeRequests(store: ExplorerRequests, context: ContextId): readonly ExplorerRequest[] {
  const { waiting } = store.getState();
  const taken = waiting.filter((request) => request.context === context);
  if (taken.length > 0) store.setState({ waiting: waiting.filter((request) => request.context !== context) });
  return taken;
}
