import { describe, expect, it } from 'vitest';
import { customBucketsSchema } from '../../../shared/model/float-histogram.ts';
import {
  type ClassicBuckets,
  classicFraction,
  classicQuantile,
} from '../../../shared/promql/histogram/classic-buckets.ts';
import { histogramFraction, histogramQuantile, histogramVariance } from '../../../shared/promql/histogram/quantile.ts';
import { trimmed } from '../../../shared/promql/histogram/trim.ts';
import { histogramOf, randomHistogram, seededChance } from './histogram-of.ts';

const infinite = Number.POSITIVE_INFINITY;
const custom = (customValues: readonly number[], positive: Readonly<Record<number, number>>) =>
  histogramOf({ schema: customBucketsSchema, customValues, positive });

describe('a quantile of a native histogram', () => {
  it('lies between the bounds of its bucket, on a logarithmic scale', () => {
    expect(histogramQuantile(0.5, histogramOf({ positive: { 2: 4 } })).value).toBeCloseTo(2 ** 1.5, 14);
    expect(histogramQuantile(0.25, histogramOf({ negative: { 2: 4 } })).value).toBeCloseTo(-(2 ** 1.75), 14);
  });

  it('lies evenly around nought, and with custom bounds', () => {
    expect(histogramQuantile(0.75, histogramOf({ zeroThreshold: 2, zeroCount: 8 })).value).toBe(1);
    expect(histogramQuantile(0.5, custom([5, 10], { 0: 1, 1: 2, 2: 1 })).value).toBe(7.5);
  });

  it('does not go beyond the last custom bound, and begins at nought where the first is above it', () => {
    const histogram = custom([4, 8], { 0: 2, 2: 2 });
    expect([0, 0.25, 0.9].map((q) => histogramQuantile(q, histogram).value)).toEqual([0, 2, 8]);
    expect(histogramQuantile(0.1, custom([-3, 8], { 0: 2, 1: 1 })).value).toBe(-3);
  });

  it('is infinite outside of 0 to 1, and none of nothing', () => {
    const one = histogramOf({ positive: { 1: 1 } });
    expect([-0.1, 1.1, Number.NaN].map((q) => histogramQuantile(q, one).value)).toEqual([
      -infinite,
      infinite,
      Number.NaN,
    ]);
    expect(histogramQuantile(0.5, histogramOf({})).value).toBeNaN();
  });

  it('says what observations of NaN do to it', () => {
    const histogram = histogramOf({ count: 10, sum: Number.NaN, positive: { 0: 8 } });
    expect(histogramQuantile(0.9, histogram)).toEqual({ value: Number.NaN, nanEffect: 'result is NaN' });
    expect(histogramQuantile(0.8, histogram)).toEqual({ value: 1, nanEffect: 'result is skewed higher' });
    const opposites = histogramOf({ sum: Number.NaN, positive: { 0: 8 } });
    expect(histogramQuantile(0.8, opposites).nanEffect).toBe('none');
  });

  it('is undone by the fraction below it', () => {
    const random = seededChance(5);
    for (let i = 0; i < 500; i += 1) {
      const histogram = { ...randomHistogram(random), zeroThreshold: 2 ** -128 };
      if (histogram.count === 0) continue;
      const q = random();
      const { value } = histogramQuantile(q, histogram);
      expect(histogramFraction(-infinite, value, histogram).value, `${i}`).toBeCloseTo(q, 9);
    }
  });
});

describe('the variance of a native histogram', () => {
  it('takes each observation to be in the middle of its bucket', () => {
    const histogram = histogramOf({
      sum: 4,
      zeroCount: 2,
      zeroThreshold: 0.1,
      positive: { 2: 1, 4: 1 },
      negative: { 2: 1 },
    });
    const middles = [0, 0, Math.sqrt(8), Math.sqrt(128), -Math.sqrt(8)];
    const mean = 4 / 5;
    const expected = middles.reduce((total, middle) => total + (middle - mean) ** 2, 0) / 5;
    expect(histogramVariance(histogram)).toBeCloseTo(expected, 12);
  });
});

describe('a histogram that is cut', () => {
  it('has on both sides of the cut what it had', () => {
    const random = seededChance(6);
    for (let i = 0; i < 500; i += 1) {
      const histogram = randomHistogram(random);
      const at = (random() - 0.5) * 2 ** Math.floor(random() * 12);
      const [below, above] = [trimmed(histogram, at, 'below'), trimmed(histogram, at, 'above')];
      expect(below.count + above.count, `${i}`).toBeCloseTo(histogram.count, 9);
    }
  });

  it('is itself where nothing is cut off', () => {
    const histogram = histogramOf({ sum: 1234, positive: { 3: 4 }, negative: { 2: 1 } });
    expect(trimmed(histogram, 8, 'below')).toBe(histogram);
    expect(trimmed(histogram, -infinite, 'above')).toBe(histogram);
  });

  it('loses buckets without an end', () => {
    expect(trimmed(custom([4], { 0: 1, 1: 10 }), 50, 'below')).toEqual({ ...custom([4], { 0: 1 }), sum: 2 });
    expect(trimmed(custom([], { 0: 10 }), 50, 'below')).toEqual(custom([], {}));
  });
});

const buckets = (pairs: readonly (readonly [number, number])[]): ClassicBuckets => ({
  uppers: Float64Array.from(pairs, ([upper]) => upper),
  counts: Float64Array.from(pairs, ([, count]) => count),
  size: pairs.length,
});
const quantile = (q: number, of: ClassicBuckets, similarBucketsAreEqual = true) => {
  let isForced = false;
  const tellForced = () => {
    isForced = true;
  };
  const value = classicQuantile(q, of, { similarBucketsAreEqual, tellForced });
  return { value, isForced };
};

describe('a quantile of a classic histogram', () => {
  const plain = () =>
    buckets([
      [1, 2],
      [2, 6],
      [4, 10],
      [infinite, 12],
    ]);

  it('lies evenly within its bucket, and at the last bound where it is beyond it', () => {
    expect([0, 0.25, 0.5, 0.9, 1].map((q) => quantile(q, plain()).value)).toEqual([0, 1.25, 2, 4, 4]);
  });

  it.each([
    [
      'without +Inf',
      [
        [1, 2],
        [2, 6],
      ],
    ],
    ['of +Inf alone', [[infinite, 6]]],
    [
      'without observations',
      [
        [1, 0],
        [infinite, 0],
      ],
    ],
  ] as const)('is none %s', (_what, pairs) => {
    expect(quantile(0.5, buckets(pairs)).value).toBeNaN();
  });

  it('says where counts fell, unless only by rounding', () => {
    expect(
      quantile(
        0.5,
        buckets([
          [1, 5],
          [2, 4],
          [infinite, 8],
        ]),
      ),
    ).toEqual({ value: 0.8, isForced: true });
    expect(
      quantile(
        0.5,
        buckets([
          [1, 5],
          [2, 5 - 1e-15],
          [infinite, 8],
        ]),
      ),
    ).toEqual({ value: 0.8, isForced: false });
  });

  it('goes by differences that only rounding makes, where it is to', () => {
    const almost = () =>
      buckets([
        [1, 5],
        [2, 5 + 1e-15 * 4],
        [infinite, 5 + 1e-15 * 4],
      ]);
    expect([quantile(1, almost()).value, quantile(1, almost(), false).value]).toEqual([1, 2]);
  });

  it('is undone by the fraction below it', () => {
    const random = seededChance(7);
    for (let i = 0; i < 1000; i += 1) {
      const q = random() * (10 / 12);
      expect(classicFraction(-infinite, quantile(q, plain()).value, plain())).toBeCloseTo(q, 12);
    }
  });
});

describe('a fraction of a classic histogram', () => {
  it('takes nothing of a bucket without an end', () => {
    const negative = () =>
      buckets([
        [-3, 10],
        [-2, 12],
        [infinite, 100],
      ]);
    expect(classicFraction(-4, -2, negative())).toBe(0.02);
    expect(classicFraction(-infinite, -2, negative())).toBe(0.12);
    expect(classicFraction(0, 5, negative())).toBe(0);
    expect(classicFraction(5, infinite, negative())).toBe(0.88);
  });

  it('is none of no numbers, and nothing where the bounds do not rise', () => {
    const one = () =>
      buckets([
        [1, 2],
        [infinite, 4],
      ]);
    expect(classicFraction(Number.NaN, 1, one())).toBeNaN();
    expect(classicFraction(2, 1, one())).toBe(0);
  });
});
