/**
 * What unit an expression's result has, by the names of its metrics and by what is done to them. A wrong unit is worse than none: where
 * anything is unsure, it is `none`.
 */
import type { UnitName } from '../format/unit.ts';
import {
  type Aggregate,
  type Binary,
  type BinaryOperator,
  type Call,
  type Expr,
  metricOf,
  type VectorSelector,
} from './ast.ts';
import { quantityOfMetadata, quantityOfMetric } from './metric-quantity.ts';
import {
  difference,
  differenceOf,
  linearly,
  literalOf,
  merged,
  product,
  type Quantity,
  quantity,
  quotient,
  rateOf,
  sum,
  unitOfBase,
  unitOfQuantity,
  unknown,
} from './quantity.ts';
import { valueType } from './type-check.ts';

export { unitOfMetricName } from './metric-quantity.ts';

/** What else is known of a metric (its metadata); undefined where nothing is. */
type UnitOfMetric = (name: string) => UnitName | undefined;

/** Of native histograms, the unit of what was observed: their graph is over that. */
export function unitOf(expr: Expr, unitOfMetric?: UnitOfMetric): UnitName {
  return unitOfQuantity(quantityOf(expr, unitOfMetric ?? (() => undefined)));
}

/** The unit of what a histogram observed, native or in buckets by `le`; 'none' where the expression is no histogram, or it is not known. */
export function observedUnitOf(expr: Expr, unitOfMetric?: UnitOfMetric): UnitName {
  return unitOfBase(quantityOf(expr, unitOfMetric ?? (() => undefined)).observed);
}

function quantityOf(expr: Expr, known: UnitOfMetric): Quantity {
  switch (expr.kind) {
    case 'number':
      return expr.isDuration ? quantity('seconds') : literalOf(expr.value);
    case 'string':
      return unknown;
    case 'vectorSelector':
      return ofSelector(expr, known);
    case 'matrixSelector':
      return ofSelector(expr.selector, known);
    case 'subquery':
    case 'paren':
      return quantityOf(expr.expr, known);
    case 'unary': {
      const measured = quantityOf(expr.expr, known);
      return measured.literal === undefined || expr.op === '+' ? measured : literalOf(-measured.literal);
    }
    case 'call':
      return ofCall(expr, known);
    case 'aggregate':
      return ofAggregate(expr, known);
    case 'binary':
      return ofChain(expr, known);
  }
}

function ofSelector(selector: VectorSelector, known: UnitOfMetric): Quantity {
  const equal = (label: string) => selector.matchers.find((one) => one.name === label && one.op === '=')?.value;
  const metric = metricOf(selector);
  return metric === undefined ? unknown : quantityOfMetadata(quantityOfMetric(metric, equal), known(metric));
}

type Rule = (measured: Quantity) => Quantity;

const keep: Rule = (measured) => measured;
const counted: Rule = (measured) => quantity('number', counts(measured));
const flag: Rule = (measured) => quantity('flag', measured.of);
const time: Rule = () => quantity('timestamp');
const length: Rule = () => quantity('seconds');
/** Means of what is 0 or 1 are shares; of one processor's time, a part of it. */
const mean: Rule = linearly((measured) => {
  const isShare = measured.base === 'flag' || (measured.base === 'cpuShare' && measured.per === 1);
  return isShare ? quantity('ratio', measured.of) : measured;
});
const total: Rule = linearly((measured) => {
  if (measured.base === 'timestamp' || measured.base === 'celsius') return unknown;
  if (measured.base === 'flag') return quantity('number', counts(measured));
  if (measured.per !== 1) return measured;
  if (measured.base === 'cpuShare') return { ...measured, base: 'cpu' };
  return measured.base === 'busy' ? { ...measured, base: 'seconds' } : measured;
});
const observed: Rule = ({ observed: base, of }) => (base === undefined ? unknown : quantity(base, of));
/** A rate of what only grows is a rate; of a gauge it means nothing, so that what is no counter by name is a native histogram. */
const rate: Rule = (measured) => asHistogram(measured, rateOf(measured));
const increase: Rule = (measured) => asHistogram(measured, differenceOf(measured));

/** Counters of bytes were called so before they were to end in `_total`; those that have a size are histograms. */
const sizes = /(size|length|request|response|payload|body|message)_bytes$/;

function asHistogram(measured: Quantity, changed: Quantity): Quantity {
  const { base, observed: of } = measured;
  const isHistogram =
    of === base && (base === 'seconds' || (base === 'bytes' && [...measured.of].some((n) => sizes.test(n))));
  return isHistogram ? { ...changed, isHistogram } : changed;
}

const counts = ({ of }: Quantity): ReadonlySet<string> => new Set([...of].map((name) => `count ${name}`));

/** By name; what is not here has no unit that is known. */
const functionRules: ReadonlyMap<string, Rule> = rules([
  [rate, 'rate irate'],
  [(measured) => rateOf(differenceOf(measured)), 'deriv'],
  [increase, 'increase'],
  [differenceOf, 'delta idelta stddev_over_time mad_over_time'],
  [mean, 'avg_over_time'],
  [total, 'sum_over_time'],
  [
    keep,
    'min_over_time max_over_time last_over_time first_over_time quantile_over_time predict_linear double_exponential_smoothing holt_winters',
  ],
  [keep, 'abs ceil floor round clamp clamp_min clamp_max sort sort_desc sort_by_label sort_by_label_desc'],
  [keep, 'label_replace label_join info scalar vector max_of min_of'],
  [counted, 'count_over_time changes resets'],
  [flag, 'absent absent_over_time present_over_time sgn'],
  [time, 'time timestamp start end start_timestamp'],
  [time, 'ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time'],
  [length, 'step range'],
  [observed, 'histogram_quantile histogram_quantiles histogram_avg histogram_stddev'],
  [({ observed: base, of, per }) => (base === undefined ? unknown : { base, of, per }), 'histogram_sum'],
  [({ of, per }) => ({ base: 'number', of, per }), 'histogram_count'],
  [({ of }) => quantity('ratio', of), 'histogram_fraction'],
  [() => literalOf(Math.PI), 'pi'],
]);

function rules(table: readonly (readonly [Rule, string])[]): ReadonlyMap<string, Rule> {
  return new Map(table.flatMap(([rule, names]) => names.split(' ').map((name) => [name, rule] as const)));
}

function ofCall(call: Call, known: UnitOfMetric): Quantity {
  const rule = functionRules.get(call.name);
  if (rule === undefined) return unknown;
  const measured = call.args.find((arg) => !['scalar', 'string'].includes(valueType(arg))) ?? call.args[0];
  return rule(measured === undefined ? unknown : quantityOf(measured, known));
}

const aggregateRules: ReadonlyMap<string, Rule> = rules([
  [keep, 'min max topk bottomk limitk limit_ratio quantile'],
  [differenceOf, 'stddev'],
  [mean, 'avg'],
  [total, 'sum'],
  [counted, 'count count_values'],
  [flag, 'group'],
]);

function ofAggregate(aggregate: Aggregate, known: UnitOfMetric): Quantity {
  const { op, expr } = aggregate;
  const measured = quantityOf(expr, known);
  if (op === 'sum' && measured.base === 'cpuShare' && staysOfEachCpu(aggregate)) return measured;
  if (op === 'count' && countsProcessors(expr)) return quantity('cpu', measured.of, 1);
  return aggregateRules.get(op)?.(measured) ?? unknown;
}

/** The sum over what a processor does, for each processor. */
function staysOfEachCpu({ without, grouping }: Aggregate): boolean {
  return grouping.includes('cpu') !== without && grouping.length > 0;
}

/** `count(node_cpu_seconds_total{mode="idle"})` is how people count processors. */
function countsProcessors(expr: Expr): boolean {
  if (expr.kind === 'paren') return countsProcessors(expr.expr);
  if (expr.kind !== 'vectorSelector' || expr.name !== 'node_cpu_seconds_total') return false;
  return expr.matchers.some(({ name, op }) => name === 'mode' && op === '=');
}

/** Chains of operators are long to the left: no stack of calls for those. */
function ofChain(last: Binary, known: UnitOfMetric): Quantity {
  const chain: Binary[] = [];
  let first: Expr = last;
  while (first.kind === 'binary') {
    chain.push(first);
    first = first.left;
  }
  let left = quantityOf(first, known);
  for (let node = chain.pop(); node !== undefined; node = chain.pop()) {
    left = combined(node, left, quantityOf(node.right, known));
  }
  return left;
}

type Combination = (left: Quantity, right: Quantity, node: Binary) => Quantity;

const compared: Combination = (left, right, { bool, left: written }) => {
  if (bool) return quantity('flag', left.of.size === 0 ? right.of : left.of);
  // What is kept is the vector's value, on whichever side it stands.
  return left.literal !== undefined || isScalar(written) ? right : left;
};
/** As far as can be told without following a chain of operators again. */
function isScalar(expr: Expr): boolean {
  if (expr.kind === 'paren' || expr.kind === 'unary') return isScalar(expr.expr);
  return expr.kind === 'call' && valueType(expr) === 'scalar';
}

const either: Combination = (left, right) => {
  if (right.literal !== undefined) return left;
  if (left.literal !== undefined) return right;
  return left.base === 'flag' && right.base === 'flag' ? left : merged(left, right);
};
const first: Combination = (left) => left;
const power: Combination = (left, right) => {
  const known = left.literal !== undefined && right.literal !== undefined;
  return known ? literalOf((left.literal ?? 0) ** (right.literal ?? 0)) : unknown;
};
/** What remains of a time is no time. */
const remainder: Combination = (left, right) => {
  if (left.base === 'timestamp') return right.literal === undefined ? unknown : quantity('seconds', left.of);
  return right.literal !== undefined ? left : merged(left, right);
};

const combinations: ReadonlyMap<BinaryOperator, Combination> = new Map<BinaryOperator, Combination>([
  ['+', sum],
  ['-', difference],
  ['*', product],
  ['/', quotient],
  ['%', remainder],
  ['^', power],
  ['==', compared],
  ['!=', compared],
  ['<', compared],
  ['<=', compared],
  ['>', compared],
  ['>=', compared],
  ['and', first],
  ['unless', first],
  ['or', either],
]);

function combined(node: Binary, left: Quantity, right: Quantity): Quantity {
  return combinations.get(node.op)?.(left, right, node) ?? unknown;
}
