/** What the loops of a session stand on and keep: shared by the live loop and the back-fill, and by the sessions of a source one after the other. */

import type { AppErrorData } from '../../../shared/base/errors.ts';
import { AppError, errorText } from '../../../shared/base/errors.ts';
import type { BackfillState, RecorderState, RecordingPlan } from '../../../shared/model/recorder.ts';
import type { Span, TimeWindow } from '../history/coverage/spans.ts';
import type { SourceWriter } from '../history/service/open-writer.ts';
import type { Clock, LogSink } from '../ports.ts';
import type { GapCauses } from './gap-causes.ts';
import type { Reading } from './read-raw.ts';
import type { RecordableSource } from './recorder.ts';
import type { RecorderTiming } from './timing.ts';

export interface RuleSpans {
  readonly rule: string;
  /** Rising, and the whole window. */
  readonly spans: readonly Span[];
}

/** Of a source, for as long as this Binnacle knows it. */
export interface SourceMemory {
  /** Until when each rule is recorded, by the server's clock; inclusive. */
  readonly ends: Map<string, number>;
  /** What was read of slots that were over, by rule: rising. Of the rest, samples may have come later than it was looked for them. */
  readonly readWhole: Map<string, readonly Span[]>;
  /** … that were over for so long that their server takes nothing more of them. */
  readonly readLate: Map<string, readonly Span[]>;
  /** The first of them; undefined before the first look. */
  wholeFromMs: number | undefined;
  readonly causes: GapCauses;
  /** How much older than its newest samples the server takes some; undefined until it has been asked for that. */
  takenMs: number | undefined;
  /** The longest between two samples of a series, as far as it is known. */
  intervalMs: number | undefined;
  state: RecorderState;
  backfill: BackfillState;
  readonly series: Map<string, number>;
  readonly problems: Map<string, AppErrorData>;
}

/** Of one writer that is open, and one connection. */
export interface SessionParts {
  readonly source: RecordableSource;
  readonly writer: Pick<SourceWriter, 'cover' | 'failure'>;
  readonly reading: Reading;
  readonly memory: SourceMemory;
  readonly plan: () => RecordingPlan;
  /** A person's own query is under way on the source. */
  readonly isBusy: () => boolean;
  readonly record: RecordLooks;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly log: LogSink;
  readonly timing: RecorderTiming;
  /** What the memory has is another thing now. */
  readonly onChange: () => void;
}

interface RecordSize {
  /** Undefined: no samples. */
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
  /** On the disk. */
  readonly bytes: number;
}

/** What of the record is looked at: through readers, whatever its writer does. All throw AppError history.* */
export interface RecordLooks {
  /** Of rules that have none: nothing. */
  spans(window: TimeWindow, signal: AbortSignal): Promise<readonly RuleSpans[]>;
  /** Until when each rule is recorded. */
  ends(signal: AbortSignal): Promise<readonly { readonly rule: string; readonly lastMs: number }[]>;
  describe(signal: AbortSignal): Promise<RecordSize>;
  /** How many series have samples, by two hours; those only that have some. */
  series(
    window: TimeWindow,
    signal: AbortSignal,
  ): Promise<readonly { readonly startMs: number; readonly series: number }[]>;
}

/** A bug is one in what a person sees, too, but its words are for the log only. */
export function problemOf(error: unknown, log: LogSink): AppErrorData {
  if (error instanceof AppError) return error.toData();
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  log.write('error', 'recorder', errorText(error), { stack });
  return new AppError(
    'rpc.internal',
    'An error inside Binnacle stopped the recording; its log has the details.',
  ).toData();
}
