/** Each function goes over all windows of a series at once: what comes of it is what one window after the other comes to, to the last bit. */
import { describe, expect, test } from 'vitest';
import { addTo } from '../../../shared/promql/engine/kahan.ts';
import { quantileOf } from '../../../shared/promql/engine/quantile.ts';
import { doubleExponentialSmoothing } from '../../../shared/promql/engine/range/double-smoothing.ts';
import { maxOverTime, minOverTime, timeOfMax, timeOfMin } from '../../../shared/promql/engine/range/extremes.ts';
import type { FloatRange, FloatRangeFunction } from '../../../shared/promql/engine/range/float-range.ts';
import { idelta, irate } from '../../../shared/promql/engine/range/instant-rate.ts';
import { madOverTime, quantileOverTime } from '../../../shared/promql/engine/range/quantiles.ts';
import { delta, increase, rate } from '../../../shared/promql/engine/range/rate.ts';
import { deriv, predictLinear } from '../../../shared/promql/engine/range/regression.ts';
import { changes, resets } from '../../../shared/promql/engine/range/resets.ts';
import * as single from '../../../shared/promql/engine/range/single-samples.ts';
import { avgOverTime, stdvarOverTime, sumOverTime } from '../../../shared/promql/engine/range/sums.ts';
import {
  computed,
  kinds,
  randomGrid,
  randomSeries,
  rangeOver,
  type Sample,
  seeded,
  windowsOf,
} from './range-fixture.ts';

type OfWindow = (samples: readonly Sample[], window: { readonly endMs: number; readonly rangeMs: number }) => number;

const valuesOf = (samples: readonly Sample[]) => samples.map(({ value }) => value);
const valueAt = (samples: readonly Sample[], index: number) => samples.at(index)?.value ?? Number.NaN;
const timeAt = (samples: readonly Sample[], index: number) => samples.at(index)?.timeMs ?? Number.NaN;

function compensated(values: readonly number[]): number {
  const total = { sum: 0, rest: 0 };
  for (const value of values) addTo(total, value);
  return Math.abs(total.sum) === Number.POSITIVE_INFINITY ? total.sum : total.sum + total.rest;
}

/** Counts where a sample and the one before it are as `holds` says. */
const pairs =
  (holds: (now: number, before: number) => boolean): OfWindow =>
  (samples) =>
    samples.filter(({ value }, i) => i > 0 && holds(value, samples[i - 1]?.value ?? 0)).length;

/** The rule as the documentation of Prometheus tells it, for one window. */
const extrapolated =
  (isCounter: boolean, isRate: boolean): OfWindow =>
  (samples, { endMs, rangeMs }) => {
    const values = valuesOf(samples);
    let result = valueAt(samples, -1) - valueAt(samples, 0);
    values.forEach((value, i) => {
      const before = values[i - 1] ?? Number.NaN;
      if (isCounter && value < before) result += before;
    });
    const sampled = (timeAt(samples, -1) - timeAt(samples, 0)) / 1000;
    const average = sampled / (samples.length - 1);
    const ends = [(timeAt(samples, 0) - (endMs - rangeMs)) / 1000, (endMs - timeAt(samples, -1)) / 1000];
    let [toStart = 0, toEnd = 0] = ends.map((distance) => (distance >= average * 1.1 ? average / 2 : distance));
    if (isCounter && result > 0 && valueAt(samples, 0) >= 0) {
      toStart = Math.min(toStart, sampled * (valueAt(samples, 0) / result));
    }
    const factor = (sampled + toStart + toEnd) / sampled;
    return result * (isRate ? factor / (Math.trunc(rangeMs / 1000) + (rangeMs % 1000) / 1000) : factor);
  };

const extreme =
  (replaces: (value: number, best: number) => boolean, tellsTime: boolean): OfWindow =>
  (samples) => {
    let [best] = samples;
    for (const sample of samples) {
      if (best === undefined || replaces(sample.value, best.value) || Number.isNaN(best.value)) best = sample;
    }
    return tellsTime ? (best?.timeMs ?? 0) / 1000 : (best?.value ?? 0);
  };

const variance: OfWindow = (samples) => {
  const [mean, squares] = [
    { sum: 0, rest: 0 },
    { sum: 0, rest: 0 },
  ];
  valuesOf(samples).forEach((value, i) => {
    const distance = value - (mean.sum + mean.rest);
    addTo(mean, distance / (i + 1));
    addTo(squares, distance * (value - (mean.sum + mean.rest)));
  });
  return (squares.sum + squares.rest) / samples.length;
};

const cases: Readonly<Record<string, readonly [FloatRangeFunction, OfWindow, least?: number]>> = {
  rate: [rate, extrapolated(true, true), 2],
  increase: [increase, extrapolated(true, false), 2],
  delta: [delta, extrapolated(false, false), 2],
  idelta: [idelta, (samples) => valueAt(samples, -1) - valueAt(samples, -2), 2],
  irate: [
    irate,
    (samples) => {
      const [before, now] = [valueAt(samples, -2), valueAt(samples, -1)];
      return (now < before ? now : now - before) / ((timeAt(samples, -1) - timeAt(samples, -2)) / 1000);
    },
    2,
  ],
  resets: [resets, pairs((now, before) => now < before)],
  changes: [changes, pairs((now, before) => now !== before && !(Number.isNaN(now) && Number.isNaN(before)))],
  count_over_time: [single.countOverTime, (samples) => samples.length],
  present_over_time: [single.presentOverTime, () => 1],
  first_over_time: [single.firstOverTime, (samples) => valueAt(samples, 0)],
  last_over_time: [single.lastOverTime, (samples) => valueAt(samples, -1)],
  ts_of_first_over_time: [single.timeOfFirst, (samples) => timeAt(samples, 0) / 1000],
  ts_of_last_over_time: [single.timeOfLast, (samples) => timeAt(samples, -1) / 1000],
  min_over_time: [minOverTime, extreme((value, best) => value < best, false)],
  max_over_time: [maxOverTime, extreme((value, best) => value > best, false)],
  ts_of_min_over_time: [timeOfMin, extreme((value, best) => value <= best, true)],
  ts_of_max_over_time: [timeOfMax, extreme((value, best) => value >= best, true)],
  sum_over_time: [sumOverTime, (samples) => compensated(valuesOf(samples))],
  stdvar_over_time: [stdvarOverTime, variance],
  mad_over_time: [
    madOverTime,
    (samples) => {
      const values = valuesOf(samples);
      if (values.some(Number.isNaN)) return Number.NaN;
      const median = quantileOf(0.5, Float64Array.from(values));
      return quantileOf(
        0.5,
        Float64Array.from(values, (value) => Math.abs(value - median)),
      );
    },
  ],
};

function expected(range: FloatRange, ofWindow: OfWindow, least: number): readonly (number | undefined)[] {
  return windowsOf(range).map((samples, i) => {
    if (samples.length < least) return undefined;
    return ofWindow(samples, { endMs: range.ends.startMs + i * range.ends.stepMs, rangeMs: range.rangeMs });
  });
}

/** Sixty ranges over series of all kinds. */
function* ranges(scalars: readonly number[] = []): Generator<FloatRange> {
  const random = seeded(42);
  for (let i = 0; i < 60; i += 1) {
    const series = randomSeries(kinds[i % kinds.length] ?? 'whole', random);
    const rangeMs = 1 + Math.floor(random() * (random() < 0.3 ? 20_000 : 500_000));
    yield rangeOver(series, { grid: randomGrid(series, random), rangeMs, scalars });
  }
}

describe('over all windows at once, as over one after the other', () => {
  test.each(Object.entries(cases))('%s', (_name, [compute, ofWindow, least = 1]) => {
    for (const range of ranges()) expect(computed(compute, range)).toEqual(expected(range, ofWindow, least));
  });

  test.each([0, 0.25, 0.5, 0.9, 1, -1, 2, Number.NaN])('quantile_over_time of %s', (q) => {
    for (const range of ranges([q])) {
      const ofWindow: OfWindow = (samples) => quantileOf(q, Float64Array.from(valuesOf(samples)));
      expect(computed(quantileOverTime, range).map(unsigned)).toEqual(expected(range, ofWindow, 1).map(unsigned));
    }
  });
});

/** In which order 0 and -0 are sorted is nobody's business. */
function unsigned(value: number | undefined): number | undefined {
  return value === 0 ? 0 : value;
}

const level = (values: readonly number[], scalars: readonly number[] = []) =>
  rangeOver(
    { timesMs: Float64Array.from(values, (_, i) => i * 10_000), values: Float64Array.from(values) },
    { grid: { startMs: (values.length - 1) * 10_000, stepMs: 1, count: 1 }, rangeMs: 1_000_000, scalars },
  );

describe('sums and means', () => {
  test('keep what is small beside something large', () => {
    expect(computed(sumOverTime, level([1, 1e100, 1, -1e100]))).toEqual([2]);
    expect(computed(avgOverTime, level([1, 1e100, 1, -1e100]))).toEqual([0.5]);
  });

  test('of numbers whose sum overflows have a mean all the same', () => {
    expect(computed(avgOverTime, level([1.5e308, 1.5e308, 1.5e308]))).toEqual([1.5e308]);
    expect(computed(sumOverTime, level([1.5e308, 1.5e308, -1.5e308]))).toEqual([Number.POSITIVE_INFINITY]);
  });

  test('of whole numbers are exact, beyond 2^53 as well', () => {
    expect(computed(sumOverTime, level([2 ** 53, 1, 1]))).toEqual([2 ** 53 + 2]);
    expect(computed(avgOverTime, level([-0]))).toEqual([0]);
  });
});

describe('straight lines', () => {
  test('a slope, and where it leads to', () => {
    expect(computed(deriv, level([1, 3, 5]))).toEqual([0.2]);
    expect(computed(predictLinear, level([1, 3, 5], [100]))).toEqual([25]);
  });

  test('a level has no slope, and an infinite one no line', () => {
    expect(computed(deriv, level([0.1, 0.1, 0.1]))).toEqual([0]);
    expect(computed(deriv, level([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]))).toEqual([Number.NaN]);
    expect(computed(deriv, level([1]))).toEqual([undefined]);
  });
});

describe('double exponential smoothing', () => {
  test('follows level and trend', () => {
    expect(computed(doubleExponentialSmoothing, level([0, 10, 20, 30], [0.1, 0.1]))).toEqual([30]);
    expect(computed(doubleExponentialSmoothing, level([1], [0.1, 0.1]))).toEqual([undefined]);
  });

  test.each([
    [0, 0.5, 'invalid smoothing factor. Expected: 0 < sf < 1, got: 0.000000'],
    [0.5, 1, 'invalid trend factor. Expected: 0 < tf < 1, got: 1.000000'],
    [Number.POSITIVE_INFINITY, 0.5, 'invalid smoothing factor. Expected: 0 < sf < 1, got: +Inf'],
  ])('refuses the factors %s and %s, even for one sample', (smoothing, trend, message) => {
    expect(() => computed(doubleExponentialSmoothing, level([1], [smoothing, trend]))).toThrow(message);
  });
});
