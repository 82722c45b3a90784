/** The series of a selector, as the storage has them; of histograms with what their neighbours tell, where the selector wants that. */
import { withDetectedHints } from '../histogram/detected-hints.ts';
import type { SelectedSeries } from '../queryable.ts';
import type { EvaluationContext } from './context.ts';
import type { SelectorPlan } from './plan.ts';

/** @param startMs, endMs as in a Selection */
export function* selectedSeries(
  { matchers, detectsResets, at }: SelectorPlan,
  startMs: number,
  endMs: number,
  { queryable, run, annotations }: EvaluationContext,
): Generator<SelectedSeries> {
  const { check, charge } = run;
  const reading = { check, charge, warn: (text: string) => annotations.warnOfStorage(text, at) };
  for (const series of queryable.select({ matchers, startMs, endMs }, reading)) {
    run.took(series.timesMs.length);
    run.check();
    yield detectsResets === true && series.histograms !== undefined ? withHints(series, startMs) : series;
  }
}

function withHints(series: SelectedSeries, startMs: number): SelectedSeries {
  const { histograms, timesMs } = series;
  if (histograms === undefined) return series;
  const stale = new Set(series.stale);
  return {
    ...series,
    histograms: withDetectedHints(histograms, (i) => (timesMs[i] ?? 0) >= startMs && !stale.has(i)),
  };
}
