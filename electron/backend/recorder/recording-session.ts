/** Records a source over one connection to it: opens its history, and keeps the loops going on it until the signal aborts. */

import type { Disposable } from '../../../shared/base/disposable.ts';
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import { problemDetail } from '../../../shared/model/gap-details.ts';
import { backoffMs } from '../base/backoff.ts';
import { Waker } from '../base/waker.ts';
import type { HistoryOrigin } from '../history/service/history-identity.ts';
import type { SourceWriter } from '../history/service/open-writer.ts';
import type { Clock } from '../ports.ts';
import { BackFill } from './back-fill.ts';
import { BrokenStreams } from './broken-streams.ts';
import { LiveLoop } from './live-loop.ts';
import type { Reading } from './read-raw.ts';
import type { StartSnapshots } from './recorder.ts';
import { problemOf, type SessionParts } from './session-state.ts';

export interface SessionOptions extends Omit<SessionParts, 'writer' | 'reading'>, Pick<Reading, 'mixesHistograms'> {
  readonly origin: HistoryOrigin;
  /** @throws AppError history.* */
  readonly openWriter: (origin: HistoryOrigin) => Promise<SourceWriter>;
  readonly startSnapshots: StartSnapshots | undefined;
}

export class RecordingSession {
  readonly #options: SessionOptions;
  readonly #waker = new Waker();
  #writer: SourceWriter | undefined;
  #live: LiveLoop | undefined;
  #fill: BackFill | undefined;
  #failures = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Until the signal aborts; the writer is closed then. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { timing, random } = this.#options;
    while (!signal.aborted) {
      try {
        await this.#recordOnce(signal);
        if (signal.aborted) return;
        // The writer has ended: by its own failure, or as the record was removed.
        this.#failures += 1;
        await this.#waker.wait(backoffMs(this.#failures, random(), timing.backoff), signal);
      } catch (error) {
        if (signal.aborted || isCancellation(error)) return;
        await this.#waker.wait(this.#failed(error), signal);
      }
    }
  }

  /** Looks now. */
  wake(): void {
    this.#live?.wake();
    this.#fill?.wake();
    this.#waker.wake();
  }

  /** The plan is another one. */
  replan(): void {
    const { mostAgeMs, mostBytes } = this.#options.plan();
    if (this.#writer?.failure() === undefined) this.#writer?.retain({ mostAgeMs, mostBytes });
    this.#live?.wake();
    this.#fill?.wake();
  }

  async #recordOnce(signal: AbortSignal): Promise<void> {
    const { openWriter, origin } = this.#options;
    const writer = await openWriter(origin);
    this.#writer = writer;
    try {
      if (!signal.aborted) await this.#recordInto(writer, signal);
    } finally {
      this.#writer = undefined;
      await writer.close();
    }
  }

  async #recordInto(writer: SourceWriter, signal: AbortSignal): Promise<void> {
    const { source, origin, memory, record, clock, log, startSnapshots, mixesHistograms } = this.#options;
    // What is written down counts: another Binnacle may have recorded it meanwhile.
    for (const { rule, lastMs } of await record.ends(signal)) memory.ends.set(rule, lastMs);
    let lastId = 0;
    const nextId = () => {
      lastId += 1;
      return lastId;
    };
    const reading = { raw: source.raw, writer, nextId, broken: new BrokenStreams(clock), mixesHistograms };
    const parts: SessionParts = { ...this.#options, writer, reading };
    const ending = new AbortController();
    const both = AbortSignal.any([signal, ending.signal]);
    const fill = new BackFill(parts);
    let snapshots: Disposable | undefined;
    let looked: { readonly serverMs: number; readonly atMs: number } | undefined;
    const now = () =>
      Math.floor(looked === undefined ? clock.now() : looked.serverMs + clock.monotonic() - looked.atMs);
    const serverClock: Clock = { now, monotonic: () => clock.monotonic() };
    const live = new LiveLoop(parts, (endMs) => {
      this.#failures = 0;
      looked = { serverMs: endMs, atMs: clock.monotonic() };
      fill.looked(endMs);
      snapshots ??= startSnapshots?.({ source, writer, origin, signal: both, clock: serverClock, log });
    });
    this.#live = live;
    this.#fill = fill;
    try {
      await Promise.all([live.run(both).finally(() => ending.abort()), fill.run(both)]);
    } finally {
      this.#live = undefined;
      this.#fill = undefined;
      snapshots?.dispose();
    }
  }

  /** @returns how long to wait before the next try */
  #failed(error: unknown): number {
    const { memory, timing, random, clock, log, onChange } = this.#options;
    if (error instanceof AppError && error.code === 'history.locked') {
      memory.state = { kind: 'elsewhere' };
      // That one tells of its gaps.
      memory.causes.clear();
      memory.ends.clear();
      onChange();
      return timing.lockedEveryMs;
    }
    this.#failures += 1;
    const problem = problemOf(error, log);
    const waitMs = backoffMs(this.#failures, random(), timing.backoff);
    memory.causes.note(clock.now(), { state: 'other', detail: problemDetail(problem) });
    memory.state = { kind: 'failing', problem, untilMs: clock.now() + waitMs };
    onChange();
    return waitMs;
  }
}
