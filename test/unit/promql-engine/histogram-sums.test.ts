import { describe, expect, it } from 'vitest';
import { customBucketsSchema, type FloatHistogram } from '../../../shared/model/float-histogram.ts';
import { avgElements, sumElements } from '../../../shared/promql/engine/aggregate/histogram-sums.ts';
import { createAnnotations } from '../../../shared/promql/engine/annotations.ts';
import type { Element } from '../../../shared/promql/engine/element.ts';
import { added, compacted, divided } from '../../../shared/promql/histogram/arithmetic.ts';
import { meanOfHistograms, sumOfHistograms } from '../../../shared/promql/histogram/sums.ts';
import { histogramOf, randomHistogram, seededChance } from './histogram-of.ts';

const withSum = (sum: number, count = 1) => histogramOf({ count, sum });

describe('the sum of many histograms', () => {
  it('is that of one after the other', () => {
    const random = seededChance(3);
    for (let i = 0; i < 500; i += 1) {
      const all = Array.from({ length: 1 + Math.floor(random() * 6) }, () => randomHistogram(random));
      const byPairs = all.reduce((total: FloatHistogram, one) => added(total, one)?.histogram ?? total);
      expect(sumOfHistograms(all)?.histogram, `${i}`).toEqual(compacted(byPairs));
    }
  });

  it('keeps what is small beside what is large', () => {
    const all = [withSum(5.3), withSum(1e100), withSum(1), withSum(-1e100), withSum(2)];
    expect(sumOfHistograms(all)?.histogram.sum).toBeCloseTo(8.3, 12);
    expect(meanOfHistograms(all)?.histogram.sum).toBeCloseTo(8.3 / 5, 12);
  });

  it('may be infinite where the mean is not', () => {
    const large = [histogramOf({ count: Number.MAX_VALUE, sum: 4 }), histogramOf({ count: 1e308, sum: 2 })];
    expect(sumOfHistograms(large)?.histogram).toEqual(histogramOf({ count: Number.POSITIVE_INFINITY, sum: 6 }));
    const mean = meanOfHistograms(large)?.histogram;
    expect(mean?.count).toBeCloseTo(Number.MAX_VALUE / 2 + 0.5e308, -300);
    expect(mean?.sum).toBe(3);
  });

  it('is not a number where a sum is none', () => {
    const all = [histogramOf({ sum: Number.NaN, positive: { 1: 2 } }), histogramOf({ sum: 1, positive: { 1: 4 } })];
    expect(meanOfHistograms(all)?.histogram).toEqual(histogramOf({ sum: Number.NaN, positive: { 1: 3 } }));
  });
});

describe('the mean of many histograms', () => {
  it('is the sum by their number', () => {
    const random = seededChance(4);
    for (let i = 0; i < 200; i += 1) {
      const all = Array.from({ length: 4 }, () => randomHistogram(random));
      const [sum, mean] = [sumOfHistograms(all)?.histogram, meanOfHistograms(all)?.histogram];
      expect(mean, `${i}`).toEqual(sum === undefined ? undefined : divided(sum, 4));
    }
  });
});

describe('sum and avg of what a vector holds', () => {
  const of = (elements: readonly Element[], total: typeof sumElements) => {
    const annotations = createAnnotations();
    const result = total(elements, { annotations, at: { start: 0, end: 1 } }, (index) => `h${index}`);
    return { result, told: annotations.list().map(({ text }) => text) };
  };
  const custom = (...customValues: number[]) =>
    histogramOf({ schema: customBucketsSchema, customValues, positive: { 0: 2 } });

  it('have no result for a mix of numbers and histograms', () => {
    const told = ['PromQL warning: encountered a mix of histograms and floats for aggregation'];
    expect(of([1, withSum(1)], sumElements)).toEqual({ result: undefined, told });
    expect(of([withSum(1), 1], avgElements)).toEqual({ result: undefined, told });
  });

  it('have no result for a mix of exponential and custom buckets', () => {
    const words =
      'vector contains a mix of histograms with exponential and custom buckets schemas for metric name "h2"';
    expect(of([withSum(1), withSum(2), custom(1)], sumElements)).toEqual({
      result: undefined,
      told: [`PromQL warning: ${words}`],
    });
  });

  it('say that custom bounds were given up', () => {
    expect(of([custom(1, 2), custom(1)], avgElements)).toEqual({
      result: custom(1),
      told: ['PromQL info: mismatched custom buckets were reconciled during aggregation'],
    });
  });

  it('say that some follow a reset and others do not, wherever they stand', () => {
    const hints = ['reset', 'gauge', 'unknown', 'notReset'] as const;
    const { result, told } = of(
      hints.map((resetHint) => histogramOf({ resetHint })),
      sumElements,
    );
    expect(result).toEqual(histogramOf({ resetHint: 'gauge' }));
    expect(told).toEqual(['PromQL warning: conflicting counter resets during histogram aggregation']);
  });
});
