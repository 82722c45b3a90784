import { describe, expect, it } from 'vitest';
import { histogramText } from '../../../shared/promql/engine/aggregate/histogram-text.ts';
import { mean, reductions } from '../../../shared/promql/engine/aggregate/numbers.ts';
import { compareColumns, computeColumns } from '../../../shared/promql/engine/column-operators.ts';
import { shortNumber } from '../../../shared/promql/engine/number-text.ts';
import { arithmetic, comparisons } from '../../../shared/promql/engine/operators.ts';
import { quantileOf } from '../../../shared/promql/engine/quantile.ts';
import { startRun } from '../../../shared/promql/engine/query-run.ts';
import { type SemanticsVersion, semanticsOf } from '../../../shared/promql/engine/semantics.ts';
import { evaluated, seriesOf } from './evaluated.ts';
import { histogramOf } from './histogram-of.ts';
import { seeded } from './range-fixture.ts';

const limits = { ...{ isCancelled: () => false, nowMs: () => 0, timeoutMs: 1, budgetBytes: 2 ** 20 } };
const contextOf = (version: SemanticsVersion) => ({ run: startRun(limits), semantics: semanticsOf(version) });
const context = contextOf('v3');

const column = (...values: number[]) => ({
  ...{ labels: [], values: Float64Array.from(values), present: undefined, histograms: undefined, dropName: false },
});

describe('sums and means of groups', () => {
  it('keep what is small beside what is large', () => {
    const columns = [column(1e100), column(2), column(-1e100), column(8)];
    expect([...reductions.sum(columns, 1, context)]).toEqual([10]);
    expect([...reductions.avg(columns, 1, context)]).toEqual([2.5]);
  });

  it('have a mean where the sum overflows', () => {
    const large = 1.7e308;
    expect(mean([large, large, large, -large])).toBeCloseTo(large / 2, -300);
    expect([...reductions.avg([column(large), column(large)], 1, context)]).toEqual([large]);
  });

  it('take no number for the least or the greatest only where there is no other', () => {
    const columns = [column(Number.NaN, Number.NaN), column(3, Number.NaN), column(-1, Number.NaN)];
    expect([...reductions.max(columns, 2, context)]).toEqual([3, Number.NaN]);
    expect([...reductions.min(columns, 2, context)]).toEqual([-1, Number.NaN]);
  });
});

describe('the deviation of one sample that is infinite', () => {
  it('is no number since Prometheus 3, and was nought before', () => {
    const columns = [column(Number.POSITIVE_INFINITY)];
    const deviations = (['v2', 'v3'] as const).map((version) => [...reductions.stddev(columns, 1, contextOf(version))]);
    expect(deviations).toEqual([[0], [Number.NaN]]);
  });
});

describe('quantiles', () => {
  it('are those of the sorted values, whatever their order and number', () => {
    const random = seeded(11);
    for (let round = 0; round < 300; round += 1) {
      const kinds = [() => random(), () => Math.floor(random() * 4), () => (random() < 0.1 ? Number.NaN : random())];
      const pick = kinds[round % kinds.length] ?? random;
      const values = Float64Array.from({ length: 1 + Math.floor(random() * 300) }, pick);
      const nans = values.filter(Number.isNaN);
      const sorted = [...nans, ...values.filter((value) => !Number.isNaN(value)).sort()];
      const q = round % 5 === 0 ? ([0, 0.5, 1][round % 3] ?? 0) : random();
      const rank = q * (sorted.length - 1);
      const weight = rank - Math.floor(rank);
      const [below, above] = [
        sorted[Math.floor(rank)] ?? 0,
        sorted[Math.min(sorted.length - 1, Math.floor(rank) + 1)] ?? 0,
      ];
      expect(quantileOf(q, values), `round ${round}`).toBe(below * (1 - weight) + above * weight);
    }
  });

  it('beyond 0 and 1 are infinite, which is warned of', () => {
    const { annotations, value } = evaluated('quantile(1.5, vector(1))', []);
    expect(annotations.map(({ text }) => text)).toEqual([
      'PromQL warning: quantile value should be between 0 and 1, got 1.5',
    ]);
    expect(seriesOf({ annotations, value, peakBytes: 0, samples: { total: 0, peak: 0 } })).toEqual([
      [[], [Number.POSITIVE_INFINITY]],
    ]);
  });
});

describe('operators on columns', () => {
  const some = [0, -0, 1, -1, 2.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const left = Float64Array.from(some.flatMap((value) => some.map(() => value)));
  const right = Float64Array.from(some.flatMap(() => some));

  it('compute as they do on two numbers', () => {
    for (const [op, compute] of arithmetic) {
      const expected = left.map((value, i) => compute(value, right[i] ?? 0));
      expect(computeColumns(op, left, right), op).toEqual(expected);
    }
  });

  it('compare as they do two numbers', () => {
    for (const [op, holds] of comparisons) {
      const expected = Uint8Array.from(left, (value, i) => (holds(value, right[i] ?? 0) ? 1 : 0));
      expect(compareColumns(op, left, right), op).toEqual(expected);
    }
  });
});

describe('values as text', () => {
  it('are written as Go writes them in messages', () => {
    const numbers = [0, -0, 1.1, -1e-5, 123456, 1234567, 1e6, 1e100, Number.NaN, Number.NEGATIVE_INFINITY];
    const texts = ['0', '-0', '1.1', '-1e-05', '123456', '1.234567e+06', '1e+06', '1e+100', 'NaN', '-Inf'];
    expect(numbers.map(shortNumber)).toEqual(texts);
  });

  it('become labels without an exponent', () => {
    const given = [1e21, 1e-7, 2].map((value, i) => ({ labels: { __name__: 'm', i: String(i) }, values: [value] }));
    expect(seriesOf(evaluated('count_values("v", m)', given)).map(([labels]) => labels)).toEqual([
      ['v', '1000000000000000000000'],
      ['v', '0.0000001'],
      ['v', '2'],
    ]);
  });

  it('of histograms name their buckets, the lowest first', () => {
    const exponential = histogramOf({
      ...{ schema: 0, count: 9, sum: -1.5, zeroCount: 1, zeroThreshold: 0.001 },
      ...{ positive: { 0: 2, 1: 0, 3: 1 }, negative: { 0: 1, 2: 4 } },
    });
    expect(histogramText(exponential)).toBe(
      '{count:9, sum:-1.5, [-4,-2):4, [-1,-0.5):1, [-0.001,0.001]:1, (0.5,1]:2, (4,8]:1}',
    );
    const custom = histogramOf({
      ...{ schema: -53, count: 3, sum: 4, customValues: [1, 2] },
      positive: { 0: 1, 2: 2 },
    });
    expect(histogramText(custom)).toBe('{count:3, sum:4, [-Inf,1]:1, (2,+Inf]:2}');
  });
});
