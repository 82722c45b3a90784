/** What of the past is still to be fetched, from the coverage alone: there is no other book of it. Pure. */
import type { Span, TimeWindow } from '../history/coverage/spans.ts';
import { isPutOff } from './asked-again.ts';
import type { RuleSpans } from './session-state.ts';

/** Of a chunk (history/store/slots.ts): a window within one writes each chunk once. */
export const slotMs = 7_200_000;

export interface FillWindow extends TimeWindow {
  /** A little earlier, where the window follows on what was recorded live: the last scrapes before its end were not committed yet. */
  readonly readFromMs: number;
  /** All that miss just this. */
  readonly rules: readonly string[];
}

interface Piece extends TimeWindow {
  readonly rule: string;
  readonly followsRecorded: boolean;
}

/** The newest of what is missing, within one slot. @returns undefined where nothing is */
export function nextWindow(
  all: readonly RuleSpans[],
  { overlapMs, mostMs }: { readonly overlapMs: number; readonly mostMs: number },
): FillWindow | undefined {
  const pieces = all.flatMap(piecesOf);
  if (pieces.length === 0) return undefined;
  const endMs = Math.max(...pieces.map((piece) => piece.endMs));
  const newest = pieces.filter((piece) => piece.endMs === endMs);
  // Where another rule begins to miss something, or one of these does no more, another window begins.
  const borders = [
    ...newest.map(({ startMs }) => startMs),
    ...pieces.filter((piece) => piece.endMs < endMs).map((piece) => piece.endMs + 1),
    Math.floor(endMs / slotMs) * slotMs,
    endMs - mostMs + 1,
  ];
  const startMs = Math.max(...borders);
  const follows = newest.some((piece) => piece.startMs === startMs && piece.followsRecorded);
  const readFromMs = follows ? Math.max(0, startMs - overlapMs) : startMs;
  return { startMs, endMs, readFromMs, rules: newest.map(({ rule }) => rule) };
}

/** What a rule misses is deleted where it was for any of them; what it has since it keeps. @param spans rising */
export function withDeleted(spans: readonly Span[], deleted: readonly TimeWindow[]): readonly Span[] {
  return spans.flatMap((span) => {
    if (span.state === 'recorded' || span.state === 'deleted') return [span];
    const left = deleted.reduce(without, [span]);
    const gone = left.reduce(without, [{ ...span, state: 'deleted', detail: '' }] as readonly Span[]);
    return [...left, ...gone].sort((a, b) => a.startMs - b.startMs);
  });
}

/** What was read, and one window more: rising, what meets or touches is one. */
export function withRead(there: readonly Span[], { startMs, endMs }: TimeWindow): readonly Span[] {
  const joins = (one: Span) => one.startMs <= endMs + 1 && one.endMs >= startMs - 1;
  const met = there.filter(joins);
  const whole: Span = {
    startMs: Math.min(startMs, ...met.map((one) => one.startMs)),
    endMs: Math.max(endMs, ...met.map((one) => one.endMs)),
    ...{ state: 'recorded', detail: '' },
  };
  return [...there.filter((one) => !joins(one)), whole].sort((a, b) => a.startMs - b.startMs);
}

/**
 * What was recorded of slots that are over, as something that is missing: samples may have come later than the looks reached back.
 * @param seen what was read when it was over, by rule
 * @param fromMs when the first slot that counts begins, at least
 */
export function recordedOf(
  all: readonly RuleSpans[],
  seen: ReadonlyMap<string, readonly Span[]>,
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
): readonly RuleSpans[] {
  const overMs = Math.floor(untilMs / slotMs) * slotMs;
  return all.map(({ rule, spans }) => {
    const parts = spans.flatMap((span): readonly Span[] => {
      const [startMs, endMs] = [Math.max(span.startMs, fromMs), Math.min(span.endMs, overMs - 1)];
      return span.state === 'recorded' && startMs <= endMs ? [{ ...span, startMs, endMs }] : [];
    });
    const missing = parts.map((part): Span => ({ ...part, state: 'notRecorded', detail: '' }));
    return { rule, spans: (seen.get(rule) ?? []).reduce(without, missing) };
  });
}

function without(spans: readonly Span[], { startMs, endMs }: TimeWindow): readonly Span[] {
  return spans.flatMap((span) => {
    if (span.endMs < startMs || span.startMs > endMs) return [span];
    const before = span.startMs < startMs ? [{ ...span, endMs: startMs - 1 }] : [];
    return span.endMs > endMs ? [...before, { ...span, startMs: endMs + 1 }] : before;
  });
}

/** Of the time in which at least one rule misses something. */
export function missingMs(all: readonly RuleSpans[]): number {
  let sum = 0;
  let untilMs = -1;
  for (const { startMs, endMs } of all.flatMap(piecesOf).sort((a, b) => a.startMs - b.startMs)) {
    sum += Math.max(0, endMs - Math.max(startMs, untilMs + 1) + 1);
    untilMs = Math.max(untilMs, endMs);
  }
  return sum;
}

/** What a rule misses until then, with what is said of it now. */
export function missingOf({ spans }: Pick<RuleSpans, 'spans'>, untilMs: number): readonly Span[] {
  return spans
    .filter((span) => isMissing(span) && span.startMs <= untilMs)
    .map((span) => ({ ...span, endMs: Math.min(span.endMs, untilMs) }));
}

/** Gaps of whatever reason that follow each other are one. */
function piecesOf({ rule, spans }: RuleSpans): readonly Piece[] {
  const pieces: Piece[] = [];
  let before: Span | undefined;
  for (const span of spans) {
    const last = pieces.at(-1);
    if (isMissing(span)) {
      if (last !== undefined && last.endMs === span.startMs - 1)
        pieces[pieces.length - 1] = { ...last, endMs: span.endMs };
      else
        pieces.push({ rule, startMs: span.startMs, endMs: span.endMs, followsRecorded: before?.state === 'recorded' });
    }
    before = span;
  }
  return pieces;
}

/** What a person deleted stays so. */
function isMissing(span: Span): boolean {
  return span.state !== 'recorded' && span.state !== 'deleted' && !isPutOff(span);
}
