/** Records what a server has that is new, look after look, until its signal aborts. What it fails with is told, and tried again. */
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import { problemDetail } from '../../../shared/model/gap-details.ts';
import type { RawForm, RecordingRule } from '../../../shared/model/recorder.ts';
import { backoffMs } from '../base/backoff.ts';
import { Waker } from '../base/waker.ts';
import { countSeries, longestIntervalMs, serverTimeMs } from './ask-server.ts';
import { overlapOf, planLook } from './look-plan.ts';
import { LookPortion } from './look-portion.ts';
import { type Alone, allAlone, detailOfRead, isTooHard, isTooMuch, type ReadSums, readGroups } from './read-raw.ts';
import { problemOf, type SessionParts } from './session-state.ts';

type Looked = Pick<ReadSums, 'form' | 'newestMs' | 'refused' | 'left' | 'mayHide'>;

interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

/** What speaks against the rule, and not against the connection. */
const refusals: ReadonlySet<string> = new Set(['prometheus.badData', 'prometheus.execution', 'recorder.badAnswer']);

export class LiveLoop {
  readonly #parts: SessionParts;
  readonly #onLooked: (endMs: number) => void;
  readonly #waker = new Waker();
  #form: RawForm | undefined;
  #failures = 0;
  readonly #portion: LookPortion;
  /** Rules that were refused, and when they are tried again (monotonic). */
  readonly #refused = new Map<string, number>();
  #countAtMs = 0;
  #intervalAtMs = 0;
  #counting: Promise<void> = Promise.resolve();

  /** @param onLooked after each look that succeeded: until when it reached, by the server's clock */
  constructor(parts: SessionParts, onLooked: (endMs: number) => void) {
    this.#parts = parts;
    this.#portion = new LookPortion(parts.clock);
    this.#onLooked = onLooked;
  }

  /** Looks now: the rules are others, or the machine slept. */
  wake(): void {
    this.#refused.clear();
    this.#countAtMs = 0;
    this.#waker.wake();
  }

  /** Until the signal aborts, or the writer has ended. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { writer, clock, timing } = this.#parts;
    while (!signal.aborted && writer.failure() === undefined) {
      const begunMs = clock.monotonic();
      const waitMs = await this.#lookOrFail(signal);
      const restMs = waitMs ?? timing.lookEveryMs - (clock.monotonic() - begunMs);
      if (writer.failure() === undefined) await this.#waker.wait(Math.max(0, restMs), signal);
    }
    await this.#counting;
  }

  /** @returns how long to wait where it failed */
  async #lookOrFail(signal: AbortSignal): Promise<number | undefined> {
    const { memory, clock, random, timing, log, onChange } = this.#parts;
    try {
      await this.#look(signal);
      this.#failures = 0;
      this.#countSometimes(signal);
      return undefined;
    } catch (error) {
      if (signal.aborted || isCancellation(error)) return 0;
      this.#failures += 1;
      if (isTooHard(error)) this.#portion.failed();
      const problem = problemOf(error, log);
      const waitMs = backoffMs(this.#failures, random(), timing.backoff);
      // The server may be there, and the disk full, or what is asked for refused.
      const isThere = problem.code.startsWith('history.') || speaksAgainstRule(error);
      const state = isThere ? 'other' : 'unreachable';
      memory.causes.note(clock.now(), { state, detail: problemDetail(problem) });
      memory.state = { kind: 'failing', problem, untilMs: clock.now() + waitMs };
      log.write('info', 'recorder', `a look failed: ${problem.message}`);
      onChange();
      return waitMs;
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { source, memory, plan, timing, onChange } = this.#parts;
    this.#form = await source.raw.form(signal);
    const nowMs = await serverTimeMs(source, signal);
    await this.#learnInterval(signal);
    const wanted = plan().rules.filter(({ isOn }) => isOn);
    const rules = wanted.filter((rule) => !this.#isRefused(rule));
    if (rules.length === 0 && wanted.length > 0) return this.#tellAllRefused(wanted);
    const { gaps, ...window } = planLook(
      rules.map(({ id }) => id),
      memory.ends,
      nowMs,
      { overlapMs: overlapOf(timing, this.#form, memory.intervalMs), catchUpMs: timing.catchUpMs },
    );
    const { done, ...looked } = await this.#readRules(rules, this.#form, window, signal);
    for (const gap of gaps) if (done.some(({ id }) => id === gap.rule)) await this.#coverGap(gap, nowMs);
    for (const { id, selectors } of done) {
      const told = this.#parts.reading.broken.detailOf('newest', selectors, this.#form);
      const detail = detailOfRead(looked, told);
      await this.#parts.writer.cover(id, { ...window, state: 'recorded', detail });
      memory.ends.set(id, window.endMs);
      memory.problems.delete(id);
    }
    memory.causes.clear();
    const before = memory.state.kind === 'recording' ? memory.state.newestMs : undefined;
    memory.state = { kind: 'recording', form: looked.form, newestMs: looked.newestMs ?? before };
    onChange();
    this.#onLooked(nowMs);
  }

  /** Nothing is recorded, and nothing is asked for, until the first of them is tried again. */
  #tellAllRefused(wanted: readonly RecordingRule[]): void {
    const { memory, clock, onChange } = this.#parts;
    const problem = wanted.map(({ id }) => memory.problems.get(id)).find((one) => one !== undefined);
    if (problem === undefined) return;
    const againMs = Math.min(...wanted.map(({ id }) => this.#refused.get(id) ?? 0)) - clock.monotonic();
    memory.causes.note(clock.now(), { state: 'other', detail: problemDetail(problem) });
    memory.state = { kind: 'failing', problem, untilMs: clock.now() + Math.max(0, againMs) };
    onChange();
  }

  /** Before the look: the first one after a pause is to reach far enough, too. */
  async #learnInterval(signal: AbortSignal): Promise<void> {
    const { source, memory, clock, timing, log } = this.#parts;
    if (clock.monotonic() < this.#intervalAtMs) return;
    this.#intervalAtMs = clock.monotonic() + timing.countEveryMs;
    try {
      memory.intervalMs = (await longestIntervalMs(source, signal)) ?? memory.intervalMs;
    } catch (error) {
      // Samples are what matters: the look itself says what is wrong.
      if (signal.aborted || isCancellation(error)) throw error;
      if (!(error instanceof AppError)) problemOf(error, log);
    }
  }

  async #coverGap(gap: Window & { readonly rule: string }, nowMs: number): Promise<void> {
    const { memory, writer, clock } = this.#parts;
    const { startMs, endMs } = gap;
    const problem = memory.problems.get(gap.rule);
    // While it was refused, others may have been recorded: then that is the reason, and else what kept all of them from it.
    if (problem !== undefined)
      await writer.cover(gap.rule, { startMs, endMs, state: 'other', detail: problemDetail(problem) });
    for (const span of memory.causes.spansOf(gap, nowMs - clock.now())) await writer.cover(gap.rule, span);
  }

  /** @throws AppError where none of them could be read */
  async #readRules(
    rules: readonly RecordingRule[],
    form: RawForm,
    window: Window,
    signal: AbortSignal,
  ): Promise<Looked & { readonly done: readonly RecordingRule[] }> {
    const asked = { ...window, alone: allAlone() };
    try {
      return { ...(await this.#read(rules, form, asked, signal)), done: rules };
    } catch (error) {
      if (rules.length < 2 || !this.#mayBeOfRule(error)) throw error;
    }
    const done: RecordingRule[] = [];
    const slow: (readonly [RecordingRule, unknown])[] = [];
    let looked: Looked | undefined;
    let failure: unknown;
    for (const rule of rules) {
      try {
        const one = await this.#read([rule], form, asked, signal);
        looked = looked === undefined ? one : newer(looked, one);
        done.push(rule);
      } catch (error) {
        if (!this.#mayBeOfRule(error)) throw error;
        if (speaksAgainstRule(error)) this.#refuse(rule, error);
        else slow.push([rule, error]);
        failure = error;
      }
    }
    if (looked === undefined) throw failure;
    // A server that is too slow for all of them is so for its load.
    for (const [rule, error] of slow) this.#refuse(rule, error);
    return { ...looked, done };
  }

  async #read(
    rules: readonly RecordingRule[],
    form: RawForm,
    window: Window & { readonly alone: Alone },
    signal: AbortSignal,
  ): Promise<Looked> {
    const { reading, timing } = this.#parts;
    const selectors = [...new Set(rules.flatMap((rule) => rule.selectors))];
    const request = { form, selectors, ...window, into: 'newest' } as const;
    const options = { signal, timeoutMs: timing.lookTimeoutMs };
    const portion = this.#portion.of(selectors.length, window.endMs - window.startMs + 1);
    const read = await readGroups(reading, request, portion, options);
    this.#portion.cameIn(read.parts);
    return read;
  }

  #mayBeOfRule(error: unknown): boolean {
    return speaksAgainstRule(error) || (isTooHard(error) && this.#portion.isLeast);
  }

  #isRefused({ id }: RecordingRule): boolean {
    const untilMs = this.#refused.get(id);
    return untilMs !== undefined && this.#parts.clock.monotonic() < untilMs;
  }

  #refuse({ id }: RecordingRule, error: unknown): void {
    const { memory, clock, timing, log } = this.#parts;
    this.#refused.set(id, clock.monotonic() + timing.countEveryMs);
    memory.problems.set(id, problemOf(error, log));
  }

  /** Beside the looks: nobody waits for it. */
  #countSometimes(signal: AbortSignal): void {
    const { clock, timing } = this.#parts;
    if (clock.monotonic() < this.#countAtMs) return;
    this.#countAtMs = clock.monotonic() + timing.countEveryMs;
    this.#counting = this.#counting.then(() => this.#count(signal));
  }

  async #count(signal: AbortSignal): Promise<void> {
    const { source, memory, plan, log, onChange } = this.#parts;
    for (const { id, selectors, isOn } of plan().rules) {
      if (!isOn || signal.aborted) continue;
      try {
        memory.series.set(id, await countSeries(source, selectors, signal));
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof AppError)) problemOf(error, log);
      }
    }
    onChange();
  }
}

function speaksAgainstRule(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  const { status } = error.details;
  return (
    refusals.has(error.code) ||
    isTooMuch(error) ||
    (error.code === 'prometheus.http' && (status === 400 || status === 422))
  );
}

function newer(a: Looked, b: Looked): Looked {
  const newest = [a.newestMs, b.newestMs].filter((one) => one !== undefined);
  const form = a.form === 'matrix' ? a.form : b.form;
  const sums = { refused: a.refused + b.refused, left: a.left + b.left, mayHide: a.mayHide || b.mayHide };
  return { form, ...sums, newestMs: newest.length === 0 ? undefined : Math.max(...newest) };
}
