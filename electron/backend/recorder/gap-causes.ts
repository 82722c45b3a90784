/**
 * Why nothing is recorded at the moment, for the gap that comes of it. What is recorded has the server's times; when a cause began is only known
 * by this computer's clock, and is brought to the server's by what the two differ in when the gap ends. A clock that is wrong, or is set meanwhile, moves the
 * borders between causes, but never the gap.
 */
import { gapDetails } from '../../../shared/model/gap-details.ts';
import type { GapReason, Span, TimeWindow } from '../history/coverage/spans.ts';

export interface GapCause {
  readonly state: GapReason;
  readonly detail: string;
}

interface Noted {
  /** By this computer's clock. */
  readonly atMs: number;
  /** Undefined: nobody wanted it to be recorded. */
  readonly cause: GapCause | undefined;
}

/** Of a connection that comes and goes for days, the first ones are told. */
const most = 200;

/** After sleep. */
export const wokenDetail = gapDetails.woken;

/** A shorter part of a gap is one with what follows on it. */
const leastMs = 60_000;

export class GapCauses {
  #noted: Noted[] = [];

  /** From then on, until something else is noted. Of causes of the same state in a row the first one counts. */
  note(atMs: number, cause: GapCause | undefined): void {
    if (this.#noted.length >= most) return;
    const index = this.#noted.findLastIndex((one) => one.atMs <= atMs);
    const before = this.#noted[index];
    if (before !== undefined && before.cause?.state === cause?.state) return;
    this.#noted.splice(index + 1, 0, { atMs, cause });
  }

  /** What seemed to be a cause meanwhile was that it slept. */
  slept(fromMs: number, toMs: number): void {
    this.#noted = this.#noted.filter(({ atMs }) => atMs <= fromMs || atMs > toMs);
    this.note(fromMs, { state: 'asleep', detail: '' });
    this.note(toMs, { state: 'unreachable', detail: wokenDetail });
  }

  /** It is being recorded. */
  clear(): void {
    this.#noted = [];
  }

  /** @param aheadMs what the server's clock is ahead of this computer's @returns rising; nothing where nobody wanted to record */
  spansOf({ startMs, endMs }: TimeWindow, aheadMs: number): readonly Span[] {
    const parts: Part[] = [];
    for (const { atMs, cause } of this.#noted) {
      const last = parts.at(-1);
      // What was recorded last ended a moment before it was noticed that it did.
      const fromMs = last === undefined ? startMs : Math.round(Math.max(last.fromMs, atMs + aheadMs));
      if (fromMs > endMs) break;
      if (last !== undefined && fromMs - last.fromMs < leastMs) parts[parts.length - 1] = { ...last, cause };
      else parts.push({ fromMs, cause });
    }
    // The moments between waking up and being connected again are no gap of their own.
    if (parts.length > 1 && endMs - (parts.at(-1)?.fromMs ?? endMs) < leastMs) parts.pop();
    return parts.flatMap(({ fromMs, cause }, index) => {
      const untilMs = (parts[index + 1]?.fromMs ?? endMs + 1) - 1;
      return cause === undefined ? [] : [{ startMs: fromMs, endMs: untilMs, ...cause }];
    });
  }
}

interface Part {
  readonly fromMs: number;
  readonly cause: GapCause | undefined;
}
