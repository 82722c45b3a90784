/** What each kind of node is evaluated with: it asks for the values of its parts. */
import type { Column, Value } from './column.ts';
import type { EvaluationContext } from './context.ts';
import type { Plan } from './plan.ts';
import type { TimeGrid } from './time-grid.ts';

export interface Evaluator {
  readonly context: EvaluationContext;
  readonly value: (plan: Plan, grid: TimeGrid) => Value;
  /** Of a plan whose value is a vector. */
  readonly vector: (plan: Plan, grid: TimeGrid) => readonly Column[];
  /** Of a plan whose value is a scalar, by time. */
  readonly scalar: (plan: Plan, grid: TimeGrid) => Float64Array;
}
