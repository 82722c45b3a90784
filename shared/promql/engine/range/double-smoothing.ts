/**
 * Holt's double exponential smoothing of each window.
 * https://prometheus.io/docs/prometheus/latest/querying/functions/#double_exponential_smoothing
 */
import { failExecution } from '../evaluation-error.ts';
import { eachWindow, type FloatRangeFunction } from './float-range.ts';

function requireFactor(what: string, symbol: string, factor: number): void {
  if (!(factor <= 0 || factor >= 1)) return;
  const got = Number.isFinite(factor) ? factor.toFixed(6) : `${factor > 0 ? '+' : '-'}Inf`;
  failExecution(`invalid ${what} factor. Expected: 0 < ${symbol} < 1, got: ${got}`);
}

/** A window of one sample has no value, and its factors are looked at all the same. */
const smoothed = eachWindow(2, ({ values, scalars }, from, to, index) => {
  const level = scalars[0]?.[index] ?? 0;
  const slope = scalars[1]?.[index] ?? 0;
  let before = 0;
  let now = values[from] as number;
  let trend = (values[from + 1] as number) - now;
  for (let i = from + 1; i < to; i += 1) {
    if (i > from + 1) trend = slope * (now - before) + (1 - slope) * trend;
    const next = level * (values[i] as number) + (1 - level) * (now + trend);
    before = now;
    now = next;
  }
  return now;
});

export const doubleExponentialSmoothing: FloatRangeFunction = (range, out, present) => {
  const { lo, hi } = range.windows;
  for (let i = 0; i < lo.length; i += 1) {
    if ((hi[i] as number) <= (lo[i] as number)) continue;
    requireFactor('smoothing', 'sf', range.scalars[0]?.[i] ?? 0);
    requireFactor('trend', 'tf', range.scalars[1]?.[i] ?? 0);
  }
  smoothed(range, out, present);
};
