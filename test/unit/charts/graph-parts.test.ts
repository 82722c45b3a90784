import { describe, expect, test } from 'vitest';
import { countsOf, joinGraphParts } from '../../../renderer/charts/graph-parts.ts';
import type { HistogramSample } from '../../../shared/model/query.ts';
import { columnsOf } from './columns-of.ts';

const part = (letter: string, columns: ReturnType<typeof columnsOf>) => ({ letter, expr: letter, columns });
const histogram = (series: number, timeMs: number, count: number): HistogramSample => ({
  ...{ series, timeMs, count },
  sum: 0,
  buckets: [],
});

describe('the expressions of a graph', () => {
  test('are handed on as they are where there is one', () => {
    const columns = columnsOf([['a', [1000, 1]]]);
    expect(joinGraphParts([part('A', columns)]).columns).toBe(columns);
  });

  test('are one set of series, each of which knows its expression', () => {
    const joined = joinGraphParts([
      part('A', columnsOf([['x', [1000, 1], [2000, 2]], ['y']])),
      part('A2', { ...columnsOf([['x', [1000, 3]]]), histograms: [histogram(0, 1000, 7)] }),
    ]);
    expect(joined.columns).toEqual({
      labels: [
        ['name', 'x'],
        ['name', 'y'],
        ['name', 'x'],
      ],
      offsets: Uint32Array.of(0, 2, 2, 3),
      timesMs: Float64Array.of(1000, 2000, 1000),
      values: Float64Array.of(1, 2, 3),
      histograms: [histogram(2, 1000, 7)],
    });
    expect([...joined.partOf]).toEqual([0, 0, 1]);
    // The same label set of two expressions is two series: hiding one does not hide the other.
    expect(new Set([0, 1, 2].map(joined.keyOf)).size).toBe(3);
  });

  test('are nothing where there is none', () => {
    expect(joinGraphParts([]).columns.labels).toEqual([]);
  });
});

describe('what the legend counts of histograms', () => {
  test('is how many observations each sample has, in time order', () => {
    const columns = {
      ...columnsOf([['a'], ['b']]),
      histograms: [histogram(1, 1000, 4), histogram(0, 2000, 2), histogram(0, 1000, 1)],
    };
    expect(countsOf(columns)).toMatchObject({
      offsets: Uint32Array.of(0, 2, 3),
      timesMs: Float64Array.of(1000, 2000, 1000),
      values: Float64Array.of(1, 2, 4),
    });
  });

  test('is nothing else where there are numbers', () => {
    const columns = { ...columnsOf([['a', [1000, 1]]]), histograms: [histogram(0, 1000, 1)] };
    expect(countsOf(columns)).toBe(columns);
  });
});
