/** What of a window is hatched: where nothing was recorded. */
import type { CoverageSpan } from '../../../shared/model/recording.ts';
import type { Gap } from '../../charts/graph-model.ts';

/** @param leastMs what is shorter, and what has just begun and is no longer than that, is between two scrapes */
export function overviewGaps(coverage: readonly CoverageSpan[], leastMs: number): readonly Gap[] {
  return coverage.flatMap(({ state, startMs, endMs }): readonly Gap[] => {
    if (state === 'recorded' || endMs - startMs < leastMs) return [];
    const kind = state === 'asleep' || state === 'unreachable' ? state : 'notRecorded';
    return [{ startMs, endMs, kind }];
  });
}
