/** Functions that look at which series there are, at how many, or at when their samples were taken. */
import type { Labels } from '../../../model/labels.ts';
import { absentLabels } from '../absent-labels.ts';
import { presenceOfAny } from '../aggregate/numbers.ts';
import { type Column, columnBytes } from '../column.ts';
import type { EvaluationContext } from '../context.ts';
import { numbersOnly } from '../numbers-only.ts';
import type { SelectorPlan } from '../plan.ts';
import { type Looked, lookAt } from '../select-instant.ts';
import { type TimeGrid, timeAt } from '../time-grid.ts';
import { argument } from './arguments.ts';
import type { CallEvaluator, NamedCall } from './call.ts';
import { unnamed } from './map-numbers.ts';
import { sortCalls } from './sort-calls.ts';

const vector: CallEvaluator = (plan, grid, evaluator) => {
  const values = evaluator.scalar(argument(plan, 0), grid);
  return { kind: 'vector', columns: [unlabelled(values, undefined)] };
};

function unlabelled(values: Float64Array, present: Uint8Array | undefined, labels: Labels = []): Column {
  return { labels, values, present, histograms: undefined, dropName: false };
}

/** The number at times at which there is exactly one. */
const scalar: CallEvaluator = (plan, grid, evaluator) => {
  const values = new Float64Array(grid.count).fill(Number.NaN);
  const seen = new Uint8Array(grid.count);
  for (const column of evaluator.vector(argument(plan, 0), grid)) {
    evaluator.context.run.check();
    const numbers = numbersOnly(column);
    for (let i = 0; i < grid.count; i += 1) {
      if (numbers.present !== undefined && numbers.present[i] !== 1) continue;
      values[i] = seen[i] === 0 ? (numbers.values[i] as number) : Number.NaN;
      seen[i] = 1;
    }
  }
  return { kind: 'scalar', values };
};

/** 1 at times at which there is nothing, with the labels that the selector says; of other expressions, with none. */
const absent: CallEvaluator = (plan, grid, evaluator) => {
  const vectorPlan = argument(plan, 0);
  const columns = evaluator.vector(vectorPlan, grid);
  const ones = new Float64Array(grid.count).fill(1);
  const labels = vectorPlan.kind === 'selector' ? absentLabels(vectorPlan.matchers) : [];
  if (columns.length === 0) return { kind: 'vector', columns: [unlabelled(ones, undefined, labels)] };
  const anywhere = presenceOfAny(columns, grid.count);
  if (anywhere === undefined) return { kind: 'vector', columns: [] };
  const present = anywhere.map((bit) => 1 - bit);
  return { kind: 'vector', columns: [unlabelled(ones, present.includes(0) ? present : undefined, labels)] };
};

/** Of a selector when each sample was taken; of everything else the time of evaluation, because that is what its samples have. */
const timestamp: CallEvaluator = (plan, grid, evaluator) => {
  const { context } = evaluator;
  const inner = argument(plan, 0);
  if (inner.kind === 'selector' && inner.extension === undefined) {
    return unnamed(
      lookedColumns(inner, grid, context, ({ series }, at) => (series.timesMs[at] as number) / 1000),
      context,
    );
  }
  const times = Float64Array.from({ length: grid.count }, (_, i) => timeAt(grid, i) / 1000);
  const columns = evaluator.vector(inner, grid);
  return unnamed(
    columns.map((column) => ({ ...column, values: times.slice(), histograms: undefined })),
    context,
  );
};

/** When the counter of each sample began, as far as the storage knows (else 0); of no expression but a selector. */
const startTimestamp: CallEvaluator = (plan, grid, evaluator) => {
  const { context } = evaluator;
  const inner = argument(plan, 0);
  if (inner.kind !== 'selector' || inner.extension !== undefined || !context.startTimestamps) {
    evaluator.vector(inner, grid);
    return { kind: 'vector', columns: [] };
  }
  return unnamed(
    lookedColumns(inner, grid, context, ({ series }, at) => (series.startTimesMs?.[at] ?? 0) / 1000),
    context,
  );
};

/** A number of each sample that an instant selector finds. */
function lookedColumns(
  plan: SelectorPlan,
  grid: TimeGrid,
  context: EvaluationContext,
  numberOf: (looked: Looked, at: number) => number,
): readonly Column[] {
  const columns: Column[] = [];
  for (const looked of lookAt(plan, grid, context)) {
    context.run.charge(columnBytes(grid.count));
    const values = new Float64Array(grid.count);
    const present = new Uint8Array(grid.count);
    looked.at.forEach((at, i) => {
      if (at < 0) return;
      values[i] = numberOf(looked, at);
      present[i] = 1;
    });
    columns.push(unlabelled(values, present.includes(0) ? present : undefined, looked.series.labels));
  }
  return columns;
}

export const vectorCalls: readonly NamedCall[] = [
  ['absent', absent],
  ['scalar', scalar],
  ['start_timestamp', startTimestamp],
  ['timestamp', timestamp],
  ['vector', vector],
  ...sortCalls,
];
