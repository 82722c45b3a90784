import { describe, expect, it } from 'vitest';
import { FairQueue } from '../../../electron/backend/scrape/loop/fair-queue.ts';

/** What is begun, and what ends it. */
function queueOf(most: number) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const queue = new FairQueue<string>(most, {
    ownerOf: (item) => item.slice(0, 1),
    work: (item) =>
      new Promise((resolve) => {
        begun.push(item);
        ends.set(item, resolve);
      }),
  });
  const end = async (item: string) => {
    ends.get(item)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue, begun, end };
}

describe('a fair queue', () => {
  it('begins so many at once, and the owners in turn', async () => {
    const { queue, begun, end } = queueOf(2);
    for (const item of ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1']) queue.push(item);
    expect([queue.underWay, queue.waiting]).toEqual([2, 5]);
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'b2']) await end(item);
    expect(begun).toEqual(['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'b2']);
    expect([queue.underWay, queue.waiting]).toEqual([0, 0]);
  });

  it('begins first what is urgent, and each once', async () => {
    const { queue, begun, end } = queueOf(1);
    for (const item of ['a1', 'a2', 'a2', 'b1']) queue.push(item);
    queue.push('b1', true);
    queue.push('b1');
    expect(queue.waiting).toBe(2);
    await end('a1');
    await end('b1');
    await end('a2');
    expect(begun).toEqual(['a1', 'b1', 'a2']);
  });

  it('does not begin what was taken back, and more at once where more are allowed', async () => {
    const { queue, begun, end } = queueOf(1);
    for (const item of ['a1', 'a2', 'a3', 'b1', 'b2']) queue.push(item);
    queue.delete('a3');
    queue.most = 3;
    expect(begun).toEqual(['a1', 'a2', 'b1']);
    queue.clear();
    await end('a1');
    expect([begun.length, queue.waiting, queue.underWay]).toEqual([3, 0, 2]);
  });
});
