/**
 * Prometheus before 2.44 mixes up what it answers in JSON of several series with native histograms: behind one whose histograms are floats (those of
 * rules), whole ones are all that one's last, or, where that has ended, none (https://github.com/prometheus/prometheus/pull/12264). Where several
 * series have some, none is taken, and each is to be asked for alone; what is not shown at all nobody can ask for.
 */
import type { Labels } from '../../../../shared/model/labels.ts';
import { printMatcher } from '../../../../shared/promql/print.ts';

/** Each is a question of its own, with each look: of one look, so many in all. */
export const mostAlone = 100;

export interface MixedSeries {
  /** Selectors, of which each finds one of the series that were left out, and none of the others. */
  readonly alone: readonly string[];
  /** Series that were left out, and are too many for that. */
  readonly left: number;
  /** There may be others. */
  readonly mayHide: boolean;
}

export const nothingMixed: MixedSeries = { alone: [], left: 0, mayHide: false };

/** @param all labels of the answer's series @param withHistograms which of them have some */
export function mixedSeries(all: readonly Labels[], withHistograms: ReadonlySet<number>): MixedSeries {
  if (all.length < 2 || withHistograms.size === 0) return nothingMixed;
  if (withHistograms.size === 1) return { ...nothingMixed, mayHide: true };
  const its = all.filter((_, i) => withHistograms.has(i));
  const names = new Set(its.flatMap((labels) => labels.filter((_, i) => i % 2 === 0)));
  const alone = its.slice(0, mostAlone).map((labels) => {
    const values = new Map(labels.flatMap((name, i) => (i % 2 === 0 ? [[name, labels[i + 1] ?? ''] as const] : [])));
    // One that it has not is one that it must not have.
    const matchers = [...names].map((name) => printMatcher({ name, op: '=', value: values.get(name) ?? '' }));
    return `{${matchers.join(',')}}`;
  });
  return { alone, left: its.length - alone.length, mayHide: true };
}
