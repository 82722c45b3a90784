/**
 * What the times at which counters began tell of two samples that follow each other.
 * https://prometheus.io/docs/prometheus/latest/feature_flags/#use-start-timestamps
 */

/** Told by the time at which the counter began: it began anew between the sample before and this one. */
export function beganAnew(timesMs: Float64Array, startTimesMs: Float64Array, i: number): boolean {
  const start = startTimesMs[i] as number;
  const beforeMs = timesMs[i - 1] as number;
  // 0 says nothing; a beginning at the sample itself is how OpenTelemetry writes an unknown one, and a later one is wrong.
  if (start === 0 || start >= (timesMs[i] as number) || start < beforeMs) return false;
  if (start > beforeMs) return true;
  // From sample to sample: a delta, or a cumulative value whose first sample did not know when it began.
  const startBefore = startTimesMs[i - 1] as number;
  return startBefore !== 0 && startBefore < beforeMs;
}

/** Neither the beginning of the sample before nor one after that sample: both would have counted the same. */
export function overlapsBefore(timesMs: Float64Array, startTimesMs: Float64Array, i: number): boolean {
  const start = startTimesMs[i] as number;
  return start !== 0 && start < (timesMs[i - 1] as number) && start !== startTimesMs[i - 1];
}
