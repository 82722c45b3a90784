/** The q-quantile of numbers, between the two that are nearest. https://prometheus.io/docs/prometheus/latest/querying/operators/#quantile */

/** @param values are put in another order by this. @returns NaN of none */
export function quantileOf(q: number, values: Float64Array): number {
  if (values.length === 0 || Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  const rank = q * (values.length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(values.length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  const nans = putNanFirst(values);
  const [below, above] = lower < nans ? [Number.NaN, Number.NaN] : neighbours(values, nans, lower, upper);
  return below * (1 - weight) + above * weight;
}

/** NaN is taken for smaller than everything. @returns how many there are */
function putNanFirst(values: Float64Array): number {
  let nans = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (!Number.isNaN(value)) continue;
    values[i] = values[nans] as number;
    values[nans] = value;
    nans += 1;
  }
  return nans;
}

/** Up to so many, sorting is as fast; found by trying. */
const fewValues = 48;

/** The values that would stand at two places next to each other (or at one) if all from `from` on were sorted. */
function neighbours(values: Float64Array, from: number, lower: number, upper: number): readonly [number, number] {
  if (values.length - from <= fewValues) values.subarray(from).sort();
  else select(values, from, values.length - 1, lower);
  const below = values[lower] as number;
  if (upper === lower) return [below, below];
  let above = values[upper] as number;
  for (let i = upper + 1; i < values.length; i += 1) if ((values[i] as number) < above) above = values[i] as number;
  return [below, above];
}

/** Puts at `place` what would stand there if from … to (inclusive) was sorted, what is smaller before it and what is greater behind it. */
function select(values: Float64Array, from: number, to: number, place: number): void {
  let [left, right] = [from, to];
  while (left < right) {
    const pivot = middleOf(values[left] as number, values[(left + right) >> 1] as number, values[right] as number);
    let [low, high] = [left, right];
    while (low <= high) {
      while ((values[low] as number) < pivot) low += 1;
      while ((values[high] as number) > pivot) high -= 1;
      if (low > high) break;
      const moved = values[low] as number;
      values[low] = values[high] as number;
      values[high] = moved;
      low += 1;
      high -= 1;
    }
    if (place <= high) right = high;
    else if (place >= low) left = low;
    else return;
  }
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
