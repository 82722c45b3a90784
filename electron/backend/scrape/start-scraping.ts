/** Scrapes what a plan says, into the history of its source, until it is closed. */
import { hash } from 'node:crypto';
import { hostname } from 'node:os';
import type { Disposable } from '../../../shared/base/disposable.ts';
import { errorText } from '../../../shared/base/errors.ts';
import { JobRun } from './job-run.ts';
import { BodyKeeper } from './loop/body-keeper.ts';
import { CoverageKeeper } from './loop/coverage-keeper.ts';
import { ScrapeLoop } from './loop/scrape-loop.ts';
import { ThrottledEvent } from './loop/throttled-event.ts';
import { WriterKeeper } from './loop/writer-keeper.ts';
import type { PlannedJob, ScrapePlan } from './scrape-plan.ts';
import type { ScrapeDeps, ScrapedSource } from './scraped-source.ts';
import { ScrapedTargets } from './scraped-targets.ts';

/** Of events, so that who looks again at each of them has time for it. */
const leastBetweenMs = 500;
/**
 * A kill leaves so much that is recorded and not told of: it is one row that grows. It is told after a scrape, where there is one: the writer is
 * awake then, and to wake it for that alone costs twice as much.
 */
const tellEveryMs = 10_000;
const closeMs = 500;

/**
 * Resolves when the history is open and the targets of now are known; the first scrapes come within an interval of each.
 * @throws AppError history.* where the history cannot be written: another Binnacle has it, say
 */
export async function startScraping(plan: ScrapePlan, deps: ScrapeDeps): Promise<ScrapedSource> {
  const writer = new WriterKeeper(deps.history, plan.origin, deps.clock);
  await writer.writer();
  const running = new RunningScrapes(plan, deps, writer);
  try {
    await running.begin();
    return running;
  } catch (error) {
    await running.close();
    throw error;
  }
}

class RunningScrapes implements ScrapedSource {
  readonly targets: ScrapedTargets;
  readonly #deps: ScrapeDeps;
  readonly #origin: string;
  readonly #writer: WriterKeeper;
  readonly #loop: ScrapeLoop;
  readonly #coverage: CoverageKeeper;
  /** Other targets, another health of one, or something that a person asked for. */
  readonly #targetNews = new ThrottledEvent(leastBetweenMs);
  readonly #news = new ThrottledEvent(leastBetweenMs);
  readonly onDidChange = this.#news.event;
  #jobs: readonly JobRun[] = [];
  #plan: ScrapePlan;
  #telling: NodeJS.Timeout | undefined;
  #toldMs = 0;
  #waking: Disposable | undefined;
  #closing: Promise<void> | undefined;

  constructor(plan: ScrapePlan, deps: ScrapeDeps, writer: WriterKeeper) {
    const { clock, log, version, dialect = '3' } = deps;
    this.#deps = deps;
    this.#plan = plan;
    this.#origin = identityOf(plan);
    this.#writer = writer;
    const bodies = new BodyKeeper(clock);
    this.#loop = new ScrapeLoop({
      ...{ clock, log, version, dialect, bodies, mostAtOnce: plan.mostAtOnce },
      salt: saltOf(plan, deps),
      writer: () => this.#writer.writer(),
      onScraped: (isStored) => this.#scraped(isStored),
      onHealth: () => this.#changed(),
      onGap: (fromMs, toMs) => void this.#tell(() => this.#coverage.gap(fromMs, toMs)),
    });
    this.#coverage = new CoverageKeeper({
      clock,
      cover: async (rule, span) => (await this.#writer.writer()).cover(rule, span),
      hasTargets: () => this.#loop.hasTargets,
    });
    this.targets = new ScrapedTargets({
      ...{ clock, bodies, loop: this.#loop, jobs: () => this.#jobs },
      onDidChange: this.#targetNews.event,
      changed: () => this.#targetNews.fire(),
    });
  }

  /** Resolves when the targets of now are known. */
  async begin(): Promise<void> {
    this.#toldMs = this.#deps.clock.monotonic();
    // Where no scrape has ended for a while, or nothing is scraped: each that is told of puts it off.
    this.#telling = setInterval(() => this.#tellNow(), 1.5 * tellEveryMs);
    this.#waking = this.#deps.onPower?.((event) => {
      if (event === 'resume') this.#loop.look();
    });
    this.#jobs = this.#jobsOf(this.#plan);
    await Promise.all(this.#jobs.map((job) => job.update()));
  }

  lastMs(): number | undefined {
    return this.#loop.lastMs();
  }

  load() {
    return this.#loop.load();
  }

  replan(plan: ScrapePlan): void {
    if (identityOf(plan) !== this.#origin) throw new Error('a plan for another source is another scraping');
    if (this.#closing !== undefined) return;
    this.#plan = plan;
    this.#loop.mostAtOnce = plan.mostAtOnce;
    const before = this.#jobs;
    this.#jobs = this.#jobsOf(plan);
    for (const job of before) {
      if (this.#jobs.includes(job)) continue;
      job.dispose();
      // Where its name goes on, what is not among its targets any more ends when those are known.
      if (!this.#jobs.some(({ name }) => name === job.name)) this.#loop.removeJob(job.rules);
    }
    for (const job of this.#jobs) if (!before.includes(job)) void job.update();
    this.#changed();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#telling);
    this.#waking?.dispose();
    for (const job of this.#jobs) job.dispose();
    // Targets end first: what is told then is over.
    const ended = Promise.all([this.#loop.close(), this.#tell(() => this.#coverage.end())]);
    const closed = ended.then(() => this.#writer.close());
    const isInTime = await withinTime(closed);
    if (!isInTime) this.#deps.log.write('warn', 'scrape', `the history did not take the end within ${closeMs} ms`);
    this.#news.dispose();
    this.#targetNews.dispose();
  }

  #jobsOf({ jobs }: ScrapePlan): readonly JobRun[] {
    const names = new Set(jobs.map(({ job }) => job.name));
    if (names.size < jobs.length) throw new Error('two jobs of a plan have the same name');
    return jobs.map((planned) => this.#jobs.find((job) => isSameJob(job.planned, planned)) ?? this.#jobOf(planned));
  }

  #jobOf(planned: PlannedJob): JobRun {
    const { dialect = '3' } = this.#deps;
    return new JobRun({
      planned,
      dialect,
      apply: ({ rules, set }) => this.#loop.setTargets(rules, set.active),
      onDidChange: (haveChanged) => {
        this.#targetNews.fire();
        if (haveChanged) this.#news.fire();
      },
    });
  }

  #changed(): void {
    this.#targetNews.fire();
    this.#news.fire();
  }

  #scraped(isStored: boolean): void {
    this.#coverage.note(isStored);
    if (this.#deps.clock.monotonic() - this.#toldMs >= tellEveryMs) this.#tellNow();
    this.#deps.practice?.scraped();
  }

  #tellNow(): void {
    // A scrape may end before the clock is looked at after a sleep: that is then written down first.
    if (this.#loop.checkClock()) return;
    this.#toldMs = this.#deps.clock.monotonic();
    this.#telling?.refresh();
    void this.#tell(() => this.#coverage.tell());
    // Ends that could not be written down when they came.
    void this.#loop.endGone();
  }

  /** What is not told is told with the next one. */
  async #tell(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#deps.log.write('warn', 'scrape', `when it was scraped is not written down yet: ${errorText(error)}`);
    }
  }
}

function identityOf({ origin: { kind, cluster, server } }: ScrapePlan): string {
  return JSON.stringify([kind, cluster, server]);
}

/** Two computers that scrape the same do it at other times. */
function saltOf(plan: ScrapePlan, { salt = hostname() }: ScrapeDeps): bigint {
  return BigInt(`0x${hash('sha256', `${salt} ${identityOf(plan)}`, 'hex').slice(0, 16)}`);
}

function isSameJob(a: PlannedJob, b: PlannedJob): boolean {
  return a.discovery === b.discovery && a.route === b.route && textOf(a) === textOf(b);
}

function textOf({ job }: PlannedJob): string {
  return JSON.stringify(job, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

/** @returns whether it was done in time */
async function withinTime(work: Promise<unknown>): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(() => late.resolve(false), closeMs);
  try {
    return await Promise.race([work.then(() => true as const), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
