/** Last, smallest, mean and largest value of every series, in columns. */
import type { Columns } from '../../shared/model/query.ts';

export interface SeriesStats {
  readonly last: Float64Array;
  readonly min: Float64Array;
  readonly avg: Float64Array;
  readonly max: Float64Array;
}

export type StatName = keyof SeriesStats;

export const statNames = ['last', 'min', 'avg', 'max'] as const satisfies readonly StatName[];

/** NaN samples count for `last` only; a series without a number has NaN everywhere. Gaps are in none of them. */
export function seriesStats({ labels, offsets, values }: Columns): SeriesStats {
  const count = labels.length;
  const last = new Float64Array(count).fill(Number.NaN);
  const min = new Float64Array(count).fill(Number.NaN);
  const avg = new Float64Array(count).fill(Number.NaN);
  const max = new Float64Array(count).fill(Number.NaN);
  for (let series = 0; series < count; series += 1) {
    const from = offsets[series] ?? 0;
    const to = offsets[series + 1] ?? from;
    let smallest = Number.POSITIVE_INFINITY;
    let largest = Number.NEGATIVE_INFINITY;
    let sum = 0;
    let numbers = 0;
    for (let i = from; i < to; i += 1) {
      const value = values[i] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      if (value < smallest) smallest = value;
      if (value > largest) largest = value;
      sum += value;
      numbers += 1;
    }
    if (to > from) last[series] = values[to - 1] ?? Number.NaN;
    if (numbers === 0) continue;
    min[series] = smallest;
    avg[series] = sum / numbers;
    max[series] = largest;
  }
  return { last, min, avg, max };
}

/** Series in order of a value; what has none stands last in both directions, equals keep their order. */
export function orderBy(values: Float64Array, descending: boolean): number[] {
  const direction = descending ? -1 : 1;
  return Array.from(values, (_, series) => series).sort((a, b) => {
    const x = values[a] ?? Number.NaN;
    const y = values[b] ?? Number.NaN;
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    return x === y ? 0 : (x - y) * direction;
  });
}
