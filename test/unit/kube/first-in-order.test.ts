import { describe, expect, it } from 'vitest';
import { firstInOrder } from '../../../electron/backend/kube/discovery/first-in-order.ts';
import { CancelledError } from '../../../shared/base/errors.ts';

const never = new AbortController().signal;

/** An attempt whose end the test decides, and the signal that it was given. */
function attempt(value?: string) {
  const done = Promise.withResolvers<string | undefined>();
  const seen: { signal?: AbortSignal } = {};
  const run = (signal: AbortSignal) => {
    seen.signal = signal;
    return done.promise;
  };
  return { run, seen, succeed: () => done.resolve(value), fail: () => done.resolve(undefined), throwIt: done.reject };
}

describe('the first in order', () => {
  it('waits for the likelier one, and closes what came of the others', async () => {
    const [a, b, c] = [attempt('a'), attempt('b'), attempt('c')];
    const closed: string[] = [];
    const first = firstInOrder([a.run, b.run, c.run], never, async (value) => void closed.push(value));
    c.succeed();
    b.succeed();
    a.fail();
    expect([await first, closed, b.seen.signal?.aborted]).toEqual(['b', ['c'], true]);
  });

  it('is nothing where none succeeds', async () => {
    const one = attempt();
    one.fail();
    expect(await firstInOrder([one.run], never, async () => undefined)).toBeUndefined();
  });

  it('ends with what an attempt throws, and closes the others', async () => {
    const [a, b] = [attempt('a'), attempt('b')];
    const closed: string[] = [];
    const first = firstInOrder([a.run, b.run], never, async (value) => void closed.push(value));
    b.succeed();
    a.throwIt(new TypeError('bug'));
    await expect(first).rejects.toBeInstanceOf(TypeError);
    expect(closed).toEqual(['b']);
  });

  it('closes everything when it is cancelled', async () => {
    const [a, b] = [attempt('a'), attempt('b')];
    const controller = new AbortController();
    const closed: string[] = [];
    const first = firstInOrder([a.run, b.run], controller.signal, async (value) => void closed.push(value));
    controller.abort();
    a.succeed();
    b.succeed();
    await expect(first).rejects.toBeInstanceOf(CancelledError);
    expect(closed).toEqual(['a', 'b']);
  });
});
