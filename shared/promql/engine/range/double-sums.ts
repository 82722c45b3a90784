/**
 * The compensated sum of every window in constant time, to the same bit as if it were added up: sums of all samples before each are kept in
 * twice the precision, and where a difference of two lies too near to the border of two numbers to be sure of, there is no answer.
 */

/** Half a unit in the last place of 1. */
const unit = 2 ** -53;

export interface DoubleSums {
  /** Beside each sample, and behind the last one: the sum of those before it is `high + low`. */
  readonly high: Float64Array;
  readonly low: Float64Array;
  /** The same of the samples' sizes, roughly. */
  readonly sizes: Float64Array;
  /** What a difference of two may be wrong by. */
  readonly error: number;
}

/** @returns undefined where a value or a sum is not finite */
export function doubleSums(values: Float64Array): DoubleSums | undefined {
  const count = values.length;
  const [high, low, sizes] = [new Float64Array(count + 1), new Float64Array(count + 1), new Float64Array(count + 1)];
  let sum = 0;
  let rest = 0;
  let size = 0;
  let largest = 0;
  for (let i = 0; i < count; i += 1) {
    const value = values[i] as number;
    const next = sum + value;
    const added = next - sum;
    const lost = sum - (next - added) + (value - added) + rest;
    sum = next + lost;
    rest = lost - (sum - next);
    size += Math.abs(value);
    largest = Math.max(largest, Math.abs(sum));
    high[i + 1] = sum;
    low[i + 1] = rest;
    sizes[i + 1] = size;
  }
  if (!Number.isFinite(size)) return undefined;
  return { high, low, sizes, error: (4 * count + 16) * unit * unit * largest };
}

/** @returns what Neumaier's sum of the samples from `from` to `to`, exclusive, comes to; NaN where that is not sure */
export function windowSum({ high, low, sizes, error }: DoubleSums, from: number, to: number): number {
  const end = high[to] as number;
  const begin = high[from] as number;
  const difference = end - begin;
  const taken = difference - end;
  const lost = end - (difference - taken) - (begin + taken) + ((low[to] as number) - (low[from] as number));
  const sum = difference + lost;
  const rest = lost - (sum - difference);
  const count = to - from;
  // Its own rounding: each of the errors that it carries along is exact, but adding them up is not.
  const size = (sizes[to] as number) - (sizes[from] as number) + (sizes[to] as number) * 2 ** -30;
  const doubt = error + unit * unit * (2 * count * count * size + 4 * Math.abs(sum));
  return sum + (rest + doubt) === sum && sum + (rest - doubt) === sum ? sum : Number.NaN;
}
