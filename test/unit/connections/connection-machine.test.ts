import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Input,
  initialMachine,
  reduce,
  viewOf,
} from '../../../electron/backend/connections/connection-machine.ts';
import {
  answered,
  around,
  beat,
  beatFailed,
  connect,
  connected,
  effectsOf,
  failures,
  machineAfter,
  networkChanged,
  opened,
  openFailed,
  reopen,
  resumed,
  server,
  step,
  up,
  viewAfter,
} from './machine-inputs.ts';

const { forbidden, lost, refused, starting, unreachable } = failures;

describe('a connection', () => {
  it('goes from idle over authenticating and discovering to connected', () => {
    expect([
      viewOf(initialMachine),
      viewAfter(connect),
      viewAfter(connect, step),
      viewAfter(connect, step, opened),
      viewAfter(connect, step, opened, answered),
    ]).toEqual([
      { kind: 'idle' },
      { kind: 'authenticating' },
      { kind: 'discovering', step: 'probing' },
      { kind: 'discovering', step: 'firstAnswer' },
      connected,
    ]);
  });

  it('asks for a heartbeat at once when it is open, and every 15 s after an answer', () => {
    expect([effectsOf(machineAfter(connect), opened), effectsOf(machineAfter(connect, opened), answered)]).toEqual([
      [beat(0)],
      [beat(15_000)],
    ]);
  });

  it('does not begin anew when it is on its way or connected', () => {
    for (const machine of [
      machineAfter(connect),
      machineAfter(connect, step),
      machineAfter(connect, opened),
      machineAfter(connect, opened, answered),
    ]) {
      expect(reduce(machine, connect, around)).toEqual({ machine, effects: [] });
    }
  });

  it('is idle after a disconnect, whatever it was, and hears nothing more', () => {
    for (const before of [[], [connect], [connect, opened, answered], [connect, openFailed(unreachable)]]) {
      expect(reduce(machineAfter(...before), { kind: 'disconnect' }, around)).toEqual({
        machine: initialMachine,
        effects: [{ kind: 'close' }],
      });
    }
    for (const late of [
      step,
      opened,
      answered,
      openFailed(unreachable),
      beatFailed(lost),
      { kind: 'retryDue' } as const,
    ]) {
      expect(reduce(initialMachine, late, around)).toEqual({ machine: initialMachine, effects: [] });
    }
  });
});

describe('a failed attempt', () => {
  it('that may mend itself is tried again, later and later, a minute at most', () => {
    const waits: number[] = [];
    let machine = machineAfter(connect);
    for (let n = 0; n < 9; n++) {
      const failed = reduce(machine, openFailed(unreachable), around);
      const wait = failed.effects.find((effect) => effect.kind === 'retryIn')?.ms ?? 0;
      expect(viewOf(failed.machine)).toEqual({ kind: 'backingOff', untilMs: 1_000_000 + wait, why: unreachable });
      expect(effectsOf(failed.machine, { kind: 'retryDue' })).toEqual(reopen);
      waits.push(wait);
      machine = reduce(failed.machine, { kind: 'retryDue' }, around).machine;
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('waits up to half as long by chance, and a second at least', () => {
    const wait = (random: number) =>
      reduce(machineAfter(connect, openFailed(unreachable), { kind: 'retryDue' }), openFailed(unreachable), {
        ...around,
        random,
      }).effects;
    expect([wait(0.5), wait(1)]).toEqual([
      [{ kind: 'close' }, { kind: 'retryIn', ms: 1500 }],
      [{ kind: 'close' }, { kind: 'retryIn', ms: 1000 }],
    ]);
  });

  it('that cannot mend itself stops and waits for the user', () => {
    expect(reduce(machineAfter(connect, step), openFailed(forbidden), around)).toEqual({
      machine: { phase: 'stopped', why: forbidden },
      effects: [{ kind: 'close' }],
    });
    expect(viewAfter(connect, openFailed(forbidden))).toEqual({ kind: 'stopped', why: forbidden });
  });

  it('is tried again at once when the user connects, and counts from one again', () => {
    for (const failed of [
      machineAfter(connect, openFailed(forbidden)),
      machineAfter(connect, openFailed(unreachable)),
    ]) {
      const again = reduce(failed, connect, around);
      expect(again).toEqual({ machine: machineAfter(connect), effects: reopen });
    }
  });
});

describe('a heartbeat', () => {
  it('that fails once makes the connection degraded and is repeated soon', () => {
    expect([viewAfter(...up, beatFailed(lost)), effectsOf(machineAfter(...up), beatFailed(lost))]).toEqual([
      { kind: 'degraded', server, missing: lost },
      [beat(1000)],
    ]);
    expect(viewAfter(...up, beatFailed(lost), answered)).toEqual(connected);
  });

  it('that fails twice gives the connection up, to be made anew', () => {
    const given = reduce(machineAfter(...up, beatFailed(lost)), beatFailed(lost), around);
    expect([viewOf(given.machine), given.effects]).toEqual([
      { kind: 'backingOff', untilMs: 1_001_000, why: lost },
      [{ kind: 'close' }, { kind: 'retryIn', ms: 1000 }],
    ]);
  });

  it('that Prometheus answers badly leaves the connection degraded for as long', () => {
    let machine = machineAfter(...up);
    for (let n = 0; n < 5; n++) {
      expect(effectsOf(machine, beatFailed(starting))).toEqual([beat(15_000)]);
      machine = reduce(machine, beatFailed(starting), around).machine;
    }
    expect(viewOf(machine)).toEqual({ kind: 'degraded', server, missing: starting });
  });

  it('that is the first of all and fails is a failed attempt, or degraded where Prometheus answered', () => {
    expect([viewAfter(connect, opened, beatFailed(lost)), viewAfter(connect, opened, beatFailed(starting))]).toEqual([
      { kind: 'backingOff', untilMs: 1_001_000, why: lost },
      { kind: 'degraded', server, missing: starting },
    ]);
  });

  it('that is refused for want of a right reads the kubeconfig again, once, and stops where that does not help', () => {
    expect(effectsOf(machineAfter(...up), beatFailed(forbidden))).toEqual(reopen);
    const stopped = { kind: 'stopped', why: forbidden };
    expect([
      viewAfter(...up, beatFailed(forbidden)),
      viewAfter(...up, beatFailed(forbidden), openFailed(forbidden)),
      viewAfter(...up, beatFailed(forbidden), opened, beatFailed(forbidden)),
    ]).toEqual([{ kind: 'authenticating' }, stopped, stopped]);
  });

  it('that was answered forgets the failures before', () => {
    const again = machineAfter(
      connect,
      openFailed(unreachable),
      connect,
      opened,
      answered,
      beatFailed(lost),
      beatFailed(lost),
    );
    expect(again).toMatchObject({ tries: { failures: 1 } });
  });

  it('shows the pod that answered', () => {
    const moved = { ...server, pod: 'prometheus-1' };
    const again = { ...answered, kind: 'answered', server: moved } as Input;
    expect(viewAfter(...up, again)).toMatchObject({ server: moved });
  });
});

describe('a context that means something else now', () => {
  const changed: Input = { kind: 'changed' };

  it('is connected anew at once, whatever failed before', () => {
    for (const machine of [
      machineAfter(connect),
      machineAfter(connect, opened, answered),
      machineAfter(connect, openFailed(unreachable)),
    ]) {
      expect(reduce(machine, changed, around)).toEqual({ machine: machineAfter(connect), effects: reopen });
    }
  });

  it('is left alone where nobody wants it', () => {
    expect(reduce(initialMachine, changed, around)).toEqual({ machine: initialMachine, effects: [] });
  });

  it('no longer says why it stopped, and waits for the user all the same', () => {
    const stopped = machineAfter(connect, openFailed(forbidden));
    expect(reduce(stopped, changed, around)).toEqual({ machine: initialMachine, effects: [{ kind: 'close' }] });
  });
});

it('a user who asks again while it is degraded gets a heartbeat at once', () => {
  expect(effectsOf(machineAfter(...up, beatFailed(lost)), connect)).toEqual([beat(0)]);
});

describe('whatever happens', () => {
  const inputs = fc.array(
    fc.constantFrom<Input>(
      connect,
      { kind: 'disconnect' },
      step,
      opened,
      answered,
      openFailed(unreachable),
      openFailed(forbidden),
      beatFailed(lost),
      beatFailed(starting),
      beatFailed(forbidden),
      { kind: 'retryDue' },
      { kind: 'doubted' },
      { kind: 'changed' },
      openFailed(refused),
      beatFailed(refused),
      resumed,
      networkChanged,
      { kind: 'resumed', spreadMs: 1000 },
    ),
    { maxLength: 40 },
  );

  it('one attempt at most is open, a retry is planned exactly while backing off, and connected means answered', () => {
    fc.assert(
      fc.property(inputs, (sequence) => {
        let machine = initialMachine;
        let open = false;
        let retry = false;
        let last: Input | undefined;
        for (const input of sequence) {
          const next = reduce(machine, input, around);
          for (const effect of next.effects) {
            if (effect.kind === 'open') expect(open).toBe(false);
            if (effect.kind === 'beatIn') expect(open).toBe(true);
            if (effect.kind === 'close') retry = false;
            if (effect.kind === 'retryIn') retry = true;
            open = effect.kind === 'open' || (open && effect.kind !== 'close');
          }
          if (next.machine !== machine) last = input;
          machine = next.machine;
          expect(open).toBe(machine.phase === 'opening' || machine.phase === 'up');
          expect(retry).toBe(machine.phase === 'backingOff');
          if (viewOf(machine).kind === 'connected')
            expect(['answered', 'resumed', 'networkChanged']).toContain(last?.kind);
        }
      }),
      { seed: 42, numRuns: 1000 },
    );
  });
});
