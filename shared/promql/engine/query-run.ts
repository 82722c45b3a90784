/** The limits of one query: cancelled from outside, out of time, or out of memory. Whoever works for the query asks it often. */
import type { QueryRun } from '../queryable.ts';
import { EvaluationError } from './evaluation-error.ts';
import { countSamples, type SampleCounts } from './sample-counts.ts';

export interface RunLimits {
  /** Asked at every check: cheap, and true for good once it was true. */
  readonly isCancelled: () => boolean;
  /** Milliseconds, never going back. */
  readonly nowMs: () => number;
  readonly timeoutMs: number;
  /** Of columns that are held at once, roughly. */
  readonly budgetBytes: number;
  /** The most samples that may be held at once, as Prometheus counts them; undefined: any number. */
  readonly maxSamples?: number | undefined;
  /** Told now and then, from within the evaluation, how far it is. */
  readonly onProgress?: ((read: EvaluationProgress) => void) | undefined;
}

/** What was taken from the storage so far. */
export interface EvaluationProgress {
  readonly series: number;
  readonly samples: number;
}

/** As often as a person can follow. */
const progressEveryMs = 100;

export interface StartedRun extends QueryRun {
  /** The most that was held at once. */
  readonly peakBytes: () => number;
  readonly heldBytes: () => number;
  /** Only so much is held from here on: what was charged on the way to a result is gone. @throws EvaluationError as `charge` */
  settle(bytes: number): void;
  readonly samples: SampleCounts;
  /** A series was taken from the storage. */
  took(samples: number): void;
}

export function startRun({
  isCancelled,
  nowMs,
  timeoutMs,
  budgetBytes,
  maxSamples,
  onProgress,
}: RunLimits): StartedRun {
  const startMs = nowMs();
  const deadlineMs = startMs + timeoutMs;
  let toldMs = startMs;
  let series = 0;
  let samples = 0;
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
      const now = nowMs();
      if (now > deadlineMs) throw new EvaluationError('timeout', 'query timed out in expression evaluation');
      if (onProgress === undefined || now - toldMs < progressEveryMs) return;
      toldMs = now;
      onProgress({ series, samples });
    },
    took(more) {
      series += 1;
      samples += more;
    },
    charge: (bytes) => hold(held + bytes),
    settle: hold,
    samples: countSamples(maxSamples),
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
