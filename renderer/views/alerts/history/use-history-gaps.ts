/** What of a window is not known: when a server stored nothing, and of a record what it has not kept of ALERTS. */
import { useMemo } from 'react';
import { gapsOf, tellsNothing, unitedGaps, withoutUntold } from '../../../charts/coverage-gaps.ts';
import type { Gap } from '../../../charts/graph-model.ts';
import { useAsked } from '../../../state/asked.tsx';
import { useCoverage, useCoverages } from '../../../state/use-coverage.ts';
import type { HistoryFound } from './use-history.ts';

export interface HistoryGaps {
  readonly gaps: readonly Gap[];
  /** Of a record what it has not kept of ALERTS, whether or not the server was up. */
  readonly recorded: readonly Gap[];
  /** Of all that is recorded, whatever it is of. */
  readonly ofAll: readonly Gap[];
  /** False: the coverage of a record is not there yet. */
  readonly known: boolean;
  /** Nobody wrote down when it was recorded, or whether the server was up cannot be told. */
  readonly isUntold: boolean;
}

const noGaps: readonly Gap[] = [];
const exprs = ['ALERTS', undefined] as const;
/** Between two recordings of a second nothing is missing. */
const leastGapMs = 1000;

/** @param isSkipped nobody waits for the coverage of a record any more: it is not asked */
export function useHistoryGaps(found: HistoryFound | undefined, isSkipped: boolean): HistoryGaps {
  const { id, record } = useAsked();
  const window = record === undefined || isSkipped ? undefined : found?.window;
  const { coverages, failure: failed } = useCoverages(id, window, exprs);
  const all = coverages.get(undefined);
  const alerts = coverages.get('ALERTS');
  const isDoubtful = record !== undefined && all !== undefined && tellsNothing(all.spans);
  const reach = isDoubtful ? { startMs: record.firstMs, endMs: record.lastMs } : undefined;
  const { coverage: whole, failure: wholeFailed } = useCoverage(id, reach);
  const failure = failed ?? wholeFailed;
  const isWritten = record?.isWritten === true;
  const isUntold = isDoubtful && whole !== undefined && tellsNothing(whole.spans);
  return useMemo(() => {
    const down = found?.down ?? noGaps;
    const untold = { gaps: down, recorded: noGaps };
    if (window === undefined)
      return { ...untold, ofAll: down, known: true, isUntold: found !== undefined && found.down === undefined };
    const isThere = all !== undefined && alerts !== undefined && (!isDoubtful || whole !== undefined);
    if (!isThere) return { ...untold, ofAll: noGaps, known: failure !== undefined, isUntold: failure !== undefined };
    if (isUntold) return { ...untold, ofAll: noGaps, known: true, isUntold };
    const of = (coverage: typeof all) =>
      gapsOf(isWritten ? withoutUntold(coverage.spans, coverage, undefined) : coverage.spans, leastGapMs);
    // A server that was down is recorded as one that has nothing.
    const recorded = of(alerts);
    return { gaps: unitedGaps([recorded, down]), recorded, ofAll: of(all), known: true, isUntold };
  }, [window, found, all, alerts, whole, isDoubtful, isUntold, isWritten, failure]);
}
