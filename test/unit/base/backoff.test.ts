import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backoffMs } from '../../../electron/backend/base/backoff.ts';

const options = { firstMs: 1000, mostMs: 60_000 };

it('the wait doubles with every failure, up to the most', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 1000].map((failures) => backoffMs(failures, 0, options))).toEqual([
    1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000,
  ]);
});

it('chance takes away up to half of the wait, never below the first', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const whole = backoffMs(failures, 0, options);
      const wait = backoffMs(failures, random, options);
      expect(wait).toBeGreaterThanOrEqual(Math.max(options.firstMs, whole / 2));
      expect(wait).toBeLessThanOrEqual(whole);
    }),
    { seed: 1 },
  );
});
