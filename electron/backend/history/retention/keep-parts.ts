/**
 * What deletes works on, and how: in steps that a writer takes between appends, each one transaction that may be the last one before a kill.
 * A fold remembers rows and times from slice to slice, so it has to begin anew after such a step (`HistoryWriter.keep`).
 */
import type { WriterParts } from '../store/writer-parts.ts';

export type KeepParts = Pick<
  WriterParts,
  | 'history'
  | 'head'
  | 'inHistory'
  | 'inHead'
  | 'registry'
  | 'times'
  | 'damagedChunks'
  | 'room'
  | 'chains'
  | 'headWriter'
  | 'targets'
  | 'elapsedMs'
> & {
  /** Ids that somebody was given lately, and may be about to write with: they stay, whether they have samples or not. */
  readonly isGiven?: (id: number) => boolean;
};

type KeepPhase = 'head' | 'slots' | 'series' | 'documents' | 'space';

interface KeepProgress {
  readonly phase: KeepPhase;
  /** How many so far, of all of the task: rows of the head, chunks, series, snapshots and documents, pages given back. */
  readonly done: Readonly<Record<KeepPhase, number>>;
}

export interface KeepStep {
  readonly done: boolean;
  readonly progress: KeepProgress;
  /**
   * All is deleted, but something reads what was before, and the files cannot be made smaller until it ends: no use in going on at once. A fold
   * may come first.
   */
  readonly isWaiting: boolean;
}

/** Whatever became of one, another one of the same kind goes on where it ended. */
export interface KeepTask {
  /**
   * One transaction. Some work is done however small the budget is.
   * @throws AppError history.*; the next step begins anew, and finds what is left to do
   */
  step(budgetMs: number): KeepStep;
}

/** What a task's phases share: how long this step may take, and what they did so far. */
export interface KeepRun {
  /** Calls back again and again while there is time and `work` says that there is more. At least once. @returns whether there is more */
  untilOver(work: () => boolean): boolean;
  count(phase: KeepPhase, howMany: number): void;
}

/** Yields after each transaction. */
export type KeepPhases = Generator<KeepPhase | 'waiting', void, undefined>;

/** A commit takes about as long as the work for it. */
const shareOfWork = 0.5;

export function createKeepTask({ elapsedMs }: KeepParts, phases: (run: KeepRun) => KeepPhases): KeepTask {
  const done = { head: 0, slots: 0, series: 0, documents: 0, space: 0 };
  let running: KeepPhases | undefined;
  let phase: KeepPhase = 'head';
  let endMs = 0;
  const run: KeepRun = {
    untilOver(work) {
      for (;;) {
        if (!work()) return false;
        if (elapsedMs() >= endMs) return true;
      }
    },
    count(of, howMany) {
      done[of] += howMany;
    },
  };
  return {
    step(budgetMs) {
      endMs = elapsedMs() + budgetMs * shareOfWork;
      running ??= phases(run);
      try {
        const { done: isDone = false, value } = running.next();
        if (value !== undefined && value !== 'waiting') phase = value;
        if (isDone) running = undefined;
        return { done: isDone, progress: { phase, done: { ...done } }, isWaiting: value === 'waiting' };
      } catch (error) {
        running = undefined;
        throw error;
      }
    },
  };
}
