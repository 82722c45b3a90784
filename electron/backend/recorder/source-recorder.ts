/** One source, however many contexts are connected to it: over one of them it is recorded, and over the next one when that ends. */
import type { ContextId } from '../../../shared/model/context.ts';
import type { RecorderReport, RecorderState, RecordingPlan } from '../../../shared/model/recorder.ts';
import type { Span, TimeWindow } from '../history/coverage/spans.ts';
import type { HistoryOrigin } from '../history/service/history-identity.ts';
import { GapCauses } from './gap-causes.ts';
import type { RecordableSource } from './recorder.ts';
import { RecordingSession, type SessionOptions } from './recording-session.ts';
import type { SourceMemory } from './session-state.ts';

export interface AttachedSource {
  readonly source: RecordableSource;
  readonly origin: HistoryOrigin;
  readonly mixesHistograms: boolean;
}

interface SourceRecorderOptions extends Omit<SessionOptions, keyof AttachedSource | 'memory' | 'isBusy'> {
  /** The context that its record is. */
  readonly recordId: ContextId;
}

interface Running {
  readonly attached: AttachedSource;
  readonly session: RecordingSession;
  readonly abort: AbortController;
}

export class SourceRecorder {
  /** The folder's name. */
  readonly source: string;
  readonly #options: SourceRecorderOptions;
  readonly #attached = new Map<ContextId, AttachedSource>();
  readonly #memory: SourceMemory = {
    ends: new Map(),
    readWhole: new Map(),
    readLate: new Map(),
    wholeFromMs: undefined,
    takenMs: undefined,
    causes: new GapCauses(),
    intervalMs: undefined,
    state: { kind: 'starting' },
    backfill: { kind: 'none', doneMs: 0, totalMs: 0, atMs: undefined, samples: 0 },
    series: new Map(),
    problems: new Map(),
  };
  #running: Running | undefined;
  /** What ran before has ended. */
  #ended: Promise<void> = Promise.resolve();
  #asking = 0;
  #plan: RecordingPlan;
  #isClosed = false;

  constructor(source: string, options: SourceRecorderOptions) {
    this.source = source;
    this.#options = options;
    this.#plan = options.plan();
  }

  get isRecording(): boolean {
    return this.#running !== undefined;
  }

  attached(context: ContextId): AttachedSource | undefined {
    return this.#attached.get(context);
  }

  attach(context: ContextId, attached: AttachedSource): void {
    const before = this.#attached.get(context);
    if (before?.source === attached.source && isSame(before.origin, attached.origin)) return;
    this.#attached.set(context, attached);
    this.#settle();
  }

  /** @param why the connection was lost, as the coverage is to say it; undefined where nobody wants it any more */
  detach(context: ContextId, why: string | undefined): void {
    const { clock } = this.#options;
    const was = this.#attached.delete(context);
    if (this.#attached.size === 0 && this.#plan.isOn === true && (was || why !== undefined)) {
      const cause = why === undefined ? undefined : ({ state: 'unreachable', detail: why } as const);
      this.#memory.causes.note(clock.now(), cause);
    }
    if (was) this.#settle();
  }

  /** The plan may be another one. */
  replan(): void {
    const before = this.#plan;
    this.#plan = this.#options.plan();
    if (JSON.stringify(before) === JSON.stringify(this.#plan)) return;
    if (before.isOn === true && this.#plan.isOn !== true)
      this.#memory.causes.note(this.#options.clock.now(), undefined);
    const ids = new Set(this.#plan.rules.map(({ id }) => id));
    for (const known of [this.#memory.problems, this.#memory.series]) {
      for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
    }
    this.#settle();
    this.#running?.session.replan();
    this.#options.onChange();
  }

  /** By this computer's clock. */
  slept(fromMs: number, toMs: number): void {
    if (this.#plan.isOn !== true) return;
    this.#memory.causes.slept(fromMs, toMs);
    this.#running?.session.wake();
  }

  /** @returns what says that it is over */
  asking(): () => void {
    this.#asking += 1;
    let isOver = false;
    return () => {
      if (!isOver) this.#asking -= 1;
      isOver = true;
    };
  }

  /** By this computer's clock: what the two differ in is only known when it is reached again. */
  openGaps(window: TimeWindow): readonly Span[] {
    return this.#plan.isOn === true ? this.#memory.causes.spansOf(window, 0) : [];
  }

  report(): RecorderReport {
    const { state, backfill, series, problems } = this.#memory;
    const off: RecorderState = { kind: 'off' };
    return {
      source: this.source,
      record: this.#options.recordId,
      plan: this.#plan,
      state: this.#plan.isOn === true ? state : off,
      rules: this.#plan.rules.map(({ id }) => ({ id, series: series.get(id) ?? 0, problem: problems.get(id) })),
      backfill,
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#settle();
    await this.#ended;
  }

  #wanted(): AttachedSource | undefined {
    if (this.#isClosed || this.#plan.isOn !== true) return undefined;
    const all = [...this.#attached.values()];
    return all.find((one) => one === this.#running?.attached) ?? all[0];
  }

  /** What runs is what is wanted, or will be when what ran has ended: a source has one writer. */
  #settle(): void {
    const wanted = this.#wanted();
    if (this.#running?.attached === wanted) return;
    this.#running?.abort.abort();
    this.#running = undefined;
    this.#memory.state = { kind: 'starting' };
    if (wanted !== undefined) this.#begin(wanted);
    this.#options.onChange();
  }

  #begin(attached: AttachedSource): void {
    const abort = new AbortController();
    const session = new RecordingSession({
      ...this.#options,
      ...attached,
      plan: () => this.#plan,
      memory: this.#memory,
      isBusy: () => this.#asking > 0,
    });
    this.#running = { attached, session, abort };
    this.#ended = this.#ended.then(() => session.run(abort.signal));
  }
}

function isSame(a: HistoryOrigin, b: HistoryOrigin): boolean {
  return a.cluster === b.cluster && a.server === b.server && a.version === b.version && a.name === b.name;
}
