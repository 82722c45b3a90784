import { describe, expect, it } from 'vitest';
import { TimesPool } from '../../../electron/backend/history/read/times-pool.ts';
import { createTestRun } from './test-run.ts';

const timesOf = (...timesMs: number[]) => Float64Array.from(timesMs);

describe('the times of a query', () => {
  it('are one array for what comes from the same place, has the same content, or is joined of the same', () => {
    const pool = new TimesPool(createTestRun());
    const a = pool.keyed('1 0', () => timesOf(1, 2, 3));
    const b = pool.keyed('2 0', () => timesOf(4, 5));
    const rows = {};
    const c = pool.ofObject(rows, () => timesOf(6, 7));
    const again = pool.keyed('1 0', () => timesOf(9));
    const equal = pool.equal(timesOf(6, 7));
    const joined = pool.joined([a, b, c]);
    const joinedAgain = pool.joined([again, b, equal]);
    expect(again).toBe(a);
    expect(equal).toBe(c);
    expect(pool.ofObject(rows, () => timesOf(9))).toBe(c);
    expect(joinedAgain.timesMs).toBe(joined.timesMs);
    expect([...joined.timesMs]).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(pool.joined([b])).toBe(b);
    expect(pool.joined([a, b])).not.toBe(joined);
    expect(pool.picked(a, Int32Array.of(0, 2)).timesMs).toBe(pool.picked(a, Int32Array.of(0, 2)).timesMs);
    expect([...pool.picked(a, Int32Array.of(1)).timesMs]).toEqual([2]);
  });

  it('are not taken for others that begin, end and count the same', () => {
    const pool = new TimesPool(createTestRun());
    const all = [timesOf(1, 2, 9), timesOf(1, 3, 9), timesOf(1, 4, 9)].map((timesMs) => pool.equal(timesMs));
    expect(all.map(({ timesMs }) => timesMs[1])).toEqual([2, 3, 4]);
    expect(pool.joined([pool.keyed('x', () => timesOf(0)), all[1] ?? pool.equal(timesOf())]).timesMs[2]).toBe(3);
  });

  it('are charged, and bounded: what was given holds when the pool begins anew', () => {
    const run = createTestRun();
    const pool = new TimesPool(run);
    const first = pool.keyed('first', () => timesOf(1, 2));
    // 160 MB, where 128 are kept.
    for (let i = 0; i < 20; i += 1) pool.keyed(`${i}`, () => new Float64Array(2 ** 20));
    const more = pool.keyed('more', () => timesOf(3));
    expect(run.chargedBytes()).toBeLessThanOrEqual(128 * 2 ** 20);
    expect(run.chargedBytes()).toBeGreaterThan(100 * 2 ** 20);
    expect(pool.keyed('first', () => timesOf(1, 2))).not.toBe(first);
    expect([...pool.joined([first, more]).timesMs]).toEqual([1, 2, 3]);
  });
});
