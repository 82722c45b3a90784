import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bucketText,
  type HistogramAxis,
  histogramLayout,
} from '../../../renderer/views/explorer/result/histogram-layout.ts';

type Buckets = Parameters<typeof histogramLayout>[0];

const rounded = (buckets: Buckets, axis: HistogramAxis) =>
  histogramLayout(buckets, axis).bars.map(({ from, to, height }) =>
    [from, to, height].map((n) => Number(n.toFixed(3))),
  );

describe('the bars of a native histogram', () => {
  const doubling: Buckets = [
    [0, 1, 2, 4],
    [0, 2, 4, 8],
    [0, 4, 8, 2],
  ];

  test('are equally wide on an exponential axis, and as high as their counts', () => {
    expect(rounded(doubling, 'exponential')).toEqual([
      [0, 0.333, 0.5],
      [0.333, 0.667, 1],
      [0.667, 1, 0.25],
    ]);
  });

  test('are as wide as they are on a linear axis, and their area is their count', () => {
    expect(rounded(doubling, 'linear')).toEqual([
      [0, 0.143, 1],
      [0.143, 0.429, 1],
      [0.429, 1, 0.125],
    ]);
  });

  test('leave the room of what was not observed', () => {
    const gap: Buckets = [
      [0, 1, 2, 1],
      [0, 8, 16, 1],
    ];
    expect(rounded(gap, 'exponential')).toEqual([
      [0, 0.25, 1],
      [0.75, 1, 1],
    ]);
  });

  test('stand on both sides of zero', () => {
    const both: Buckets = [
      [1, -4, -2, 1],
      [3, -1, 1, 2],
      [0, 2, 4, 1],
    ];
    expect(rounded(both, 'exponential')).toEqual([
      [0, 0.2, 0.5],
      [0.4, 0.6, 1],
      [0.8, 1, 0.5],
    ]);
  });

  test('that have no end are drawn all the same', () => {
    const endless: Buckets = [
      [0, Number.NEGATIVE_INFINITY, 5, 1],
      [0, 5, 10, 1],
      [0, 10, Number.POSITIVE_INFINITY, 1],
    ];
    for (const axis of ['linear', 'exponential'] as const) {
      const { bars } = histogramLayout(endless, axis);
      expect(
        bars.every(({ from, to, height }) => to > from && height > 0),
        axis,
      ).toBe(true);
    }
  });

  test('are within their place, whatever the buckets are', () => {
    const bucket = fc.tuple(
      fc.integer({ min: 0, max: 3 }),
      fc.double({ noNaN: true }),
      fc.double({ noNaN: true }),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: 0, max: 1e12 }),
    );
    const sorted = bucket.map(([rule, a, b, count]) => [rule, Math.min(a, b), Math.max(a, b), count] as const);
    fc.assert(
      fc.property(
        fc.array(sorted, { minLength: 1, maxLength: 8 }),
        fc.constantFrom<HistogramAxis>('linear', 'exponential'),
        (buckets, axis) => {
          const { bars, marks } = histogramLayout(buckets, axis);
          const shares = [...bars.flatMap(({ from, to, height }) => [from, to, height]), ...marks.map(({ at }) => at)];
          expect(shares.filter((share) => !(share >= -1e-9 && share <= 1 + 1e-9))).toEqual([]);
          expect(bars.every(({ from, to }) => to >= from)).toBe(true);
        },
      ),
      { seed: 20_261_129, numRuns: 500 },
    );
  });

  test('have marks at both ends, and between them only where there is room', () => {
    const many: Buckets = Array.from({ length: 60 }, (_, i) => [0, 2 ** i, 2 ** (i + 1), 1] as const);
    const { marks } = histogramLayout(many, 'exponential');
    const gaps = marks.slice(1).map(({ at }, i) => at - (marks[i]?.at ?? 0));
    expect([marks[0]?.bound, marks.at(-1)?.bound]).toEqual([1, 2 ** 60]);
    expect(Math.min(...gaps)).toBeGreaterThan(0.16);
    expect(marks.length).toBeGreaterThan(3);
  });
});

test('a bucket says which of its bounds it holds', () => {
  expect([0, 1, 2, 3].map((rule) => bucketText(rule, 'a', 'b'))).toEqual(['(a, b]', '[a, b)', '(a, b)', '[a, b]']);
});
