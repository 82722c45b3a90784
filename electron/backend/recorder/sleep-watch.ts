/** When this computer slept: from what the system says, and from looks at the clocks that came too late. */
import { type Disposable, toDisposable } from '../../../shared/base/disposable.ts';
import type { Event } from '../../../shared/base/event.ts';
import type { Clock, PowerEvent } from '../ports.ts';

const lookEveryMs = 1000;
/** Later than that, and it was no busy moment. */
const leastMs = 10_000;

/**
 * @param onSlept by the wall's clock. A clock that is set tells of a sleep, too: where that left no gap in what is recorded, nothing comes of it.
 */
export function watchSleep(
  { clock, onPower }: { readonly clock: Clock; readonly onPower: Event<PowerEvent> },
  onSlept: (fromMs: number, toMs: number) => void,
): Disposable {
  let seen = { wallMs: clock.now(), steadyMs: clock.monotonic() };
  let suspendedMs: number | undefined;
  const look = () => {
    const before = seen;
    seen = { wallMs: clock.now(), steadyMs: clock.monotonic() };
    // Which of the two stands still while the machine sleeps depends on the system.
    const passedMs = Math.max(seen.wallMs - before.wallMs, seen.steadyMs - before.steadyMs);
    if (passedMs >= leastMs) onSlept(before.wallMs, Math.max(before.wallMs, seen.wallMs));
  };
  const timer = setInterval(look, lookEveryMs).unref();
  const listening = onPower((event) => {
    if (event === 'suspend') suspendedMs = clock.now();
    if (event !== 'resume') return;
    if (suspendedMs === undefined) return look();
    onSlept(suspendedMs, Math.max(suspendedMs, clock.now()));
    suspendedMs = undefined;
    seen = { wallMs: clock.now(), steadyMs: clock.monotonic() };
  });
  return toDisposable(() => {
    clearInterval(timer);
    listening.dispose();
  });
}
