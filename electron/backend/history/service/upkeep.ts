/**
 * What a history needs by itself, in slices between two calls: what is over is folded, what is to be deleted goes, what is too old or too much
 * goes. A deletion or a retention that has begun is brought to its end before the next fold, unless it only waits for a reader.
 */

import { AppError } from '../../../../shared/base/errors.ts';
import { type Deletion, storedDeletions } from '../retention/deletion-journal.ts';
import type { KeepParts } from '../retention/keep-parts.ts';
import { createKeepQueue, type KeepQueue } from '../retention/keep-queue.ts';
import type { HistoryWriter } from '../store/history-writer.ts';
import { RetentionClock } from './retention-clock.ts';
import { deletionState, type ReportedWork, type UpkeepReport } from './upkeep-report.ts';

/** What a source may have; undefined for no limit. */
export interface Retention {
  readonly mostAgeMs: number | undefined;
  readonly mostBytes: number | undefined;
}

export interface UpkeepOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A call never waits longer for a slice, or not by much. */
  readonly sliceMs: number;
  readonly retention: () => Retention;
  readonly report: UpkeepReport;
  /** Of what is left out for good. */
  readonly onTrouble?: ((error: AppError) => void) | undefined;
}

/** Slots are of two hours, so this is often enough; and after each start. */
const retainEveryMs = 3_600_000;
/** Where it could not be looked at. */
const tryAgainMs = 60_000;

/** Of one writer: the next one has its own. */
export class Upkeep {
  readonly #writer: HistoryWriter;
  readonly #options: UpkeepOptions;
  readonly #clock = new RetentionClock();
  #queue: KeepQueue | undefined;
  /** Something of the queue has begun, and is not at its end. */
  #isKeeping = false;
  #isAwaitingReaders = false;
  #nextRetentionMs = Number.NEGATIVE_INFINITY;
  /** Since the last retention, and before it since the one before: who registers series writes them soon. */
  #given = new Set<number>();
  #givenBefore = new Set<number>();

  constructor(writer: HistoryWriter, options: UpkeepOptions) {
    this.#writer = writer;
    this.#options = options;
  }

  /** @returns once it is on the disk: it will be done. @throws RangeError; AppError history.* */
  delete(deletion: Deletion): void {
    this.#writer.keep((parts) => {
      this.#queueOver(parts).delete(deletion, this.#options.now());
      this.#reportDeletions(parts);
    });
  }

  /** These ids are in somebody's hands: series without samples are not forgotten at once. */
  gave(ids: readonly number[]): void {
    for (const id of ids) this.#given.add(id);
  }

  /** Retention is looked at with the next slice. */
  retainSoon(): void {
    this.#nextRetentionMs = Number.NEGATIVE_INFINITY;
  }

  /** Something that was deleted takes up room until a log is emptied, which those who read prevent. */
  get isAwaitingReaders(): boolean {
    return this.#isAwaitingReaders;
  }

  /** One slice, unless a deletion or a retention has begun. @returns whether more is to be folded at once @throws AppError history.* */
  fold(): boolean {
    if (this.#isKeeping) return false;
    const { now, sliceMs } = this.#options;
    return this.#reported(
      () => ({ work: 'fold' }),
      () => this.#writer.fold(now(), { budgetMs: sliceMs }),
      (goesOn) => !goesOn,
    );
  }

  /**
   * One slice of what is to be deleted, or is too old or too much. Where it fails, folds come first again, and what else is to be deleted.
   * @returns whether more is to be done at once @throws AppError history.*
   */
  keep(): boolean {
    const { now, sliceMs, retention } = this.#options;
    const nowMs = now();
    // A clock that was set back by more does not put it off.
    if (nowMs >= this.#nextRetentionMs || nowMs < this.#nextRetentionMs - 2 * retainEveryMs) {
      this.#nextRetentionMs = nowMs + tryAgainMs;
      this.#reported(
        () => ({ work: 'retention' }),
        () => this.#writer.keep((parts) => this.#retain(parts, nowMs, retention())),
        () => false,
      );
      this.#nextRetentionMs = nowMs + retainEveryMs;
    }
    this.#isKeeping = false;
    const step = this.#reported(
      () => this.#workOfQueue(),
      () => this.#writer.keep((parts) => this.#queueOver(parts).step(sliceMs)),
      (result) => result?.done === true,
    );
    if (step?.deletion !== undefined) this.#options.report.progress(step.deletion, step.progress);
    if (step?.done === true || step?.isWaiting === true)
      this.#writer.alongside((parts) => this.#reportDeletions(parts));
    this.#isAwaitingReaders = step?.isWaiting === true;
    this.#isKeeping = step !== undefined && !step.done && !step.isWaiting;
    return this.#isKeeping || step?.done === true;
  }

  #retain(parts: KeepParts, nowMs: number, limits: Retention): void {
    this.#givenBefore = this.#given;
    this.#given = new Set();
    this.#queueOver(parts).retain({ nowMs: this.#clock.look(parts, nowMs), ...limits });
  }

  #workOfQueue(): ReportedWork {
    const deletion = this.#queue?.deletion;
    return deletion === undefined ? { work: 'retention' } : { work: 'deletion', deletion };
  }

  /** @param isDone by what it returns: all of that work, not only a slice */
  #reported<T>(of: () => ReportedWork, work: () => T, isDone: (result: T) => boolean): T {
    const { report } = this.#options;
    try {
      const result = work();
      if (isDone(result)) report.worked(of());
      return result;
    } catch (error) {
      // A damaged file is set aside at once, which is told of by itself: the next writer has no such trouble.
      if (error instanceof AppError && error.code !== 'history.damaged') report.failed(of(), error);
      throw error;
    }
  }

  #reportDeletions({ history }: Pick<KeepParts, 'history'>): void {
    this.#options.report.deletions(storedDeletions(history).map(({ id, asked }) => deletionState(id, asked)));
  }

  #queueOver(parts: KeepParts): KeepQueue {
    if (this.#queue !== undefined) return this.#queue;
    const isGiven = (id: number) => this.#given.has(id) || this.#givenBefore.has(id);
    this.#queue = createKeepQueue({ ...parts, isGiven }, this.#options.onTrouble);
    this.#reportDeletions(parts);
    return this.#queue;
  }
}
