/** What of a window was recorded, as a strip that can be drawn, and as the gaps that can be listed. Pure. */
import type { CoverageSpan } from '../../../shared/model/recording.ts';

export type StripState = 'recorded' | 'asleep' | 'unreachable' | 'notRecorded';

export interface StripPart {
  /** 0 to 1 of the window. */
  readonly from: number;
  readonly to: number;
  readonly state: StripState;
}

export interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

/** Narrower than that is not seen. */
const slots = 500;

/** What is not covered by any span was not recorded. A slot looks like whatever fills most of it. */
export function stripParts(spans: readonly CoverageSpan[], { startMs, endMs }: Window): readonly StripPart[] {
  const slotMs = (endMs - startMs) / slots;
  if (!(slotMs > 0)) return [];
  const filled = Array.from({ length: slots }, () => new Map<StripState, number>());
  for (const span of spans) {
    const [from, to] = [Math.max(span.startMs, startMs), Math.min(span.endMs, endMs)];
    for (let slot = Math.max(0, Math.floor((from - startMs) / slotMs)); slot < slots; slot += 1) {
      const begin = startMs + slot * slotMs;
      if (begin >= to) break;
      const part = Math.min(to, begin + slotMs) - Math.max(from, begin);
      const state = stateOf(span);
      filled[slot]?.set(state, (filled[slot]?.get(state) ?? 0) + part);
    }
  }
  return joined(filled.map((parts) => most(parts, slotMs)));
}

function most(parts: ReadonlyMap<StripState, number>, slotMs: number): StripState {
  let [state, left]: [StripState, number] = ['notRecorded', slotMs];
  for (const ms of parts.values()) left -= ms;
  let longest = left + (parts.get('notRecorded') ?? 0);
  for (const [one, ms] of parts) if (ms > longest) [state, longest] = [one, ms];
  return state;
}

function joined(states: readonly StripState[]): readonly StripPart[] {
  const parts: StripPart[] = [];
  states.forEach((state, at) => {
    const last = parts.at(-1);
    const to = (at + 1) / states.length;
    if (last?.state === state) parts[parts.length - 1] = { ...last, to };
    else parts.push({ from: at / states.length, to, state });
  });
  return parts;
}

const stateOf = ({ state }: CoverageSpan): StripState =>
  state === 'deleted' || state === 'other' ? 'notRecorded' : state;

/** Of the window, 0 to 1. */
export function recordedPart(spans: readonly CoverageSpan[], { startMs, endMs }: Window): number {
  let recordedMs = 0;
  for (const span of spans)
    if (span.state === 'recorded')
      recordedMs += Math.max(0, Math.min(span.endMs, endMs) - Math.max(span.startMs, startMs));
  return endMs > startMs ? Math.min(1, recordedMs / (endMs - startMs)) : 0;
}

/** Newest first. What was before the first sample, deleted or not, is no gap, and nor is what has just not come yet. */
export function gapsOf(spans: readonly CoverageSpan[], nowMs: number): readonly CoverageSpan[] {
  const first = spans.findIndex(({ state }) => state === 'recorded' || state === 'deleted');
  if (first < 0) return [];
  return spans
    .slice(first)
    .filter((span) => span.state !== 'recorded' && span.endMs > span.startMs)
    .filter(({ startMs, endMs, state }) => state !== 'notRecorded' || endMs < nowMs || nowMs - startMs > comingMs)
    .toReversed();
}

/** The newest samples are on their way for so long. */
const comingMs = 90_000;

/** A gap of everything, or of some rules alone. */
export interface RowGap extends CoverageSpan {
  /** Those that it is of; none: of everything. */
  readonly rules: readonly string[];
}

/** The gaps of all rows that are shown, newest first: what the whole has, then what only a rule has. @param rules by name */
export function rowGaps(
  all: readonly CoverageSpan[],
  rules: ReadonlyMap<string, readonly CoverageSpan[]>,
  nowMs: number,
): readonly RowGap[] {
  const whole = gapsOf(all, nowMs);
  const alone = new Map<string, RowGap>();
  for (const [name, spans] of rules) {
    for (const gap of gapsOf(spans, nowMs)) {
      if (whole.some((one) => isMostly(gap, one))) continue;
      const key = `${gap.state} ${gap.startMs} ${gap.endMs}`;
      alone.set(key, { ...gap, rules: [...(alone.get(key)?.rules ?? []), name] });
    }
  }
  const every = [...whole.map((gap): RowGap => ({ ...gap, rules: [] })), ...alone.values()];
  return every.toSorted((a, b) => b.startMs - a.startMs || a.rules.length - b.rules.length);
}

/** Rules are looked at one after the other: their gaps begin and end some seconds apart. */
function isMostly(gap: CoverageSpan, whole: CoverageSpan): boolean {
  const common = Math.min(gap.endMs, whole.endMs) - Math.max(gap.startMs, whole.startMs);
  return common >= (gap.endMs - gap.startMs) / 2;
}

/** Since when there is anything, where that is later than the window begins; undefined: from its beginning on, or nothing at all. */
export function begunMs(spans: readonly CoverageSpan[], { startMs, endMs }: Window): number | undefined {
  const first = spans.find(({ state }) => state === 'recorded' || state === 'deleted');
  if (first === undefined) return undefined;
  return first.startMs - startMs > (endMs - startMs) / slots ? first.startMs : undefined;
}
