/** One group of an aggregation to one column. Native histograms are added and counted; whatever takes numbers leaves them out, and says so. */
import type { FloatHistogram } from '../../../model/float-histogram.ts';
import { type Column, columnBytes, isEmptyColumn, isPresent } from '../column.ts';
import type { EvaluationContext } from '../context.ts';
import type { Element } from '../element.ts';
import { nameOf } from '../histogram-words.ts';
import { hasHistogram, numbersOnly } from '../numbers-only.ts';
import type { AggregatePlan } from '../plan.ts';
import type { ColumnGroup } from './groups.ts';
import { avgElements, sumElements } from './histogram-sums.ts';
import { presenceOfAny, quantiles, type ReductionName, reductions } from './numbers.ts';

/** @returns one column, or none where nothing is left to aggregate */
export function reducedGroup(
  group: ColumnGroup,
  op: ReductionName,
  plan: AggregatePlan,
  count: number,
  context: EvaluationContext,
): readonly Column[] {
  const { columns } = group;
  if (op === 'count' || op === 'group')
    return columnOf(group, columns, reductions[op](columns, count, context), context);
  if (op === 'sum' || op === 'avg') {
    if (!columns.some((column) => hasHistogram(column))) {
      return columnOf(group, columns, reductions[op](columns, count, context), context);
    }
    return withHistograms(group, op, plan, count, context);
  }
  const numbers = withoutHistograms(columns, plan, context);
  return columnOf(group, numbers, reductions[op](numbers, count, context), context);
}

/** @param q by time @returns as `reducedGroup` */
export function quantileOfGroup(
  group: ColumnGroup,
  q: Float64Array,
  plan: AggregatePlan,
  context: EvaluationContext,
): readonly Column[] {
  const numbers = withoutHistograms(group.columns, plan, context);
  return columnOf(group, numbers, quantiles(numbers, q, context.run), context);
}

function withoutHistograms(
  columns: readonly Column[],
  { op, expr }: AggregatePlan,
  { annotations }: EvaluationContext,
): readonly Column[] {
  if (!columns.some((column) => hasHistogram(column))) return columns;
  annotations.info(`ignored histogram in ${op} aggregation`, expr.at);
  return columns.map(numbersOnly);
}

/** @param sources whose samples the values were made of */
function columnOf(
  group: ColumnGroup,
  sources: readonly Column[],
  values: Float64Array,
  { run }: EvaluationContext,
): readonly Column[] {
  run.check();
  const present = presenceOfAny(sources, values.length);
  if (isEmptyColumn({ present })) return [];
  run.charge(columnBytes(values.length));
  return [{ labels: group.labels, values, present, histograms: undefined, dropName: dropsName(group) }];
}

/** One series whose name is to go is enough. */
function dropsName({ columns }: ColumnGroup): boolean {
  return columns.some(({ dropName }) => dropName);
}

/** Times at which there is any histogram are computed by themselves; the others as if there was none. */
function withHistograms(
  group: ColumnGroup,
  op: 'sum' | 'avg',
  { expr }: AggregatePlan,
  count: number,
  context: EvaluationContext,
): readonly Column[] {
  const { annotations, run } = context;
  const { labels, columns } = group;
  const numbers = columns.map(numbersOnly);
  const values = reductions[op](numbers, count, context);
  const present = presenceOfAny(numbers, count)?.slice() ?? new Uint8Array(count).fill(1);
  const histograms: (FloatHistogram | undefined)[] = new Array(count).fill(undefined);
  const combine = op === 'sum' ? sumElements : avgElements;
  for (let i = 0; i < count; i += 1) {
    const elements = elementsAt(columns, i);
    if (!elements.some((element) => typeof element !== 'number')) continue;
    run.check();
    const nameAt = (index: number) => nameOf(columns.filter((column) => isPresent(column, i))[index]?.labels ?? []);
    const combined = combine(elements, { annotations, at: expr.at }, nameAt);
    present[i] = combined === undefined ? 0 : 1;
    if (typeof combined === 'number') values[i] = combined;
    else histograms[i] = combined;
  }
  if (!present.includes(1)) return [];
  run.charge(columnBytes(count));
  const isWhole = !present.includes(0);
  return [{ labels, values, present: isWhole ? undefined : present, histograms, dropName: dropsName(group) }];
}

function elementsAt(columns: readonly Column[], index: number): readonly Element[] {
  const elements: Element[] = [];
  for (const column of columns) {
    if (isPresent(column, index)) elements.push(column.histograms?.[index] ?? (column.values[index] as number));
  }
  return elements;
}
