/** What is recorded of a remote Prometheus, and how that is going. Times and durations are milliseconds, times since the epoch. */
import type { AppErrorData } from '../base/errors.ts';
import type { ContextId } from './context.ts';

/** One thing that is recorded: every series that one of the selectors finds. Its coverage is told under its id. */
export interface RecordingRule {
  /** Of its own in the source; never used again for another rule. */
  readonly id: string;
  /** What people call it: `Nodes`, or the query that it was kept from. */
  readonly name: string;
  /** Instant vector selectors without offset and `@`; at least one. */
  readonly selectors: readonly string[];
  readonly isOn: boolean;
}

/** Of a plan, wherever one is asked for, changed, written or read: what is within one of these is within all of them. */
export const planLimits = {
  rules: 200,
  /** Of a rule. */
  selectors: 100,
  /** Characters. */
  selector: 100_000,
  name: 200,
  backfillMs: { least: 0, most: 10 * 366 * 86_400_000 },
  mostAgeMs: { least: 3_600_000, most: 100 * 366 * 86_400_000 },
  mostBytes: { least: 2 ** 20, most: 2 ** 50 },
} as const;

/** What a person decided for a source, and may change. */
export interface RecordingPlan {
  /** Undefined: nobody said yes or no yet. */
  readonly isOn: boolean | undefined;
  readonly rules: readonly RecordingRule[];
  /** How far back from now what was missed is fetched, as far as the server has it; 0: not at all. */
  readonly backfillMs: number;
  readonly isBackfillPaused: boolean;
  /** What is older goes … */
  readonly mostAgeMs: number;
  /** … and the oldest first, where it is more than that. */
  readonly mostBytes: number;
}

/**
 * How raw samples are had. `chunks`, `samples`: remote read, streamed or not, as they are stored. `matrix`: range selectors in JSON, where a
 * server has no remote read or may not be asked for it: no stale markers, so the ends of series are inferred.
 */
export type RawForm = 'chunks' | 'samples' | 'matrix';

export type RecorderState =
  /** Not wanted, or not said yet. */
  | { readonly kind: 'off' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'recording'; readonly form: RawForm; readonly newestMs: number | undefined }
  /** Another Binnacle records it into the same history. */
  | { readonly kind: 'elsewhere' }
  /** Tried again at `untilMs`. */
  | { readonly kind: 'failing'; readonly problem: AppErrorData; readonly untilMs: number };

export interface RuleState {
  readonly id: string;
  /** With samples in the last look. */
  readonly series: number;
  /** The last look at it failed. */
  readonly problem?: AppErrorData | undefined;
}

/** Of everything that is to be fetched of the past; `paused` by the person, `yielding` to that person's own queries. */
export interface BackfillState {
  readonly kind: 'none' | 'running' | 'yielding' | 'paused' | 'done' | 'failing';
  /** Of the time that is to be filled; grows to `totalMs`. */
  readonly doneMs: number;
  readonly totalMs: number;
  /** Where it is: newest first, so that falls. */
  readonly atMs: number | undefined;
  /** That were not there before. */
  readonly samples: number;
  readonly problem?: AppErrorData | undefined;
}

export interface RecorderReport {
  /** The folder's name; the record's context is `record`. */
  readonly source: string;
  readonly record: ContextId;
  readonly plan: RecordingPlan;
  readonly state: RecorderState;
  readonly rules: readonly RuleState[];
  readonly backfill: BackfillState;
}

export interface RuleEstimate {
  readonly id: string;
  readonly series: number;
  /** The selectors cannot be counted. */
  readonly problem?: AppErrorData | undefined;
}

/** What rules would record of a source, as it is now. Series that several rules have count once in the sums. */
export interface RecordingEstimate {
  readonly rules: readonly RuleEstimate[];
  readonly series: number;
  readonly samplesADay: number;
  readonly bytesADay: number;
}
