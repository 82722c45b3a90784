import { expect, it } from 'vitest';
import { DueHeap } from '../../../electron/backend/scrape/loop/due-heap.ts';
import { seededRandom } from '../../fuzz/random.ts';

it('a heap of items gives them in the order of their times, whatever comes, goes and moves', () => {
  const random = seededRandom(11);
  const heap = new DueHeap<number>();
  const times = new Map<number, number>();
  for (let step = 0; step < 20_000; step += 1) {
    const item = random() % 200;
    const action = random() % 10;
    if (action < 5) {
      const dueMs = random() % 1000;
      heap.push(item, dueMs);
      times.set(item, dueMs);
    } else if (action < 7) {
      heap.delete(item);
      times.delete(item);
    } else if (action < 9) {
      const until = random() % 1000;
      const first = Math.min(...times.values());
      const popped = heap.popUntil(until);
      expect(popped?.dueMs).toBe(first <= until ? first : undefined);
      if (popped !== undefined) {
        expect(times.get(popped.item)).toBe(popped.dueMs);
        times.delete(popped.item);
      }
    } else if (step % 50 === 0) {
      heap.retime((one) => one * 3);
      for (const one of times.keys()) times.set(one, one * 3);
    }
    expect(heap.firstMs()).toBe(times.size === 0 ? undefined : Math.min(...times.values()));
  }
  heap.clear();
  expect(heap.firstMs()).toBeUndefined();
});
