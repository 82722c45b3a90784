import { describe, expect, it } from 'vitest';
import { type CounterResetHint, customBucketsSchema } from '../../../shared/model/float-histogram.ts';
import {
  added,
  compacted,
  detectReset,
  divided,
  equalHistograms,
  scaled,
  subtracted,
} from '../../../shared/promql/histogram/arithmetic.ts';
import { bucketsInOrder, exponentialBound } from '../../../shared/promql/histogram/buckets.ts';
import { withDetectedHints } from '../../../shared/promql/histogram/detected-hints.ts';
import { commonLayout, fitted } from '../../../shared/promql/histogram/layout.ts';
import { histogramOf, randomHistogram, seededChance } from './histogram-of.ts';

const custom = (customValues: readonly number[], positive: Readonly<Record<number, number>>) =>
  histogramOf({ schema: customBucketsSchema, customValues, positive });

describe('the bounds of exponential buckets', () => {
  it('are powers of two, and between them roots of two', () => {
    expect([-1, 0, 1, 2].map((index) => exponentialBound(index, 0))).toEqual([0.5, 1, 2, 4]);
    expect([-1, 0, 1].map((index) => exponentialBound(index, -2))).toEqual([2 ** -4, 1, 16]);
    expect(exponentialBound(-3, 1)).toBeCloseTo(2 ** -1.5, 15);
  });

  it('end at the largest number, behind which there is one bucket more', () => {
    for (const schema of [-4, 0, 3, 8]) {
      const last = 1024 * 2 ** schema;
      expect(exponentialBound(last, schema)).toBe(Number.MAX_VALUE);
      expect(exponentialBound(last + 1, schema)).toBe(Number.POSITIVE_INFINITY);
    }
  });

  it('do not reach into the zero bucket', () => {
    const histogram = histogramOf({ zeroThreshold: 0.7, zeroCount: 1, positive: { 0: 2, 1: 3 }, negative: { 0: 4 } });
    expect(bucketsInOrder(histogram)).toEqual([
      { lower: -1, upper: -0.7, count: 4 },
      { lower: -0.7, upper: 0.7, count: 1 },
      { lower: 0.7, upper: 1, count: 2 },
      { lower: 1, upper: 2, count: 3 },
    ]);
  });
});

describe('scaling', () => {
  const histogram = histogramOf({
    sum: 6,
    zeroCount: 2,
    positive: { 1: 4 },
    negative: { 2: 8 },
    resetHint: 'notReset',
  });

  it('changes every count, and the sum', () => {
    const half = histogramOf({ sum: 3, zeroCount: 1, positive: { 1: 2 }, negative: { 2: 4 }, resetHint: 'notReset' });
    expect(scaled(histogram, 0.5)).toEqual(half);
    expect(divided(histogram, 2)).toEqual(half);
  });

  it('makes a gauge of what is less than nothing', () => {
    expect(scaled(histogram, -1).resetHint).toBe('gauge');
    expect(divided(histogram, -1).resetHint).toBe('gauge');
  });

  it('leaves no bucket of a division by nought', () => {
    const infinite = Number.POSITIVE_INFINITY;
    const nothing = histogramOf({ count: infinite, sum: infinite, zeroCount: infinite, resetHint: 'notReset' });
    expect(divided(histogram, 0)).toEqual(nothing);
  });
});

describe('addition', () => {
  it('takes the coarser resolution', () => {
    const fine = histogramOf({ schema: 1, sum: 1, positive: { 0: 1, 1: 2, 2: 3, 3: 4, [-1]: 5 } });
    const coarse = histogramOf({ schema: 0, sum: 2, positive: { 1: 10, 7: 1 } });
    const sum = histogramOf({ schema: 0, sum: 3, positive: { 0: 6, 1: 15, 2: 4, 7: 1 } });
    expect(added(fine, coarse)?.histogram).toEqual(sum);
    expect(added(coarse, fine)?.histogram).toEqual(sum);
  });

  it('takes the wider zero bucket, and widens it to where a populated bucket ends', () => {
    const narrow = histogramOf({ zeroThreshold: 0.001, zeroCount: 1, positive: { [-3]: 2, 1: 3 }, negative: { 2: 7 } });
    const wide = histogramOf({ zeroThreshold: 1.5, zeroCount: 10, positive: { 3: 1 } });
    const sum = histogramOf({ zeroThreshold: 2, zeroCount: 16, positive: { 3: 1 }, negative: { 2: 7 } });
    expect(added(narrow, wide)?.histogram).toEqual(sum);
    expect(added(wide, narrow)?.histogram).toEqual(sum);
  });

  it('keeps of custom bounds those that both have, and says so', () => {
    const sum = added(custom([1, 2, 5], { 0: 1, 1: 2, 2: 3, 3: 4 }), custom([2, 3, 5], { 0: 10, 1: 20, 3: 30 }));
    expect(sum).toEqual({
      histogram: custom([2, 5], { 0: 13, 1: 23, 2: 34 }),
      hintsCollided: false,
      boundsDiffered: true,
    });
  });

  it('does not add exponential and custom buckets', () => {
    expect(added(custom([1], {}), histogramOf({}))).toBeUndefined();
    expect(subtracted(histogramOf({}), custom([1], {}))).toBeUndefined();
  });

  it.each<[CounterResetHint, CounterResetHint, CounterResetHint, boolean]>([
    ['unknown', 'unknown', 'unknown', false],
    ['notReset', 'notReset', 'notReset', false],
    ['notReset', 'unknown', 'unknown', false],
    ['reset', 'unknown', 'unknown', false],
    ['reset', 'notReset', 'unknown', true],
    ['notReset', 'reset', 'unknown', true],
    ['gauge', 'reset', 'gauge', false],
    ['notReset', 'gauge', 'gauge', false],
  ])('of %s and %s is %s', (left, right, resetHint, hintsCollided) => {
    const sum = added(histogramOf({ resetHint: left }), histogramOf({ resetHint: right }));
    expect(sum).toEqual({ histogram: histogramOf({ resetHint }), hintsCollided, boundsDiffered: false });
  });

  it('is undone by subtraction', () => {
    const random = seededChance(1);
    for (let i = 0; i < 500; i += 1) {
      const [a, b] = [randomHistogram(random), randomHistogram(random)];
      const layout = commonLayout([a, b]);
      const sum = added(a, b);
      if (layout === undefined || sum === undefined) throw new Error('they are all exponential');
      const difference = subtracted(sum.histogram, b)?.histogram;
      expect(compacted(difference ?? a), `${i}`).toEqual(compacted(fitted(a, layout)));
    }
  });
});

describe('equality', () => {
  it('does not see buckets that hold nothing, nor hints', () => {
    const left = histogramOf({ positive: { 1: 2, 3: 0 }, resetHint: 'gauge' });
    expect(equalHistograms(left, histogramOf({ positive: { 1: 2 }, negative: { 4: 0 } }))).toBe(true);
  });

  it('takes NaN for itself', () => {
    expect(equalHistograms(histogramOf({ sum: Number.NaN }), histogramOf({ sum: Number.NaN }))).toBe(true);
  });

  it.each([
    histogramOf({ positive: { 1: 2 }, sum: 1 }),
    histogramOf({ positive: { 2: 2 } }),
    histogramOf({ negative: { 1: 2 } }),
    histogramOf({ positive: { 1: 2 }, schema: 1 }),
    histogramOf({ positive: { 1: 2 }, zeroThreshold: 1 }),
    custom([1, 2], { 1: 2 }),
  ])('sees every other difference (%#)', (right) => {
    expect(equalHistograms(histogramOf({ positive: { 1: 2 } }), right)).toBe(false);
  });
});

describe('a reset', () => {
  const whole = { schema: 1, zeroThreshold: 0.25, zeroCount: 2 };
  const before = histogramOf({ ...whole, positive: { 1: 3, 4: 5 } });

  it.each([
    ['what it says', histogramOf({ ...whole, positive: { 1: 9, 4: 9 }, count: 20, resetHint: 'reset' }), true],
    ['what it denies', histogramOf({ resetHint: 'notReset' }), false],
    ['nothing more', before, false],
    ['fewer in all', histogramOf({ ...whole, count: 9, positive: { 1: 3, 4: 5 } }), true],
    ['fewer in a bucket', histogramOf({ ...whole, count: 10, positive: { 1: 2, 4: 6 } }), true],
    ['a bucket gone', histogramOf({ ...whole, count: 10, positive: { 1: 8 } }), true],
    ['a bucket more', histogramOf({ ...whole, count: 11, positive: { 1: 3, 3: 1, 4: 5 } }), false],
    ['a finer resolution', histogramOf({ ...whole, count: 10, schema: 2, positive: { 2: 3, 8: 5 } }), true],
    ['a coarser resolution', histogramOf({ ...whole, count: 10, schema: 0, positive: { 1: 3, 2: 5 } }), false],
    ['a narrower zero bucket', histogramOf({ ...whole, zeroThreshold: 0.1, positive: { 1: 3, 4: 5 } }), true],
    ['a wider zero bucket', histogramOf({ ...whole, zeroThreshold: 2, zeroCount: 5, positive: { 4: 5 } }), false],
    [
      'a zero bucket that cuts a bucket',
      histogramOf({ ...whole, zeroThreshold: 1.2, zeroCount: 5, positive: { 4: 5 } }),
      true,
    ],
    ['custom bounds', custom([1], { 0: 100 }), true],
  ])('is told by %s', (_what, now, expected) => {
    expect(detectReset(now, before)).toBe(expected);
  });

  it('is looked for in the custom bounds that both have', () => {
    const was = custom([1, 2, 3], { 0: 1, 1: 2, 2: 3 });
    expect(detectReset(custom([2, 3, 4], { 0: 3, 1: 3, 2: 1 }), was)).toBe(false);
    expect(detectReset(custom([2, 3, 4], { 0: 2, 1: 5, 2: 1 }), was)).toBe(true);
  });

  it('does not come of more observations, and comes of fewer', () => {
    const random = seededChance(2);
    for (let i = 0; i < 500; i += 1) {
      const [a, b] = [randomHistogram(random), randomHistogram(random)];
      const more = added(a, b)?.histogram ?? a;
      expect(detectReset(more, a), `${i}`).toBe(false);
      expect(detectReset(a, more), `${i}`).toBe(
        b.count > 0 || a.schema > more.schema || a.zeroThreshold < more.zeroThreshold,
      );
    }
  });

  it('is found out from sample to sample where nothing is known, but for the first', () => {
    const [few, many, gauge] = [
      histogramOf({ count: 1 }),
      histogramOf({ count: 5 }),
      histogramOf({ count: 1, resetHint: 'gauge' }),
    ];
    const hints = withDetectedHints([few, many, undefined, few, gauge, many, few], (index) => index !== 5);
    expect(hints.map((one) => one?.resetHint)).toEqual([
      ...['unknown', 'notReset', undefined, 'reset', 'gauge', 'unknown', 'notReset'],
    ]);
  });
});
