import { describe, expect, test } from 'vitest';
import { heatPicture } from '../../../renderer/charts/heat-picture.ts';
import {
  classicHeatmap,
  fullestCell,
  type Heatmap,
  heatmapCellAt,
  heatmapOf,
} from '../../../renderer/charts/heatmap.ts';
import type { ValueScale } from '../../../renderer/charts/value-scale.ts';
import type { Columns, HistogramSample } from '../../../shared/model/query.ts';
import { columnsOf } from './columns-of.ts';

const grid = { startMs: 1000, stepMs: 1000, count: 3 };

function cellsOf(heatmap: Heatmap | undefined): readonly (readonly number[])[] {
  if (heatmap === undefined) return [];
  const { begins, lower, upper, count } = heatmap;
  return Array.from(count, (observed, i) => {
    const index = begins.findLastIndex((begin) => begin <= i);
    return [index, lower[i] ?? Number.NaN, upper[i] ?? Number.NaN, observed];
  });
}

const sample = (series: number, timeMs: number, buckets: HistogramSample['buckets']): HistogramSample => ({
  ...{ series, timeMs, buckets },
  count: buckets.reduce((sum, [, , , count]) => sum + count, 0),
  sum: 0,
});

const natives = (...histograms: HistogramSample[]): Columns => ({ ...columnsOf([['a'], ['b']]), histograms });

describe('native histograms over time', () => {
  test('have a cell for each bucket with something in it, at its time', () => {
    const columns = natives(
      sample(0, 2000, [
        [0, 1, 2, 5],
        [0, 2, 4, 0],
      ]),
      sample(0, 1000, [[0, 0.5, 1, 3]]),
    );
    const heatmap = heatmapOf(columns, [0], grid);
    expect(cellsOf(heatmap)).toEqual([
      [0, 0.5, 1, 3],
      [1, 1, 2, 5],
    ]);
    expect([heatmap.extent, heatmap.smallestPositive]).toEqual([[0.5, 2], 0.5]);
  });

  test('are those of the visible series, within the window, and with bounds that have a place', () => {
    const columns = natives(
      sample(0, 1000, [[0, 1, Number.POSITIVE_INFINITY, 5]]),
      sample(0, 99_000, [[0, 1, 2, 5]]),
      sample(1, 1000, [[0, 1, 2, 5]]),
    );
    expect(cellsOf(heatmapOf(columns, [0], grid))).toEqual([]);
    expect(heatmapOf(columns, [0], grid).extent).toBeUndefined();
  });
});

describe('classic buckets', () => {
  const bucket = (le: string, ...values: number[]) =>
    [{ job: 'x', le }, ...values.map((value, i) => [1000 + 1000 * i, value] as const)] as const;

  test('have as many as the smaller ones have not', () => {
    const columns = columnsOf([bucket('+Inf', 10, 10), bucket('1', 4, 0), bucket('2', 9, 10)]);
    expect(cellsOf(classicHeatmap(columns, [0, 1, 2], grid))).toEqual([
      [0, 0, 1, 4],
      [0, 1, 2, 5],
      [0, 2, 4, 1],
      [1, 1, 2, 10],
    ]);
  });

  test('are not what differs in more than its bound, has no bound, or has one twice', () => {
    const other = columnsOf([bucket('1', 1), bucket('2', 1), [{ job: 'y', le: '4' }, [1000, 1]]]);
    const none = columnsOf([bucket('1', 1), bucket('2', 1), [{ job: 'x' }, [1000, 1]]]);
    const twice = columnsOf([bucket('1', 1), bucket('2', 1), bucket('2.0', 1)]);
    for (const columns of [other, none, twice]) expect(classicHeatmap(columns, [0, 1, 2], grid)).toBeUndefined();
    expect(classicHeatmap(other, [0, 1], grid)).toBeUndefined();
  });
});

describe('what is pointed at in a heatmap', () => {
  const heatmap = heatmapOf(
    natives(
      sample(0, 1000, [
        [0, 0, 1, 3],
        [0, 1, 4, 4],
      ]),
      sample(1, 1000, [[0, 0, 2, 6]]),
    ),
    [0, 1],
    grid,
  );

  test('is the narrowest cell, with what lies within it of all that are there', () => {
    expect(heatmapCellAt(heatmap, 0, 0.5)).toEqual({ lower: 0, upper: 1, count: 3 + 3 });
    expect(heatmapCellAt(heatmap, 0, 9)).toBeUndefined();
    expect(heatmapCellAt(heatmap, 2, 0.5)).toBeUndefined();
  });

  test('is read aloud as the fullest cell for its height', () => {
    expect([fullestCell(heatmap, 0), fullestCell(heatmap, 1)]).toEqual([{ lower: 0, upper: 1, count: 3 }, undefined]);
  });
});

describe('the picture of a heatmap', () => {
  const scale: ValueScale = { kind: 'linear', min: 0, max: 4, ticks: [], unitLabel: '' };
  const [width, height] = [6, 8];
  const place = { width, height, left: 1, perIndex: 2 };
  const alphas = (heatmap: Heatmap, on = scale) => {
    const pixels = heatPicture(heatmap, grid, on, place, [1, 2, 3]);
    return Array.from({ length: height }, (_, row) =>
      Array.from({ length: width }, (_, x) => pixels[(row * width + x) * 4 + 3] ?? 0),
    );
  };
  const one = (buckets: HistogramSample['buckets'], timeMs = 1000) =>
    heatmapOf(natives(sample(0, timeMs, buckets)), [0], grid);

  test('has a cell where its time and its bounds are', () => {
    const rows = alphas(one([[0, 1, 2, 5]], 2000));
    // From 1 to 2 of 4 are the fifth and sixth row of eight; the second time is the third and fourth column.
    expect(rows.map((row) => row.map((alpha) => (alpha > 0 ? '#' : '.')).join(''))).toEqual([
      '......',
      '......',
      '......',
      '......',
      '..##..',
      '..##..',
      '......',
      '......',
    ]);
  });

  test('is stronger where more is for the same height: a wide bucket is not stronger than a narrow one', () => {
    const rows = alphas(
      one([
        [0, 0, 1, 8],
        [0, 1, 4, 8],
      ]),
    );
    expect(rows[7]?.[0]).toBe(255);
    expect(rows[0]?.[0]).toBeGreaterThan(0);
    expect(rows[0]?.[0]).toBeLessThan(255);
  });

  test('is cut where the scale ends, and has what begins at zero at the bottom of a log scale', () => {
    expect(
      alphas(one([[0, 5, 9, 1]]))
        .flat()
        .every((alpha) => alpha === 0),
    ).toBe(true);
    const log: ValueScale = { ...scale, kind: 'log', min: 1, max: 16 };
    expect(alphas(one([[0, 0, 4, 1]]), log).map((row) => (row[0] ?? 0) > 0)).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
      true,
      true,
    ]);
  });

  test('is clear without cells', () => {
    expect(
      alphas(one([]))
        .flat()
        .every((alpha) => alpha === 0),
    ).toBe(true);
  });
});
