import { expect, it } from 'vitest';
import { createBoundedCache } from '../../../electron/backend/history/index/bounded-cache.ts';

it('a bounded cache keeps what is asked for, and never more than its bound', () => {
  const cache = createBoundedCache<number, string>(10);
  for (let key = 0; key < 1000; key += 1) {
    cache.set(key, `value ${key}`);
    expect(cache.get(3)).toBe(key < 3 ? undefined : 'value 3');
    const kept = Array.from({ length: key + 1 }, (_, i) => i).filter((i) => i >= key - 3 && cache.get(i) !== undefined);
    expect(kept.at(-1)).toBe(key);
  }
  const held = Array.from({ length: 1000 }, (_, key) => key).filter((key) => cache.get(key) !== undefined);
  expect(held.length).toBeLessThanOrEqual(10);
  cache.delete(3);
  expect(cache.get(3)).toBeUndefined();
  cache.set(4, 'again');
  cache.clear();
  expect(cache.get(4)).toBeUndefined();
});
