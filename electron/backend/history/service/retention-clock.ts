/**
 * What "now" is for the age of samples. What is deleted does not come back, so a clock that is wrong must not decide it: time goes on no faster
 * than it was seen to go by, from what was written down at the last look.
 */
import type { KeepParts } from '../retention/keep-parts.ts';
import { seriesPerSlot, slotMs } from '../store/slots.ts';

const clockStatements = {
  newestChunk: 'SELECT max(id) FROM chunk',
  retainedAt: "SELECT value FROM meta WHERE key = 'retainedAtMs'",
  setRetainedAt: "INSERT OR REPLACE INTO meta (key, value) VALUES ('retainedAtMs', ?)",
};

const dayMs = 86_400_000;

/** A computer that was off, or asleep, for less than that is believed. */
const mostAwayMs = 7 * dayMs;

/**
 * How far now may be ahead of what is folded: Prometheus counts from its newest block. What was recorded, or imported, long ago stays as long as
 * nothing newer comes into the same source: an import that is older than the limit goes as soon as something newer is folded beside it (whole
 * slots, with the next look), and in a source of its own it keeps as much before its newest sample as the limit says.
 */
const mostAheadMs = dayMs;

type ClockParts = Pick<KeepParts, 'history' | 'inHistory' | 'elapsedMs'>;

/** Of one writer. */
export class RetentionClock {
  /** By the clock that only goes forward, at the last look. */
  #lookedAtMs: number | undefined;
  /** What the first look found to be too far ahead to be believed at once: it is made up for day by day. */
  #behindMs = 0;

  /** To be asked once a look. @param nowMs by this computer's clock @returns what counts as now @throws AppError history.* */
  look({ history, inHistory, elapsedMs }: ClockParts, nowMs: number): number {
    const stored = history.prepare<[], unknown>(clockStatements.retainedAt).pluck().get();
    const before = typeof stored === 'number' ? stored : nowMs;
    const atMs = elapsedMs();
    const isFirst = this.#lookedAtMs === undefined;
    const expectedMs = before + (atMs - (this.#lookedAtMs ?? atMs));
    if (isFirst && nowMs - expectedMs >= mostAwayMs) this.#behindMs = nowMs - expectedMs;
    const seenMs = Math.floor(Math.max(before, this.#advanced(expectedMs, nowMs)));
    this.#lookedAtMs = atMs;
    if (seenMs !== stored) inHistory.run(() => history.prepare<[number]>(clockStatements.setRetainedAt).run(seenMs));
    return Math.min(nowMs, seenMs, newestMs(history) + mostAheadMs);
  }

  #advanced(expectedMs: number, nowMs: number): number {
    if (nowMs - expectedMs < mostAwayMs) return nowMs;
    const madeUpMs = Math.min(dayMs, this.#behindMs);
    this.#behindMs -= madeUpMs;
    return expectedMs + madeUpMs;
  }
}

/** The end of the newest slot that has chunks. */
function newestMs(history: ClockParts['history']): number {
  const newest = history.prepare<[], number | null>(clockStatements.newestChunk).pluck().get() ?? 0;
  return (Math.floor(newest / seriesPerSlot) + 1) * slotMs;
}
