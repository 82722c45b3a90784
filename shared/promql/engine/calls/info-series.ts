/** The info series that info() can take labels from: by metric, and by the instance and job that they are about. */
import { type Labels, labelValue, metricNameLabel } from '../../../model/labels.ts';
import type { Queryable, SelectedSeries, SeriesMatcher } from '../../queryable.ts';
import { columnBytes } from '../column.ts';
import type { EvaluationContext } from '../context.ts';
import { failExecution } from '../evaluation-error.ts';
import { keyOf, labelsText } from '../label-sets.ts';
import type { Placement, Plan, SelectorPlan } from '../plan.ts';
import { type Looked, lookAt } from '../select-instant.ts';
import { endOf, type TimeGrid } from '../time-grid.ts';

/** By what info series belong to others; Prometheus knows no other ones. */
export const identifyingLabels = ['instance', 'job'];

export function identity(labels: Labels): string {
  return keyOf(labels, identifyingLabels);
}

/** The info series of one metric and one identity: one after the other, or at the same time where labels have just changed. */
export interface InfoGroup {
  readonly candidates: Labels[];
  /** By time which of them has the newest sample; -1 for none. */
  readonly newest: Int32Array;
  /** By time when that sample was taken. */
  readonly timesMs: Float64Array;
}

/** Of each info metric by identity. */
export type InfoFamilies = ReadonlyMap<string, ReadonlyMap<string, InfoGroup>>;

/** @param beside what info() is called with: info series are looked for where its first selector looks */
export function infoFamilies(
  matchers: readonly SeriesMatcher[],
  beside: Plan,
  grid: TimeGrid,
  context: EvaluationContext,
): InfoFamilies {
  const families = new Map<string, Map<string, InfoGroup>>();
  const { at } = beside;
  const selector: SelectorPlan = {
    ...{ kind: 'selector', matchers, extension: undefined, fixedMs: undefined, offsetMs: 0, at, invariant: false },
  };
  const queryable = cutQueryable(firstPlacement(beside), grid, context);
  for (const looked of lookAt(selector, grid, { ...context, queryable })) {
    const { labels } = looked.series;
    const name = labelValue(labels, metricNameLabel) ?? '';
    const family = families.get(name) ?? new Map<string, InfoGroup>();
    families.set(name, family);
    const key = identity(labels);
    const group = family.get(key) ?? emptyGroup(grid.count, context);
    family.set(key, group);
    addSeries(group, looked);
  }
  return families;
}

function emptyGroup(count: number, { run }: EvaluationContext): InfoGroup {
  run.charge(columnBytes(count));
  return { candidates: [], newest: new Int32Array(count).fill(-1), timesMs: new Float64Array(count) };
}

/** @throws EvaluationError for two series with samples of the same time, or histograms */
function addSeries({ candidates, newest, timesMs }: InfoGroup, { series, at }: Looked): void {
  const { labels } = series;
  const own = candidates.push(labels) - 1;
  for (let i = 0; i < at.length; i += 1) {
    const index = at[i] as number;
    if (index < 0) continue;
    if (series.histograms?.[index] !== undefined) {
      failExecution(`this should be an info metric, with float samples: ${labelsText(labels)}`);
    }
    const timeMs = series.timesMs[index] as number;
    const rival = newest[i] as number;
    if (rival >= 0 && timesMs[i] === timeMs) {
      failExecution(
        `found duplicate series for info metric: existing ${labelsText(candidates[rival] ?? [])} @ ${timeMs}, ` +
          `new ${labelsText(labels)} @ ${timeMs}`,
      );
    }
    if (rival >= 0 && (timesMs[i] as number) > timeMs) continue;
    newest[i] = own;
    timesMs[i] = timeMs;
  }
}

function firstPlacement(plan: Plan): Placement | undefined {
  switch (plan.kind) {
    case 'selector':
      return plan;
    case 'matrix':
      return plan.selector;
    case 'subquery':
    case 'sign':
    case 'aggregate':
      return firstPlacement(plan.expr);
    case 'call':
      return plan.args.reduce<Placement | undefined>((found, arg) => found ?? firstPlacement(arg), undefined);
    case 'binary':
      return firstPlacement(plan.left) ?? firstPlacement(plan.right);
    case 'number':
    case 'string':
      return undefined;
  }
}

/** As in Prometheus, info series are asked for at the evaluation's times, but are not read beyond where the selector looks. */
function cutQueryable(
  placement: Placement | undefined,
  grid: TimeGrid,
  { queryable, lookbackMs }: EvaluationContext,
): Queryable {
  if (placement === undefined || (placement.fixedMs === undefined && placement.offsetMs === 0)) return queryable;
  const { fixedMs, offsetMs } = placement;
  const firstMs = (fixedMs ?? grid.startMs) - offsetMs - lookbackMs + 1;
  const lastMs = (fixedMs ?? endOf(grid)) - offsetMs;
  return {
    *select(selection, run) {
      for (const series of queryable.select(selection, run)) yield cutSeries(series, firstMs, lastMs);
    },
  };
}

function cutSeries(series: SelectedSeries, firstMs: number, lastMs: number): SelectedSeries {
  const { labels, timesMs, values, histograms, stale } = series;
  const after = timesMs.findIndex((timeMs) => timeMs > lastMs);
  const to = after < 0 ? timesMs.length : after;
  const within = timesMs.findIndex((timeMs) => timeMs >= firstMs);
  const from = within < 0 || within > to ? to : within;
  return {
    labels,
    timesMs: timesMs.subarray(from, to),
    values: values.subarray(from, to),
    stale: stale?.flatMap((index) => (index < from || index >= to ? [] : [index - from])),
    histograms: histograms?.slice(from, to),
  };
}
