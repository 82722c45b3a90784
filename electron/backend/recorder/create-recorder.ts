/** Which context is connected to which source, and a recorder for each: follows the connections, the plans, the settings and the machine's sleep. */

import { AppError } from '../../../shared/base/errors.ts';
import { Emitter, type Event } from '../../../shared/base/event.ts';
import type { ConnectionState, ContextId } from '../../../shared/model/context.ts';
import { gapDetails, problemDetail } from '../../../shared/model/gap-details.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { Connections } from '../connections/connections.ts';
import type { Span, TimeWindow } from '../history/coverage/spans.ts';
import type { HistoryOrigin } from '../history/service/history-identity.ts';
import type { SourceWriter } from '../history/service/open-writer.ts';
import type { Clock, LogSink, PowerEvent } from '../ports.ts';
import { bytesASeriesDay } from './bytes-shown.ts';
import { estimateRecording } from './estimate.ts';
import { doesMixHistograms, originOf } from './origin-of.ts';
import type { Plans } from './plans.ts';
import type { RecordableSource, Recorder, StartSnapshots } from './recorder.ts';
import { ruleKeeping } from './rules.ts';
import type { RecordLooks } from './session-state.ts';
import { watchSleep } from './sleep-watch.ts';
import { SourceRecorder } from './source-recorder.ts';
import { type RecorderTiming, usualTiming } from './timing.ts';

export interface RecorderDeps {
  readonly connections: Pick<
    Connections,
    'onDidChange' | 'onDidLearnCluster' | 'states' | 'state' | 'remote' | 'source'
  >;
  /** The caller's to dispose, after this is closed. */
  readonly plans: Plans;
  readonly settings: () => Pick<Settings, 'recording'>;
  readonly onSettings: Event<unknown>;
  /** What people call a context. */
  readonly nameOf: (context: ContextId) => string;
  /** The context that a source's record is. */
  readonly recordOf: (source: string) => ContextId;
  readonly isRecord: (context: ContextId) => boolean;
  /** Of a source's folder. */
  readonly folderName: (origin: HistoryOrigin) => string;
  /** @throws AppError history.* */
  readonly openWriter: (origin: HistoryOrigin) => Promise<SourceWriter>;
  readonly looksAt: (source: string) => RecordLooks;
  readonly clock: Clock;
  readonly onPower: Event<PowerEvent>;
  /** 0 to 1. */
  readonly random: () => number;
  readonly log: LogSink;
  readonly timing?: RecorderTiming | undefined;
  /** Records something beside the samples. */
  readonly startSnapshots?: StartSnapshots | undefined;
  /** A context is connected to the source, which may be recorded or not; and again when recording it begins: its record may have been removed meanwhile. */
  readonly onSource?: ((context: ContextId, origin: HistoryOrigin) => void) | undefined;
}

export function createRecorder(deps: RecorderDeps): Recorder {
  const recording = new Recording(deps);
  recording.begin();
  return recording;
}

class Recording implements Recorder {
  readonly #deps: RecorderDeps;
  readonly #changed = new Emitter<string>();
  readonly #sources = new Map<string, SourceRecorder>();
  /** Where each context was connected last, until nobody wants it. */
  readonly #of = new Map<ContextId, string>();
  readonly #listening: { dispose(): void }[] = [];
  readonly onDidChange = this.#changed.event;

  constructor(deps: RecorderDeps) {
    this.#deps = deps;
  }

  begin(): void {
    const { connections, plans, onSettings } = this.#deps;
    this.#listening.push(
      connections.onDidChange(({ context, state }) => this.#look(context, state)),
      connections.onDidLearnCluster((context) => this.#look(context, connections.state(context))),
      plans.onDidChange(() => {
        for (const one of this.#sources.values()) one.replan();
      }),
      onSettings(() => this.#beginNew()),
      watchSleep(this.#deps, (fromMs, toMs) => {
        for (const one of this.#sources.values()) one.slept(fromMs, toMs);
      }),
    );
    for (const { context, state } of connections.states()) this.#look(context, state);
  }

  report(context: ContextId) {
    return this.#recorderOf(context).report();
  }

  openGaps(source: string, window: TimeWindow): readonly Span[] {
    return this.#sources.get(source)?.openGaps(window) ?? [];
  }

  isRecording(source: string): boolean {
    return this.#sources.get(source)?.isRecording === true;
  }

  async estimate(context: ContextId, rules: Parameters<Recorder['estimate']>[1], signal: AbortSignal) {
    const recorder = this.#recorderOf(context);
    const { source } = this.#attachedTo(context);
    const shown = await bytesASeriesDay(this.#deps.looksAt(recorder.source), signal);
    return estimateRecording(source, rules ?? recorder.report().plan.rules, shown, signal);
  }

  change(context: ContextId, change: Parameters<Recorder['change']>[1]): void {
    this.#deps.plans.change(this.#planned(context), change);
  }

  keep(context: ContextId, expr: string): void {
    const kept = ruleKeeping(expr);
    const planned = this.#planned(context);
    const { rules } = this.#deps.plans.of(planned.source);
    const isThere = rules.some(({ id }) => id === kept.id);
    const next = isThere
      ? rules.map((rule) => (rule.id === kept.id ? { ...rule, isOn: true } : rule))
      : [...rules, kept];
    const { isOn } = this.#deps.plans.of(planned.source);
    this.#deps.plans.change(planned, { rules: next, isOn: isOn ?? true });
  }

  restoreRules(context: ContextId): void {
    this.#deps.plans.change(this.#planned(context), { rules: null });
  }

  asking(context: ContextId): () => void {
    const source = this.#of.get(context);
    return (source === undefined ? undefined : this.#sources.get(source)?.asking()) ?? (() => undefined);
  }

  async close(): Promise<void> {
    for (const one of this.#listening) one.dispose();
    await Promise.all([...this.#sources.values()].map((one) => one.close()));
    this.#changed.dispose();
  }

  #look(context: ContextId, state: ConnectionState): void {
    const { connections, nameOf, folderName, onSource } = this.#deps;
    const remote = connections.remote(context);
    if (remote === undefined) {
      this.#lost(context, state);
      return;
    }
    const origin = originOf(remote, nameOf(context));
    if (origin === undefined || remote.source.raw === undefined) return;
    const source = folderName(origin);
    const before = this.#of.get(context);
    if (before !== undefined && before !== source) this.#sources.get(before)?.detach(context, undefined);
    this.#of.set(context, source);
    const recorder = this.#recorder(source);
    const isNew = recorder.attached(context)?.source !== remote.source;
    const mixesHistograms = doesMixHistograms(remote.server);
    recorder.attach(context, { source: remote.source as RecordableSource, origin, mixesHistograms });
    if (!isNew) return;
    onSource?.(context, origin);
    this.#beginNew();
    this.#changed.fire(source);
  }

  #lost(context: ContextId, state: ConnectionState): void {
    const source = this.#of.get(context);
    if (source === undefined) return;
    const isOver = state.kind === 'idle';
    if (isOver) this.#of.delete(context);
    const why = 'why' in state ? problemDetail(state.why) : gapDetails.anew;
    this.#sources.get(source)?.detach(context, isOver ? undefined : why);
    this.#changed.fire(source);
  }

  #recorder(source: string): SourceRecorder {
    const {
      plans,
      looksAt,
      recordOf,
      openWriter,
      startSnapshots,
      clock,
      random,
      log,
      timing = usualTiming,
    } = this.#deps;
    const known = this.#sources.get(source);
    if (known !== undefined) return known;
    const made = new SourceRecorder(source, {
      ...{ startSnapshots, clock, random, log, timing },
      openWriter: async (origin) => {
        const writer = await openWriter(origin);
        this.#tellOf(source);
        return writer;
      },
      record: looksAt(source),
      recordId: recordOf(source),
      plan: () => plans.of(source),
      onChange: () => this.#changed.fire(source),
    });
    this.#sources.set(source, made);
    return made;
  }

  #tellOf(source: string): void {
    for (const [context, its] of this.#of) {
      const attached = its === source ? this.#sources.get(source)?.attached(context) : undefined;
      if (attached !== undefined) this.#deps.onSource?.(context, attached.origin);
    }
  }

  /** Where a person said so once for all of them. */
  #beginNew(): void {
    const { settings, plans } = this.#deps;
    if (settings().recording.newSources !== 'always') return;
    for (const context of this.#of.keys()) {
      const planned = this.#connected(context);
      if (planned !== undefined && plans.of(planned.source).isOn === undefined) plans.change(planned, { isOn: true });
    }
  }

  #connected(context: ContextId) {
    const source = this.#of.get(context);
    const attached = source === undefined ? undefined : this.#sources.get(source)?.attached(context);
    if (source === undefined || attached === undefined) return undefined;
    const { cluster, server } = attached.origin;
    return { source, cluster, server };
  }

  #planned(context: ContextId) {
    this.#recorderOf(context);
    const planned = this.#connected(context);
    if (planned === undefined) throw new Error('a context without its source');
    return planned;
  }

  #attachedTo(context: ContextId) {
    const attached = this.#sources.get(this.#of.get(context) ?? '')?.attached(context);
    if (attached === undefined) throw new Error('a context without its source');
    return attached;
  }

  /** @throws AppError connection.notConnected, recorder.notRemote, recorder.unknownCluster */
  #recorderOf(context: ContextId): SourceRecorder {
    const source = this.#of.get(context);
    const recorder = source === undefined ? undefined : this.#sources.get(source);
    if (recorder?.attached(context) !== undefined) return recorder;
    if (this.#deps.isRecord(context)) throw notRemote();
    const { connections } = this.#deps;
    // Fails where there is none.
    connections.source(context);
    if (connections.remote(context)?.source.raw === undefined) throw notRemote();
    const message = 'Which cluster this is, is not known yet: what is recorded is kept by the cluster.';
    throw new AppError('recorder.unknownCluster', message, { details: { context }, retryable: true });
  }
}

function notRemote(): AppError {
  return new AppError('recorder.notRemote', 'There is no Prometheus of others behind this context to be recorded.');
}
