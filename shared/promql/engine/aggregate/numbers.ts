/**
 * Aggregations of one group of columns of numbers into one column: series after series, so that a column is read in one go. What has to
 * be bit-equal to Prometheus adds in its order.
 */
import type { QueryRun } from '../../queryable.ts';
import type { Column } from '../column.ts';
import type { EvaluationContext } from '../context.ts';
import { addTo, type KahanSum } from '../kahan.ts';
import { quantileOf } from '../quantile.ts';

/** What a reduction needs to know of the query. */
type ReductionContext = Pick<EvaluationContext, 'run' | 'semantics'>;

type Reduction = (columns: readonly Column[], count: number, context: ReductionContext) => Float64Array;

const counts: Reduction = (columns, count, { run }) => {
  const total = new Float64Array(count).fill(columns.filter(({ present }) => present === undefined).length);
  for (const { present } of columns) {
    if (present === undefined) continue;
    run.check();
    for (let i = 0; i < count; i += 1) total[i] = (total[i] as number) + (present[i] as number);
  }
  return total;
};

/** Sums by time, and what was lost of them (see kahan.ts). Of a sum that went to infinity, the rest may be anything. */
interface Sums {
  readonly sums: Float64Array;
  readonly rests: Float64Array;
}

/** Written out, and once more for columns without gaps: a call or a question for each sample would take most of the time. */
function compensatedSums(columns: readonly Column[], count: number, run: QueryRun): Sums {
  const sums = new Float64Array(count);
  const rests = new Float64Array(count);
  for (const { values, present } of columns) {
    run.check();
    if (present !== undefined) {
      addPresent(values, present, sums, rests);
      continue;
    }
    for (let i = 0; i < count; i += 1) {
      const value = values[i] as number;
      const before = sums[i] as number;
      const next = before + value;
      sums[i] = next;
      const lost = Math.abs(before) >= Math.abs(value) ? before - next + value : value - next + before;
      rests[i] = (rests[i] as number) + lost;
    }
  }
  return { sums, rests };
}

function addPresent(values: Float64Array, present: Uint8Array, sums: Float64Array, rests: Float64Array): void {
  for (let i = 0; i < values.length; i += 1) {
    if (present[i] !== 1) continue;
    const value = values[i] as number;
    const before = sums[i] as number;
    const next = before + value;
    sums[i] = next;
    const lost = Math.abs(before) >= Math.abs(value) ? before - next + value : value - next + before;
    rests[i] = (rests[i] as number) + lost;
  }
}

const sum: Reduction = (columns, count, { run }) => {
  const { sums, rests } = compensatedSums(columns, count, run);
  for (let i = 0; i < count; i += 1) {
    const total = sums[i] as number;
    if (Number.isFinite(total)) sums[i] = total + (rests[i] as number);
  }
  return sums;
};

/** The plain mean as long as the sum does not overflow; from there on step by step. */
const avg: Reduction = (columns, count, context) => {
  const { sums, rests } = compensatedSums(columns, count, context.run);
  const numbers = counts(columns, count, context);
  return sums.map((total, i) => {
    const n = numbers[i] as number;
    if (Number.isFinite(total)) return total / n + (rests[i] as number) / n;
    context.run.check();
    return meanAt(columns, i);
  });
};

function meanAt(columns: readonly Column[], index: number): number {
  const values = columns.filter(({ present }) => present === undefined || present[index] === 1);
  return values.length === 0 ? Number.NaN : mean(values.map(({ values: own }) => own[index] as number));
}

/** Of numbers whose sum may overflow. @param values one at least */
export function mean(values: readonly number[]): number {
  const total: KahanSum = { sum: 0, rest: 0 };
  let incremental = false;
  let seen = 0;
  for (const value of values) {
    seen += 1;
    if (!incremental) {
      const next = { ...total };
      addTo(next, value);
      if (Math.abs(next.sum) !== Number.POSITIVE_INFINITY || seen === 1) {
        Object.assign(total, next);
        continue;
      }
      incremental = true;
      total.sum /= seen - 1;
      total.rest /= seen - 1;
    }
    const share = (seen - 1) / seen;
    total.sum *= share;
    total.rest *= share;
    addTo(total, value / seen);
  }
  return incremental ? total.sum + total.rest : total.sum / seen + total.rest / seen;
}

/** @param sign 1 for the greatest, -1 for the least. NaN is neither unless there is nothing else. */
const extreme =
  (sign: 1 | -1): Reduction =>
  (columns, count, { run }) => {
    const best = new Float64Array(count).fill(Number.NaN);
    for (const { values, present } of columns) {
      run.check();
      for (let i = 0; i < count; i += 1) {
        if (present !== undefined && present[i] !== 1) continue;
        const value = values[i] as number;
        const before = best[i] as number;
        if (sign * value > sign * before || Number.isNaN(before)) best[i] = value;
      }
    }
    return best;
  };

/** Welford's way: a sum of squares would lose what a variance is made of. */
const variance: Reduction = (columns, count, { run, semantics }) => {
  const means = new Float64Array(count);
  const squares = new Float64Array(count);
  const numbers = new Float64Array(count);
  for (const { values, present } of columns) {
    run.check();
    for (let i = 0; i < count; i += 1) {
      if (present !== undefined && present[i] !== 1) continue;
      const value = values[i] as number;
      const n = (numbers[i] as number) + 1;
      numbers[i] = n;
      if (n === 1) {
        means[i] = value;
        squares[i] = Number.isFinite(value) || semantics.deviationOfOneIsZero ? 0 : Number.NaN;
        continue;
      }
      const distance = value - (means[i] as number);
      means[i] = (means[i] as number) + distance / n;
      squares[i] = (squares[i] as number) + distance * (value - (means[i] as number));
    }
  }
  return squares.map((total, i) => total / (numbers[i] as number));
};

/** At times without a sample they may come to anything. */
export const reductions = {
  sum,
  avg,
  count: counts,
  group: (_columns, count) => new Float64Array(count).fill(1),
  min: extreme(-1),
  max: extreme(1),
  stdvar: variance,
  stddev: (columns, count, context) => variance(columns, count, context).map(Math.sqrt),
} satisfies Readonly<Record<string, Reduction>>;

export type ReductionName = keyof typeof reductions;

/** @param q by time */
export function quantiles(columns: readonly Column[], q: Float64Array, run: QueryRun): Float64Array {
  const room = new Float64Array(columns.length);
  return q.map((wanted, i) => {
    run.check();
    let used = 0;
    for (const { values, present } of columns) {
      if (present !== undefined && present[i] !== 1) continue;
      room[used] = values[i] as number;
      used += 1;
    }
    return quantileOf(wanted, room.subarray(0, used));
  });
}

/** Where any of the columns has a sample; undefined for everywhere. */
export function presenceOfAny(columns: readonly Column[], count: number): Uint8Array | undefined {
  const any = new Uint8Array(count);
  for (const { present } of columns) {
    if (present === undefined) return undefined;
    for (let i = 0; i < count; i += 1) any[i] = (any[i] as number) | (present[i] as number);
  }
  return any.includes(0) ? any : undefined;
}
