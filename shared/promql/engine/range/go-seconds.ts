/** Durations in seconds as Go's `Duration.Seconds()` rounds them, which is now and then one bit off a division by 1000. */
export function goSeconds(ms: number): number {
  return Math.trunc(ms / 1000) + (ms % 1000) / 1000;
}
