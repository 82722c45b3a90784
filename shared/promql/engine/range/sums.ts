/** Sums, means and variances of each window, with Prometheus's compensated sums. */
import { restAfter } from './compensation.ts';
import { doubleSums, windowSum } from './double-sums.ts';
import { eachWindow, type FloatRange, type FloatRangeFunction } from './float-range.ts';

/** The Neumaier sum of a window, as kahan.ts adds one number. */
function sumOf({ values }: FloatRange, from: number, to: number): number {
  let sum = 0;
  let rest = 0;
  for (let i = from; i < to; i += 1) {
    const value = values[i] as number;
    const next = sum + value;
    rest = restAfter(rest, sum, value, next);
    sum = next;
  }
  return sum === Number.POSITIVE_INFINITY || sum === Number.NEGATIVE_INFINITY ? sum : sum + rest;
}

/** The plain mean as long as the sum is finite; from there on step by step. */
function meanOf({ values }: FloatRange, from: number, to: number): number {
  let sum = values[from] as number;
  let rest = 0;
  for (let i = from + 1; i < to; i += 1) {
    const value = values[i] as number;
    const next = sum + value;
    if (next === Number.POSITIVE_INFINITY || next === Number.NEGATIVE_INFINITY) {
      return meanStepwise(values, sum / (i - from), rest / (i - from), i, from, to);
    }
    rest = restAfter(rest, sum, value, next);
    sum = next;
  }
  const count = to - from;
  return sum / count + rest / count;
}

/** @param mean of the samples from `from` to `next`, exclusive */
function meanStepwise(
  values: Float64Array,
  mean: number,
  rest: number,
  next: number,
  from: number,
  to: number,
): number {
  let [sum, lost] = [mean, rest];
  for (let i = next; i < to; i += 1) {
    const count = i - from + 1;
    const share = (count - 1) / count;
    const before = share * sum;
    const value = (values[i] as number) / count;
    sum = before + value;
    lost = restAfter(lost * share, before, value, sum);
  }
  return sum + lost;
}

/** Below it every whole number is one; from there on sums are rounded. */
const largestExact = 2 ** 53;

/**
 * The sums of all samples before each, where the values are whole numbers that add up without rounding: a window's sum is then the
 * difference of two, bit for bit. Most gauges and counters are such.
 */
function exactSums(values: Float64Array): Float64Array | undefined {
  const sums = new Float64Array(values.length + 1);
  let size = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    size += Math.abs(value);
    if (!Number.isInteger(value) || size >= largestExact) return undefined;
    sum += value;
    sums[i + 1] = sum;
  }
  return sums;
}

const exactly =
  (isMean: boolean, otherwise: FloatRangeFunction): FloatRangeFunction =>
  (range, out, present) => {
    const sums = exactSums(range.values);
    if (sums === undefined) return otherwise(range, out, present);
    const { lo, hi } = range.windows;
    for (let i = 0; i < lo.length; i += 1) {
      const from = lo[i] as number;
      const to = hi[i] as number;
      if (to <= from) continue;
      const sum = (sums[to] as number) - (sums[from] as number);
      out[i] = isMean ? sum / (to - from) : sum;
      present[i] = 1;
    }
  };

/** Shorter windows are added up sooner than sums of twice the precision are made. */
const worthSums = 8;

const sumEach: FloatRangeFunction = (range, out, present) => {
  const sums = meanLength(range) < worthSums ? undefined : doubleSums(range.values);
  const compute = (_: FloatRange, from: number, to: number): number => {
    const sum = sums === undefined ? Number.NaN : windowSum(sums, from, to);
    return Number.isNaN(sum) ? sumOf(range, from, to) : sum;
  };
  eachWindow(1, compute)(range, out, present);
};

function meanLength({ windows: { lo, hi } }: FloatRange): number {
  let total = 0;
  for (let i = 0; i < lo.length; i += 1) total += (hi[i] as number) - (lo[i] as number);
  return total / Math.max(1, lo.length);
}

export const sumOverTime = exactly(false, sumEach);
export const avgOverTime = exactly(true, eachWindow(1, meanOf));

/** Welford's way, both running numbers compensated. */
function varianceOf(values: Float64Array, from: number, to: number): number {
  let mean = 0;
  let meanRest = 0;
  let squares = 0;
  let squaresRest = 0;
  for (let i = from; i < to; i += 1) {
    const value = values[i] as number;
    const distance = value - (mean + meanRest);
    const step = distance / (i - from + 1);
    const nextMean = mean + step;
    meanRest = restAfter(meanRest, mean, step, nextMean);
    mean = nextMean;
    const square = distance * (value - (mean + meanRest));
    const next = squares + square;
    squaresRest = restAfter(squaresRest, squares, square, next);
    squares = next;
  }
  return (squares + squaresRest) / (to - from);
}

export const stdvarOverTime = eachWindow(1, variance);
export const stddevOverTime = eachWindow(1, (range, from, to) => Math.sqrt(variance(range, from, to)));

function variance(range: FloatRange, from: number, to: number): number {
  const found = varianceOf(range.values, from, to);
  return Math.abs(found) === Number.POSITIVE_INFINITY && range.semantics.infiniteSumsLost ? Number.NaN : found;
}
