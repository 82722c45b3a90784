/**
 * Hears that the machine slept, or the process was stopped, from a gap between two looks at the clock; and that the network changed from
 * the machine's addresses. Where the system tells by itself (Electron does), that is passed on, and nothing is told twice.
 */
import { networkInterfaces } from 'node:os';
import { type Disposable, toDisposable } from '../../../shared/base/disposable.ts';
import { Emitter, type Event } from '../../../shared/base/event.ts';
import type { Clock, PowerEvent } from '../ports.ts';

export interface PowerWatch extends Disposable {
  readonly onPower: Event<PowerEvent>;
}

export interface PowerWatchOptions {
  readonly clock: Clock;
  /** What the system tells. */
  readonly system?: Event<PowerEvent> | undefined;
  readonly interfaces?: typeof networkInterfaces;
  /** The processor's time that this process has used. */
  readonly processorMs?: () => number;
  readonly lookEveryMs?: number;
}

/** So much later than planned, and it was no busy moment, unless the process was at work all the while: a huge file takes longer. */
const gapMs = 3000;

/** The system and the clock tell of the same sleep within this time. */
const sameSleepMs = 10_000;

/** Looks as long as it is not disposed; keeps no process alive. */
export function watchPower({
  clock,
  system,
  interfaces = networkInterfaces,
  processorMs = usedByProcess,
  lookEveryMs = 1000,
}: PowerWatchOptions): PowerWatch {
  const power = new Emitter<PowerEvent>();
  let lookedMs = clock.now();
  let lookedMonotonicMs = clock.monotonic();
  let workedMs = processorMs();
  let told: { readonly by: 'clock' | 'system'; readonly atMs: number } | undefined;
  let addresses = addressesOf(interfaces());

  /** What one has told the other need not; what the same one tells is another sleep. */
  function resume(by: 'clock' | 'system'): void {
    const atMs = clock.monotonic();
    const isKnown = told !== undefined && told.by !== by && atMs - told.atMs < sameSleepMs;
    told = isKnown ? undefined : { by, atMs };
    if (!isKnown) power.fire('resume');
  }

  function look(): void {
    // Which of the clocks stands still while the machine sleeps depends on the system; the wall's may also be set, which costs a heartbeat.
    const passedMs = Math.max(clock.now() - lookedMs, clock.monotonic() - lookedMonotonicMs);
    lookedMs = clock.now();
    lookedMonotonicMs = clock.monotonic();
    const wasBusy = processorMs() - workedMs > passedMs / 2;
    workedMs = processorMs();
    const before = addresses;
    addresses = addressesOf(interfaces());
    if (passedMs > lookEveryMs + gapMs && !wasBusy) resume('clock');
    else if (addresses !== before) power.fire('networkChanged');
  }

  const timer = setInterval(look, lookEveryMs).unref();
  const listening = system?.((event) => (event === 'resume' ? resume('system') : power.fire(event)));
  const ending = toDisposable(() => {
    clearInterval(timer);
    listening?.dispose();
    power.dispose();
  });
  return { onPower: power.event, dispose: () => ending.dispose() };
}

function usedByProcess(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Of containers and virtual machines on this machine: they come and go with them, and lead to nothing that others do not lead to. */
const bridges = /^(docker\d|br-[0-9a-f]{12}$|veth|virbr|cni|podman)/;

/** Not those that lead nowhere: this machine's own, and link-local ones. */
function addressesOf(interfaces: ReturnType<typeof networkInterfaces>): string {
  const outside = Object.entries(interfaces).filter(([name]) => !bridges.test(name));
  const all = outside.flatMap(([name, entries]) =>
    (entries ?? [])
      .filter(({ internal, address }) => !internal && !/^(fe[89ab][0-9a-f]:|169\.254\.)/i.test(address))
      .map(({ address }) => `${name} ${address}`),
  );
  return all.sort().join('\n');
}
