/**
 * The state of every connection as the backend last said it. The stream tells changes, and begins with every context that is not
 * idle: after a lost link, what it does not name again has become idle meanwhile.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConnectionUpdate } from '../../shared/contract/contexts.ts';
import type { ConnectionState, ContextId, ServerInfo } from '../../shared/model/context.ts';

export interface Connection {
  readonly state: ConnectionState;
  /**
   * What is told of it everywhere. While what failed is tried again by itself, each try goes through all its steps: that is told as the failure
   * it comes of, until it succeeds or fails otherwise. What a person tries is told step by step.
   */
  readonly told: ConnectionState;
  /** It is being made again, after it stood or failed: nobody has to sign in anew. */
  readonly isAnew: boolean;
  /** Since when the state is of this kind. */
  readonly sinceMs: number;
  /** The last server that answered, and until when: for what is still shown of it. */
  readonly lastLive: { readonly server: ServerInfo; readonly atMs: number } | undefined;
}

interface ConnectionsState {
  readonly byContext: ReadonlyMap<ContextId, Connection>;
  /** From before the link was lost, and not named since. */
  readonly unconfirmed: ReadonlySet<ContextId>;
}

export type ConnectionsStore = StoreApi<ConnectionsState>;

export function createConnectionsStore(): ConnectionsStore {
  return createStore<ConnectionsState>(() => ({ byContext: new Map(), unconfirmed: new Set() }));
}

const idle: ConnectionState = { kind: 'idle' };

/** Of a context that the backend has not named. */
export const neverConnected: Connection = {
  state: idle,
  told: idle,
  isAnew: false,
  sinceMs: 0,
  lastLive: undefined,
};

type Live = Extract<ConnectionState, { readonly kind: 'connected' | 'degraded' }>;
const isLive = (state: ConnectionState): state is Live => state.kind === 'connected' || state.kind === 'degraded';
const isTrying = ({ kind }: ConnectionState): boolean => kind === 'authenticating' || kind === 'discovering';

/** A try that begins so much sooner than was said is one that somebody asked for. */
const soonerMs = 1000;

function toldState(before: Connection | undefined, state: ConnectionState, nowMs: number): ConnectionState {
  if (before === undefined || !isTrying(state)) return state;
  const { told } = before;
  return told.kind === 'backingOff' && nowMs >= told.untilMs - soonerMs ? told : state;
}

function next(before: Connection | undefined, state: ConnectionState, nowMs: number): Connection {
  const wasMade = before !== undefined && (before.isAnew || isLive(before.state) || before.state.kind === 'backingOff');
  return {
    state,
    told: toldState(before, state, nowMs),
    isAnew: isTrying(state) && wasMade,
    sinceMs: before?.state.kind === state.kind ? before.sinceMs : nowMs,
    lastLive: isLive(state) ? { server: state.server, atMs: nowMs } : before?.lastLive,
  };
}

/** The stream begins again: everything that is not idle waits to be named. */
export function beginConnections(store: ConnectionsStore): void {
  store.setState(({ byContext }) => ({
    unconfirmed: new Set([...byContext].filter(([, { state }]) => state.kind !== 'idle').map(([id]) => id)),
  }));
}

export function applyConnection(store: ConnectionsStore, update: ConnectionUpdate, nowMs: number): void {
  store.setState(({ byContext, unconfirmed }) => ({
    byContext: new Map(byContext).set(update.context, next(byContext.get(update.context), update.state, nowMs)),
    unconfirmed: new Set([...unconfirmed].filter((id) => id !== update.context)),
  }));
}

/** The beginning of the stream is over: what it did not name is idle. */
export function settleConnections(store: ConnectionsStore, nowMs: number): void {
  store.setState(({ byContext, unconfirmed }) => {
    if (unconfirmed.size === 0) return {};
    const settled = new Map(byContext);
    for (const id of unconfirmed) settled.set(id, next(settled.get(id), idle, nowMs));
    return { byContext: settled, unconfirmed: new Set() };
  });
}
