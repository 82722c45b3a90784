/** Walks a plan: what is the same at every time is computed once, and after each node only its result is held. */
import { evaluateAggregate } from './aggregate/evaluate-aggregate.ts';
import { evaluateBinary } from './binary.ts';
import { calls } from './calls/calls.ts';
import { type Column, columnBytes, type Value, valueBytes, valueSamples, vectorOf } from './column.ts';
import type { EvaluationContext } from './context.ts';
import type { Evaluator } from './evaluator.ts';
import { negated } from './negation.ts';
import type { Plan } from './plan.ts';
import { selectInstant } from './select-instant.ts';
import { selectSmoothed } from './select-smoothed.ts';
import type { TimeGrid } from './time-grid.ts';
import { distinctColumns, uniteColumns, withoutName } from './unite-columns.ts';

export function createEvaluator(context: EvaluationContext): Evaluator {
  const { run } = context;
  const value = (plan: Plan, grid: TimeGrid): Value => {
    run.check();
    if (grid.count > 1 && plan.invariant && plan.kind !== 'number') {
      return spread(plan, grid, evaluator);
    }
    const before = run.heldBytes();
    const samplesBefore = run.samples.held();
    // Before any array of so many times is made.
    run.charge(8 * grid.count);
    const result = evaluateNode(plan, grid, evaluator);
    run.settle(before + valueBytes(result, grid.count));
    const samples = valueSamples(result, grid.count);
    run.samples.reach(samples);
    run.samples.settle(samplesBefore + samples);
    return result;
  };
  const evaluator: Evaluator = {
    context,
    value,
    vector(plan, grid) {
      const result = vectorOf(value(plan, grid), grid.count, run);
      if (result.kind !== 'vector') throw new Error(`a ${result.kind} where a vector belongs`);
      return result.columns;
    },
    scalar(plan, grid) {
      const result = value(plan, grid);
      if (result.kind !== 'scalar') throw new Error(`a ${result.kind} where a scalar belongs`);
      return result.values;
    },
  };
  return evaluator;
}

function evaluateNode(plan: Plan, grid: TimeGrid, evaluator: Evaluator): Value {
  switch (plan.kind) {
    case 'number':
      return { kind: 'scalar', values: new Float64Array(grid.count).fill(plan.value) };
    case 'string':
      return { kind: 'string', text: plan.text };
    case 'selector':
      return {
        kind: 'vector',
        columns: (plan.extension === 'smoothed' ? selectSmoothed : selectInstant)(plan, grid, evaluator.context),
      };
    case 'sign': {
      const value = evaluator.value(plan.expr, grid);
      if (!plan.negative) return value;
      return negation(vectorOf(value, grid.count, evaluator.context.run), evaluator.context);
    }
    case 'binary':
      return evaluateBinary(plan, grid, evaluator);
    case 'aggregate':
      return evaluateAggregate(plan, grid, evaluator);
    case 'call': {
      const call = calls.get(plan.name);
      if (call === undefined) throw new Error(`the engine has no function ${plan.name}`);
      return call(plan, grid, evaluator);
    }
    case 'matrix':
    case 'subquery':
      throw new Error('a range has values only for the function that takes it');
  }
}

function negation(value: Value, context: EvaluationContext): Value {
  if (value.kind === 'scalar') return { kind: 'scalar', values: value.values.map((one) => -one) };
  if (value.kind !== 'vector') throw new Error(`a ${value.kind} cannot be negated`);
  const columns = value.columns.map((column) => withoutName(negated(column), context));
  if (context.delayedNames) return { kind: 'vector', columns };
  const unite = context.semantics.negationsCollide ? distinctColumns : uniteColumns;
  return { kind: 'vector', columns: unite(columns) };
}

/** The value of one time, at each time. What was read for it counts as often. */
function spread(plan: Plan, { startMs, stepMs, count }: TimeGrid, { context, value: evaluated }: Evaluator): Value {
  const { run } = context;
  const [held, total] = [run.samples.held(), run.samples.total()];
  const value = vectorOf(evaluated(plan, { startMs, stepMs, count: 1 }), 1, run);
  run.samples.add((run.samples.total() - total) * (count - 1));
  const samples = count * valueSamples(value, 1);
  run.samples.settle(held);
  run.samples.reach(samples);
  run.samples.settle(held + samples);
  if (value.kind === 'string') return value;
  const spreadNumber = (values: Float64Array) => new Float64Array(count).fill(values[0] ?? 0);
  if (value.kind === 'scalar') return { kind: 'scalar', values: spreadNumber(value.values) };
  if (value.kind !== 'vector') throw new Error(`a ${value.kind} cannot be spread`);
  const columns: Column[] = [];
  for (const column of value.columns) {
    if (column.present?.[0] === 0) continue;
    run.charge(columnBytes(count));
    const histogram = column.histograms?.[0];
    columns.push({
      ...column,
      values: spreadNumber(column.values),
      present: undefined,
      histograms: histogram === undefined ? undefined : new Array(count).fill(histogram),
    });
  }
  return { kind: 'vector', columns };
}
