import { describe, expect, test } from 'vitest';
import { resultParts } from '../../../../electron/backend/sources/local/result-parts.ts';
import { joinParts } from '../../../../shared/model/columns.ts';
import type { ResultSeries } from '../../../../shared/promql/engine/result.ts';
import { histogramOf } from '../../promql-engine/histogram-of.ts';

function seriesOf(name: string, values: readonly number[], firstMs = 1000): ResultSeries {
  const timesMs = Float64Array.from(values, (_, i) => firstMs + i * 1000);
  return { labels: ['__name__', name], timesMs, values: Float64Array.from(values), histograms: undefined };
}

describe('the parts of a result', () => {
  test('no series come to no part', () => {
    expect([...resultParts([])]).toEqual([]);
  });

  test('what fits goes into one part', () => {
    const parts = [...resultParts([seriesOf('a', [1, 2]), seriesOf('b', [3])])];
    expect(parts).toEqual([
      {
        continues: false,
        columns: {
          labels: [
            ['__name__', 'a'],
            ['__name__', 'b'],
          ],
          offsets: Uint32Array.of(0, 2, 3),
          timesMs: Float64Array.of(1000, 2000, 1000),
          values: Float64Array.of(1, 2, 3),
          histograms: [],
        },
      },
    ]);
  });

  test('a series that is longer than a part goes on in the next ones, and joined they are what they were', () => {
    const long = Array.from({ length: 100 }, (_, i) => i / 3);
    const series = [seriesOf('a', [1]), seriesOf('b', long), seriesOf('c', [Number.NaN, -0])];
    const parts = [...resultParts(series, 400)];
    expect(parts.length).toBeGreaterThan(4);
    expect(parts.every(({ columns }) => columns.values.byteLength + columns.timesMs.byteLength <= 400)).toBe(true);
    expect(joinParts(parts)).toEqual({
      labels: series.map(({ labels }) => labels),
      offsets: Uint32Array.of(0, 1, 101, 103),
      timesMs: Float64Array.from(series.flatMap(({ timesMs }) => [...timesMs])),
      values: Float64Array.of(1, ...long, Number.NaN, -0),
      histograms: [],
    });
  });

  test('native histograms stand beside the numbers of their series, with the bounds that the API tells', () => {
    const histogram = histogramOf({
      positive: { 0: 2, 1: 3 },
      negative: { 1: 1 },
      zeroCount: 4,
      zeroThreshold: 0.5,
      sum: 7,
    });
    const one = seriesOf('a', [1, 0, 3]);
    const mixed: ResultSeries = { ...one, histograms: [undefined, histogram, undefined] };
    const sample = {
      timeMs: 2000,
      count: 10,
      sum: 7,
      buckets: [
        [1, -2, -1, 1],
        [3, -0.5, 0.5, 4],
        [0, 0.5, 1, 2],
        [0, 1, 2, 3],
      ],
    };
    expect(joinParts([...resultParts([seriesOf('b', [5]), mixed])])).toEqual({
      labels: [
        ['__name__', 'b'],
        ['__name__', 'a'],
      ],
      offsets: Uint32Array.of(0, 1, 3),
      timesMs: Float64Array.of(1000, 1000, 3000),
      values: Float64Array.of(5, 1, 3),
      histograms: [{ series: 1, ...sample }],
    });
  });

  test('more histograms than fit into one part go into several, each at least one', () => {
    const histogram = histogramOf({ positive: { 0: 1, 1: 1, 2: 1, 3: 1 }, sum: 1 });
    const { labels, timesMs, values } = seriesOf(
      'a',
      Array.from({ length: 20 }, () => 0),
    );
    const series: ResultSeries = { labels, timesMs, values, histograms: Array.from(timesMs, () => histogram) };
    const parts = [...resultParts([series], 500)];
    expect(parts.length).toBeGreaterThan(9);
    expect(joinParts(parts).histograms.map(({ timeMs }) => timeMs)).toEqual([...timesMs]);
  });

  test('labels that are larger than a part can be are refused', () => {
    const huge: ResultSeries = { ...seriesOf('a', [1]), labels: ['a', 'x'.repeat(1_000_000)] };
    expect(() => [...resultParts([huge])]).toThrowError(expect.objectContaining({ code: 'query.tooMuch' }));
  });
});
