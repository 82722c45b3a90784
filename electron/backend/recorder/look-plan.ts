/** From when to when the next look reads, and what was missed before it. Pure. */
import type { RawForm } from '../../../shared/model/recorder.ts';

interface Gap {
  readonly rule: string;
  readonly startMs: number;
  /** Inclusive. */
  readonly endMs: number;
}

interface Reach {
  readonly overlapMs: number;
  readonly mostOverlapMs: number;
}

/** A scrape is committed up to its timeout after its time, recorded series when their group is evaluated: either within an interval. And a little. */
const intervalsOfCommit = 1.25;
/** In one answer of JSON an end is seen by what goes on for two intervals behind it (append/infer-ends.ts). */
const intervalsOfEnd = 3;

/** How long before the end of the last look the next one begins. @param intervalMs the longest; undefined where it is not known */
export function overlapOf({ overlapMs, mostOverlapMs }: Reach, form: RawForm, intervalMs: number | undefined): number {
  const intervals = form === 'matrix' ? intervalsOfEnd : intervalsOfCommit;
  const wantedMs = Math.max(overlapMs, Math.ceil(intervals * (intervalMs ?? 0)));
  return Math.min(wantedMs, Math.max(overlapMs, mostOverlapMs));
}

interface LookPlan {
  readonly startMs: number;
  readonly endMs: number;
  readonly gaps: readonly Gap[];
}

/**
 * One window for all rules: from before the end of the one that is furthest behind, if it is not too far. What of the others lies before the
 * window is a gap.
 * @param ends until when each rule is recorded, inclusive; a rule without one begins now
 * @param nowMs by the server's clock. Where an end is later than that, the server's clock was set back: nothing is a gap then.
 */
export function planLook(
  rules: readonly string[],
  ends: ReadonlyMap<string, number>,
  nowMs: number,
  { overlapMs, catchUpMs }: { readonly overlapMs: number; readonly catchUpMs: number },
): LookPlan {
  const near = rules.map((rule) => ends.get(rule) ?? nowMs).filter((endMs) => endMs >= nowMs - catchUpMs);
  const startMs = Math.max(0, Math.min(nowMs, ...near) - overlapMs);
  const gaps = rules.flatMap((rule) => {
    const endMs = ends.get(rule);
    return endMs === undefined || endMs >= startMs - 1 ? [] : [{ rule, startMs: endMs + 1, endMs: startMs - 1 }];
  });
  return { startMs, endMs: nowMs, gaps };
}
