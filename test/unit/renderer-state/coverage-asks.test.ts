import { describe, expect, it } from 'vitest';
import { createCoverageAsks } from '../../../renderer/state/coverage-asks.ts';
import type { CoverageSpan } from '../../../shared/model/recording.ts';

/** A backend that answers when it is told to. */
function createBackend() {
  const asked: { readonly signal: AbortSignal; readonly answer: () => void; readonly fail: (why: Error) => void }[] =
    [];
  const ask = (signal: AbortSignal) =>
    new Promise<readonly CoverageSpan[]>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      asked.push({ signal, answer: () => resolve([]), fail: reject });
    });
  return { asked, ask };
}

const never = new AbortController().signal;

describe('what was recorded', () => {
  it('is asked once for all who want it while it is under way, and anew then', async () => {
    const { read } = createCoverageAsks();
    const { asked, ask } = createBackend();
    const both = [read('a', ask, never), read('a', ask, never)];
    const other = read('b', ask, never);
    expect(asked.length).toBe(2);
    for (const one of asked) one.answer();
    expect(await Promise.all([...both, other])).toEqual([[], [], []]);
    const failing = [read('a', ask, never), read('a', ask, never)];
    expect(asked.length).toBe(3);
    const why = new Error('gone');
    asked[2]?.fail(why);
    expect(await Promise.allSettled(failing)).toEqual(failing.map(() => ({ status: 'rejected', reason: why })));
  });

  it('is asked for hundreds of expressions a few at a time, until all are answered', async () => {
    const { read } = createCoverageAsks();
    const { asked, ask } = createBackend();
    const all = Array.from({ length: 312 }, (_, at) => read(`${at}`, ask, never));
    let answered = 0;
    let most = 0;
    while (answered < all.length) {
      await expect.poll(() => asked.length, { interval: 1 }).toBeGreaterThan(answered);
      most = Math.max(most, asked.length - answered);
      asked[answered]?.answer();
      answered += 1;
    }
    expect((await Promise.all(all)).length).toBe(312);
    expect(most).toBe(8);
  });

  it('is given up when nobody wants it any more, also before its turn, and asked for again then', async () => {
    const { read } = createCoverageAsks();
    const { asked, ask } = createBackend();
    const [one, other, ninth] = [new AbortController(), new AbortController(), new AbortController()];
    const shared = [read('0', ask, one.signal), read('0', ask, other.signal)];
    const rest = Array.from({ length: 7 }, (_, at) => read(`${at + 1}`, ask, never));
    const waiting = read('waits', ask, ninth.signal);
    const last = read('last', ask, never);
    one.abort();
    expect(asked[0]?.signal.aborted).toBe(false);
    ninth.abort();
    other.abort();
    expect(asked[0]?.signal.aborted).toBe(true);
    const again = read('0', ask, never);
    const reasons = (await Promise.allSettled([...shared, waiting])).map((all) => 'reason' in all && all.reason.name);
    expect(reasons).toEqual(['AbortError', 'AbortError', 'AbortError']);
    // The turn of what was given up is the next one's.
    expect(asked.length).toBe(9);
    asked[1]?.answer();
    await expect.poll(() => asked.length).toBe(10);
    for (const { answer } of asked) answer();
    expect((await Promise.all([...rest, last, again])).length).toBe(9);
  });
});
