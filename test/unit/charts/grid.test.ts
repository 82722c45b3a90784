import { describe, expect, test } from 'vitest';
import { alignToGrid, gridIndex, gridOf, gridTimes, indexWithin, sampleAt } from '../../../renderer/charts/grid.ts';
import { columnsOf } from './columns-of.ts';

const grid = gridOf({ startMs: 1000, endMs: 5000, stepMs: 1000 });

describe('the grid of a range', () => {
  test('has a point at both ends', () => {
    expect([...gridTimes(grid)]).toEqual([1000, 2000, 3000, 4000, 5000]);
  });

  test('leaves out an end that lies between two steps', () => {
    expect(gridOf({ startMs: 0, endMs: 2500, stepMs: 1000 }).count).toBe(3);
  });

  test('survives steps that are no whole numbers', () => {
    expect(gridOf({ startMs: 0, endMs: 300, stepMs: 0.1 }).count).toBe(3001);
  });

  test('has one point where the range is shorter than a step', () => {
    expect(gridOf({ startMs: 1000, endMs: 1000, stepMs: 60_000 }).count).toBe(1);
  });

  test('has no index for a time that is more than half a step outside of it', () => {
    expect([400, 600, 5400, 5600].map((timeMs) => indexWithin(grid, timeMs))).toEqual([undefined, 0, 4, undefined]);
  });

  test('finds the nearest index, within its ends', () => {
    expect([0, 2400, 2600, 9999].map((timeMs) => gridIndex(grid, timeMs))).toEqual([0, 1, 2, 4]);
  });
});

describe('a series on the grid', () => {
  test('has its samples at their steps and nothing where there is none', () => {
    const columns = columnsOf([['a', [2000, 20], [5000, 50]]]);
    expect([...alignToGrid(columns, 0, grid)]).toEqual([Number.NaN, 20, Number.NaN, Number.NaN, 50]);
  });

  test('keeps to its own samples', () => {
    const columns = columnsOf([['a', [1000, 1]], ['b', [2000, 2]], ['c']]);
    expect([...alignToGrid(columns, 1, grid)]).toEqual([Number.NaN, 2, Number.NaN, Number.NaN, Number.NaN]);
    expect([...alignToGrid(columns, 2, grid)]).toEqual(Array(5).fill(Number.NaN));
  });

  test('is not copied where it has a number at every step, and has its gaps where one is none', () => {
    const samples = [1, 2, 3, 4, 5].map((value, i) => [1000 + 1000 * i, value] as const);
    const columns = columnsOf([
      ['z', [1000, 0]],
      ['a', ...samples],
    ]);
    expect(alignToGrid(columns, 1, grid, true)).toEqual(Float64Array.of(1, 2, 3, 4, 5));
    expect(alignToGrid(columns, 1, grid, true).buffer).toBe(columns.values.buffer);
    // With a gap it is no view, however finite its samples are.
    expect([...alignToGrid(columnsOf([['a', [1000, 1], [5000, 5]]]), 0, grid, true)]).toEqual([
      1,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      5,
    ]);
    columns.values[3] = Number.POSITIVE_INFINITY;
    expect([...alignToGrid(columns, 1, grid, false)]).toEqual([1, 2, Number.NaN, 4, 5]);
  });

  test('draws neither infinities nor NaN, and no sample outside of the range', () => {
    const columns = columnsOf([
      [
        'a',
        [0, 9],
        [1000, Number.POSITIVE_INFINITY],
        [2000, Number.NaN],
        [3000, 3],
        [4000, Number.NEGATIVE_INFINITY],
        [6000, 9],
      ],
    ]);
    expect([...alignToGrid(columns, 0, grid)]).toEqual([Number.NaN, Number.NaN, 3, Number.NaN, Number.NaN]);
  });
});

describe('the value at the crosshair', () => {
  const columns = columnsOf([
    ['a', [1000, 1], [3000, Number.POSITIVE_INFINITY]],
    ['b', [2000, 2]],
  ]);

  test('is the sample of the series there, infinities included', () => {
    expect(sampleAt(columns, 0, 1000, 1000)).toBe(1);
    expect(sampleAt(columns, 0, 3000, 1000)).toBe(Number.POSITIVE_INFINITY);
    expect(sampleAt(columns, 1, 2000, 1000)).toBe(2);
  });

  test('is nothing where the series has a gap', () => {
    expect(sampleAt(columns, 0, 2000, 1000)).toBeUndefined();
    expect(sampleAt(columns, 0, 4000, 1000)).toBeUndefined();
    expect(sampleAt(columns, 1, 1000, 1000)).toBeUndefined();
  });
});
