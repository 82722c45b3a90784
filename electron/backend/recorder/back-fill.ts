/** Fetches what was missed, the newest first, beside the live loop: each window is covered when it is stored, and that is all that is remembered. */
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import { problemDetail } from '../../../shared/model/gap-details.ts';
import type { BackfillState, RawForm, RecordingRule } from '../../../shared/model/recorder.ts';
import { backoffMs } from '../base/backoff.ts';
import { Waker } from '../base/waker.ts';
import type { Span, TimeWindow } from '../history/coverage/spans.ts';
import { failedDetailOf, goneDetailOf, isDueAgain, isPutOff } from './asked-again.ts';
import {
  type FillWindow,
  missingMs,
  missingOf,
  nextWindow,
  recordedOf,
  slotMs,
  withDeleted,
  withRead,
} from './back-fill-plan.ts';
import { FillSize } from './fill-size.ts';
import { overlapOf } from './look-plan.ts';
import { allAlone, detailOfRead, isTooHard, type ReadSums, readRaw } from './read-raw.ts';
import { startedAt } from './server-start.ts';
import { problemOf, type RuleSpans, type SessionParts } from './session-state.ts';

/** A record that is nearly as large as it may be loses its oldest: what is older still is not fetched to be lost at once. */
const fullPart = 0.9;
/** When a slot is over it waits so long for samples that come late, and is read again … */
const settledMs = 10 * 60_000;
/**
 * … and so long for all of them: a Prometheus takes no sample that is an hour older than its newest, unless it is told to.
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#tsdb
 */
const takenMs = 3_600_000;
/** More than this is not waited for. */
const mostTakenMs = 48 * 3_600_000;
/** … and of what was recorded before this Binnacle began so much is read once more. */
const wholeBeforeMs = 3 * slotMs;
/** Between two samples, where nobody says; Prometheus's own. */
const usualIntervalMs = 60_000;

type Kind = BackfillState['kind'];

export class BackFill {
  readonly #parts: SessionParts;
  readonly #waker = new Waker();
  /** Until when is recorded live; undefined before the first look. */
  #untilMs: number | undefined;
  readonly #size = new FillSize();
  #failures = 0;
  #doneMs = 0;
  #samples = 0;
  /** When the server was started, as it says; '' where it does not. */
  #startedAt = '';
  #startAtMs = 0;
  #takenAtMs = 0;
  /** What was read late while nobody could say how late that is: it is read again when that is known. */
  readonly #readUntold = new Map<string, readonly Span[]>();
  /** Something was asked for. */
  #hasAsked = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** The live loop has looked until then. */
  looked(endMs: number): void {
    const isFirst = this.#untilMs === undefined;
    this.#untilMs = endMs;
    // What is recorded while the past is being filled in is read once more when that is done.
    this.#parts.memory.wholeFromMs ??= Math.max(0, Math.floor((endMs - wholeBeforeMs) / slotMs) * slotMs);
    if (isFirst) this.#waker.wake();
  }

  /** There may be something to do, or to leave. */
  wake(): void {
    this.#waker.wake();
  }

  /** Until the signal aborts, or the writer has ended. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { writer, timing } = this.#parts;
    while (!signal.aborted && writer.failure() === undefined) {
      const waitMs = await this.#stepOrFail(signal);
      if (waitMs > 0 && writer.failure() === undefined) await this.#waker.wait(Math.min(waitMs, timing.restMs), signal);
    }
  }

  /** @returns how long to wait before the next one */
  async #stepOrFail(signal: AbortSignal): Promise<number> {
    const { random, timing, log } = this.#parts;
    try {
      const waitMs = await this.#step(signal);
      this.#failures = 0;
      return waitMs;
    } catch (error) {
      if (signal.aborted || isCancellation(error)) return 0;
      this.#failures += 1;
      this.#tell('failing', { problem: problemOf(error, log) });
      return Math.max(1, backoffMs(this.#failures, random(), timing.backoff));
    }
  }

  async #step(signal: AbortSignal): Promise<number> {
    const { source, memory, plan, isBusy, timing } = this.#parts;
    const { backfillMs, isBackfillPaused } = plan();
    const untilMs = this.#untilMs;
    if (untilMs !== undefined) await this.#learnTaken(signal);
    if (untilMs === undefined || backfillMs === 0) {
      this.#tell('none', { doneMs: 0, totalMs: 0 });
      return untilMs === undefined ? timing.restMs : this.#readWhole(untilMs, signal);
    }
    await this.#learnStart(signal);
    const spans = await this.#spans(untilMs, signal);
    const leftMs = missingMs(spans);
    const overlapMs = overlapOf(timing, await source.raw.form(signal), memory.intervalMs);
    const window = nextWindow(spans, { overlapMs, mostMs: this.#size.mostMs });
    const progress = { totalMs: this.#doneMs + leftMs, atMs: window?.endMs };
    if (window === undefined) {
      this.#tell(this.#hasAsked ? 'done' : 'none', progress);
      return this.#readWhole(untilMs, signal);
    }
    if (isBackfillPaused) {
      this.#tell('paused', progress);
      return timing.restMs;
    }
    if (isBusy()) {
      this.#tell('yielding', progress);
      return timing.yieldEveryMs;
    }
    this.#tell('running', progress);
    await this.#fillOrLess(window, spans, signal);
    return 0;
  }

  /**
   * Samples may come later than the looks reach back (remote write after an outage, slow rules, times of their own): where nothing is missing, what
   * was recorded of a slot is read once more when the slot is over, and again when nothing can come any more. The coverage stays; what is there
   * already is passed over.
   */
  async #readWhole(untilMs: number, signal: AbortSignal): Promise<number> {
    const { memory, plan, isBusy, timing, source, log } = this.#parts;
    const fromMs = memory.wholeFromMs ?? untilMs;
    if (plan().isBackfillPaused) return timing.restMs;
    const spans = await this.#spans(untilMs, signal, fromMs);
    const windows = this.#rereadings().flatMap(({ read, afterMs }) => {
      const recorded = recordedOf(spans, read, { fromMs, untilMs: untilMs - afterMs });
      return nextWindow(recorded, { overlapMs: 0, mostMs: this.#size.mostMs }) ?? [];
    });
    const [window] = windows;
    if (window === undefined) return timing.restMs;
    if (isBusy()) return timing.yieldEveryMs;
    const rules = plan().rules.filter(({ id }) => window.rules.includes(id));
    try {
      await this.#read(rules, window, await source.raw.form(signal), signal);
      this.#size.filled();
    } catch (error) {
      if (signal.aborted || !isTooHard(error) || !this.#size.failed(lengthOf(window))) throw error;
      // It was recorded once, and that has to do.
      problemOf(error, log);
    }
    this.#noteWhole(window, untilMs);
    return 0;
  }

  /** So that it is read no more. */
  #noteWhole({ startMs, endMs, rules }: FillWindow, untilMs: number): void {
    for (const { read, afterMs } of this.#rereadings()) {
      if (endMs >= Math.floor((untilMs - afterMs) / slotMs) * slotMs) continue;
      for (const rule of rules) read.set(rule, withRead(read.get(rule) ?? [], { startMs, endMs }));
    }
  }

  /** How long after its end a slot is read once more, and what was. */
  #rereadings() {
    const { readWhole, readLate, takenMs: toldMs } = this.#parts.memory;
    const late = toldMs === undefined ? this.#readUntold : readLate;
    return [
      { read: readWhole, afterMs: settledMs },
      { read: late, afterMs: (toldMs ?? takenMs) + settledMs },
    ] as const;
  }

  /** Of the rules that are recorded, as far back as is to be fetched. */
  async #spans(untilMs: number, signal: AbortSignal, fromMs?: number): Promise<readonly RuleSpans[]> {
    const { plan, memory, record } = this.#parts;
    const window = { startMs: fromMs ?? (await this.#fromMs(untilMs, signal)), endMs: untilMs };
    const known = await record.spans(window, signal);
    // A person deletes all series of a time: that is written down of the rules that there were, and is so for those that there are.
    const deleted = known.flatMap(({ spans }) => spans.filter(({ state }) => state === 'deleted'));
    return plan().rules.flatMap(({ id, isOn }) => {
      // One that was refused, or not asked yet, has no live end that the past could reach up to.
      if (!isOn || memory.problems.has(id) || !memory.ends.has(id) || window.startMs > untilMs) return [];
      const found = known.find(({ rule }) => rule === id)?.spans ?? [
        { ...window, state: 'notRecorded', detail: '' } as const,
      ];
      return [
        {
          rule: id,
          spans: withDeleted(
            found.map((span) => this.#asOfNow(span)),
            deleted,
          ),
        },
      ];
    });
  }

  /** What was put off long enough is missing again; who did not have it is still said. */
  #asOfNow(span: Span): Span {
    const isDue = isPutOff(span) && isDueAgain(span, this.#parts.clock.now(), this.#startedAt);
    return isDue ? { ...span, state: 'notRecorded' } : span;
  }

  async #fromMs(untilMs: number, signal: AbortSignal): Promise<number> {
    const { plan, record } = this.#parts;
    const { backfillMs, mostAgeMs, mostBytes } = plan();
    // Whole slots go when they are too old: what would go with the next one is not fetched.
    const keptMs = (Math.floor((untilMs - mostAgeMs) / slotMs) + 1) * slotMs;
    const wantedMs = Math.max(0, untilMs - backfillMs, keptMs);
    const { firstMs, bytes } = await record.describe(signal);
    return bytes > fullPart * mostBytes && firstMs !== undefined ? Math.max(wantedMs, firstMs) : wantedMs;
  }

  /** @throws AppError what it failed with, where less is asked for next, or something was given up */
  async #fillOrLess(window: FillWindow, spans: readonly RuleSpans[], signal: AbortSignal): Promise<void> {
    try {
      await this.#fill(window, spans, signal);
      this.#size.filled();
    } catch (error) {
      if (signal.aborted || !isTooHard(error) || !this.#size.failed(lengthOf(window))) throw error;
      await this.#fillApart(window, spans, signal);
    }
  }

  /** Rule by rule: what fails even so is put off, and what is older goes on. @throws AppError what one failed with */
  async #fillApart(window: FillWindow, spans: readonly RuleSpans[], signal: AbortSignal): Promise<void> {
    const { writer, clock, log } = this.#parts;
    const { startMs, endMs } = window;
    let failure: unknown;
    for (const rule of window.rules) {
      try {
        await this.#fill({ ...window, rules: [rule] }, spans, signal);
      } catch (error) {
        if (signal.aborted || !isTooHard(error)) throw error;
        failure = error;
        const detail = failedDetailOf(problemDetail(problemOf(error, log)), clock.now());
        await writer.cover(rule, { startMs, endMs, state: 'other', detail });
      }
    }
    if (failure !== undefined) throw failure;
    this.#size.filled();
  }

  async #fill(window: FillWindow, spans: readonly RuleSpans[], signal: AbortSignal): Promise<void> {
    const { source, reading, plan, writer } = this.#parts;
    const rules = plan().rules.filter(({ id }) => window.rules.includes(id));
    const form = await source.raw.form(signal);
    const read = await this.#read(rules, window, form, signal);
    this.#hasAsked = true;
    const { endMs } = window;
    const startMs = await this.#beginOf(rules, spans, window, read, signal);
    if (startMs > window.startMs) await this.#giveUp(goneOf(spans, { ...window, endMs: startMs - 1 }));
    if (startMs > endMs) return;
    for (const { id, selectors: its } of rules) {
      const detail = detailOfRead(read, reading.broken.detailOf('past', its, form));
      await writer.cover(id, { startMs, endMs, state: 'recorded', detail });
    }
    this.#doneMs += endMs - startMs + 1;
    this.#noteWhole(window, this.#untilMs ?? 0);
  }

  /**
   * Where what the server has of the window begins: at its start, unless there is nothing older either. Then a window that is empty is over, and of
   * one in which the server's own samples begin that is when. @returns behind its end for none
   */
  async #beginOf(
    rules: readonly RecordingRule[],
    spans: readonly RuleSpans[],
    window: TimeWindow,
    { samples, refused, oldestMs }: ReadSums,
    signal: AbortSignal,
  ): Promise<number> {
    const { startMs, endMs } = window;
    const intervalMs = this.#parts.memory.intervalMs ?? usualIntervalMs;
    const beginMs = samples === 0 ? endMs + 1 : (oldestMs ?? startMs);
    if (refused > 0 || (samples > 0 && beginMs - startMs <= intervalMs)) return startMs;
    if (await this.#hasOlder(rules, spans, window, signal)) return startMs;
    if (samples === 0) return beginMs;
    // These series may have begun then, and not the server: but where it did, others of it were scraped within an interval, too.
    const before = { startMs, endMs: beginMs - 1 - Math.floor(intervalMs) };
    return (await this.#hasAny(['up'], before, signal)) ? startMs : beginMs;
  }

  async #read(
    rules: readonly RecordingRule[],
    window: FillWindow,
    form: RawForm,
    signal: AbortSignal,
  ): Promise<ReadSums> {
    const { reading, timing } = this.#parts;
    const selectors = [...new Set(rules.flatMap((rule) => rule.selectors))];
    const span = { startMs: window.readFromMs, endMs: window.endMs };
    const request = { form, selectors, ...span, into: 'past', alone: allAlone() } as const;
    const read = await readRaw(reading, request, { signal, timeoutMs: timing.fillTimeoutMs });
    this.#size.cameIn(read.parts, lengthOf(window));
    this.#samples += read.added;
    return read;
  }

  /** Whether the server may have anything of the rules from before the window: then there is only a hole in what it has. */
  async #hasOlder(
    rules: readonly RecordingRule[],
    spans: readonly RuleSpans[],
    { startMs }: TimeWindow,
    signal: AbortSignal,
  ): Promise<boolean> {
    const fromMs = spans[0]?.spans[0]?.startMs ?? startMs;
    if (fromMs >= startMs) return false;
    const selectors = rules.flatMap((rule) => rule.selectors);
    return this.#hasAny(selectors, { startMs: fromMs, endMs: startMs - 1 }, signal);
  }

  async #hasAny(selectors: readonly string[], span: TimeWindow, signal: AbortSignal): Promise<boolean> {
    for (const selector of selectors) {
      try {
        if (await this.#parts.source.catalog.hasSeries(selector, span, signal)) return true;
      } catch (error) {
        // Who cannot be asked that is asked window by window.
        if (error instanceof AppError) return true;
        throw error;
      }
    }
    return false;
  }

  /** What the server does not have is not asked for again for a day, or until it is started again. */
  async #giveUp(gone: readonly OfRule[]): Promise<void> {
    const { writer, clock } = this.#parts;
    for (const { rule, startMs, endMs, before } of gone) {
      const detail = goneDetailOf(this.#startedAt, clock.now(), before);
      await writer.cover(rule, { startMs, endMs, state: 'other', detail });
    }
  }

  async #learnStart(signal: AbortSignal): Promise<void> {
    const { source, clock, timing } = this.#parts;
    if (clock.monotonic() < this.#startAtMs) return;
    this.#startAtMs = clock.monotonic() + timing.countEveryMs;
    this.#startedAt = await startedAt(source, signal);
  }

  async #learnTaken(signal: AbortSignal): Promise<void> {
    const { source, memory, clock, timing } = this.#parts;
    if (clock.monotonic() < this.#takenAtMs) return;
    let waitMs = timing.countEveryMs;
    try {
      const toldMs = await source.raw.outOfOrderMs(signal);
      memory.takenMs = Math.min(mostTakenMs, Math.max(takenMs, toldMs));
    } catch (error) {
      // What is known still serves.
      if (!(error instanceof AppError)) throw error;
      waitMs = timing.restMs;
    }
    this.#takenAtMs = clock.monotonic() + waitMs;
  }

  #tell(kind: Kind, change: Partial<BackfillState> = {}): void {
    const { memory, onChange } = this.#parts;
    const { totalMs, atMs } = memory.backfill;
    const next: BackfillState = {
      ...{ kind, doneMs: this.#doneMs, totalMs, atMs, samples: this.#samples, problem: undefined },
      ...change,
    };
    if (JSON.stringify(next) === JSON.stringify(memory.backfill)) return;
    memory.backfill = next;
    onChange();
  }
}

function lengthOf({ startMs, endMs }: TimeWindow): number {
  return endMs - startMs + 1;
}

interface OfRule extends TimeWindow {
  readonly rule: string;
  /** What was said of it. */
  readonly before: string;
}

/** All that the rules of the window miss up to its end. */
function goneOf(spans: readonly RuleSpans[], { endMs, rules }: FillWindow): readonly OfRule[] {
  const theirs = spans.filter(({ rule }) => rules.includes(rule));
  return theirs.flatMap((one) =>
    missingOf(one, endMs).map((span) => ({
      ...{ startMs: span.startMs, endMs: span.endMs },
      ...{ rule: one.rule, before: span.detail },
    })),
  );
}
