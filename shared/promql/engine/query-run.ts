/** The limits of one query: cancelled from outside, out of time, or out of memory. Whoever works for the query asks it often. */
import type { QueryRun } from '../queryable.ts';
import { EvaluationError } from './evaluation-error.ts';

export interface RunLimits {
  /** Asked at every check: cheap, and true for good once it was true. */
  readonly isCancelled: () => boolean;
  /** Milliseconds, never going back. */
  readonly nowMs: () => number;
  readonly timeoutMs: number;
  /** Of columns that are held at once, roughly. */
  readonly budgetBytes: number;
}

export interface StartedRun extends QueryRun {
  /** The most that was held at once. */
  readonly peakBytes: () => number;
  readonly heldBytes: () => number;
  /** Only so much is held from here on: what was charged on the way to a result is gone. @throws EvaluationError as `charge` */
  settle(bytes: number): void;
}

export function startRun({ isCancelled, nowMs, timeoutMs, budgetBytes }: RunLimits): StartedRun {
  const deadlineMs = nowMs() + timeoutMs;
  let held = 0;
  let peak = 0;
  const hold = (bytes: number) => {
    held = bytes;
    if (held > peak) peak = held;
    if (held > budgetBytes) throw new EvaluationError('budget', budgetText(budgetBytes));
  };
  return {
    check() {
      if (isCancelled()) throw new EvaluationError('cancelled', 'query was canceled in expression evaluation');
      if (nowMs() > deadlineMs) throw new EvaluationError('timeout', 'query timed out in expression evaluation');
    },
    charge: (bytes) => hold(held + bytes),
    settle: hold,
    heldBytes: () => held,
    peakBytes: () => peak,
  };
}

function budgetText(budgetBytes: number): string {
  const mebibytes = Math.round(budgetBytes / 2 ** 20);
  return (
    `query processing would need more than ${mebibytes} MiB of memory in expression evaluation: ` +
    'a shorter range, a longer step, or matchers that select fewer series make it smaller'
  );
}
