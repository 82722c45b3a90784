/** A function of PromQL: it evaluates its arguments as it needs them. */
import type { Value } from '../column.ts';
import type { Evaluator } from '../evaluator.ts';
import type { CallPlan } from '../plan.ts';
import type { TimeGrid } from '../time-grid.ts';

export type CallEvaluator = (plan: CallPlan, grid: TimeGrid, evaluator: Evaluator) => Value;

export type NamedCall = readonly [name: string, evaluate: CallEvaluator];
