/**
 * What a writer has to delete, one task after the other: deletions that an earlier process did not bring to their end, those that are asked for,
 * and retention. To be stepped between appends, and brought to its end before the next fold, unless it waits.
 */
import type { AppError } from '../../../../shared/base/errors.ts';
import { type Deletion, pendingDeletions, requestDeletion } from './deletion-journal.ts';
import { createDeletionTask } from './deletion-task.ts';
import type { KeepParts, KeepStep, KeepTask } from './keep-parts.ts';
import { createRetentionTask, type RetentionLimits } from './retention-task.ts';

export interface KeepQueue {
  /** On the disk as it returns: it will be done, also after a kill. @throws RangeError; AppError history.* */
  delete(deletion: Deletion): void;
  /** Done once, however often it is asked for until then: the last limits count. */
  retain(limits: RetentionLimits): void;
  /** @returns undefined where there is nothing to do. @throws AppError history.*: the next step begins the task anew */
  step(budgetMs: number): KeepStep | undefined;
}

/** @param onTrouble of deletions that were asked for, and cannot be understood */
export function createKeepQueue(parts: KeepParts, onTrouble?: (error: AppError) => void): KeepQueue {
  const pending = pendingDeletions(parts.history, onTrouble);
  const deletions: KeepTask[] = pending.map((one) => createDeletionTask(parts, one));
  let limits: RetentionLimits | undefined;
  let running: KeepTask | undefined;

  function next(): KeepTask | undefined {
    const deletion = deletions.shift();
    if (deletion !== undefined || limits === undefined) return deletion;
    const task = createRetentionTask(parts, limits);
    limits = undefined;
    return task;
  }

  return {
    delete(deletion) {
      deletions.push(createDeletionTask(parts, requestDeletion(parts, deletion)));
    },
    retain(wanted) {
      limits = wanted;
    },
    step(budgetMs) {
      running ??= next();
      const step = running?.step(budgetMs);
      // What another one ends with is the same that this one waits for.
      const isOver =
        step?.done === true || (step?.isWaiting === true && (deletions.length > 0 || limits !== undefined));
      if (isOver) running = undefined;
      return step;
    },
  };
}
