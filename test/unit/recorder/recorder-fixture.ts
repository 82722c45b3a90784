/** A server, a record and connections, hand-written and small, under a real recorder: what its state machine does when. */

import { hash } from 'node:crypto';
import type { RemoteSource } from '../../../electron/backend/connections/connection.ts';
import { recordContextId, sourceOfRecord } from '../../../electron/backend/contexts/context-id.ts';
import { type Span, spansWithin, withSpan } from '../../../electron/backend/history/coverage/spans.ts';
import type { HistoryOrigin } from '../../../electron/backend/history/service/history-identity.ts';
import type { SourceWriter } from '../../../electron/backend/history/service/open-writer.ts';
import type { PowerEvent } from '../../../electron/backend/ports.ts';
import { createRecorder } from '../../../electron/backend/recorder/create-recorder.ts';
import { createPlans, type Plans } from '../../../electron/backend/recorder/plans.ts';
import type { Recorder } from '../../../electron/backend/recorder/recorder.ts';
import { ruleId } from '../../../electron/backend/recorder/rules.ts';
import type { RuleSpans } from '../../../electron/backend/recorder/session-state.ts';
import type { RecorderTiming } from '../../../electron/backend/recorder/timing.ts';
import type { RawRequest, Source } from '../../../electron/backend/sources/source.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { Emitter } from '../../../shared/base/event.ts';
import type { ConnectionUpdate } from '../../../shared/contract/contexts.ts';
import type { ConnectionState, ContextId, ServerInfo } from '../../../shared/model/context.ts';
import type { QueryRequest } from '../../../shared/model/query.ts';
import type { RawForm, RecordingRule } from '../../../shared/model/recorder.ts';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';
import type { ClusterKey } from '../../../shared/model/source-choice.ts';

export const hourMs = 3_600_000;
/** Begins a slot, as all times of the server are counted from here. */
export const baseMs = 1_700_006_400_000;

const timing: RecorderTiming = {
  lookEveryMs: 4,
  overlapMs: 60_000,
  mostOverlapMs: 600_000,
  catchUpMs: 300_000,
  lockedEveryMs: 4,
  backoff: { firstMs: 1, mostMs: 4 },
  lookTimeoutMs: 5000,
  fillTimeoutMs: 5000,
  yieldEveryMs: 2,
  countEveryMs: 50,
  restMs: 4,
};

/** A Prometheus: it has samples from `oldestMs` on, and a clock of its own. */
export class FakeServer {
  nowMs = baseMs + 10 * hourMs;
  oldestMs = baseMs;
  /** Of `up`, where that is another one: others were scraped before. */
  oldestUpMs: number | undefined;
  startedAt = '2023-11-01T00:00:00Z';
  /** What it fails with, whatever is asked. */
  failure: AppError | undefined;
  /** `matrix`: an answer for each selector. */
  form: RawForm = 'chunks';
  /** As its configuration says. */
  longestIntervalMs: number | undefined = 30_000;
  outOfOrderMs = 0;
  /** What it fails with when its configuration is asked for that. */
  outOfOrderFailure: AppError | undefined;
  /** How often it said that. */
  outOfOrderTold = 0;
  /** Of its targets; empty: it says nothing of them. */
  targets: readonly { readonly intervalMs: number; readonly samples: number | undefined }[] = [];
  /** Selectors that it refuses. */
  readonly refused = new Set<string>();
  /** Selectors whose stream it breaks off, and those of which it has no plain samples either. */
  readonly broken = new Set<string>();
  readonly brokenSamples = new Set<string>();
  /** More milliseconds times selectors are too much for one answer. */
  mostInAnswer = Number.POSITIVE_INFINITY;
  /** What it fails with for that. */
  failureOf: (request: RawRequest) => AppError | undefined = () => undefined;
  readonly reads: RawRequest[] = [];

  source(): Source {
    const server = this;
    const check = () => {
      if (server.failure !== undefined) throw server.failure;
    };
    return {
      async *query(request: QueryRequest) {
        check();
        const value = request.expr === 'time()' ? server.nowMs / 1000 : 7;
        const offsets = new Uint32Array([0, 1]);
        const [timesMs, values] = [new Float64Array([server.nowMs]), new Float64Array([value])];
        yield { kind: 'part', continues: false, columns: { labels: [], offsets, timesMs, values, histograms: [] } };
      },
      targets: {
        async read() {
          check();
          return { targets: server.targets };
        },
      },
      catalog: {
        async hasSeries(selector: string, { endMs }: { readonly endMs: number }) {
          check();
          return endMs >= ((selector === 'up' ? server.oldestUpMs : undefined) ?? server.oldestMs);
        },
      },
      status: {
        async read(kind: string) {
          check();
          return { kind, text: JSON.stringify({ startTime: server.startedAt }), atMs: 0, seenUntilMs: 0 };
        },
      },
      raw: {
        async form() {
          check();
          return server.form;
        },
        async outOfOrderMs() {
          check();
          if (server.outOfOrderFailure !== undefined) throw server.outOfOrderFailure;
          server.outOfOrderTold += 1;
          return server.outOfOrderMs;
        },
        async longestIntervalMs() {
          check();
          return server.longestIntervalMs;
        },
        async *read(request: RawRequest) {
          check();
          server.reads.push(request);
          const failure = server.failureOf(request);
          if (failure !== undefined) throw failure;
          const bad = request.selectors.find((one) => server.refused.has(one));
          if (bad !== undefined) throw new AppError('prometheus.badData', `bad: ${bad}`);
          if ((request.endMs - request.startMs + 1) * request.selectors.length > server.mostInAnswer)
            throw new AppError('prometheus.tooLarge', 'too large');
          const form = server.form === 'chunks' ? request.form : server.form;
          const breaks = { chunks: server.broken, samples: server.brokenSamples, matrix: new Set<string>() }[form];
          if (request.selectors.some((one) => breaks.has(one)))
            throw new AppError('recorder.badAnswer', 'unexpected counter reset', { retryable: true });
          const answers = form === 'matrix' ? request.selectors.map((one) => [one]) : [request.selectors];
          for (const selectors of answers) {
            yield { kind: 'head', form };
            const samples = request.endMs >= server.oldestMs ? selectors.length : 0;
            const oldestMs = Math.max(request.startMs, server.oldestMs);
            yield { kind: 'bytes', bytes: new Uint8Array(new Float64Array([samples, oldestMs]).buffer) };
          }
        },
      },
    } as unknown as Source;
  }
}

interface FakeReading {
  readonly input: Parameters<SourceWriter['beginRead']>[0];
  samples: number;
  oldestMs: number | undefined;
}

/** What is on the disk of a source. */
class FakeRecord {
  readonly coverage = new Map<string, readonly Span[]>();
  /** Whoever has it locked. */
  isLocked = false;
  /** What calls of its writer fail with. */
  failure: AppError | undefined;
  /** Its writer ends by itself. */
  end: () => void = () => undefined;
  opened = 0;
  isOpen = false;
  readonly origins: HistoryOrigin[] = [];
  readonly retained: unknown[] = [];
  /** The windows that were stored, and where. */
  readonly stored: { readonly into: string; readonly startMs: number; readonly endMs: number }[] = [];
  /** So many of each reading cannot be stored. */
  refused = 0;
  /** So many series of each are left out. */
  left = 0;
  mayHide = false;
  bytes = 0;
  /** Series by two hours. */
  slots: readonly { readonly startMs: number; readonly series: number }[] = [];

  covered(rule: string, window = { startMs: baseMs, endMs: baseMs + 100 * hourMs }): readonly Span[] {
    return spansWithin(this.coverage.get(rule) ?? [], window);
  }

  open(origin: HistoryOrigin): SourceWriter {
    if (this.isLocked) throw new AppError('history.locked', 'another Binnacle records it');
    if (this.isOpen) throw new Error('its writer is open already');
    this.isOpen = true;
    this.opened += 1;
    this.origins.push(origin);
    const readings = new Map<number, FakeReading>();
    const of = (id: number) => readings.get(id) ?? Promise.reject(new Error('no such reading'));
    let closed = false;
    let ended: Error | undefined;
    this.end = () => {
      ended = new Error('its worker has ended');
    };
    const check = () => {
      if (closed) throw new Error('a call after the writer was closed');
      if (ended !== undefined) throw ended;
      if (this.failure !== undefined) throw this.failure;
    };
    const writer: Partial<SourceWriter> = {
      failure: () => ended,
      retain: (retention) => void this.retained.push(retention),
      cover: async (rule, span) => {
        check();
        this.coverage.set(rule, withSpan(this.coverage.get(rule) ?? [], span));
      },
      beginRead: async (input) => {
        check();
        readings.set(input.id, { input, samples: 0, oldestMs: undefined });
      },
      feedRead: async (id, bytes) => {
        check();
        const [samples = 0, oldestMs] = new Float64Array(bytes.buffer);
        const reading = await of(id);
        reading.samples += samples;
        if (samples > 0) reading.oldestMs ??= oldestMs;
      },
      endRead: async (id) => {
        check();
        const { input, samples, oldestMs } = await of(id);
        readings.delete(id);
        this.stored.push({ into: input.into, startMs: input.startMs, endMs: input.endMs });
        const rest = { duplicate: 0, conflicting: 0, refused: this.refused, inferredEnds: 0 };
        const mixed = { alone: [], left: this.left, mayHide: this.mayHide };
        return { series: samples, samples, added: samples, ...rest, mixed, oldestMs, newestMs: input.endMs - 1000 };
      },
      dropRead: async (id) => void readings.delete(id),
      close: async () => {
        if (!closed) this.isOpen = false;
        closed = true;
      },
    };
    return writer as SourceWriter;
  }
}

export interface Fixture {
  readonly recorder: Recorder;
  readonly plans: Plans;
  readonly power: Emitter<PowerEvent>;
  readonly record: (source: string) => FakeRecord;
  /** Contexts and the sources that were told of. */
  readonly told: string[];
  connect(context: string, remote: Partial<RemoteSource> & { readonly source: Source }): void;
  /** Which cluster it is becomes known. */
  learn(context: string, cluster: string): void;
  becomes(context: string, state: ConnectionState): void;
  settle(settings: Partial<Settings>): void;
  close(): Promise<void>;
}

export const server: Extract<ServerInfo, { transport: 'port-forward' }> = {
  ...{ transport: 'port-forward', namespace: 'monitoring', service: 'prometheus-k8s', port: 9090, pod: 'p-0' },
  ...{ version: '2.42.0', engine: 'prometheus', pathPrefix: '' },
};
export const answered: Extract<ConnectionState, { kind: 'connected' }> = {
  kind: 'connected',
  server,
  answerMs: 1,
  newestSampleMs: undefined,
};

/** @param wallMs this computer's clock, default the real one @param other than usual here */
export function openFixture(
  dataDir: string,
  wallMs: () => number = Date.now,
  other: Partial<RecorderTiming> = {},
): Fixture {
  const [changed, learnt] = [new Emitter<ConnectionUpdate>(), new Emitter<ContextId>()];
  const [power, settingsChanged] = [new Emitter<PowerEvent>(), new Emitter<void>()];
  const remotes = new Map<ContextId, RemoteSource>();
  const states = new Map<ContextId, ConnectionState>();
  const records = new Map<string, FakeRecord>();
  const told: string[] = [];
  let settings: Settings = defaultSettings;
  const clock = { now: wallMs, monotonic: () => performance.now() };
  const log = { write: () => undefined };
  const plans = createPlans({ dataDir, clock, log, writeAfterMs: 5 });
  const record = (source: string) => {
    const known = records.get(source) ?? new FakeRecord();
    records.set(source, known);
    return known;
  };
  const folderName = ({ cluster, server: at }: HistoryOrigin) =>
    `prometheus-${hash('sha256', `${cluster} ${at}`).slice(0, 16)}`;
  const becomes = (id: string, state: ConnectionState) => {
    const context = id as ContextId;
    states.set(context, state);
    if (state.kind !== 'connected' && state.kind !== 'degraded') remotes.delete(context);
    changed.fire({ context, state });
  };
  const recorder = createRecorder({
    connections: {
      onDidChange: changed.event,
      onDidLearnCluster: learnt.event,
      states: () => [...states].map(([context, state]) => ({ context, state })),
      state: (context) => states.get(context) ?? { kind: 'idle' },
      remote: (context) => remotes.get(context),
      source(context) {
        const remote = remotes.get(context);
        if (remote === undefined) throw new AppError('connection.notConnected', 'no');
        return remote.source;
      },
    },
    ...{ recordOf: recordContextId, isRecord: (context) => sourceOfRecord(context) !== undefined },
    ...{ plans, clock, log, timing: { ...timing, ...other }, folderName, onPower: power.event, random: () => 0.5 },
    settings: () => settings,
    onSettings: settingsChanged.event,
    nameOf: (context) => `name of ${context}`,
    openWriter: async (origin) => record(folderName(origin)).open(origin),
    looksAt: (source) => ({
      spans: async (window): Promise<readonly RuleSpans[]> =>
        [...record(source).coverage.keys()].map((rule) => ({ rule, spans: record(source).covered(rule, window) })),
      ends: async () =>
        [...record(source).coverage].flatMap(([rule, spans]) => {
          const last = spans.findLast((span) => span.state === 'recorded');
          return last === undefined ? [] : [{ rule, lastMs: last.endMs }];
        }),
      describe: async () => ({
        ...{ firstMs: baseMs + 5 * hourMs, lastMs: baseMs + 5 * hourMs + record(source).slots.length * 2 * hourMs },
        bytes: record(source).bytes,
      }),
      series: async () => record(source).slots,
    }),
    onSource: (context, origin) => void told.push(`${context} ${origin.cluster} ${origin.server}`),
  });
  return {
    ...{ recorder, plans, power, record, told, becomes },
    connect(id, remote) {
      const context = id as ContextId;
      remotes.set(context, { server, matchers: '', cluster: 'uid:1' as ClusterKey, address: undefined, ...remote });
      becomes(id, answered);
    },
    learn(id, cluster) {
      const context = id as ContextId;
      const remote = remotes.get(context);
      if (remote !== undefined) remotes.set(context, { ...remote, cluster: cluster as ClusterKey });
      learnt.fire(context);
    },
    settle(part) {
      settings = { ...settings, ...part };
      settingsChanged.fire();
    },
    async close() {
      await recorder.close();
      plans.dispose();
    },
  };
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

export const rule = (...selectors: string[]): RecordingRule => ({
  id: ruleId(selectors),
  name: selectors.join(),
  selectors,
  isOn: true,
});

/** [state, from, until, detail]; minutes after the base. */
export function told(spans: readonly Span[]) {
  const at = (ms: number) => Math.round(((ms - baseMs) / 60_000) * 100) / 100;
  return spans.map(({ state, startMs, endMs, detail }) => [state, at(startMs), at(endMs), detail]);
}
