/** Operators: which of scalars and vectors stand on their sides, and what becomes of names. */
import type { BinaryOperator } from '../ast.ts';
import { type Column, columnBytes, type Value, valueBytes, valueSamples, vectorOf } from './column.ts';
import type { EvaluationContext } from './context.ts';
import { type Computed, operate, type Side } from './element-operation.ts';
import type { Evaluator } from './evaluator.ts';
import { arithmetic, changesMetric, comparisons } from './operators.ts';
import type { BinaryPlan, Plan } from './plan.ts';
import { setOperation } from './set-operation.ts';
import type { TimeGrid } from './time-grid.ts';
import { uniteColumns, withoutName } from './unite-columns.ts';
import { matchVectors } from './vector-matching.ts';

const setOperators: ReadonlySet<string> = new Set(['and', 'or', 'unless']);

/** Chains of operators are long to the left: no stack of calls for those. */
export function evaluateBinary(last: BinaryPlan, grid: TimeGrid, evaluator: Evaluator): Value {
  const { context } = evaluator;
  const { run } = context;
  const [before, samplesBefore] = [run.heldBytes(), run.samples.held()];
  const chain: BinaryPlan[] = [];
  let first: Plan = last;
  // What is the same at every time is computed once, so it is another's beginning.
  while (first.kind === 'binary' && first.invariant === last.invariant) {
    chain.push(first);
    first = first.left;
  }
  const evaluated = (plan: Plan) => vectorOf(evaluator.value(plan, grid), grid.count, run);
  let value = evaluated(first);
  for (let plan = chain.pop(); plan !== undefined; plan = chain.pop()) {
    value = combined(plan, value, evaluated(plan.right), grid, context);
    run.settle(before + valueBytes(value, grid.count));
    const samples = valueSamples(value, grid.count);
    run.samples.reach(samples);
    run.samples.settle(samplesBefore + samples);
  }
  return value;
}

function combined(plan: BinaryPlan, left: Value, right: Value, grid: TimeGrid, context: EvaluationContext): Value {
  const { node } = plan;
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    return { kind: 'scalar', values: betweenScalars(node.op, left.values, right.values) };
  }
  if (left.kind === 'vector' && right.kind === 'vector') {
    const columns = setOperators.has(node.op)
      ? setOperation(plan, left.columns, right.columns, grid)
      : matchVectors(plan, left.columns, right.columns, grid, context);
    return { kind: 'vector', columns };
  }
  if (left.kind === 'scalar' && right.kind === 'vector') {
    return { kind: 'vector', columns: withScalar(plan, left.values, right.columns, 'left', context) };
  }
  if (left.kind === 'vector' && right.kind === 'scalar') {
    return { kind: 'vector', columns: withScalar(plan, right.values, left.columns, 'right', context) };
  }
  throw new Error(`an operator between a ${left.kind} and a ${right.kind}`);
}

function betweenScalars(op: BinaryOperator, a: Float64Array, b: Float64Array): Float64Array {
  const compute = arithmetic.get(op);
  const holds = comparisons.get(op);
  return a.map((value, i) => compute?.(value, b[i] ?? 0) ?? (holds?.(value, b[i] ?? 0) === true ? 1 : 0));
}

/** @param side which the scalar stands on */
function withScalar(
  { node, at }: BinaryPlan,
  values: Float64Array,
  vector: readonly Column[],
  side: 'left' | 'right',
  context: EvaluationContext,
): readonly Column[] {
  const scalar: Side = { values, present: undefined, histograms: undefined };
  const operation = { op: node.op, bool: node.bool, at, annotations: context.annotations };
  const namesGo = changesMetric(node.op, context.semantics) || node.bool;
  const columns: Column[] = [];
  for (const column of vector) {
    context.run.check();
    const computed: Computed | undefined =
      side === 'left' ? operate(scalar, column, operation, 'right') : operate(column, scalar, operation, 'left');
    if (computed === undefined) continue;
    context.run.charge(columnBytes(values.length));
    const whole = { ...column, ...computed };
    columns.push(namesGo ? withoutName(whole, context) : whole);
  }
  return namesGo && !context.delayedNames ? uniteColumns(columns) : columns;
}
