/** The window of a history as the address has it: a length, and an end that is fixed or goes on. Pure. */
import { type AlertsState, longestWindowMs, shortestWindowMs } from '../alerts-state.ts';
import type { HistoryWindow } from './history-asks.ts';

type Chosen = Pick<AlertsState, 'windowMs' | 'untilMs' | 'atMs'>;

/**
 * @param newestMs now, or when a record was seen last, as it was when it was asked
 * @param isRecord then it ends as of when the record is looked at
 */
export function windowOf({ windowMs, untilMs, atMs }: Chosen, newestMs: number, isRecord: boolean): HistoryWindow {
  const endMs = untilMs ?? (isRecord ? (atMs ?? newestMs) : newestMs);
  return { startMs: endMs - windowMs, endMs };
}

/** What reaches the newest sample stays there. */
const nearEndMs = 1000;

/** To a stretch of time, as far as it can be shown: whole seconds. */
export function movedTo(fromMs: number, toMs: number, newestMs: number): Pick<AlertsState, 'windowMs' | 'untilMs'> {
  const lengthMs = Math.round(Math.min(longestWindowMs, Math.max(shortestWindowMs, toMs - fromMs)) / 1000) * 1000;
  const middleMs = (fromMs + toMs) / 2;
  // A stretch that was too short is looked at in its middle.
  const endMs = toMs - fromMs < shortestWindowMs ? middleMs + lengthMs / 2 : toMs;
  return {
    windowMs: lengthMs,
    untilMs: endMs >= newestMs - nearEndMs ? undefined : Math.max(lengthMs, Math.round(endMs)),
  };
}

/** Of a stretch of time that is zoomed in to, before and after it. */
const leastIntervals = 3;
const marginPart = 0.1;

/**
 * With so much before and after it that it is seen to begin and to end.
 * @param everyMs from one evaluation, or step, to the next
 */
export function marginedBy(fromMs: number, toMs: number, everyMs: number, newestMs: number) {
  const marginMs = Math.max(leastIntervals * everyMs, marginPart * (toMs - fromMs));
  return movedTo(fromMs - marginMs, Math.min(newestMs, toMs + marginMs), newestMs);
}

/** Twice as long, around what is shown; where that would go on after what is newest, more of what was before. */
export function zoomedOut({ startMs, endMs }: HistoryWindow, newestMs: number) {
  const lengthMs = endMs - startMs;
  const toMs = Math.min(newestMs, endMs + lengthMs / 2);
  return movedTo(toMs - 2 * lengthMs, toMs, newestMs);
}

/** @param part of its length; negative: earlier */
export function shifted({ startMs, endMs }: HistoryWindow, part: number, newestMs: number) {
  const byMs = (endMs - startMs) * part;
  const toMs = Math.min(newestMs, endMs + byMs);
  return movedTo(toMs - (endMs - startMs), toMs, newestMs);
}
