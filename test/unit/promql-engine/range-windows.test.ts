/** Which samples are in which window. */
import { describe, expect, test } from 'vitest';
import { addTo } from '../../../shared/promql/engine/kahan.ts';
import { doubleSums, windowSum } from '../../../shared/promql/engine/range/double-sums.ts';
import { extendedFinder } from '../../../shared/promql/engine/range/extended-windows.ts';
import { sortedWindow } from '../../../shared/promql/engine/range/sorted-window.ts';
import { type TimeGrid, timeAt } from '../../../shared/promql/engine/time-grid.ts';
import { narrowFinder, type Windows, windowFinder } from '../../../shared/promql/engine/windows.ts';
import { randomGrid, randomSeries, seeded } from './range-fixture.ts';

const times = Float64Array.of(0, 10, 20, 30, 40, 50, 60);

/** Of each window: the times of its samples. */
function listed({ lo, hi }: Windows, timesMs: Float64Array): readonly (readonly number[])[] {
  return Array.from(lo, (from, i) => [...timesMs.subarray(from, hi[i])]);
}

describe('a window', () => {
  const grid: TimeGrid = { startMs: 20, stepMs: 15, count: 3 };

  test('is open at its begin', () => {
    expect(listed(windowFinder({ grid, lengthMs: 20, closed: false })(times), times)).toEqual([
      [10, 20],
      [20, 30],
      [40, 50],
    ]);
  });

  test('is closed there for Prometheus 2', () => {
    expect(listed(windowFinder({ grid, lengthMs: 20, closed: true })(times), times)).toEqual([
      [0, 10, 20],
      [20, 30],
      [30, 40, 50],
    ]);
  });

  test('is empty before the first sample, after the last one, and in between', () => {
    const far: TimeGrid = { startMs: -20, stepMs: 35, count: 4 };
    expect(listed(windowFinder({ grid: far, lengthMs: 5, closed: false })(times), times)).toEqual([[], [], [50], []]);
  });

  test('stands still where its time is fixed', () => {
    const fixed: TimeGrid = { startMs: 25, stepMs: 0, count: 3 };
    expect(listed(windowFinder({ grid: fixed, lengthMs: 10, closed: false })(times), times)).toEqual([
      [20],
      [20],
      [20],
    ]);
  });

  test('over what is in any of them is the same, and counted', () => {
    const random = seeded(17);
    for (let round = 0; round < 200; round += 1) {
      const series = randomSeries('whole', random);
      const shape = { grid: randomGrid(series, random), lengthMs: 1 + random() * 200_000, closed: round % 2 === 0 };
      const whole = listed(windowFinder(shape)(series.timesMs), series.timesMs);
      const { windows, timesMs, from, to, total, longest } = narrowFinder(shape)(series.timesMs, false);
      const lengths = whole.map(({ length }) => length);
      expect(listed(windows, timesMs)).toEqual(whole);
      expect([...timesMs]).toEqual([...series.timesMs.subarray(from, to)]);
      expect([total, longest]).toEqual([lengths.reduce((sum, length) => sum + length, 0), Math.max(...lengths)]);
      expect(windows.lo[0]).toBe(0);
    }
  });

  test('that is kept is not written anew for series with times of their own', () => {
    const find = narrowFinder({ grid, lengthMs: 20, closed: false });
    const listOf = (timesMs: Float64Array, isOwn: boolean) => {
      const found = find(timesMs, isOwn);
      return listed(found.windows, found.timesMs);
    };
    const own = Float64Array.of(25, 45);
    const shared = [listOf(own, true), listOf(times, false), listOf(Float64Array.of(15), true), listOf(times, false)];
    expect(shared).toEqual([[[], [25], [45]], shared[3], [[15], [], []], shared[1]]);
    expect(shared[1]).toEqual([
      [10, 20],
      [20, 30],
      [40, 50],
    ]);
  });

  test('is found once for the same times, however many series come in between', () => {
    const find = windowFinder({ grid, lengthMs: 20, closed: false });
    const first = find(times);
    for (let i = 0; i < 200; i += 1) find(Float64Array.of(i, 25, 45));
    expect(find(times)).toBe(first);
    const late = Float64Array.of(25, 45);
    expect(listed(find(late), late)).toEqual([[], [25], [45]]);
    const early = Float64Array.of(15);
    expect(listed(find(early), early)).toEqual([[15], [], []]);
    expect(listed(find(late), late)).toEqual([[], [25], [45]]);
  });
});

describe('the window of an extended selector', () => {
  const shape = { ends: { startMs: 25, stepMs: 20, count: 3 }, rangeMs: 20, lookbackMs: 15 } as const;

  test('anchored, begins with the last sample at or before the range', () => {
    const { windows } = extendedFinder({ ...shape, extension: 'anchored' })(times);
    expect(listed(windows, times)).toEqual([
      [0, 10, 20],
      [20, 30, 40],
      [40, 50, 60],
    ]);
  });

  test('smoothed, ends with the first sample at or behind the range', () => {
    const { windows, reach } = extendedFinder({ ...shape, extension: 'smoothed' })(times);
    expect(listed(windows, times)).toEqual([
      [0, 10, 20, 30],
      [20, 30, 40, 50],
      [40, 50, 60],
    ]);
    expect(listed(reach, times)).toEqual([
      [0, 10, 20, 30, 40],
      [20, 30, 40, 50, 60],
      [40, 50, 60],
    ]);
  });

  test('looks no further than the lookback, and is empty where nothing lies in the range', () => {
    const sparse = Float64Array.of(0, 200);
    const ends = { startMs: 20, stepMs: 50, count: 6 };
    const at = (extension: 'anchored' | 'smoothed') =>
      listed(extendedFinder({ ends, rangeMs: 30, lookbackMs: 60, extension })(sparse).windows, sparse);
    expect(at('anchored')).toEqual([[0], [], [], [], [200], []]);
    expect(at('smoothed')).toEqual([[0], [], [], [], [200], []]);
  });
});

test('the numbers of a window are in order wherever it goes', () => {
  const random = seeded(3);
  for (let round = 0; round < 40; round += 1) {
    const series = randomSeries(round % 2 === 0 ? 'special' : 'fraction', random);
    const { timesMs, values } = series;
    const grid = randomGrid(series, random);
    const windows = windowFinder({ grid, lengthMs: 1 + random() * 400_000, closed: false })(timesMs);
    const moveTo = sortedWindow(values, values.length);
    for (let i = 0; i < grid.count; i += 1) {
      const [from, to] = [windows.lo[i] ?? 0, windows.hi[i] ?? 0];
      const inWindow = [...values.subarray(from, to)];
      const numbers = inWindow.filter((value) => !Number.isNaN(value));
      const window = moveTo(from, to);
      const plain = (value: number) => (value === 0 ? 0 : value);
      expect([timeAt(grid, i), [...window.numbers].map(plain), window.nans]).toEqual([
        timeAt(grid, i),
        [...Float64Array.from(numbers).sort()].map(plain),
        inWindow.length - numbers.length,
      ]);
    }
  }
});

test('the sum of a long window is that of its samples one after the other, to the last bit, or none', () => {
  const random = seeded(5);
  const kinds = ['fraction', 'counter', 'huge', 'level'] as const;
  let [sure, all] = [0, 0];
  for (let round = 0; round < 200; round += 1) {
    const kind = kinds[round % kinds.length] ?? 'fraction';
    const scale = round % 3 === 0 ? 1 : 2 ** Math.floor(random() * 80 - 60);
    const values = randomSeries(kind, random).values.map((value) =>
      random() < 0.01 ? -1e25 * random() : value * scale,
    );
    const sums = doubleSums(values);
    if (sums === undefined) continue;
    for (let i = 0; i < 200; i += 1) {
      const from = Math.floor(random() * values.length);
      const to = from + 1 + Math.floor(random() * (values.length - from));
      const total = { sum: 0, rest: 0 };
      for (const value of values.subarray(from, to)) addTo(total, value);
      const sum = windowSum(sums, from, to);
      all += 1;
      if (Number.isNaN(sum)) continue;
      sure += 1;
      expect(sum).toBe(total.sum + total.rest);
    }
  }
  // Where something very large is taken away again, nothing is sure of what is small; else nearly everything.
  expect(sure / all).toBeGreaterThan(0.5);
});
