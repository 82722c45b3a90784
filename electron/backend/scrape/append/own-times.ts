/**
 * Series whose samples have times of their own, and the last time of each: Prometheus takes none that goes back (without an out-of-order window,
 * which is its default), none that is an hour older than what it has, and none that is more than ten minutes ahead.
 */
const oldestMs = 3_600_000;
const mostAheadMs = 10 * 60_000;

/** So many may be remembered that are too old to matter. */
const spare = 256;

interface OwnTimesRun {
  /** When the scrape began, and now. */
  readonly timeMs: number;
  readonly nowMs: number;
  /** The series of the scrape before, and its time. */
  readonly before: Uint32Array;
  readonly beforeMs: number;
}

/** `same`: at the time of the last one, which stays. */
export type TimeLook = 'later' | 'same' | 'refused';

export class OwnTimes {
  #last = new Map<number, number>();
  /** Of the run that is under way. */
  #staged = new Map<number, number>();
  #run: OwnTimesRun = { timeMs: 0, nowMs: 0, before: new Uint32Array(0), beforeMs: 0 };
  #before: ReadonlySet<number> | undefined;
  /** The target has times of its own now and then: most have none, and nothing is remembered for them. */
  #isUsed = false;
  #latestMs = Number.NEGATIVE_INFINITY;
  #keptSize = 0;

  begin(run: OwnTimesRun): void {
    this.#staged = new Map();
    this.#run = run;
    this.#before = undefined;
  }

  /**
   * @param series or, of one without an id yet, a negative number of its own
   * @param isScraped the body had a sample of it that has the scrape's time
   */
  look(series: number, timeMs: number, isScraped: boolean): TimeLook {
    const run = this.#run;
    this.#isUsed = true;
    if (timeMs < run.timeMs - oldestMs || timeMs > run.nowMs + mostAheadMs) return 'refused';
    const lastMs = isScraped ? run.timeMs : this.#lastMs(series);
    if (timeMs <= lastMs) return timeMs === lastMs ? 'same' : 'refused';
    this.#staged.set(series, timeMs);
    return 'later';
  }

  /** Some series has a sample later than this scrape: each is to be asked for. */
  get isAhead(): boolean {
    return this.#latestMs >= this.#run.timeMs;
  }

  /** Whether the scrape's own time is later than its last one. */
  isInTime(series: number): boolean {
    return this.#run.timeMs > this.#lastMs(series);
  }

  /** Whether nothing of it is later than that time, or at it. */
  mayEndAt(series: number, timeMs: number): boolean {
    return (this.#last.get(series) ?? Number.NEGATIVE_INFINITY) < timeMs;
  }

  /** What was staged is stored. @param idOf of a series, or of what stood for it */
  commit(idOf: (series: number) => number): void {
    for (const [series, timeMs] of this.#staged) this.#put(idOf(series), timeMs);
    this.#staged = new Map();
    if (this.#last.size > 2 * this.#keptSize + spare) this.#forgetOld();
  }

  /** The scrapes have them no more. */
  leave(series: readonly number[], lastMs: number): void {
    if (this.#isUsed) for (const one of series) this.#put(one, Math.max(lastMs, this.#last.get(one) ?? 0));
  }

  forget(series: ReadonlySet<number>): void {
    for (const one of series) this.#last.delete(one);
  }

  #put(series: number, timeMs: number): void {
    this.#last.set(series, timeMs);
    this.#latestMs = Math.max(this.#latestMs, timeMs);
  }

  #lastMs(series: number): number {
    const lastMs = this.#staged.get(series) ?? this.#last.get(series) ?? Number.NEGATIVE_INFINITY;
    if (series < 0) return lastMs;
    const { before, beforeMs } = this.#run;
    this.#before ??= new Set(before);
    return this.#before.has(series) ? Math.max(lastMs, beforeMs) : lastMs;
  }

  /** What is so old that nothing before it would be taken. */
  #forgetOld(): void {
    for (const [series, lastMs] of this.#last) if (lastMs < this.#run.timeMs - oldestMs) this.#last.delete(series);
    this.#keptSize = this.#last.size;
  }
}
