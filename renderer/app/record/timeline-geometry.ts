/** Where things stand on the coverage timeline, and where its window goes: by keys, by hand, from gap to gap. Pure; times in milliseconds. */
import type { Gap } from '../../charts/graph-model.ts';

export interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
}

const lengthOf = ({ startMs, endMs }: Stretch): number => endMs - startMs;

/** The window is about a sixth of what is shown, so that it can be seen and taken hold of. */
const windowsShown = 6;
/** What was shown stays, while the window is neither lost in it nor fills it. */
const mostWindows = 60;
const leastWindows = 1.5;
/** Past the last sample, so that its end can be seen, and what time it is now beside it. */
const pastEnd = 0.06;
/** Now is shown where it is so near, in lengths of what was recorded. */
const nearNow = 0.2;

export interface Placed {
  /** From the first to the last sample. */
  readonly record: Stretch;
  readonly window: Stretch;
  readonly nowMs: number;
  /** What is shown now. */
  readonly before: Stretch | undefined;
}

/** What of the record the timeline shows: all of it, or about six windows around the window. */
export function stretchFor({ record, window, nowMs, before }: Placed): Stretch {
  const whole: Stretch = {
    startMs: Math.min(record.startMs, window.startMs),
    endMs: Math.max(record.endMs, window.endMs),
  };
  const span = Math.max(1000, lengthOf(whole));
  const length = Math.min(span, Math.max(1, lengthOf(window)) * windowsShown);
  if (before !== undefined && stays(before, window, whole)) return before;
  const middle = (window.startMs + window.endMs) / 2;
  // The last sample at the right, where it is near.
  const endMs = Math.min(whole.endMs, Math.max(whole.startMs + length, middle + length / 2));
  const startMs = endMs - length;
  if (endMs < whole.endMs) return { startMs, endMs };
  const past = nowMs - whole.endMs;
  const isNear = past > 0 && past <= length * nearNow;
  return { startMs, endMs: endMs + Math.max(length * pastEnd, isNear ? past : 0) };
}

function stays(before: Stretch, window: Stretch, whole: Stretch): boolean {
  const shown = lengthOf(before);
  const ratio = shown / Math.max(1, lengthOf(window));
  if (window.startMs < before.startMs || window.endMs > before.endMs) return false;
  // All of it is shown already: more there is not.
  const isAll = before.startMs <= whole.startMs && before.endMs >= whole.endMs;
  return ratio <= mostWindows && (ratio >= leastWindows || isAll);
}

export function xOf(stretch: Stretch, timeMs: number, widthPx: number): number {
  return ((timeMs - stretch.startMs) / Math.max(1, lengthOf(stretch))) * widthPx;
}

export function timeSpanOf(stretch: Stretch, pixels: number, widthPx: number): number {
  return (pixels / Math.max(1, widthPx)) * lengthOf(stretch);
}

const shortestMs = 1000;

/** Whole, and not past the end of what can be shown; it may begin before the first sample, as any window may. */
export function moved(window: Stretch, byMs: number, reach: Stretch): Stretch {
  const length = lengthOf(window);
  const first = Math.min(reach.startMs, reach.endMs - length);
  const startMs = Math.min(reach.endMs - length, Math.max(first, window.startMs + byMs));
  return { startMs, endMs: startMs + length };
}

/** One end moves; the other stays, a second away at least. */
export function resized(window: Stretch, edge: 'start' | 'end', byMs: number, reach: Stretch): Stretch {
  if (edge === 'start') {
    const first = Math.min(reach.startMs, window.startMs);
    return { ...window, startMs: Math.max(first, Math.min(window.endMs - shortestMs, window.startMs + byMs)) };
  }
  const last = Math.max(reach.endMs, window.endMs);
  return { ...window, endMs: Math.min(last, Math.max(window.startMs + shortestMs, window.endMs + byMs)) };
}

/** Around its middle; at the last sample it stays there. @param mostMs the end of what can be shown */
export function scaled(window: Stretch, factor: number, record: Stretch, mostMs = record.endMs): Stretch {
  const length = Math.max(
    shortestMs,
    Math.min(lengthOf(window) * factor, Math.max(lengthOf(window), mostMs - record.startMs)),
  );
  const middle = (window.startMs + window.endMs) / 2;
  const endMs = isAtLast(window, record) ? record.endMs : Math.min(mostMs, middle + length / 2);
  return { startMs: endMs - length, endMs };
}

/** A window has whole seconds, and a sample may lie between two of them. */
export function isAtLast(window: Stretch, record: Stretch): boolean {
  return Math.abs(window.endMs - record.endMs) < shortestMs;
}

export function atLast(window: Stretch, record: Stretch): Stretch {
  return { startMs: record.endMs - lengthOf(window), endMs: record.endMs };
}

export function atFirst(window: Stretch, record: Stretch): Stretch {
  return moved({ startMs: record.startMs, endMs: record.startMs + lengthOf(window) }, 0, record);
}

/** What a window is put around: the middle of a gap that it can show whole, else the gap's begin. */
function anchorOf({ startMs, endMs }: Gap, window: Stretch): number {
  return endMs - startMs <= lengthOf(window) ? (startMs + endMs) / 2 : startMs;
}

export interface Jump {
  readonly gap: Gap;
  readonly window: Stretch;
}

/** To the gap before or after the one that the window stands on. @param gaps rising. @returns undefined where there is none */
export function jump(gaps: readonly Gap[], window: Stretch, direction: -1 | 1, reach: Stretch): Jump | undefined {
  const length = lengthOf(window);
  const jumps = gaps.map((gap): Jump => {
    const around = anchorOf(gap, window) - length / 2;
    return { gap, window: moved({ startMs: around, endMs: around + length }, 0, reach) };
  });
  // Two gaps near the end may be shown by one window: that one is no way on.
  const ahead = jumps.filter((one) => direction * (one.window.startMs - window.startMs) > length / 1000);
  return direction === 1 ? ahead[0] : ahead.at(-1);
}

/** Within the window by a twentieth, by all of its length with Shift. */
export function stepOf(window: Stretch, isFar: boolean): number {
  return isFar ? lengthOf(window) : Math.max(shortestMs, lengthOf(window) / 20);
}

/** Those that would lie on each other are one. @param items rising. @returns the first and the last time of each group, and its items */
export function grouped<Item>(
  items: readonly Item[],
  timeOf: (item: Item) => number,
  apartMs: number,
): readonly (readonly Item[])[] {
  const groups: Item[][] = [];
  for (const item of items) {
    const group = groups.at(-1);
    const first = group?.[0];
    if (group !== undefined && first !== undefined && timeOf(item) - timeOf(first) < apartMs) group.push(item);
    else groups.push([item]);
  }
  return groups;
}

/** The outline of an area from the bottom up, in pixels: one step for each part. '' where there is nothing. */
export function areaPath(
  parts: readonly number[],
  place: { readonly left: number; readonly right: number; readonly bottom: number; readonly height: number },
): string {
  const most = Math.max(0, ...parts);
  if (most === 0) return '';
  const { left, right, bottom, height } = place;
  const width = (right - left) / parts.length;
  const round = (value: number) => Math.round(value * 10) / 10;
  const points = parts.map((value, i) => {
    const y = round(bottom - (value / most) * height);
    return `L${round(left + i * width)} ${y}L${round(left + (i + 1) * width)} ${y}`;
  });
  return `M${round(left)} ${bottom}${points.join('')}L${round(right)} ${bottom}Z`;
}
