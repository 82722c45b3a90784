import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { samplesText } from '../../../renderer/views/explorer/result/sample-list.tsx';
import {
  histogramAt,
  histogramIndex,
  noSample,
  numberOf,
  samplesOf,
  timeOf,
} from '../../../renderer/views/explorer/result/series-samples.ts';
import { sparklinePath } from '../../../renderer/views/explorer/result/sparkline.tsx';
import type { Columns } from '../../../shared/model/query.ts';
import { columnsOf } from '../charts/columns-of.ts';
import { matrices } from './result-cases.ts';

const mixed: Columns = {
  ...columnsOf([
    ['a', [1, 10], [3, 30]],
    ['b', [2, 20]],
  ]),
  // As of an answer that came in slices of time.
  histograms: [
    { series: 1, timeMs: 2, count: 6, sum: 1, buckets: [] },
    { series: 0, timeMs: 2, count: 5, sum: 0.5, buckets: [] },
    { series: 1, timeMs: 4, count: 7, sum: 1.5, buckets: [] },
  ],
};

describe('the samples of a series', () => {
  test('are its numbers and its histograms in the order of time, of two at one time the number first', () => {
    const index = histogramIndex(mixed);
    const read = (series: number) =>
      [...samplesOf(mixed, index, series)].map((ref) => [
        timeOf(mixed, ref),
        numberOf(mixed, ref),
        histogramAt(mixed, ref)?.sum,
      ]);
    expect([read(0), read(1)]).toEqual([
      [
        [1, 10, undefined],
        [2, 5, 0.5],
        [3, 30, undefined],
      ],
      [
        [2, 20, undefined],
        [2, 6, 1],
        [4, 7, 1.5],
      ],
    ]);
  });

  test('are all there are, each once', () => {
    fc.assert(
      fc.property(matrices, (columns) => {
        const index = histogramIndex(columns);
        const refs = columns.labels.flatMap((_, series) => [...samplesOf(columns, index, series)]);
        expect(refs.filter((ref) => ref >= 0).sort((a, b) => a - b)).toEqual([...columns.values.keys()]);
        expect(refs.filter((ref) => ref < 0).sort((a, b) => b - a)).toEqual(columns.histograms.map((_, i) => ~i));
      }),
      { seed: 20_261_129, numRuns: 300 },
    );
  });

  test('that are not there are no number', () => {
    expect([numberOf(mixed, noSample), timeOf(mixed, noSample), histogramAt(mixed, noSample)]).toEqual([
      Number.NaN,
      Number.NaN,
      undefined,
    ]);
  });

  test('are copied as Prometheus writes them', () => {
    const columns = { ...mixed, timesMs: Float64Array.of(1_795_346_080_123, 3000, 2000) };
    const refs = Int32Array.of(0, ~1);
    expect(samplesText(columns, refs)).toBe('10 @1795346080.123\n{count:5, sum:0.5} @0.002');
  });
});

describe('a sparkline', () => {
  const box = { widthPx: 100, heightPx: 12 };
  const path = (...samples: readonly (readonly [number, number])[]) => {
    const columns = columnsOf([['a', ...samples]]);
    return sparklinePath(columns, samplesOf(columns, histogramIndex(columns), 0), box);
  };

  test('goes through the samples by their time, the largest at the top', () => {
    expect(path([0, 0], [25, 10], [100, 5])).toBe('M0.0 11.0h0L25.0 1.0L100.0 6.0');
  });

  test('is a dot for a sample alone, and level for values that do not change', () => {
    expect([path([7, 3]), path([0, 3], [10, 3])]).toEqual(['M50.0 6.0h0', 'M0.0 6.0h0L100.0 6.0']);
  });

  test('breaks where there is no number', () => {
    expect(path([0, 0], [50, Number.NaN], [100, 10])).toBe('M0.0 11.0h0M100.0 1.0h0');
    expect(path([0, Number.POSITIVE_INFINITY])).toBe('');
    expect(path()).toBe('');
  });

  test('of very many samples keeps a spike', () => {
    const samples = Array.from({ length: 40_000 }, (_, i) => [i, i === 20_500 ? 50 : 1] as const);
    const text = path(...samples);
    expect(text).toContain(' 1.0L');
    expect(text.length).toBeLessThan(8000);
  });
});
