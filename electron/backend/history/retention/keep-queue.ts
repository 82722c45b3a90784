/**
 * What a writer has to delete, one task after the other: deletions that an earlier process did not bring to their end, those that are asked for,
 * and retention. To be stepped between appends, and brought to its end before the next fold, unless it waits.
 */
import type { AppError } from '../../../../shared/base/errors.ts';
import { type Deletion, type PendingDeletion, pendingDeletions, requestDeletion } from './deletion-journal.ts';
import { createDeletionTask } from './deletion-task.ts';
import type { KeepParts, KeepStep, KeepTask } from './keep-parts.ts';
import { createRetentionTask, type RetentionLimits } from './retention-task.ts';
import { createTidyTask } from './unused-times.ts';

export interface KeepQueue {
  /** On the disk as it returns: it will be done, also after a kill. @param nowMs as `requestDeletion` @throws RangeError; AppError history.* */
  delete(deletion: Deletion, nowMs?: number): void;
  /** Done once, however often it is asked for until then: the last limits count. */
  retain(limits: RetentionLimits): void;
  /**
   * @returns undefined where there is nothing to do
   * @throws AppError history.*: the task begins anew when all others had their turn, so that one that fails holds up none
   */
  step(budgetMs: number): QueueStep | undefined;
  /** What the last step was of: the number of a deletion, or undefined for retention. */
  readonly deletion: number | undefined;
}

interface QueueStep extends KeepStep {
  /** The number of the deletion that it was of; undefined for retention. */
  readonly deletion: number | undefined;
}

interface Queued {
  readonly deletion: number | undefined;
  readonly task: KeepTask;
}

/** Where scrapes are late again and again, each may leave some: some MB of such rows do not wait for the next retention. */
const mostLooseRows = 2 ** 16;

/** @param onTrouble of deletions that were asked for, and cannot be understood */
export function createKeepQueue(parts: KeepParts, onTrouble?: (error: AppError) => void): KeepQueue {
  const queuedOf = (one: PendingDeletion): Queued => ({ deletion: one.id, task: createDeletionTask(parts, one) });
  const tasks: Queued[] = pendingDeletions(parts.history, onTrouble).map(queuedOf);
  let running: Queued | undefined;
  let deletion: number | undefined;

  function stepOf(one: Queued, budgetMs: number): QueueStep {
    deletion = one.deletion;
    try {
      return { ...one.task.step(budgetMs), deletion };
    } catch (error) {
      running = undefined;
      const isReplaced = one.deletion === undefined && tasks.some(isRetention);
      if (!isReplaced) tasks.push(one);
      throw error;
    }
  }

  function tidying(): Queued | undefined {
    const isWanted = parts.times.loose.rows >= mostLooseRows;
    return isWanted ? { deletion: undefined, task: createTidyTask(parts) } : undefined;
  }

  return {
    delete(asked, nowMs) {
      tasks.push(queuedOf(requestDeletion(parts, asked, nowMs)));
    },
    retain(limits) {
      const retention = { deletion: undefined, task: createRetentionTask(parts, limits) };
      const at = tasks.findIndex(isRetention);
      if (at === -1) tasks.push(retention);
      else tasks[at] = retention;
    },
    step(budgetMs) {
      running ??= tasks.shift() ?? tidying();
      if (running === undefined) return undefined;
      const step = stepOf(running, budgetMs);
      // What another one ends with is the same that this one waits for.
      if (step.done || (step.isWaiting && tasks.length > 0)) running = undefined;
      return step;
    },
    get deletion() {
      return deletion;
    },
  };
}

const isRetention = ({ deletion }: Queued) => deletion === undefined;
