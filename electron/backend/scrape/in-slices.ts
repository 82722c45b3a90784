/** Long work on the main thread, cut so that a window never waits for it. */
import { setImmediate as turn } from 'node:timers/promises';

const sliceMs = 8;
/** A look at the clock costs as much as a short step. */
const stepsALook = 16;

/** Whoever waits for a turn of its own: of many works that are under way, one has a slice in each turn of the loop. */
let lastTurn: Promise<void> = Promise.resolve();

/** Runs a generator to its end, from the next turn on that is free, with pauses for others. @throws what `check` throws, which is called after each pause */
export async function inSlices<T>(work: Generator<void, T>, check: () => void = () => undefined): Promise<T> {
  await nextTurn();
  check();
  let sliceEndMs = performance.now() + sliceMs;
  for (let steps = 1; ; steps += 1) {
    const next = work.next();
    if (next.done === true) return next.value;
    if (steps % stepsALook !== 0 || performance.now() < sliceEndMs) continue;
    await nextTurn();
    check();
    sliceEndMs = performance.now() + sliceMs;
  }
}

function nextTurn(): Promise<void> {
  lastTurn = lastTurn.then(() => turn());
  return lastTurn;
}
