/**
 * What a history needs by itself, in slices between two calls: what is over is folded, what is to be deleted goes, what is too old or too much
 * goes. A deletion or a retention that has begun is brought to its end before the next fold, unless it only waits for a reader.
 */

import type { AppError } from '../../../../shared/base/errors.ts';
import type { Deletion } from '../retention/deletion-journal.ts';
import { createKeepQueue, type KeepQueue } from '../retention/keep-queue.ts';
import type { HistoryWriter } from '../store/history-writer.ts';
import { RetentionClock } from './retention-clock.ts';

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
  /** Of what is left out for good. */
  readonly onTrouble?: ((error: AppError) => void) | undefined;
}

/** Slots are of two hours, so this is often enough; and after each start. */
const retainEveryMs = 3_600_000;

/** Of one writer: the next one has its own. */
export class Upkeep {
  readonly #writer: HistoryWriter;
  readonly #options: UpkeepOptions;
  readonly #clock = new RetentionClock();
  #queue: KeepQueue | undefined;
  /** Something of the queue has begun, and is not at its end. */
  #isKeeping = false;
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
    this.#writer.keep((parts) => this.#queueOver(parts).delete(deletion));
  }

  /** These ids are in somebody's hands: series without samples are not forgotten at once. */
  gave(ids: readonly number[]): void {
    for (const id of ids) this.#given.add(id);
  }

  /** Retention is looked at with the next slice. */
  retainSoon(): void {
    this.#nextRetentionMs = Number.NEGATIVE_INFINITY;
  }

  /** One slice. @returns whether more is to be done at once @throws AppError history.* */
  step(): boolean {
    const { now, sliceMs, retention } = this.#options;
    if (!this.#isKeeping && this.#writer.fold(now(), { budgetMs: sliceMs })) return true;
    const nowMs = now();
    // A clock that was set back by more does not put it off.
    if (nowMs >= this.#nextRetentionMs || nowMs < this.#nextRetentionMs - 2 * retainEveryMs) {
      this.#nextRetentionMs = nowMs + retainEveryMs;
      this.#givenBefore = this.#given;
      this.#given = new Set();
      this.#writer.keep((parts) =>
        this.#queueOver(parts).retain({ nowMs: this.#clock.look(parts, nowMs), ...retention() }),
      );
    }
    const step = this.#writer.keep((parts) => this.#queueOver(parts).step(sliceMs));
    this.#isKeeping = step !== undefined && !step.done && !step.isWaiting;
    return this.#isKeeping || step?.done === true;
  }

  #queueOver(parts: Parameters<typeof createKeepQueue>[0]): KeepQueue {
    const isGiven = (id: number) => this.#given.has(id) || this.#givenBefore.has(id);
    this.#queue ??= createKeepQueue({ ...parts, isGiven }, this.#options.onTrouble);
    return this.#queue;
  }
}
