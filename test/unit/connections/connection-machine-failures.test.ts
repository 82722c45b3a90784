import { describe, expect, it } from 'vitest';
import { type Input, reduce, viewOf } from '../../../electron/backend/connections/connection-machine.ts';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import {
  answered,
  around,
  beat,
  beatFailed,
  connect,
  connected,
  effectsOf,
  error,
  failures,
  machineAfter,
  networkChanged,
  opened,
  openFailed,
  reopen,
  resumed,
  up,
  viewAfter,
} from './machine-inputs.ts';

const { busy, forbidden, lost, pluginFailed, refused, unreachable } = failures;

const retryDue: Input = { kind: 'retryDue' };
const backingOff = (why: AppErrorData, ms: number) => ({ kind: 'backingOff', untilMs: 1_000_000 + ms, why });

describe('a login that comes to nothing', () => {
  const often = {
    code: 'auth.refusedOften',
    message: expect.stringContaining('2 times'),
    details: { user: 'u', server: 'https://h', times: 2 },
    retryable: false,
  };

  it('is tried once more, a moment later, and then stopped', () => {
    const [first, second] = [openFailed(pluginFailed), openFailed(pluginFailed)];
    expect([viewAfter(connect, first), viewAfter(connect, first, retryDue, second)]).toEqual([
      backingOff(pluginFailed, 1000),
      { kind: 'stopped', why: pluginFailed },
    ]);
  });

  it('says so where the API server refused it each time', () => {
    expect([
      viewAfter(connect, openFailed(refused)),
      viewAfter(connect, openFailed(refused), retryDue, openFailed(refused)),
      viewAfter(connect, openFailed(pluginFailed), retryDue, openFailed(refused)),
    ]).toEqual([backingOff(refused, 1000), { kind: 'stopped', why: often }, { kind: 'stopped', why: refused }]);
  });

  it('in mid-life is tried anew at once, and then stopped', () => {
    expect([
      effectsOf(machineAfter(...up), beatFailed(refused)),
      viewAfter(...up, beatFailed(refused), openFailed(refused)),
      viewAfter(...up, beatFailed(refused), opened, beatFailed(refused)),
    ]).toEqual([reopen, { kind: 'stopped', why: often }, { kind: 'stopped', why: often }]);
  });

  it('is not forgotten by one good answer, but by a minute of them', () => {
    const again = [...up, beatFailed(refused), opened, answered];
    const good = [answered, answered, answered];
    expect([
      viewAfter(...again, beatFailed(refused)).kind,
      effectsOf(machineAfter(...again, ...good), beatFailed(refused)),
    ]).toEqual(['stopped', reopen]);
  });

  it('is one of the address too, where what stands before its Prometheus answers 401', () => {
    const why = error('prometheus.http', false, { status: 401 });
    const server500 = error('prometheus.http', false, { status: 500 });
    expect([
      effectsOf(machineAfter(...up), beatFailed(why)),
      viewAfter(...up, beatFailed(why), opened, beatFailed(why)),
      viewAfter(...up, beatFailed(server500)).kind,
    ]).toEqual([reopen, { kind: 'stopped', why }, 'degraded']);
  });

  it('is no login where its provider could not be reached: that is tried again as everything is', () => {
    const away = error('auth.oidcFailed', true);
    const inputs = [1, 2, 3].flatMap(() => [openFailed(away), retryDue]);
    expect(viewAfter(connect, ...inputs, openFailed(away)).kind).toBe('backingOff');
  });

  it.each(['auth.execConsent', 'auth.execNotFound', 'auth.execNeedsTerminal', 'address.secretMissing'] as const)(
    'for want of something that only the user can give stops at once: %s',
    (code) => {
      const why = error(code, false);
      expect(viewAfter(connect, openFailed(why))).toEqual({ kind: 'stopped', why });
    },
  );

  it('counts anew when the user connects', () => {
    const stopped = machineAfter(connect, openFailed(refused), retryDue, openFailed(refused));
    expect(reduce(stopped, connect, around).machine).toEqual(machineAfter(connect));
  });
});

describe('a server that wants to be left alone for a while', () => {
  it('is not asked before, and chance comes on top', () => {
    const wait = (random: number) => {
      const { machine, effects } = reduce(machineAfter(connect), openFailed(busy), { ...around, random });
      return [viewOf(machine), effects.at(-1)];
    };
    expect([wait(0), wait(1)]).toEqual([
      [backingOff(busy, 20_000), { kind: 'retryIn', ms: 20_000 }],
      [backingOff(busy, 25_000), { kind: 'retryIn', ms: 25_000 }],
    ]);
  });

  it('is asked later still where it has failed often', () => {
    const inputs = [1, 2, 3, 4, 5, 6].flatMap(() => [openFailed(busy), retryDue]);
    expect(viewAfter(connect, ...inputs, openFailed(busy))).toEqual(backingOff(busy, 60_000));
  });

  it('may not ask for more than an hour, or for nonsense', () => {
    const wait = (retryAfterSeconds: number | string) =>
      effectsOf(machineAfter(connect), openFailed({ ...busy, details: { retryAfterSeconds } })).at(-1);
    expect([wait(86_400), wait(-5), wait(Number.NaN), wait('soon')]).toEqual(
      [3_600_000, 1000, 1000, 1000].map((ms) => ({ kind: 'retryIn', ms })),
    );
  });

  it('is not bothered by the next heartbeat either', () => {
    expect([viewAfter(...up, beatFailed(busy)).kind, effectsOf(machineAfter(...up), beatFailed(busy))]).toEqual([
      'degraded',
      [beat(20_000)],
    ]);
    expect(viewAfter(...up, beatFailed(busy), beatFailed(busy))).toEqual(backingOff(busy, 20_000));
  });

  it('is left alone though the network is another or the machine woke, until its time has come', () => {
    const waiting = machineAfter(connect, openFailed(busy));
    for (const input of [networkChanged, resumed]) {
      expect(reduce(waiting, input, around)).toEqual({ machine: waiting, effects: [] });
      expect(reduce(waiting, input, { ...around, nowMs: 1_020_000 }).effects).toEqual(reopen);
    }
  });
});

describe('waking up, and another network', () => {
  it.each([resumed, networkChanged])('ask for a heartbeat at once, with little patience: $kind', (input) => {
    expect(effectsOf(machineAfter(...up), input)).toEqual([beat(0, 4000)]);
    expect(viewAfter(...up, input)).toEqual(connected);
  });

  it.each([resumed, networkChanged])('make anew what does not answer then, at once: $kind', (input) => {
    expect(effectsOf(machineAfter(...up, input), beatFailed(lost))).toEqual(reopen);
    expect(viewAfter(...up, input, beatFailed(lost), openFailed(unreachable))).toEqual(backingOff(unreachable, 1000));
    expect(viewAfter(...up, input, answered, beatFailed(lost)).kind).toBe('degraded');
  });

  it('begin anew what was on its way before sleep; on another network it has its deadlines', () => {
    const opening = machineAfter(connect);
    expect([effectsOf(opening, resumed), effectsOf(opening, networkChanged)]).toEqual([reopen, []]);
  });

  it.each([resumed, networkChanged])('try at once what backs off, and count from one again: $kind', (input) => {
    const waiting = machineAfter(connect, ...[1, 2, 3].flatMap(() => [openFailed(unreachable), retryDue]));
    const failed = reduce(waiting, openFailed(unreachable), around).machine;
    expect(viewOf(failed)).toEqual(backingOff(unreachable, 8000));
    expect(reduce(failed, input, around)).toEqual({ machine: machineAfter(connect), effects: reopen });
  });

  it('spread what backs off where it is several, and show when', () => {
    const waiting = machineAfter(connect, ...[1, 2, 3].flatMap(() => [openFailed(unreachable), retryDue]));
    const failed = reduce(waiting, openFailed(unreachable), around).machine;
    const at = (random: number, nowMs = around.nowMs) => {
      const { machine, effects } = reduce(failed, { kind: 'resumed', spreadMs: 4000 }, { ...around, random, nowMs });
      return [viewOf(machine), effects];
    };
    expect([at(0.5), at(1, 1_007_000)]).toEqual([
      [backingOff(unreachable, 2000), [{ kind: 'retryIn', ms: 2000 }]],
      // It was due before that.
      [backingOff(unreachable, 8000), [{ kind: 'retryIn', ms: 1000 }]],
    ]);
  });

  it.each([resumed, networkChanged])('leave alone what is idle or stopped: $kind', (input) => {
    for (const machine of [machineAfter(), machineAfter(connect, openFailed(forbidden))]) {
      expect(reduce(machine, input, around)).toEqual({ machine, effects: [] });
    }
  });

  it('do not bring back a login that was given up', () => {
    const stopped = machineAfter(connect, openFailed(refused), retryDue, openFailed(refused));
    expect(effectsOf(stopped, networkChanged)).toEqual([]);
  });
});
