/** How often the recorder asks, and how long it waits. */

export interface RecorderTiming {
  readonly lookEveryMs: number;
  /**
   * Each look begins so long before the end of the last one at least: a scrape is committed when it has ended, which is later than its time says.
   * Where the server scrapes less often it is longer, …
   */
  readonly overlapMs: number;
  /** … up to this. */
  readonly mostOverlapMs: number;
  /** After a longer gap recording goes on from now, and the gap is filled in as the past is. */
  readonly catchUpMs: number;
  /** While another Binnacle records the source: how often it is looked whether it still does. */
  readonly lockedEveryMs: number;
  readonly backoff: { readonly firstMs: number; readonly mostMs: number };
  /** Of a look; of a window of the past. */
  readonly lookTimeoutMs: number;
  readonly fillTimeoutMs: number;
  /** How often it is looked whether a person's queries are over. */
  readonly yieldEveryMs: number;
  /** How often the series of each rule are counted, the server's intervals are asked for, and a rule that the server refused is tried again. */
  readonly countEveryMs: number;
  /** When nothing is left to be filled in: how often it is looked whether there is a gap again. */
  readonly restMs: number;
}

export const usualTiming: RecorderTiming = {
  lookEveryMs: 30_000,
  overlapMs: 60_000,
  mostOverlapMs: 10 * 60_000,
  catchUpMs: 5 * 60_000,
  lockedEveryMs: 30_000,
  backoff: { firstMs: 1000, mostMs: 60_000 },
  lookTimeoutMs: 60_000,
  fillTimeoutMs: 120_000,
  yieldEveryMs: 250,
  countEveryMs: 10 * 60_000,
  restMs: 60_000,
};
