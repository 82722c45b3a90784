import { describe, expect, it } from 'vitest';
import { createExplorerRequests, requestExpression, takeRequests } from '../../../renderer/state/explorer-requests.ts';
import { createQueriesStore } from '../../../renderer/state/queries-store.ts';
import type { ContextId } from '../../../shared/model/context.ts';

const [harbor, reef] = ['harbor', 'reef'] as ContextId[];

describe('what others want the Explorer to do', () => {
  it('waits for its context, in order, and is taken once; two for the same are two', () => {
    const store = createExplorerRequests();
    if (harbor === undefined || reef === undefined) throw new Error('no contexts');
    requestExpression(store, harbor, 'up');
    requestExpression(store, reef, 'a');
    requestExpression(store, harbor, 'up');
    expect(takeRequests(store, harbor).map(({ id, expr }) => `${id} ${expr}`)).toEqual(['1 up', '3 up']);
    expect([takeRequests(store, harbor), store.getState().waiting.map(({ expr }) => expr)]).toEqual([[], ['a']]);
  });

  it('tells nobody where there was nothing to take', () => {
    const store = createExplorerRequests();
    let told = 0;
    store.subscribe(() => {
      told += 1;
    });
    if (harbor !== undefined) takeRequests(store, harbor);
    expect(told).toBe(0);
  });
});

describe('the kept queries on the page', () => {
  it('are unknown until the backend has told them', () => {
    expect(createQueriesStore().getState()).toEqual({ queries: [], problem: undefined, known: false });
  });
});
