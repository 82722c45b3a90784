/**
 * What was covered, as spans of time: cutting them, growing them, and what is missing between them. Both ends of a span are inclusive, in
 * whole milliseconds, so that two spans are adjacent where one begins a millisecond after the other ends.
 */

/** Why something was not recorded. `other`: what the detail says. */
export const gapReasons = ['asleep', 'unreachable', 'notRecorded', 'deleted', 'other'] as const;

export type GapReason = (typeof gapReasons)[number];

export type CoverageState = 'recorded' | GapReason;

export interface TimeWindow {
  readonly startMs: number;
  /** Inclusive. */
  readonly endMs: number;
}

export interface Span extends TimeWindow {
  readonly state: CoverageState;
  /** In words, for people; empty for none. Spans that say different things are two. */
  readonly detail: string;
}

/** A span that is no `recorded` one. */
export interface Gap extends TimeWindow {
  readonly state: GapReason;
  readonly detail: string;
}

export function sameState(a: Span, b: Span): boolean {
  return a.state === b.state && a.detail === b.detail;
}

export function isGap(span: Span | Gap): span is Gap {
  return span.state !== 'recorded';
}

/**
 * Writes a span over others: what it covers of them is cut away, and those of the same state that it meets or touches become one with it.
 * @param there rising, not overlapping
 */
export function withSpan(there: readonly Span[], span: Span): readonly Span[] {
  const before: Span[] = [];
  const after: Span[] = [];
  let { startMs, endMs } = span;
  for (const one of there) {
    if (sameState(one, span) && one.startMs <= span.endMs + 1 && one.endMs >= span.startMs - 1) {
      startMs = Math.min(startMs, one.startMs);
      endMs = Math.max(endMs, one.endMs);
      continue;
    }
    if (one.startMs < span.startMs) before.push({ ...one, endMs: Math.min(one.endMs, span.startMs - 1) });
    if (one.endMs > span.endMs) after.push({ ...one, startMs: Math.max(one.startMs, span.endMs + 1) });
  }
  return [...before, { ...span, startMs, endMs }, ...after];
}

/** Within the window, turns what is recorded into a gap; what was a gap before stays what it was. */
export function withRecordedGone(
  there: readonly Span[],
  window: TimeWindow,
  gap: Omit<Gap, keyof TimeWindow>,
): readonly Span[] {
  return there
    .filter((one) => one.state === 'recorded' && overlap(one, window))
    .reduce((spans, one) => withSpan(spans, { ...clipped(one, window), ...gap }), there);
}

/** What of `span` is not deleted: the parts of it that lie in no gap of that kind. @param there rising, not overlapping */
export function outsideDeleted(there: readonly Span[], span: Span): readonly Span[] {
  const parts: Span[] = [];
  let { startMs } = span;
  for (const gap of there) {
    if (gap.state !== 'deleted' || !overlap(gap, span)) continue;
    if (gap.startMs > startMs) parts.push({ ...span, startMs, endMs: gap.startMs - 1 });
    startMs = gap.endMs + 1;
  }
  return startMs > span.endMs ? parts : [...parts, { ...span, startMs }];
}

/** @returns what of the spans lies within the window, the parts of it that none covers as gaps too: nobody recorded then. */
export function spansWithin(there: readonly Span[], window: TimeWindow): readonly Span[] {
  const spans: Span[] = [];
  let nextMs = window.startMs;
  const missUntil = (endMs: number) => {
    if (endMs >= nextMs) spans.push({ startMs: nextMs, endMs, state: 'notRecorded', detail: '' });
  };
  for (const one of there) {
    if (!overlap(one, window)) continue;
    const part = clipped(one, window);
    missUntil(part.startMs - 1);
    spans.push(part);
    nextMs = part.endMs + 1;
  }
  missUntil(window.endMs);
  return joined(spans);
}

function overlap(a: TimeWindow, b: TimeWindow): boolean {
  return a.startMs <= b.endMs && a.endMs >= b.startMs;
}

function clipped(span: Span, window: TimeWindow): Span {
  return { ...span, startMs: Math.max(span.startMs, window.startMs), endMs: Math.min(span.endMs, window.endMs) };
}

/** A gap that is known to be nothing recorded, and one of which nothing is known, are one. */
function joined(spans: readonly Span[]): readonly Span[] {
  const out: Span[] = [];
  for (const span of spans) {
    const last = out.at(-1);
    if (last !== undefined && sameState(last, span)) out[out.length - 1] = { ...last, endMs: span.endMs };
    else out.push(span);
  }
  return out;
}
