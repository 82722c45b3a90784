/** Gaps that cannot be filled in for now, and when they are asked for again: their detail says when they were, as there is no other book of it. */
import type { Span } from '../history/coverage/spans.ts';

/** How the detail begins of what failed however little of it was asked for. */
const failedDetail = 'the server did not give that time';
const failedAgainMs = 6 * 3_600_000;

/** @param reason what it failed with @param nowMs by this computer's clock */
export function failedDetailOf(reason: string, nowMs: number): string {
  return `${failedDetail} ${askedAt(nowMs)}: ${reason}`;
}

/** It is asked for no more until then. */
export function isPutOff({ detail }: Span): boolean {
  return detail.startsWith(failedDetail);
}

/** Whether what was put off is to be asked for again. @param nowMs by this computer's clock */
export function isDueAgain({ detail }: Span, nowMs: number): boolean {
  const atMs = Date.parse(/\(asked at (\S+)\)/.exec(detail)?.[1] ?? '');
  // A time that is none, and one that is still to come, say nothing.
  return !(atMs <= nowMs && nowMs < atMs + failedAgainMs);
}

/** To the minute: what was asked for together is to be one span. */
function askedAt(nowMs: number): string {
  return `(asked at ${new Date(nowMs).toISOString().slice(0, 16)}Z)`;
}
