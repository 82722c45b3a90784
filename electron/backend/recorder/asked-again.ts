/** Gaps that cannot be filled in for now, and when they are asked for again: their detail says when they were, as there is no other book of it. */
import type { Span } from '../history/coverage/spans.ts';

/** How the detail begins of what is no more to be had, from the server as it is. */
export const goneDetail = 'the server had nothing of that time';
const goneAgainMs = 24 * 3_600_000;
/** … of what failed however little of it was asked for. */
export const failedDetail = 'the server did not give that time';
const failedAgainMs = 6 * 3_600_000;

/**
 * Another replica behind the same name, or the same server with its storage given back, may have it.
 * @param nowMs by this computer's clock @param startedAt of the server; '' where it does not tell
 */
export function goneDetailOf(startedAt: string, nowMs: number): string {
  return `${goneDetail} ${askedAt(nowMs)}${startedAt === '' ? '' : `: it had been started at ${startedAt}`}`;
}

/** @param reason what it failed with @param nowMs by this computer's clock */
export function failedDetailOf(reason: string, nowMs: number): string {
  return `${failedDetail} ${askedAt(nowMs)}: ${reason}`;
}

/** It is asked for no more until then. */
export function isPutOff({ detail }: Span): boolean {
  return detail.startsWith(failedDetail) || detail.startsWith(goneDetail);
}

/** Whether what was put off is to be asked for again. @param nowMs by this computer's clock @param startedAt '' where it is not known */
export function isDueAgain({ detail }: Span, nowMs: number, startedAt: string): boolean {
  const isGone = detail.startsWith(goneDetail);
  if (isGone && startedAt !== '' && !detail.endsWith(` ${startedAt}`)) return true;
  const atMs = Date.parse(/\(asked at (\S+)\)/.exec(detail)?.[1] ?? '');
  // A time that is none, and one that is still to come, say nothing.
  return !(atMs <= nowMs && nowMs < atMs + (isGone ? goneAgainMs : failedAgainMs));
}

/** To the minute: what was asked for together is to be one span. */
function askedAt(nowMs: number): string {
  return `(asked at ${new Date(nowMs).toISOString().slice(0, 16)}Z)`;
}
