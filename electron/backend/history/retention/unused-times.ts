/** Drops rows of `times` that no chunk of their slot has any more: merges and deletions gave those chunks others. */
import { timesNumberOf } from '../../../../shared/chunks/chunk.ts';
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import { seriesPerSlot, timesPerSlot } from '../store/slots.ts';
import { createKeepTask, type KeepParts, type KeepPhases, type KeepRun, type KeepTask } from './keep-parts.ts';

export const timesStatements = {
  chunks: 'SELECT id, data FROM chunk WHERE id >= ? AND id < ? ORDER BY id LIMIT 64',
  timesIds: 'SELECT id FROM times WHERE id >= ? AND id < ?',
  dropTimes: 'DELETE FROM times WHERE id = ?',
};

/** In one slice, between two looks at the clock. */
const rowsAtOnce = 64;

/** Of all slots in which some may be loose. */
export function createTidyTask(parts: KeepParts): KeepTask {
  return createKeepTask(parts, (run) => dropLooseTimes(parts, run));
}

export function* dropLooseTimes(parts: KeepParts, run: KeepRun): KeepPhases {
  parts.times.loose.beginAnew();
  for (const slot of parts.times.loose.slots()) yield* dropUnusedTimes(parts, run, slot);
}

/**
 * What is written in between is no danger: new chunks get none of the times from before this began, as those are not looked among any more, and
 * times that are stored get numbers that nothing had. Where a chunk is damaged, or one is kept aside, nobody knows which times it
 * has: all stay.
 */
export function* dropUnusedTimes(parts: KeepParts, run: KeepRun, slot: number): KeepPhases {
  const { history, inHistory, times } = parts;
  times.forget();
  const mark = times.loose.markOf(slot);
  const ids = history.prepare<[number, number], number>(timesStatements.timesIds).pluck();
  const drop = history.prepare<[number]>(timesStatements.dropTimes);
  const unused = new Set(ids.all(slot * timesPerSlot, (slot + 1) * timesPerSlot));
  const found = yield* leaveUsed(parts, run, slot, unused);
  if (!found) return;
  const left = [...unused];
  for (let at = 0; at < left.length; ) {
    inHistory.run(() => {
      run.untilOver(() => {
        for (const id of left.slice(at, at + rowsAtOnce)) drop.run(id);
        at += rowsAtOnce;
        return at < left.length;
      });
    });
    times.forgetRows();
    yield 'slots';
  }
  if (mark === undefined) return;
  inHistory.run(() => times.loose.settle(slot, mark));
  yield 'slots';
}

/** Takes those that chunks have out of `unused`. @returns false where a chunk is damaged, or one is kept aside */
function* leaveUsed(
  { history, damagedChunks }: KeepParts,
  run: KeepRun,
  slot: number,
  unused: Set<number>,
): Generator<'slots', boolean, undefined> {
  const chunks = history.prepare<[number, number], { readonly id: number; readonly data: Uint8Array }>(
    timesStatements.chunks,
  );
  let isKnown = damagedChunks.count(slot * seriesPerSlot, (slot + 1) * seriesPerSlot) === 0;
  let from = slot * seriesPerSlot;
  for (let goesOn = isKnown && unused.size > 0; goesOn; ) {
    goesOn = run.untilOver(() => {
      const some = chunks.all(from, (slot + 1) * seriesPerSlot);
      for (const { id, data } of some) {
        const number = numberIn(data);
        if (number === undefined) isKnown = false;
        else unused.delete(slot * timesPerSlot + number);
        from = id + 1;
      }
      return isKnown && some.length > 0;
    });
    yield 'slots';
  }
  return isKnown;
}

/** @returns undefined where the chunk is damaged */
function numberIn(data: Uint8Array): number | undefined {
  try {
    return timesNumberOf(data);
  } catch (error) {
    if (error instanceof ChunkError) return undefined;
    throw error;
  }
}
