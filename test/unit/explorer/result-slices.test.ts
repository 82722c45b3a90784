import { describe, expect, test } from 'vitest';
import { atOnce, firstSlice, inSlices, type Work } from '../../../renderer/components/slices.ts';

/** Each step takes as long as a slice. */
function* slow(steps: number, done: number[] = []): Work<string> {
  for (let step = 0; step < steps; step += 1) {
    const until = performance.now() + 10;
    while (performance.now() < until) done[step] = step;
    yield step / steps;
  }
  return 'done';
}

function* quick(): Work<string> {
  yield 0.5;
  return 'done';
}

describe('work in slices', () => {
  test('is done, and says between its slices how far it is', async () => {
    const shares: number[] = [];
    await expect(inSlices(slow(4), { onProgress: (share) => shares.push(share) })).resolves.toBe('done');
    expect(shares).toEqual([0, 0.25, 0.5, 0.75]);
  });

  test('lets others run between its slices', async () => {
    const order: string[] = [];
    const work = inSlices(slow(3), { onProgress: () => order.push('slice') });
    setImmediate(() => order.push('other'));
    await work;
    expect(order.indexOf('other')).toBeLessThan(order.length - 1);
  });

  test('ends between two slices once nobody wants it any more', async () => {
    const stop = new AbortController();
    const done: number[] = [];
    const work = inSlices(slow(100, done), { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(work).rejects.toThrow('aborted');
    expect(done.length).toBe(1);
  });

  test('that is quick is there at once, and what is not is begun', () => {
    expect([firstSlice(quick()), firstSlice(slow(3))]).toEqual([{ result: 'done' }, undefined]);
    expect(atOnce(quick())).toBe('done');
  });

  test('that fails says so', async () => {
    // biome-ignore lint/correctness/useYield: it fails before
    function* broken(): Work<string> {
      throw new RangeError('too much');
    }
    await expect(inSlices(broken())).rejects.toThrow('too much');
  });
});
