/** Functions of histograms, classic and native. https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile */
import type { FloatHistogram } from '../../../model/float-histogram.ts';
import type { Span } from '../../ast.ts';
import { classicFraction, classicQuantile } from '../../histogram/classic-buckets.ts';
import { histogramFraction, histogramQuantile, histogramVariance } from '../../histogram/quantile.ts';
import { type Column, columnBytes, isPresent } from '../column.ts';
import type { EvaluationContext } from '../context.ts';
import { forMetric, nameOf } from '../histogram-words.ts';
import { withLabel } from '../label-sets.ts';
import { shortNumber } from '../number-text.ts';
import { uniteColumns, withoutName } from '../unite-columns.ts';
import { argument, textArgument } from './arguments.ts';
import type { CallEvaluator, NamedCall } from './call.ts';
import { columnOfGroup, groupHistograms, type HistogramFunction, type HistogramGroup } from './histogram-groups.ts';

/** Of each native histogram a number; what else is in the vector has none. */
const ofEach =
  (compute: (histogram: FloatHistogram) => number): CallEvaluator =>
  (plan, grid, evaluator) => {
    const { context } = evaluator;
    const columns: Column[] = [];
    for (const column of evaluator.vector(argument(plan, 0), grid)) {
      const { histograms, labels } = column;
      if (histograms === undefined) continue;
      context.run.check();
      const values = new Float64Array(grid.count);
      const present = new Uint8Array(grid.count);
      for (let i = 0; i < grid.count; i += 1) {
        const histogram = isPresent(column, i) ? histograms[i] : undefined;
        if (histogram === undefined) continue;
        values[i] = compute(histogram);
        present[i] = 1;
      }
      if (!present.includes(1)) continue;
      context.run.charge(columnBytes(grid.count));
      const made = { labels, values, present: present.includes(0) ? present : undefined, histograms: undefined };
      columns.push(withoutName({ ...made, dropName: column.dropName }, context));
    }
    return { kind: 'vector', columns: uniteColumns(columns) };
  };

const quantile: CallEvaluator = (plan, grid, evaluator) => {
  const { context } = evaluator;
  const [asked, vector] = [argument(plan, 0), argument(plan, 1)];
  const q = evaluator.scalar(asked, grid);
  tellInvalid(q, context, asked.at);
  const groups = groupHistograms(evaluator.vector(vector, grid), context, vector.at);
  const columns = groups.flatMap(
    (group) => columnOfGroup(group, grid.count, quantilesOf(q, group, context, vector.at), context, vector.at) ?? [],
  );
  return { kind: 'vector', columns: uniteColumns(columns) };
};

/** Several quantiles at once, each in series with a label that says which. */
const quantiles: CallEvaluator = (plan, grid, evaluator) => {
  const { context } = evaluator;
  const vector = argument(plan, 0);
  const label = textArgument(plan, 1);
  const asked = plan.args.slice(2).map((arg) => {
    const q = evaluator.scalar(arg, grid);
    tellInvalid(q, context, arg.at);
    return q;
  });
  const groups = groupHistograms(evaluator.vector(vector, grid), context, vector.at);
  const columns: Column[] = [];
  for (const q of asked) {
    for (const group of groups) {
      const column = columnOfGroup(group, grid.count, quantilesOf(q, group, context, vector.at), context, vector.at);
      if (column !== undefined) columns.push(...labelled(column, label, q));
    }
  }
  return { kind: 'vector', columns: uniteColumns(columns) };
};

/** One column for each value that was asked for: mostly it is the same at all times. */
function labelled(column: Column, label: string, q: Float64Array): readonly Column[] {
  const times = new Map<number, Uint8Array>();
  for (let i = 0; i < q.length; i += 1) {
    if (!isPresent(column, i)) continue;
    const value = q[i] ?? Number.NaN;
    const own = times.get(value) ?? new Uint8Array(q.length);
    times.set(value, own);
    own[i] = 1;
  }
  return [...times].map(([value, present]) => ({
    ...column,
    labels: withLabel(column.labels, label, openMetricsNumber(value)),
    present: present.includes(0) ? present : undefined,
  }));
}

/** As OpenMetrics wants numbers in labels: `1.0`. */
function openMetricsNumber(value: number): string {
  const written = shortNumber(value);
  return /^-?\d+$/.test(written) ? `${written}.0` : written;
}

function tellInvalid(q: Float64Array, { annotations }: EvaluationContext, at: Span): void {
  const invalid = new Set(q.filter((value) => !(value >= 0 && value <= 1)));
  for (const value of invalid) {
    annotations.warn(`quantile value should be between 0 and 1, got ${shortNumber(value)}`, at);
  }
}

function quantilesOf(q: Float64Array, group: HistogramGroup, context: EvaluationContext, at: Span): HistogramFunction {
  const { annotations, semantics } = context;
  const { similarBucketsAreEqual } = semantics;
  const name = forMetric(toldName(group, context));
  let wasTold = false;
  const tellForced = () => {
    if (wasTold) return;
    wasTold = true;
    annotations.info(
      'input to histogram_quantile needed to be fixed for monotonicity (see ' +
        `https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)${name}`,
      at,
    );
  };
  const rules = { similarBucketsAreEqual, tellForced };
  return {
    classic: (buckets, index) => classicQuantile(q[index] ?? Number.NaN, buckets, rules),
    native(histogram, index) {
      const { value, nanEffect } = histogramQuantile(q[index] ?? Number.NaN, histogram);
      if (nanEffect !== 'none') {
        annotations.info(`input to histogram_quantile has NaN observations, ${nanEffect}${name}`, at);
      }
      return value;
    },
  };
}

/** Prometheus has dropped the name by then, unless names are dropped at the end. */
function toldName({ labels }: HistogramGroup, { delayedNames }: EvaluationContext): string {
  return delayedNames ? nameOf(labels) : '';
}

function histogramsOnly(column: Column): Column | readonly never[] {
  const { histograms, values } = column;
  if (histograms === undefined) return [];
  const present = Uint8Array.from(values, (_, i) => (isPresent(column, i) && histograms[i] !== undefined ? 1 : 0));
  return { ...column, present };
}

const fraction: CallEvaluator = (plan, grid, evaluator) => {
  const { context } = evaluator;
  const vector = argument(plan, 2);
  const lower = evaluator.scalar(argument(plan, 0), grid);
  const upper = evaluator.scalar(argument(plan, 1), grid);
  const columns: Column[] = [];
  const all = evaluator.vector(vector, grid);
  const taken = context.semantics.fractionsOfClassicHistograms ? all : all.flatMap(histogramsOnly);
  for (const group of groupHistograms(taken, context, vector.at)) {
    const words = 'input to histogram_fraction has NaN observations, which are excluded from all fractions';
    const told = `${words}${forMetric(toldName(group, context))}`;
    const compute: HistogramFunction = {
      classic: (buckets, i) => classicFraction(lower[i] ?? Number.NaN, upper[i] ?? Number.NaN, buckets),
      native(histogram, i) {
        const { value, excludesNan } = histogramFraction(lower[i] ?? Number.NaN, upper[i] ?? Number.NaN, histogram);
        if (excludesNan) context.annotations.info(told, vector.at);
        return value;
      },
    };
    const column = columnOfGroup(group, grid.count, compute, context, vector.at);
    if (column !== undefined) columns.push(column);
  }
  return { kind: 'vector', columns: uniteColumns(columns) };
};

export const histogramCalls: readonly NamedCall[] = [
  ['histogram_avg', ofEach(({ sum, count }) => sum / count)],
  ['histogram_count', ofEach(({ count }) => count)],
  ['histogram_fraction', fraction],
  ['histogram_quantile', quantile],
  ['histogram_quantiles', quantiles],
  ['histogram_stddev', ofEach((histogram) => Math.sqrt(histogramVariance(histogram)))],
  ['histogram_stdvar', ofEach(histogramVariance)],
  ['histogram_sum', ofEach(({ sum }) => sum)],
];
