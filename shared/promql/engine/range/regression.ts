/** deriv and predict_linear: the straight line with the least squares. https://prometheus.io/docs/prometheus/latest/querying/functions/#deriv */
import { timeAt } from '../time-grid.ts';
import { restAfter } from './compensation.ts';
import { eachWindow, type FloatRange } from './float-range.ts';

interface Line {
  /** A second. */
  readonly slope: number;
  /** At the time that was asked for. */
  readonly value: number;
}

function lineThrough(range: FloatRange, from: number, to: number, atMs: number): Line {
  const { timesMs, values } = range;
  const first = values[from] as number;
  if (isLevel(values, from, to)) {
    const isInfinite = Math.abs(first) === Number.POSITIVE_INFINITY;
    return isInfinite ? { slope: Number.NaN, value: Number.NaN } : { slope: 0, value: first };
  }
  let xs = 0;
  let ys = 0;
  let products = 0;
  let squares = 0;
  let xRest = 0;
  let yRest = 0;
  let productRest = 0;
  let squareRest = 0;
  for (let i = from; i < to; i += 1) {
    const x = ((timesMs[i] as number) - atMs) / 1000;
    const y = values[i] as number;
    xRest = restAfter(xRest, xs, x, xs + x);
    xs += x;
    yRest = restAfter(yRest, ys, y, ys + y);
    ys += y;
    productRest = restAfter(productRest, products, x * y, products + x * y);
    products += x * y;
    squareRest = restAfter(squareRest, squares, x * x, squares + x * x);
    squares += x * x;
  }
  const { infiniteSumsLost } = range.semantics;
  const totalOf = (sum: number, rest: number) =>
    infiniteSumsLost && Math.abs(sum) === Number.POSITIVE_INFINITY ? Number.NaN : sum + rest;
  const count = to - from;
  const [sumX, sumY] = [totalOf(xs, xRest), totalOf(ys, yRest)];
  const covariance = totalOf(products, productRest) - (sumX * sumY) / count;
  const variance = totalOf(squares, squareRest) - (sumX * sumX) / count;
  const slope = covariance / variance;
  return { slope, value: sumY / count - (slope * sumX) / count };
}

/** The same value all along needs no sums, whose rounding would show. */
function isLevel(values: Float64Array, from: number, to: number): boolean {
  const first = values[from] as number;
  for (let i = from + 1; i < to; i += 1) if (values[i] !== first) return false;
  return true;
}

/** Times are counted from the first sample: those since 1970 would leave few digits for the slope. */
export const deriv = eachWindow(
  2,
  (range, from, to) => lineThrough(range, from, to, range.timesMs[from] as number).slope,
);

export const predictLinear = eachWindow(2, (range, from, to, index) => {
  const { slope, value } = lineThrough(range, from, to, timeAt(range.times, index));
  return slope * (range.scalars[0]?.[index] ?? 0) + value;
});
