import { describe, expect, it } from 'vitest';
import {
  applyConnection,
  beginConnections,
  createConnectionsStore,
  settleConnections,
} from '../../../renderer/state/connections-store.ts';
import type { ConnectionState, ContextId, ServerInfo } from '../../../shared/model/context.ts';

const harbor = 'config::harbor' as ContextId;
const reef = 'config::reef' as ContextId;
const server: ServerInfo = {
  transport: 'port-forward',
  namespace: 'monitoring',
  service: 'prometheus',
  pod: 'prometheus-0',
  port: 9090,
  version: '3.14.0',
  engine: 'prometheus',
  pathPrefix: '',
};
const connected: ConnectionState = { kind: 'connected', server, answerMs: 41, newestSampleMs: 5 };
const signingIn: ConnectionState = { kind: 'authenticating' };

describe('the connections of the page', () => {
  it('keep since when a state is of its kind, and the last server that answered', () => {
    const store = createConnectionsStore();
    applyConnection(store, { context: harbor, state: signingIn }, 100);
    applyConnection(store, { context: harbor, state: connected }, 200);
    const later: ConnectionState = { ...connected, answerMs: 38 };
    applyConnection(store, { context: harbor, state: later }, 300);
    expect(store.getState().byContext.get(harbor)).toEqual({
      state: later,
      sinceMs: 200,
      lastLive: { server, atMs: 300 },
    });
    applyConnection(store, { context: harbor, state: { kind: 'idle' } }, 400);
    expect(store.getState().byContext.get(harbor)).toEqual({
      state: { kind: 'idle' },
      sinceMs: 400,
      lastLive: { server, atMs: 300 },
    });
  });

  it('hold what was known over a lost link, until the new stream has begun without naming it', () => {
    const store = createConnectionsStore();
    applyConnection(store, { context: harbor, state: connected }, 100);
    applyConnection(store, { context: reef, state: signingIn }, 100);
    beginConnections(store);
    applyConnection(store, { context: harbor, state: connected }, 200);
    expect([...store.getState().byContext.values()].map(({ state }) => state.kind)).toEqual([
      'connected',
      'authenticating',
    ]);
    settleConnections(store, 300);
    expect(store.getState()).toEqual({
      byContext: new Map([
        [harbor, { state: connected, sinceMs: 100, lastLive: { server, atMs: 200 } }],
        [reef, { state: { kind: 'idle' }, sinceMs: 300, lastLive: undefined }],
      ]),
      unconfirmed: new Set(),
    });
  });

  it('change nothing where the first stream begins', () => {
    const store = createConnectionsStore();
    beginConnections(store);
    const before = store.getState().byContext;
    settleConnections(store, 100);
    expect(store.getState().byContext).toBe(before);
  });
});
