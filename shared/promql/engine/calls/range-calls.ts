/** Functions that take a range: they go over its series one by one, and over all of its windows at once. */
import { labelValue } from '../../../model/labels.ts';
import { quoteText } from '../../go-text.ts';
import { absentLabels } from '../absent-labels.ts';
import { type Column, columnBytes, presentCount, type Value } from '../column.ts';
import type { EvaluationContext } from '../context.ts';
import { failExecution } from '../evaluation-error.ts';
import type { Evaluator } from '../evaluator.ts';
import { nameOf } from '../histogram-words.ts';
import { shortNumber } from '../number-text.ts';
import type { CallPlan, MatrixPlan, SubqueryPlan } from '../plan.ts';
import type { FloatRange } from '../range/float-range.ts';
import {
  type Computed,
  computeMixed,
  computeNumbers,
  ignoringHistograms,
  withoutMixedReach,
} from '../range/mixed-series.ts';
import { extendedFunction, type RangeFunction, rangeFunctions, refusalOf } from '../range/range-functions.ts';
import { type RangeSeries, type RangeSource, selectorSource, subquerySource } from '../range-source.ts';
import type { TimeGrid } from '../time-grid.ts';
import { distinctColumns, withoutName } from '../unite-columns.ts';
import type { CallEvaluator, NamedCall } from './call.ts';

type RangePlan = MatrixPlan | SubqueryPlan;

function rangeOf(plan: CallPlan): RangePlan {
  for (const arg of plan.args) if (arg.kind === 'matrix' || arg.kind === 'subquery') return arg;
  throw new Error(`${plan.name} without a range`);
}

function sourceOf(range: RangePlan, grid: TimeGrid, { context, vector }: Evaluator): RangeSource {
  if (range.kind === 'matrix') return selectorSource(range, grid, context);
  return subquerySource(range, grid, context, (inner) => vector(range.expr, inner));
}

/** @throws EvaluationError where the function may not be given the selector's extension */
function requireAllowed(name: string, range: RangePlan): void {
  const extension = range.kind === 'matrix' ? range.selector.extension : undefined;
  const refusal = extension === undefined ? undefined : refusalOf(name, extension);
  if (refusal !== undefined) failExecution(refusal);
}

function rangeCall(written: RangeFunction): CallEvaluator {
  return (plan, grid, evaluator) => {
    const { context } = evaluator;
    const range = rangeOf(plan);
    requireAllowed(plan.name, range);
    const extension = range.kind === 'matrix' ? range.selector.extension : undefined;
    const extended = extension === undefined ? undefined : extendedFunction(written, extension);
    const source = sourceOf(range, grid, evaluator);
    const scalars = plan.args.filter((arg) => arg !== range).map((arg) => evaluator.scalar(arg, grid));
    const teller = { annotations: context.annotations, callAt: plan.at, rangeAt: range.at };
    const { ends, rangeMs } = source;
    const shared = {
      ends,
      rangeMs,
      times: grid,
      scalars,
      teller,
      semantics: context.semantics,
      check: () => context.run.check(),
    };
    const columns: Column[] = [];
    let made = 0;
    const present = new Uint8Array(grid.count);
    for (const series of source.series) {
      const { timesMs, values, startTimesMs, windows, labels } = series;
      const whole: FloatRange = { ...shared, timesMs, values, startTimesMs, windows, labels };
      const computed = compute(
        extended ?? written,
        series,
        extended === undefined ? whole : withoutMixedReach(series, whole),
        present,
      );
      const column = columnOf(computed, series, context);
      if (column === undefined) continue;
      made += column.present === undefined ? grid.count : presentCount(column.present);
      context.run.samples.reach(made);
      tellOf(written.name, computed, whole, plan, context);
      columns.push(written.keepsName ? column : withoutName(column, context));
    }
    return vectorOf(columns, context);
  };
}

function vectorOf(columns: readonly Column[], { delayedNames }: EvaluationContext): Value {
  return { kind: 'vector', columns: delayedNames ? columns : distinctColumns(columns) };
}

/** @param present what is given may be written into this: it holds until the next series is computed */
function compute(
  { compute, histograms }: RangeFunction,
  series: RangeSeries,
  range: FloatRange,
  present: Uint8Array,
): Computed {
  if (series.histograms === undefined || histograms === 'any') return computeNumbers(range, compute, present);
  if (histograms === 'ignored') return ignoringHistograms(range, series.histograms, compute);
  return computeMixed(range, series.histograms, compute, histograms);
}

/** @returns undefined where there is no sample */
function columnOf(
  { values, present, histograms }: Computed,
  { labels, dropName }: RangeSeries,
  { run }: EvaluationContext,
): Column | undefined {
  if (!present.includes(1)) return undefined;
  run.charge(columnBytes(values.length));
  return { labels, values, present: present.includes(0) ? present.slice() : undefined, histograms, dropName };
}

/** What is told of a function's result, in Prometheus's words. */
function tellOf(name: string, computed: Computed, range: FloatRange, plan: CallPlan, context: EvaluationContext): void {
  if (name === 'rate' || name === 'increase') tellOfCounter(computed, range, context);
  if (name === 'quantile_over_time') tellOfQuantile(computed, range, plan, context);
}

const counterEndings = ['_total', '_sum', '_count', '_bucket'];
const counterTypes: ReadonlySet<string> = new Set(['counter', 'histogram']);

function tellOfCounter(
  { present, histograms }: Computed,
  { labels, teller }: FloatRange,
  context: EvaluationContext,
): void {
  const name = nameOf(labels);
  if (name === '' || !hasNumber(present, histograms)) return;
  if (context.typeAndUnitLabels) {
    const type = labelValue(labels, '__type__') ?? '';
    if (counterTypes.has(type)) return;
    const wrong = `__type__ label is not set to "counter" or "histogram", got ${quoteText(type)}`;
    teller.annotations.info(`metric might not be a counter, ${wrong}: ${quoteText(name)}`, teller.rangeAt);
  } else if (!counterEndings.some((ending) => name.endsWith(ending))) {
    const wrong = 'name does not end in _total/_sum/_count/_bucket';
    teller.annotations.info(`metric might not be a counter, ${wrong}: ${quoteText(name)}`, teller.rangeAt);
  }
}

function hasNumber(present: Uint8Array, histograms: Computed['histograms']): boolean {
  if (histograms === undefined) return present.includes(1);
  return present.some((there, i) => there === 1 && histograms[i] === undefined);
}

function tellOfQuantile(
  { present }: Computed,
  { scalars }: FloatRange,
  plan: CallPlan,
  context: EvaluationContext,
): void {
  const [wanted] = scalars;
  const at = plan.args[0]?.at ?? plan.at;
  for (let i = 0; wanted !== undefined && i < wanted.length; i += 1) {
    const q = wanted[i] as number;
    if (present[i] !== 1 || (q >= 0 && q <= 1)) continue;
    context.annotations.warn(`quantile value should be between 0 and 1, got ${shortNumber(q)}`, at);
  }
}

/** 1 where no series has a sample in the range. */
const absentOverTime: CallEvaluator = (plan, grid, evaluator) => {
  const { context } = evaluator;
  const range = rangeOf(plan);
  requireAllowed(plan.name, range);
  const present = new Uint8Array(grid.count).fill(1);
  for (const { windows } of sourceOf(range, grid, evaluator).series) {
    const { lo, hi } = windows;
    for (let i = 0; i < lo.length; i += 1) if ((hi[i] as number) > (lo[i] as number)) present[i] = 0;
  }
  if (!present.includes(1)) return vectorOf([], context);
  context.run.charge(columnBytes(grid.count));
  const labels = range.kind === 'matrix' ? absentLabels(range.selector.matchers) : [];
  const values = new Float64Array(grid.count).fill(1);
  const dropName = context.delayedNames;
  return vectorOf(
    [{ labels, values, present: present.includes(0) ? present : undefined, histograms: undefined, dropName }],
    context,
  );
};

export const rangeCalls: readonly NamedCall[] = [
  ...rangeFunctions.map((one): NamedCall => [one.name, rangeCall(one)]),
  ['absent_over_time', absentOverTime],
];
