/** What records remote Prometheuses into histories: one recorder for each source, however many contexts lead to it. */
import type { AsyncDisposable, Disposable } from '../../../shared/base/disposable.ts';
import type { Event } from '../../../shared/base/event.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type {
  RecorderReport,
  RecordingEstimate,
  RecordingPlan,
  RecordingRule,
} from '../../../shared/model/recorder.ts';
import type { Span, TimeWindow } from '../history/coverage/spans.ts';
import type { HistoryOrigin } from '../history/service/history-identity.ts';
import type { SourceWriter } from '../history/service/open-writer.ts';
import type { Clock, LogSink } from '../ports.ts';
import type { Source, SourceRaw } from '../sources/source.ts';

/** A source that can be recorded. */
export type RecordableSource = Source & { readonly raw: SourceRaw };

/** A source is being recorded: from its first look on, until the signal aborts. */
interface RecordedSession {
  readonly source: Source;
  /** Whoever began the session closes it. */
  readonly writer: SourceWriter;
  readonly origin: HistoryOrigin;
  readonly signal: AbortSignal;
  /** Its `now` is the server's, as the samples' times are. */
  readonly clock: Clock;
  readonly log: LogSink;
}

/** Records something beside the samples, for as long as a session lasts. @returns what is disposed when it ends */
export type StartSnapshots = (session: RecordedSession) => Disposable;

/** What a person may change of a plan. */
export type PlanChange = {
  readonly [Key in keyof Omit<RecordingPlan, 'isOn'>]?: RecordingPlan[Key] | undefined;
} & { readonly isOn?: boolean | undefined };

/** What a context is asked about fails with connection.notConnected, recorder.notRemote, or recorder.unknownCluster. */
export interface Recorder extends AsyncDisposable {
  /** @throws AppError */
  report(context: ContextId): RecorderReport;
  /** The source whose report is another one, or whose contexts are. */
  readonly onDidChange: Event<string>;
  /**
   * Why nothing is recorded of the source at the moment: parts of the window, rising, that are not in its coverage until it is recorded again.
   * Nothing where nobody wants it recorded, and where it is being recorded.
   */
  openGaps(source: string, window: TimeWindow): readonly Span[];
  /** Whether this Binnacle records the source now, or is about to: its folder is in use. */
  isRecording(source: string): boolean;
  /** @param rules undefined: the plan's @throws AppError, and whatever a query fails with */
  estimate(
    context: ContextId,
    rules: readonly RecordingRule[] | undefined,
    signal: AbortSignal,
  ): Promise<RecordingEstimate>;
  /** @throws AppError recorder.badRule */
  change(context: ContextId, change: PlanChange): void;
  /** @throws AppError query.invalid, recorder.badRule */
  keep(context: ContextId, expr: string): void;
  restoreRules(context: ContextId): void;
  /** A person asks the source of the context something: back-filling waits. @returns what says that it is over; to be called once */
  asking(context: ContextId): () => void;
}
