/**
 * Deletes a window of time, or of some series: from the head first, so that nothing that was in it comes into chunks behind this one's back,
 * then from the chunks; then series that have nothing left are forgotten, and the disk gets its space back.
 */

import type { LabelMatcher } from '../../../../shared/promql/ast.ts';
import { type IdSet, idsOf } from '../index/id-set.ts';
import { createSeriesIndex } from '../index/series-index.ts';
import type { ReadableDatabase } from '../store/open-database.ts';
import { endOfTimeMs } from '../store/slots.ts';
import { deleteFromHead } from './delete-from-head.ts';
import { deleteFromSlots } from './delete-from-slots.ts';
import { deletionIsDone, matchersOf, type PendingDeletion } from './deletion-journal.ts';
import { forgetSeries } from './forget-series.ts';
import { createKeepTask, type KeepParts, type KeepPhases, type KeepRun, type KeepTask } from './keep-parts.ts';
import { returnSpace } from './return-space.ts';

/** @param deletion as it was asked for (`requestDeletion`), or found when the source was opened (`pendingDeletions`) */
export function createDeletionTask(parts: KeepParts, deletion: PendingDeletion): KeepTask {
  return createKeepTask(parts, (run) => deleteAll(parts, run, deletion));
}

function* deleteAll(parts: KeepParts, run: KeepRun, { id, window: asked, matchers }: PendingDeletion): KeepPhases {
  const window = { startMs: Math.max(0, asked.startMs), endMs: Math.min(endOfTimeMs - 1, asked.endMs) };
  const ids = matchers === undefined ? undefined : seriesOf(parts.history, matchers);
  if (window.startMs <= window.endMs && ids?.length !== 0) {
    yield* deleteFromHead(parts, run, window, ids === undefined ? undefined : new Set(idsOf(ids)));
    yield* deleteFromSlots(parts, run, window, ids);
    yield* forgetSeries(parts, run);
  }
  deletionIsDone(parts, id);
  yield 'series';
  yield* returnSpace(parts, run, { freeShare: 0, freeBytes: 0 });
}

/** In one go: it takes milliseconds. */
function seriesOf(db: ReadableDatabase<'history'>, matchers: readonly LabelMatcher[]): IdSet {
  const index = createSeriesIndex(db);
  index.refresh();
  return index.select(matchersOf(matchers), undefined, { check: () => undefined });
}
