/** Functions of numbers. https://prometheus.io/docs/prometheus/latest/querying/functions/ */
import type { Column } from '../column.ts';
import { argument } from './arguments.ts';
import type { CallEvaluator, NamedCall } from './call.ts';
import { mapNumbers } from './map-numbers.ts';

/** From here on the other of the two exponentials is too small to count, as Go's sinh and cosh have it: so both end where exp does. */
const oneExponential = 21;

function cosh(value: number): number {
  const size = Math.abs(value);
  return size > oneExponential ? Math.exp(size) * 0.5 : Math.cosh(value);
}

function sinh(value: number): number {
  const size = Math.abs(value);
  return size > oneExponential ? Math.sign(value) * Math.exp(size) * 0.5 : Math.sinh(value);
}

const ofOneNumber: Readonly<Record<string, (value: number) => number>> = {
  abs: Math.abs,
  acos: Math.acos,
  acosh: Math.acosh,
  asin: Math.asin,
  asinh: Math.asinh,
  atan: Math.atan,
  atanh: Math.atanh,
  ceil: Math.ceil,
  cos: Math.cos,
  cosh,
  deg: (value) => (value * 180) / Math.PI,
  exp: Math.exp,
  floor: Math.floor,
  ln: Math.log,
  log10: Math.log10,
  log2: Math.log2,
  rad: (value) => (value * Math.PI) / 180,
  sgn: Math.sign,
  sin: Math.sin,
  sinh,
  sqrt: Math.sqrt,
  tan: Math.tan,
  tanh: Math.tanh,
};

/** Go's math.Max and math.Min: an infinity that decides does so even against NaN. */
function greater(left: number, right: number): number {
  const either = left === Number.POSITIVE_INFINITY || right === Number.POSITIVE_INFINITY;
  return either ? Number.POSITIVE_INFINITY : Math.max(left, right);
}

function lesser(left: number, right: number): number {
  const either = left === Number.NEGATIVE_INFINITY || right === Number.NEGATIVE_INFINITY;
  return either ? Number.NEGATIVE_INFINITY : Math.min(left, right);
}

/** Halves are rounded up. */
const round: CallEvaluator = (plan, grid, evaluator) => {
  const columns = evaluator.vector(argument(plan, 0), grid);
  const nearest = plan.args[1] === undefined ? undefined : evaluator.scalar(plan.args[1], grid);
  if (nearest === undefined) return mapNumbers(columns, (value) => Math.floor(value + 0.5), evaluator.context);
  // Dividing by the inverse loses less than multiplying: that is how it has to come out to be the same.
  const inverses = nearest.map((value) => 1 / value);
  return mapNumbers(
    columns,
    (value, i) => Math.floor(value * (inverses[i] as number) + 0.5) / (inverses[i] as number),
    evaluator.context,
  );
};

interface Bounds {
  readonly lower?: number;
  readonly upper?: number;
}

/** @param bounds the places of the arguments that are bounds; without one, that side is open */
const clamp =
  ({ lower, upper }: Bounds): CallEvaluator =>
  (plan, grid, evaluator) => {
    const columns = evaluator.vector(argument(plan, 0), grid);
    const bound = (at: number | undefined, open: number) =>
      at === undefined ? new Float64Array(grid.count).fill(open) : evaluator.scalar(argument(plan, at), grid);
    const least = bound(lower, Number.NEGATIVE_INFINITY);
    const most = bound(upper, Number.POSITIVE_INFINITY);
    const isEmpty = least.map((value, i) => ((most[i] as number) < value ? 1 : 0));
    const kept = isEmpty.includes(1) ? columns.map((column) => withoutTimes(column, isEmpty)) : columns;
    return mapNumbers(
      kept,
      (value, i) => greater(least[i] as number, lesser(most[i] as number, value)),
      evaluator.context,
    );
  };

/** @param left 1 at the times at which nothing stays */
function withoutTimes(column: Column, left: Float64Array): Column {
  const { values, present } = column;
  const kept = new Uint8Array(values.length);
  for (let i = 0; i < kept.length; i += 1) kept[i] = left[i] === 0 ? (present?.[i] ?? 1) : 0;
  return { ...column, present: kept };
}

const ofTwoScalars =
  (compute: (left: number, right: number) => number): CallEvaluator =>
  (plan, grid, evaluator) => {
    const right = evaluator.scalar(argument(plan, 1), grid);
    const values = evaluator.scalar(argument(plan, 0), grid).map((left, i) => compute(left, right[i] as number));
    return { kind: 'scalar', values };
  };

const pi: CallEvaluator = (_plan, grid) => ({ kind: 'scalar', values: new Float64Array(grid.count).fill(Math.PI) });

export const numberCalls: readonly NamedCall[] = [
  ...Object.entries(ofOneNumber).map(
    ([name, compute]): NamedCall => [
      name,
      (plan, grid, evaluator) => mapNumbers(evaluator.vector(argument(plan, 0), grid), compute, evaluator.context),
    ],
  ),
  ['clamp', clamp({ lower: 1, upper: 2 })],
  ['clamp_max', clamp({ upper: 1 })],
  ['clamp_min', clamp({ lower: 1 })],
  ['max_of', ofTwoScalars(greater)],
  ['min_of', ofTwoScalars(lesser)],
  ['pi', pi],
  ['round', round],
];
