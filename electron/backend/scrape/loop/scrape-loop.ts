/** All targets of a source, each scraped at its times, so many at once; and their end. */
import { AppError, errorText, isCancellation } from '../../../../shared/base/errors.ts';
import type { ScrapeLoad } from '../../../../shared/model/scrape-load.ts';
import { abortable } from '../../base/deadline.ts';
import type { ActiveTarget } from '../targets/job-targets.ts';
import { FairQueue } from './fair-queue.ts';
import { LoadMeter } from './load-meter.ts';
import { offsetMs, Schedule } from './schedule.ts';
import { type ScrapeResult, type ScrapingDeps, scrapeTarget } from './scrape-target.ts';
import { type JobRules, TargetRun } from './target-run.ts';

export interface LoopOptions extends ScrapingDeps {
  readonly salt: bigint;
  readonly mostAtOnce: number;
  /** A scrape ended; `isStored`: its target is up, and the history has it. */
  readonly onScraped: (isStored: boolean) => void;
  /** A target has another health, or another error, than before. */
  readonly onHealth: () => void;
  /** The machine slept, or the clock was set. */
  readonly onGap: (fromMs: number, toMs: number) => void;
}

/** Prometheus's: a scrape that begins so little after its time has that time, as regular times pack better. */
const timeToleranceMs = 2;
const lateMs = 1000;

/** A target that holds its place for longer than that waits among its like the next time. */
const slowMs = 1000;

export class ScrapeLoop {
  readonly #options: LoopOptions;
  readonly #runs = new Map<string, TargetRun>();
  readonly #pools = new Map<string, Set<TargetRun>>();
  readonly #names = new Set<string>();
  readonly #schedule: Schedule<TargetRun>;
  readonly #queue: FairQueue<TargetRun>;
  readonly #meter: LoadMeter;
  /** Of the history's names, those that have ended at that time, and whose end is not written down yet. */
  readonly #ending = new Map<string, number>();
  #late = 0;
  #skipped = 0;
  #lastMs: number | undefined;

  constructor(options: LoopOptions) {
    this.#options = options;
    const { clock } = options;
    this.#meter = new LoadMeter(clock);
    this.#schedule = new Schedule<TargetRun>({
      clock,
      onDue: (run, dueMs) => this.#due(run, dueMs),
      onMissed: (_, times) => (this.#skipped += times),
      onGap: (fromMs, toMs) => this.#gap(fromMs, toMs),
    });
    this.#queue = new FairQueue<TargetRun>(options.mostAtOnce, {
      work: (run) => this.#scrape(run),
      ownerOf: ({ job }) => job.pool,
      paceOf: ({ lastTookMs }) => (lastTookMs === undefined ? 'new' : lastTookMs > slowMs ? 'slow' : 'quick'),
    });
  }

  /** As Schedule has it. */
  checkClock(): boolean {
    return this.#schedule.checkClock();
  }

  /** As Schedule has it. */
  look(): void {
    this.#schedule.look();
  }

  set mostAtOnce(most: number) {
    this.#queue.most = most;
  }

  /** By the target's key. */
  run(key: string): TargetRun | undefined {
    return this.#runs.get(key);
  }

  /**
   * All targets of a job; those that are not among them any more end. Yields after each new one, so that others may be let in between; no second
   * one of the job is to be begun before it is done. @returns whether some have come or gone
   */
  *setTargets(job: JobRules, targets: ReadonlyMap<string, ActiveTarget>): Generator<void, boolean> {
    const gone = [...(this.#pools.get(job.pool) ?? [])].filter(({ key }) => !targets.has(key));
    const fresh: ActiveTarget[] = [];
    for (const [key, target] of targets) {
      const run = this.#runs.get(key);
      if (run === undefined) fresh.push(target);
      else {
        run.target = target;
        run.job = job;
      }
    }
    for (const run of gone) this.#remove(run);
    yield* this.#addAll(fresh, job, gone);
    if (this.#ending.size > 0) void this.endGone();
    return gone.length > 0 || fresh.length > 0;
  }

  removeJob({ pool }: JobRules): void {
    for (const run of [...(this.#pools.get(pool) ?? [])]) this.#remove(run);
    this.#pools.delete(pool);
    void this.endGone();
  }

  /** At once, or with the scrape that is under way. @throws AppError targets.gone; CancelledError */
  async scrapeNow(run: TargetRun, signal: AbortSignal): Promise<void> {
    if (run.isGone) throw goneError(run.key);
    const done = run.nextScrape();
    if (run.scraping === undefined) this.#queue.push(run, true);
    await abortable(signal, done);
  }

  lastMs(): number | undefined {
    return this.#lastMs;
  }

  load(): ScrapeLoad {
    let [targetsUp, series] = [0, 0];
    for (const { status } of this.#runs.values()) {
      if (status.health === 'up') targetsUp += 1;
      series += status.series;
    }
    const { underWay, waiting } = this.#queue;
    const counts = { targets: this.#runs.size, targetsUp, series, underWay, waiting };
    return { ...counts, late: this.#late, skipped: this.#skipped, ...this.#meter.rates() };
  }

  get hasTargets(): boolean {
    return this.#runs.size > 0;
  }

  /** Writes down the ends that are not yet; those that cannot be are tried again by the next call. */
  async endGone(): Promise<void> {
    if (this.#ending.size === 0) return;
    const ended = [...this.#ending];
    this.#ending.clear();
    try {
      const writer = await this.#options.writer();
      const timeMs = ended.reduce((latest, [, atMs]) => Math.max(latest, atMs), 0);
      await writer.endScrapes(
        ended.map(([name]) => name),
        timeMs,
      );
    } catch (error) {
      this.#options.log.write('warn', 'scrape', `targets that went have no end yet: ${errorText(error)}`);
      for (const [name, atMs] of ended) if (!this.#names.has(name)) this.#ending.set(name, atMs);
    }
  }

  /** Ends all of them; resolves when that is in the history, or cannot be. */
  async close(): Promise<void> {
    this.#schedule.dispose();
    this.#queue.clear();
    for (const run of [...this.#runs.values()]) this.#remove(run);
    await this.endGone();
  }

  *#addAll(targets: readonly ActiveTarget[], job: JobRules, gone: readonly TargetRun[]): Generator<void> {
    // Whoever only moved, and gives the same series, goes on with them: else they would end, and begin again a moment later.
    const left = new Map(gone.map((run) => [labelText(run.target), run.name]));
    for (const target of targets) {
      const text = left.size === 0 ? '' : labelText(target);
      const name = this.#freeName(left.get(text) ?? target.key);
      left.delete(text);
      const run = new TargetRun(target, job, {
        name,
        offsetMs: offsetMs(target.key, this.#options.salt, target.intervalMs),
      });
      this.#runs.set(target.key, run);
      this.#poolOf(run).add(run);
      this.#names.add(name);
      this.#ending.delete(name);
      this.#schedule.add(run);
      yield;
    }
  }

  #poolOf({ job: { pool } }: TargetRun): Set<TargetRun> {
    const runs = this.#pools.get(pool) ?? new Set();
    this.#pools.set(pool, runs);
    return runs;
  }

  #freeName(wanted: string): string {
    for (let suffix = 1; ; suffix += 1) {
      const name = suffix === 1 ? wanted : `${wanted} ${suffix}`;
      if (!this.#names.has(name)) return name;
    }
  }

  #remove(run: TargetRun): void {
    const { clock, bodies } = this.#options;
    this.#schedule.remove(run);
    this.#queue.delete(run);
    this.#runs.delete(run.key);
    this.#poolOf(run).delete(run);
    this.#names.delete(run.name);
    bodies.forget(run.key);
    run.end(() => goneError(run.key));
    if (run.lastTimeMs !== undefined) this.#ending.set(run.name, Math.max(Math.floor(clock.now()), run.lastTimeMs + 1));
  }

  #gap(fromMs: number, toMs: number): void {
    // Of a clock that was set back: what is in the future stays there for as long as that takes, whatever stands still.
    if (this.#lastMs !== undefined) this.#lastMs = Math.min(this.#lastMs, toMs);
    this.#options.onGap(fromMs, toMs);
  }

  #due(run: TargetRun, dueMs: number): void {
    // Never twice at once, and what waits for its turn is scraped once.
    if (run.scraping !== undefined || run.dueMs !== undefined) {
      this.#skipped += 1;
      return;
    }
    run.dueMs = dueMs;
    this.#queue.push(run);
  }

  /** Never rejects. */
  async #scrape(run: TargetRun): Promise<void> {
    const timeMs = this.#begin(run);
    const startedMs = this.#options.clock.monotonic();
    const scraping = new AbortController();
    run.scraping = scraping;
    try {
      const result = await scrapeTarget(run, timeMs, this.#options, scraping.signal);
      if (!run.isGone) this.#note(run, timeMs, result);
    } catch (error) {
      if (!isCancellation(error)) this.#options.log.write('error', 'scrape', errorText(error));
    } finally {
      run.lastTookMs = this.#options.clock.monotonic() - startedMs;
      run.scraping = undefined;
      run.scraped();
    }
  }

  /** @returns the time of the scrape that begins */
  #begin(run: TargetRun): number {
    const nowMs = Math.floor(this.#options.clock.now());
    const { dueMs, lastTimeMs } = run;
    run.dueMs = undefined;
    const sinceMs = dueMs === undefined ? 0 : nowMs - dueMs;
    if (sinceMs > lateMs) this.#late += 1;
    const isInTime = sinceMs >= 0 && sinceMs <= Math.min(timeToleranceMs, run.intervalMs / 100);
    const timeMs = isInTime ? (dueMs ?? nowMs) : nowMs;
    return timeMs === lastTimeMs ? timeMs + 1 : timeMs;
  }

  #note(run: TargetRun, timeMs: number, { outcome, error, receivedBytes }: ScrapeResult): void {
    this.#meter.add(outcome?.scraped ?? 0, receivedBytes);
    const isUp = error === '';
    const isNews = run.note({
      health: isUp ? 'up' : 'down',
      error,
      lastScrapeMs: timeMs,
      durationMs: outcome?.durationMs,
      samples: outcome?.scraped,
      series: outcome?.series ?? run.status.series,
    });
    // One that began before the clock was set back is not later than now either.
    const pastMs = Math.min(timeMs, Math.floor(this.#options.clock.now()));
    if (isUp) this.#lastMs = Math.max(this.#lastMs ?? pastMs, pastMs);
    this.#options.onScraped(isUp);
    if (isNews) this.#options.onHealth();
  }
}

export function goneError(key: string): AppError {
  return new AppError('targets.gone', 'It is not scraped any more: what is scraped has changed.', { details: { key } });
}

function labelText({ publicLabels }: ActiveTarget): string {
  return JSON.stringify(publicLabels);
}
