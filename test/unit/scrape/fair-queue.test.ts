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

  it('gives what was slow a quarter of the places, so that it keeps out only its like', async () => {
    const begun: string[] = [];
    const ends = new Map<string, () => void>();
    const queue = new FairQueue<string>(8, {
      ownerOf: (item) => item.slice(0, 1),
      paceOf: (item) => (item.startsWith('s') ? 'slow' : 'quick'),
      work: (item) =>
        new Promise((resolve) => {
          begun.push(item);
          ends.set(item, resolve);
        }),
    });
    for (let i = 0; i < 20; i += 1) queue.push(`s${i}`);
    expect(begun).toEqual(['s0', 's1']);
    for (let i = 0; i < 7; i += 1) queue.push(`q${i}`);
    expect(begun.slice(2)).toEqual(['q0', 'q1', 'q2', 'q3', 'q4', 'q5']);
    expect([queue.underWay, queue.waiting]).toEqual([8, 19]);
    ends.get('q0')?.();
    ends.get('s0')?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun.slice(8).toSorted()).toEqual(['q6', 's2']);
    queue.delete('s3');
    queue.push('s9', true);
    expect(queue.waiting).toBe(16);
    ends.get('s1')?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun.slice(10)).toEqual(['s9']);
  });

  it('leaves a quarter of the places to what is known to be quick while others are begun for the first time', async () => {
    const begun: string[] = [];
    const ends = new Map<string, () => void>();
    const paces = { n: 'new', s: 'slow', q: 'quick' } as const;
    const queue = new FairQueue<string>(8, {
      ownerOf: (item) => item.slice(0, 1),
      paceOf: (item) => paces[item.slice(0, 1) as keyof typeof paces],
      work: (item) =>
        new Promise((resolve) => {
          begun.push(item);
          ends.set(item, resolve);
        }),
    });
    for (let i = 0; i < 20; i += 1) queue.push(`n${i}`);
    for (let i = 0; i < 4; i += 1) queue.push(`s${i}`);
    for (let i = 0; i < 3; i += 1) queue.push(`q${i}`);
    expect(begun).toEqual(['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 's0', 's1']);
    for (const item of ['n0', 's0', 's1']) ends.get(item)?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun.slice(8)).toEqual(['q0', 's2', 's3']);
  });
});
