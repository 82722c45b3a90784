import { expect, it } from 'vitest';
import { eachOf } from '../../../electron/backend/base/each-of.ts';

it('the results come in order, with three under way at most', async () => {
  let running = 0;
  let most = 0;
  const results = await eachOf([...Array(20).keys()], async (n) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, n % 3));
    running -= 1;
    return n * 2;
  });
  expect([results, most]).toEqual([[...Array(20).keys()].map((n) => n * 2), 3]);
  expect(await eachOf([], async () => 1)).toEqual([]);
});

it('the first failure is thrown', async () => {
  const work = async (n: number) => {
    if (n === 2) throw new Error('two');
    return n;
  };
  await expect(eachOf([1, 2, 3], work)).rejects.toThrow('two');
});
