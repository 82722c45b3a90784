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
   * What is told of it everywhere; what can be done is what `state` says. While what failed is tried again by itself, each try goes through all
   * its steps: where something of it is shown all the while (it was live, or has a record), that is told as the failure it comes of, until it
   * succeeds or fails otherwise. What a person tries, and a login that is waited for, is told step by step.
   */
  readonly told: ConnectionState;
  /** It is being made again, after it stood or failed, and nobody has to sign in anew as far as is known. */
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

/**
 * A login that takes so long is one that waits for a person: a server that is away has been given up by then (after 10 s), and tools that need
 * nobody are done. Milliseconds.
 */
export const signInMs = 12_000;

function toldState(before: Connection, { state, nowMs, hasRecord }: Said): ConnectionState {
  const { told } = before;
  if (told.kind !== 'backingOff' || !isTrying(state)) return state;
  // Nothing else is shown of it than how the first try goes on.
  if (before.lastLive === undefined && !hasRecord) return state;
  if (before.state.kind === 'backingOff') return nowMs >= told.untilMs - soonerMs ? told : state;
  // From its beginning while it was under way: it means something else now.
  return before.state.kind === 'discovering' && state.kind === 'authenticating' ? state : told;
}

interface Said {
  readonly state: ConnectionState;
  readonly nowMs: number;
  readonly hasRecord: boolean;
}

function next(before: Connection | undefined, said: Said): Connection {
  const { state, nowMs } = said;
  const wasMade = before !== undefined && (before.isAnew || isLive(before.state) || before.state.kind === 'backingOff');
  return {
    state,
    told: before === undefined ? state : toldState(before, said),
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

/** @param hasRecord its record is shown while it is not live */
export function applyConnection(
  store: ConnectionsStore,
  { context, state }: ConnectionUpdate,
  nowMs: number,
  hasRecord = false,
): void {
  store.setState(({ byContext, unconfirmed }) => ({
    byContext: new Map(byContext).set(context, next(byContext.get(context), { state, nowMs, hasRecord })),
    unconfirmed: new Set([...unconfirmed].filter((id) => id !== context)),
  }));
}

/** A person made it begin, or it waits for one: what is under way is told step by step from now on. */
export function tellSteps(store: ConnectionsStore, context: ContextId): void {
  const known = store.getState().byContext.get(context);
  if (known === undefined || !isTrying(known.state)) return;
  const { state } = known;
  store.setState(({ byContext }) => ({ byContext: new Map(byContext).set(context, { ...known, told: state }) }));
}

/** Called `signInMs` after a login began. @param sinceMs as the connection had it then: of another login nothing is known yet */
export function tellSignIn(store: ConnectionsStore, context: ContextId, sinceMs: number): void {
  const known = store.getState().byContext.get(context);
  if (known?.state.kind !== 'authenticating' || known.sinceMs !== sinceMs) return;
  const told = { ...known, told: known.state, isAnew: false };
  store.setState(({ byContext }) => ({ byContext: new Map(byContext).set(context, told) }));
}

/** The beginning of the stream is over: what it did not name is idle. */
export function settleConnections(store: ConnectionsStore, nowMs: number): void {
  store.setState(({ byContext, unconfirmed }) => {
    if (unconfirmed.size === 0) return {};
    const settled = new Map(byContext);
    for (const id of unconfirmed) settled.set(id, next(settled.get(id), { state: idle, nowMs, hasRecord: false }));
    return { byContext: settled, unconfirmed: new Set() };
  });
}
