/** The page's time window: its length and its end, what is asked for it, and how it moves. Pure. */
import type { PlotWindow } from '../../charts/plot-model.ts';

export interface TimeWindow {
  readonly rangeMs: number;
  /** Undefined: it ends now, and moves with every refresh. */
  readonly endMs: number | undefined;
}

/** How many points a graph is asked for, where it is not said how far apart they are. */
export type Density = 'low' | 'medium' | 'high';

export type Resolution =
  | { readonly kind: 'auto'; readonly density: Density }
  | { readonly kind: 'fixed'; readonly stepMs: number };

export const defaultResolution: Resolution = { kind: 'auto', density: 'medium' };

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

export const rangePresets = {
  '15m': 15 * minute,
  '1h': hour,
  '3h': 3 * hour,
  '6h': 6 * hour,
  '12h': 12 * hour,
  '1d': day,
  '3d': 3 * day,
  '7d': 7 * day,
} as const;

export type RangePreset = keyof typeof rangePresets;

const presetNames = Object.keys(rangePresets) as readonly RangePreset[];

const livePresets: readonly RangePreset[] = ['15m', '1h', '3h', '12h', '1d', '7d'];
const recordPresets: readonly RangePreset[] = ['1h', '6h', '12h', '1d', '3d', '7d'];

/** Who looks at the record looks further back. */
export function presetsOf(isRecord: boolean): readonly RangePreset[] {
  return isRecord ? recordPresets : livePresets;
}

export const shortestRangeMs = second;
export const longestRangeMs = 730 * day;
export const shortestStepMs = 1;
export const longestStepMs = 30 * day;
export const shortestRefreshMs = second;
export const longestRefreshMs = day;

export function presetOf(rangeMs: number): RangePreset | undefined {
  return presetNames.find((name) => rangePresets[name] === rangeMs);
}

export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

export function spanOf(window: TimeWindow, nowMs: number): Span {
  const endMs = window.endMs ?? nowMs;
  return { startMs: endMs - window.rangeMs, endMs };
}

/** So many points at most: `medium` is about one a pixel. All of them are far from Prometheus's limit of 11,000. */
const mostPoints: Readonly<Record<Density, number>> = { low: 200, medium: 750, high: 2000 };
/** With so many, finer steps than servers commonly scrape at would only draw stairs. */
const enoughPoints: Readonly<Record<Density, number>> = { low: 60, medium: 200, high: 800 };
const commonScrapeMs = 15 * second;

const niceSteps: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * second),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hour),
  ...[1, 2, 5, 10].map((days) => days * day),
];

function niceStep(wantedMs: number): number {
  return niceSteps.find((step) => step >= wantedMs) ?? 10 * day;
}

/** The resolution "auto": 15 s for one hour and for three, 2 min for a day. */
export function stepFor(rangeMs: number, resolution: Resolution): number {
  if (resolution.kind === 'fixed') return resolution.stepMs;
  const { density } = resolution;
  const finest = niceStep(rangeMs / mostPoints[density]);
  return Math.max(finest, Math.min(commonScrapeMs, niceStep(rangeMs / enoughPoints[density])));
}

/** Aligned to the step: points keep their times from one refresh to the next, and a line does not shiver. */
export function gridRange(span: Span, stepMs: number): Span & { readonly stepMs: number } {
  const startMs = Math.ceil(span.startMs / stepMs) * stepMs;
  return { startMs, endMs: Math.max(startMs, Math.floor(span.endMs / stepMs) * stepMs), stepMs };
}

/** Behind the now-line the axis runs on by so much of the range. */
const pastNow = 0.02;

/** What the chart shows. The now-line is there only where the window holds now. */
export function plotWindow({ startMs, endMs }: Span, nowMs: number): PlotWindow {
  if (endMs < nowMs) return { startMs, endMs, nowMs: undefined };
  return { startMs, endMs: nowMs + (endMs - startMs) * pastNow, nowMs };
}

/**
 * When what was asked of the record is asked live: what stood at its end follows now, and so does any other window where a person said so.
 * @param lastMs of the record
 */
export function goneLive(window: TimeWindow, lastMs: number, isChosen: boolean): TimeWindow {
  const wasAtEnd = window.endMs === undefined || window.endMs > lastMs - nearEndMs;
  return wasAtEnd || isChosen ? { ...window, endMs: undefined } : window;
}

/** The record has grown a little since one went to its end. */
const nearEndMs = 5 * minute;

/**
 * How far windows reach. Of what is live, both are now. A record's now is when it was seen last, and a window may go on from there to this
 * moment: why there is nothing is to be seen, too.
 */
export interface Reach {
  /** What ends there goes on ending there. */
  readonly nowMs: number;
  /** At or after it. */
  readonly mostMs: number;
}

/** Whoever crosses now stops there first, and goes on from there where there is anything to see. */
function endedAt(endMs: number, before: TimeWindow, { nowMs, mostMs }: Reach): number | undefined {
  const beforeMs = before.endMs ?? nowMs;
  if (endMs < nowMs) return beforeMs > nowMs ? undefined : Math.round(endMs);
  return mostMs < nowMs + second || beforeMs < nowMs ? undefined : Math.round(Math.min(endMs, mostMs));
}

/** Half a window back or forward; what would reach now follows now again. */
export function shift(window: TimeWindow, direction: -1 | 1, reach: Reach): TimeWindow {
  const endMs = spanOf(window, reach.nowMs).endMs + (direction * window.rangeMs) / 2;
  return { rangeMs: window.rangeMs, endMs: endedAt(endMs, window, reach) };
}

/** Twice the range around the same middle; one that ends now goes on ending now. */
export function zoomOut(window: TimeWindow, reach: Reach): TimeWindow {
  const rangeMs = Math.min(longestRangeMs, window.rangeMs * 2);
  if (window.endMs === undefined) return { rangeMs, endMs: undefined };
  return { rangeMs, endMs: endedAt(window.endMs + (rangeMs - window.rangeMs) / 2, window, reach) };
}

/** What was dragged over; whole seconds, one at least. */
export function zoomTo(span: Span, { mostMs }: Pick<Reach, 'mostMs'>): TimeWindow {
  const startMs = Math.floor(span.startMs / second) * second;
  const endMs = Math.min(mostMs, Math.max(startMs + shortestRangeMs, Math.ceil(span.endMs / second) * second));
  return { rangeMs: Math.max(shortestRangeMs, endMs - startMs), endMs };
}

/** A window that was moved or scaled by hand; what reaches now ends now again. */
export function movedTo(span: Span, { nowMs, mostMs }: Reach): TimeWindow {
  const rangeMs = Math.min(
    longestRangeMs,
    Math.max(shortestRangeMs, Math.round((span.endMs - span.startMs) / second) * second),
  );
  const endMs = Math.round(span.endMs / second) * second;
  // A record's last sample is rarely on a whole second: what is less than one before the end is at it.
  const isAtNow = endMs > nowMs - second && (endMs < nowMs + second || mostMs < nowMs + second);
  return { rangeMs, endMs: isAtNow ? undefined : Math.min(endMs, Math.floor(mostMs)) };
}
