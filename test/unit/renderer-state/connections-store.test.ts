import { describe, expect, it } from 'vitest';
import {
  applyConnection,
  beginConnections,
  createConnectionsStore,
  settleConnections,
  tellSignIn,
  tellSteps,
} from '../../../renderer/state/connections-store.ts';
import type { AppErrorData } from '../../../shared/base/errors.ts';
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
const finding: ConnectionState = { kind: 'discovering', step: 'services' };
const idle: ConnectionState = { kind: 'idle' };
const away: AppErrorData = { code: 'api.busy', message: '', details: {}, retryable: true };
const backingOff = (untilMs: number): ConnectionState => ({ kind: 'backingOff', untilMs, why: away });

describe('the connections of the page', () => {
  it('keep since when a state is of its kind, and the last server that answered', () => {
    const store = createConnectionsStore();
    applyConnection(store, { context: harbor, state: signingIn }, 100);
    applyConnection(store, { context: harbor, state: connected }, 200);
    const later: ConnectionState = { ...connected, answerMs: 38 };
    applyConnection(store, { context: harbor, state: later }, 300);
    expect(store.getState().byContext.get(harbor)).toEqual({
      state: later,
      told: later,
      isAnew: false,
      sinceMs: 200,
      lastLive: { server, atMs: 300 },
    });
    applyConnection(store, { context: harbor, state: { kind: 'idle' } }, 400);
    expect(store.getState().byContext.get(harbor)).toEqual({
      state: { kind: 'idle' },
      told: { kind: 'idle' },
      isAnew: false,
      sinceMs: 400,
      lastLive: { server, atMs: 300 },
    });
  });

  it('are told as what they failed with while that is tried again by itself, and step by step where somebody asked', () => {
    const store = createConnectionsStore();
    const told = (state: ConnectionState, nowMs: number) => {
      applyConnection(store, { context: harbor, state }, nowMs);
      const connection = store.getState().byContext.get(harbor);
      return [connection?.told, connection?.isAnew];
    };
    const steps: readonly (readonly [ConnectionState, number])[] = [
      ...([
        [signingIn, 0],
        [connected, 1000],
      ] as const),
      // Lost, and made again at once.
      ...([
        [signingIn, 2000],
        [backingOff(9000), 3000],
      ] as const),
      ...([
        [signingIn, 9010],
        [finding, 9500],
        [backingOff(30_000), 11_000],
      ] as const),
      // Somebody does not wait.
      ...([
        [signingIn, 15_000],
        [finding, 16_000],
        [connected, 17_000],
      ] as const),
      ...([
        [idle, 18_000],
        [signingIn, 19_000],
      ] as const),
    ];
    expect(steps.map(([state, nowMs]) => told(state, nowMs))).toEqual([
      ...[
        [signingIn, false],
        [connected, false],
      ],
      ...[
        [signingIn, true],
        [backingOff(9000), false],
      ],
      ...[
        [backingOff(9000), true],
        [backingOff(9000), true],
        [backingOff(30_000), false],
      ],
      ...[
        [signingIn, true],
        [finding, true],
        [connected, false],
      ],
      ...[
        [idle, false],
        [signingIn, false],
      ],
    ]);
  });

  /** What is told after each of them. */
  const toldAfter = (steps: readonly (readonly [ConnectionState, number])[], hasRecord = false) => {
    const store = createConnectionsStore();
    const told = steps.map(([state, nowMs]) => {
      applyConnection(store, { context: harbor, state }, nowMs, hasRecord);
      return store.getState().byContext.get(harbor)?.told;
    });
    return { store, told };
  };
  const failed = [
    [signingIn, 0],
    [backingOff(9000), 1000],
  ] as const;
  const stood = [[connected, 0], ...failed] as const;

  it('are told step by step where there is nothing else to show of them, unless they have a record', () => {
    const steps = [...failed, [signingIn, 9000], [finding, 9500]] as const;
    expect(toldAfter(steps).told).toEqual([signingIn, backingOff(9000), signingIn, finding]);
    expect(toldAfter(steps, true).told).toEqual([signingIn, backingOff(9000), backingOff(9000), backingOff(9000)]);
  });

  it('are told step by step from where a try begins once more, as they mean something else then', () => {
    const steps = [...stood, [signingIn, 9000], [finding, 9500], [signingIn, 9600], [finding, 9700]] as const;
    expect(toldAfter(steps).told.slice(3)).toEqual([backingOff(9000), backingOff(9000), signingIn, finding]);
    // The stream has begun again, and names what is known.
    expect(toldAfter([...stood, [signingIn, 9000], [signingIn, 9600]]).told.at(-1)).toEqual(backingOff(9000));
  });

  it('are told step by step once a person has chosen something, though it was a try by itself', () => {
    const { store } = toldAfter([...stood, [signingIn, 9000]]);
    tellSteps(store, harbor);
    expect(store.getState().byContext.get(harbor)?.told).toEqual(signingIn);
    applyConnection(store, { context: harbor, state: finding }, 9500);
    expect(store.getState().byContext.get(harbor)?.told).toEqual(finding);
    const waiting = toldAfter(stood).store;
    tellSteps(waiting, harbor);
    expect(waiting.getState().byContext.get(harbor)?.told).toEqual(backingOff(9000));
  });

  it('say that a login is waited for when it lasts, and nothing of a login that is over', () => {
    const { store } = toldAfter([...stood, [signingIn, 9000]]);
    const said = () => {
      const { told, isAnew } = store.getState().byContext.get(harbor) ?? {};
      return [told, isAnew];
    };
    tellSignIn(store, harbor, 0);
    expect(said()).toEqual([backingOff(9000), true]);
    tellSignIn(store, harbor, 9000);
    expect(said()).toEqual([signingIn, false]);
    applyConnection(store, { context: harbor, state: finding }, 30_000);
    expect(said()).toEqual([finding, false]);
    tellSignIn(store, harbor, 9000);
    expect(said()).toEqual([finding, false]);
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
        [harbor, { state: connected, told: connected, isAnew: false, sinceMs: 100, lastLive: { server, atMs: 200 } }],
        [reef, { state: idle, told: idle, isAnew: false, sinceMs: 300, lastLive: undefined }],
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
