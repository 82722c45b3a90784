/**
 * An expression made ready for evaluation: parentheses gone, durations and times computed, matchers ready to be asked, and for each part
 * whether it gives the same at every time, so that it is computed once.
 */

import { metricNameLabel } from '../../model/labels.ts';
import type { Aggregate, AtModifier, Binary, Call, Expr, Modifiers, Span, Subquery, VectorSelector } from '../ast.ts';
import type { ValueType } from '../functions.ts';
import type { SeriesMatcher } from '../queryable.ts';
import { valueType } from '../type-check.ts';
import { durationMs, type QueryTimes } from './duration-ms.ts';
import { seriesMatcher } from './series-matcher.ts';
import type { TimeGrid } from './time-grid.ts';

interface PlanBase {
  /** Where it stands, for annotations. */
  readonly at: Span;
  /** The same at every time. */
  readonly invariant: boolean;
}

/** Where a selector or subquery looks. */
export interface Placement {
  /** Fixed by `@`; undefined: the time of evaluation. */
  readonly fixedMs: number | undefined;
  readonly offsetMs: number;
}

/** The times that are looked at from the grid's; all the same where they are fixed. */
export function placedGrid({ fixedMs, offsetMs }: Placement, grid: TimeGrid): TimeGrid {
  if (fixedMs === undefined) return { ...grid, startMs: grid.startMs - offsetMs };
  return { startMs: fixedMs - offsetMs, stepMs: 0, count: grid.count };
}

export interface SelectorPlan extends PlanBase, Placement {
  readonly kind: 'selector';
  readonly matchers: readonly SeriesMatcher[];
  readonly extension: VectorSelector['extension'];
  /** Only counts and sums of its histograms are asked for: Prometheus then finds out by itself where they began anew. */
  readonly detectsResets?: boolean | undefined;
}

export interface MatrixPlan extends PlanBase {
  readonly kind: 'matrix';
  readonly selector: SelectorPlan;
  readonly rangeMs: number;
}

export interface SubqueryPlan extends PlanBase, Placement {
  readonly kind: 'subquery';
  readonly expr: Plan;
  readonly rangeMs: number;
  readonly stepMs: number;
}

export interface CallPlan extends PlanBase {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Plan[];
}

export interface AggregatePlan extends PlanBase {
  readonly kind: 'aggregate';
  readonly op: Aggregate['op'];
  readonly without: boolean;
  readonly grouping: readonly string[];
  readonly param: Plan | undefined;
  readonly expr: Plan;
}

export interface BinaryPlan extends PlanBase {
  readonly kind: 'binary';
  readonly node: Binary;
  readonly left: Plan;
  readonly right: Plan;
  readonly leftType: ValueType;
  readonly rightType: ValueType;
}

/** A minus, or a plus: that leaves the values alone, but is no selector any more to those who look for one. */
interface SignPlan extends PlanBase {
  readonly kind: 'sign';
  readonly negative: boolean;
  readonly expr: Plan;
}

interface NumberPlan extends PlanBase {
  readonly kind: 'number';
  readonly value: number;
}

interface StringPlan extends PlanBase {
  readonly kind: 'string';
  readonly text: string;
}

export type Plan =
  | NumberPlan
  | StringPlan
  | SelectorPlan
  | MatrixPlan
  | SubqueryPlan
  | CallPlan
  | AggregatePlan
  | BinaryPlan
  | SignPlan;

export interface PlanOptions {
  readonly times: QueryTimes;
  readonly dotMatchesNewline: boolean;
  /** Of a subquery that names none. */
  readonly subqueryStepMs: (rangeMs: number) => number;
  /** What is asked of the histograms around here: `statistics` are counts and sums; `buckets` holds for all that is within. */
  readonly asked?: 'statistics' | 'buckets' | undefined;
}

/** Differ from time to time without looking at any data. */
const movingCalls: ReadonlySet<string> = new Set([
  ...['time', 'timestamp', 'day_of_month', 'day_of_week', 'day_of_year', 'days_in_month', 'hour', 'minute', 'month'],
  ...['year', 'predict_linear'],
]);

export function planOf(expr: Expr, options: PlanOptions): Plan {
  switch (expr.kind) {
    case 'number':
      return { kind: 'number', value: expr.value, at: expr, invariant: true };
    case 'string':
      return { kind: 'string', text: expr.value, at: expr, invariant: true };
    case 'paren':
      return { ...planOf(expr.expr, options), at: expr };
    case 'unary': {
      const inner = planOf(expr.expr, options);
      return { kind: 'sign', negative: expr.op === '-', expr: inner, at: expr, invariant: inner.invariant };
    }
    case 'vectorSelector':
      return selectorPlan(expr, expr, options);
    case 'matrixSelector': {
      const selector = selectorPlan(expr.selector, expr, options);
      const { invariant } = selector;
      return { kind: 'matrix', selector, rangeMs: durationMs(expr.range, options.times, 'range'), at: expr, invariant };
    }
    case 'subquery':
      return subqueryPlan(expr, options);
    case 'call':
      return callPlan(expr, options);
    case 'aggregate':
      return aggregatePlan(expr, options);
    case 'binary':
      return binaryPlan(expr, options);
  }
}

function selectorPlan(selector: VectorSelector, at: Span, options: PlanOptions): SelectorPlan {
  const { name, matchers, extension } = selector;
  const own = name === undefined ? [] : [{ name: metricNameLabel, op: '=' as const, value: name }];
  const placement = placementOf(selector, options.times);
  return {
    kind: 'selector',
    matchers: [...own, ...matchers].map((one) => seriesMatcher(one, options.dotMatchesNewline)),
    extension,
    detectsResets: options.asked === 'statistics',
    ...placement,
    at,
    invariant: placement.fixedMs !== undefined,
  };
}

function placementOf({ at, offset }: Modifiers, times: QueryTimes): Placement {
  return { fixedMs: fixedTime(at, times), offsetMs: offset === undefined ? 0 : durationMs(offset, times, 'offset') };
}

function fixedTime(at: AtModifier | undefined, { startMs, endMs }: QueryTimes): number | undefined {
  if (at === undefined) return undefined;
  if (at.kind === 'time') return at.timeMs;
  return at.kind === 'start' ? startMs : endMs;
}

function subqueryPlan(node: Subquery, options: PlanOptions): SubqueryPlan {
  const rangeMs = durationMs(node.range, options.times, 'range');
  const placement = placementOf(node, options.times);
  return {
    kind: 'subquery',
    expr: planOf(node.expr, { ...options, asked: 'buckets' }),
    rangeMs,
    stepMs: node.step === undefined ? options.subqueryStepMs(rangeMs) : durationMs(node.step, options.times, 'step'),
    ...placement,
    at: node,
    invariant: placement.fixedMs !== undefined,
  };
}

const statisticsCalls: ReadonlySet<string> = new Set(['histogram_avg', 'histogram_count', 'histogram_sum']);
const bucketCalls: ReadonlySet<string> = new Set(['histogram_fraction', 'histogram_quantile', 'histogram_quantiles']);

function askedBy(name: string, { asked }: PlanOptions): PlanOptions['asked'] {
  if (asked === 'buckets' || bucketCalls.has(name)) return 'buckets';
  return statisticsCalls.has(name) ? 'statistics' : asked;
}

function callPlan(node: Call, options: PlanOptions): CallPlan {
  const inner = { ...options, asked: askedBy(node.name, options) };
  const args = node.args.map((arg) => planOf(arg, inner));
  const moving = movingCalls.has(node.name);
  return { kind: 'call', name: node.name, args, at: node, invariant: !moving && args.every((arg) => arg.invariant) };
}

function aggregatePlan(node: Aggregate, options: PlanOptions): AggregatePlan {
  const expr = planOf(node.expr, options);
  const param = node.param === undefined ? undefined : planOf(node.param, options);
  const { op, without, grouping } = node;
  // As in Prometheus, the parameter is not asked: over what is the same at every time it is taken once.
  return { kind: 'aggregate', op, without, grouping, param, expr, at: node, invariant: expr.invariant };
}

/** Chains of operators are long to the left: no stack of calls for those. */
function binaryPlan(last: Binary, options: PlanOptions): Plan {
  const chain: Binary[] = [];
  let first: Expr = last;
  while (first.kind === 'binary') {
    chain.push(first);
    first = first.left;
  }
  // Trimming looks at buckets, and so does all that is within it: from the outermost of those operators on.
  const trim = chain.findIndex(({ op }) => op === '</' || op === '>/');
  const optionsAt = (depth: number): PlanOptions =>
    trim !== -1 && depth >= trim ? { ...options, asked: 'buckets' } : options;
  let left = planOf(first, optionsAt(chain.length));
  let leftType = valueType(first);
  for (let node = chain.pop(); node !== undefined; node = chain.pop()) {
    const right = planOf(node.right, optionsAt(chain.length));
    const rightType = valueType(node.right);
    const invariant = left.invariant && right.invariant;
    left = { kind: 'binary', node, left, right, leftType, rightType, at: node, invariant };
    leftType = leftType === 'scalar' && rightType === 'scalar' ? 'scalar' : 'vector';
  }
  return left;
}
