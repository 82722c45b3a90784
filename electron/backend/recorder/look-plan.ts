/** From when to when the next look reads, and what was missed before it. Pure. */

interface Gap {
  readonly rule: string;
  readonly startMs: number;
  /** Inclusive. */
  readonly endMs: number;
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
