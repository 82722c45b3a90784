/**
 * Series whose samples have times of their own, and the last time of each: Prometheus takes none that goes back (without an out-of-order window,
 * which is its default), none that is an hour older than what it has, and none that is more than ten minutes ahead.
 */
const oldestMs = 3_600_000;
const mostAheadMs = 10 * 60_000;

/** So many more than are there may be remembered. */
const spare = 256;

export interface OwnTimesRun {
  /** When the scrape began, and now. */
  readonly timeMs: number;
  readonly nowMs: number;
  /** The series of the scrape before, and its time. */
  readonly before: Uint32Array;
  readonly beforeMs: number;
}

export class OwnTimes {
  #last = new Map<number, number>();
  /** Of the run that is under way. */
  #staged = new Map<number, number>();
  #run: OwnTimesRun = { timeMs: 0, nowMs: 0, before: new Uint32Array(0), beforeMs: 0 };
  #untimed: ReadonlySet<number> | undefined;

  begin(run: OwnTimesRun): void {
    this.#staged = new Map();
    this.#run = run;
    this.#untimed = undefined;
  }

  /**
   * @param series or, of one without an id yet, a negative number of its own
   * @param isRepeated the body had a sample of its line before
   * @returns `same` where it is at the time of the last one, which stays
   */
  look(series: number, timeMs: number, isRepeated: boolean): 'later' | 'same' | 'refused' {
    const run = this.#run;
    if (timeMs < run.timeMs - oldestMs || timeMs > run.nowMs + mostAheadMs) return 'refused';
    const lastMs = this.#staged.get(series) ?? (isRepeated ? run.timeMs : this.#lastMs(series));
    if (lastMs !== undefined && timeMs <= lastMs) return timeMs === lastMs ? 'same' : 'refused';
    this.#staged.set(series, timeMs);
    return 'later';
  }

  /** What was staged is stored. @param idOf of a series, or of what stood for it */
  commit(idOf: (series: number) => number): void {
    const isMany = this.#last.size > 2 * this.#staged.size + spare;
    // What the body has not is forgotten: a series that comes back is taken at whatever time.
    if (isMany) this.#last = new Map();
    for (const [series, timeMs] of this.#staged) this.#last.set(idOf(series), timeMs);
    this.#staged = new Map();
  }

  forget(series: ReadonlySet<number>): void {
    for (const one of series) this.#last.delete(one);
  }

  #lastMs(series: number): number | undefined {
    const lastMs = this.#last.get(series);
    if (lastMs !== undefined || series < 0) return lastMs;
    this.#untimed ??= new Set(this.#run.before);
    return this.#untimed.has(series) ? this.#run.beforeMs : undefined;
  }
}
