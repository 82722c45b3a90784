/** Aggregations: groups are made once for the whole grid, and each is computed column by column. */
import type { Column, Value } from '../column.ts';
import type { EvaluationContext } from '../context.ts';
import type { Evaluator } from '../evaluator.ts';
import { hasHistogram, numbersOnly } from '../numbers-only.ts';
import type { AggregatePlan } from '../plan.ts';
import type { TimeGrid } from '../time-grid.ts';
import { countValues } from './count-values.ts';
import { extremes } from './extremes.ts';
import { groupColumns } from './groups.ts';
import { firstColumns, sampledColumns } from './limits.ts';
import { checkQuantiles, wantedCounts, wantedRatios } from './parameter.ts';
import { quantileOfGroup, reducedGroup } from './reduce-group.ts';

export function evaluateAggregate(plan: AggregatePlan, grid: TimeGrid, evaluator: Evaluator): Value {
  const { op, param, expr } = plan;
  if (op !== 'count_values') return { kind: 'vector', columns: aggregated(plan, op, grid, evaluator) };
  const name = param?.kind === 'string' ? param.text : '';
  return {
    kind: 'sparse',
    columns: countValues(evaluator.vector(expr, grid), name, plan, evaluator.context),
  };
}

function aggregated(
  plan: AggregatePlan,
  op: Exclude<AggregatePlan['op'], 'count_values'>,
  grid: TimeGrid,
  evaluator: Evaluator,
): readonly Column[] {
  const { context } = evaluator;
  const { param, expr } = plan;
  const numbers = param === undefined ? new Float64Array(grid.count) : evaluator.scalar(param, grid);
  const columns = evaluator.vector(expr, grid);
  switch (op) {
    case 'topk':
    case 'bottomk':
      return extremeColumns(plan, columns, numbers, context);
    case 'limitk': {
      const wanted = wantedCounts(numbers);
      if (wanted === undefined) return [];
      return groupColumns(columns, plan).flatMap((group) => firstColumns(group.columns, wanted));
    }
    case 'limit_ratio': {
      const ratios = wantedRatios(numbers, context.annotations, param?.at ?? plan.at);
      return ratios === undefined ? [] : sampledColumns(columns, ratios);
    }
    case 'quantile':
      checkQuantiles(numbers, context.annotations, param?.at ?? plan.at);
      return groupColumns(columns, plan).flatMap((group) => quantileOfGroup(group, numbers, plan, context));
    default:
      return groupColumns(columns, plan).flatMap((group) => reducedGroup(group, op, plan, grid.count, context));
  }
}

function extremeColumns(
  plan: AggregatePlan,
  columns: readonly Column[],
  numbers: Float64Array,
  { annotations, run }: EvaluationContext,
): readonly Column[] {
  const wanted = wantedCounts(numbers);
  if (wanted === undefined) return [];
  if (columns.some((column) => hasHistogram(column, (i) => (wanted[i] as number) > 0))) {
    annotations.info(`ignored histogram in ${plan.op} aggregation`, plan.at);
  }
  const sign = plan.op === 'topk' ? 1 : -1;
  return groupColumns(columns.map(numbersOnly), plan).flatMap((group) => extremes(group.columns, wanted, sign, run));
}
