/** How often notices may come: one that a person cannot read before the next one is noise. What waits is merged by who has it (alert-ledger.ts). */

/** Of one server: between two notices. */
const leastBetweenMs = 60_000;

/** Of all servers together. */
const mostNotices = 6;
const inMs = 5 * 60_000;

export interface NoticeBudget {
  /** Whether one of that server may come now; then it counts as come. @param nowMs of a clock that only goes on */
  take(server: string, nowMs: number): boolean;
}

export function createNoticeBudget(): NoticeBudget {
  const lastMs = new Map<string, number>();
  let comeMs: readonly number[] = [];
  return {
    take(server, nowMs) {
      comeMs = comeMs.filter((ms) => nowMs - ms < inMs);
      const last = lastMs.get(server);
      if (comeMs.length >= mostNotices || (last !== undefined && nowMs - last < leastBetweenMs)) return false;
      comeMs = [...comeMs, nowMs];
      lastMs.set(server, nowMs);
      return true;
    },
  };
}
