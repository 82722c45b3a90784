/** Gaps that cannot be filled in for now, and when they are asked for again: their detail says when they were, as there is no other book of it. */
import { gapDetails } from '../../../shared/model/gap-details.ts';
import type { Span } from '../history/coverage/spans.ts';

/** How the detail begins of what is no more to be had, from the server as it is. */
export const goneDetail = gapDetails.gone;
const goneAgainMs = 24 * 3_600_000;
/** … of what failed however little of it was asked for. */
const failedDetail = gapDetails.failed;
const failedAgainMs = 6 * 3_600_000;

/** Two replicas behind one name answer in turn; a server that is started again and again is another one each time. */
const mostStarts = 4;

/**
 * Another replica behind the same name, or the same server with its storage given back, may have it.
 * @param nowMs by this computer's clock @param startedAt of the server; '' where it does not tell
 * @param before what was said of that time until now: those that did not have it today are not asked again in turn
 */
export function goneDetailOf(startedAt: string, nowMs: number, before = ''): string {
  const known = before.startsWith(goneDetail) && isRecent(before, nowMs, goneAgainMs) ? startsOf(before) : [];
  const starts = [...known.filter((one) => one !== startedAt), ...(startedAt === '' ? [] : [startedAt])];
  const told = starts.slice(-mostStarts).join(', ');
  return `${goneDetail} ${askedAt(nowMs)}${told === '' ? '' : `: it had been started at ${told}`}`;
}

function startsOf(detail: string): readonly string[] {
  return / it had been started at (.+)$/.exec(detail)?.[1]?.split(', ') ?? [];
}

/** @param reason what it failed with @param nowMs by this computer's clock */
export function failedDetailOf(reason: string, nowMs: number): string {
  return `${failedDetail} ${askedAt(nowMs)}: ${reason}`;
}

/** It is asked for no more until then. */
export function isPutOff({ state, detail }: Span): boolean {
  if (state !== 'other') return false;
  return detail.startsWith(failedDetail) || detail.startsWith(goneDetail);
}

/** Whether what was put off is to be asked for again. @param nowMs by this computer's clock @param startedAt '' where it is not known */
export function isDueAgain({ detail }: Span, nowMs: number, startedAt: string): boolean {
  const isGone = detail.startsWith(goneDetail);
  if (isGone && startedAt !== '' && !startsOf(detail).includes(startedAt)) return true;
  return !isRecent(detail, nowMs, isGone ? goneAgainMs : failedAgainMs);
}

/** A time that is none, and one that is still to come, say nothing. */
function isRecent(detail: string, nowMs: number, withinMs: number): boolean {
  const atMs = Date.parse(/\(asked at (\S+)\)/.exec(detail)?.[1] ?? '');
  return atMs <= nowMs && nowMs < atMs + withinMs;
}

/** To the minute: what was asked for together is to be one span. */
function askedAt(nowMs: number): string {
  return `(asked at ${new Date(nowMs).toISOString().slice(0, 16)}Z)`;
}
