/**
 * Lets go of what is too old or too much, whole slots at a time, the oldest first. Where it is about to begin a slot, it writes down until
 * where everything goes, and coverage until there goes with that: a kill leaves no slot that is half there and counts as kept.
 */
import { createCoverageWriter } from '../coverage/coverage-writer.ts';
import { forgetDocuments } from '../documents/forget-documents.ts';
import { slotMs, slotOf } from '../store/slots.ts';
import { createSlotDropper, type SlotDropper } from './drop-slots.ts';
import { forgetMetadata } from './forget-metadata.ts';
import { forgetSeries } from './forget-series.ts';
import { forgetTargets } from './forget-targets.ts';
import { createKeepTask, type KeepParts, type KeepPhases, type KeepRun, type KeepTask } from './keep-parts.ts';
import { returnSpace, usedBytes } from './return-space.ts';
import { dropLooseTimes } from './unused-times.ts';

export interface RetentionLimits {
  readonly nowMs: number;
  /** Slots that are older as a whole go; undefined for no limit. */
  readonly mostAgeMs: number | undefined;
  /** Of both files, what is free in them left out; undefined for no limit. The slot of now stays, whatever its size. */
  readonly mostBytes: number | undefined;
}

const retentionStatements = {
  goesUntil: "SELECT value FROM meta WHERE key = 'goesUntilMs'",
  setGoesUntil: "INSERT OR REPLACE INTO meta (key, value) VALUES ('goesUntilMs', ?)",
  dropGoesUntil: "DELETE FROM meta WHERE key = 'goesUntilMs'",
};

/** What a fold fills again is not worth moving pages for. */
const freeShare = 1 / 20;
const freeBytes = 32 * 2 ** 20;

/** A target without samples for so long is gone, though slots are kept that have some of it. */
const idleMs = 7 * 86_400_000;

/** To be done now and then, and after a start: it also finds what a kill left of it. */
export function createRetentionTask(parts: KeepParts, limits: RetentionLimits): KeepTask {
  return createKeepTask(parts, (run) => retain(parts, run, limits));
}

function* retain(parts: KeepParts, run: KeepRun, limits: RetentionLimits): KeepPhases {
  const begin = createBegin(parts);
  const dropper = createSlotDropper(parts, run);
  const { nowMs, mostAgeMs } = limits;
  const byAge = mostAgeMs === undefined ? 0 : Math.max(0, slotOf(nowMs - mostAgeMs));
  let beginSlot = Math.max(byAge, begin.slotToGoOnWith());
  if (beginSlot > 0) {
    begin.move(beginSlot);
    yield 'slots';
    yield* dropper.drop(0, beginSlot);
  }
  for (let slot = tooMuch(parts, dropper, limits); slot !== undefined; slot = tooMuch(parts, dropper, limits)) {
    beginSlot = slot + 1;
    begin.move(beginSlot);
    yield 'slots';
    yield* dropper.drop(0, beginSlot);
  }
  yield* dropLooseTimes(parts, run);
  yield* forgetSeries(parts, run);
  yield* forgetTargets(parts, run, Math.max((dropper.oldest() ?? beginSlot) * slotMs, nowMs - idleMs));
  yield* forgetMetadata(parts, run, nowMs);
  if (beginSlot > 0) yield* forgetDocuments(parts, run, beginSlot * slotMs);
  begin.isReached();
  yield 'documents';
  yield* returnSpace(parts, run, { freeShare, freeBytes });
}

/** The slot that goes next, where there is more than there may be. */
function tooMuch(parts: KeepParts, dropper: SlotDropper, { nowMs, mostBytes }: RetentionLimits): number | undefined {
  if (mostBytes === undefined || usedBytes(parts) <= mostBytes) return undefined;
  const oldest = dropper.oldest();
  return oldest !== undefined && oldest < slotOf(nowMs) ? oldest : undefined;
}

function createBegin({ history, inHistory }: KeepParts) {
  const goesUntil = history.prepare<[], number>(retentionStatements.goesUntil).pluck();
  const setGoesUntil = history.prepare<[number]>(retentionStatements.setGoesUntil);
  const dropGoesUntil = history.prepare(retentionStatements.dropGoesUntil);
  const coverage = createCoverageWriter(history);
  return {
    slotToGoOnWith: () => slotOf(goesUntil.get() ?? 0),
    move(slot: number): void {
      inHistory.run(() => {
        setGoesUntil.run(slot * slotMs);
        coverage.cutBefore(slot * slotMs);
      });
    },
    isReached(): void {
      inHistory.run(() => dropGoesUntil.run());
    },
  };
}
