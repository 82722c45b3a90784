/** One target for as long as it is scraped: what it is, and what came of it until now. */
import type { Target, TargetDetail } from '../../../../shared/model/target.ts';
import type { PlainScrapeRules } from '../append/scrape-call.ts';
import type { TargetRoute } from '../scrape-plan.ts';
import type { ActiveTarget } from '../targets/job-targets.ts';
import type { Due } from './schedule.ts';

/** What a job's targets have in common. */
export interface JobRules {
  /** Of the job. */
  readonly pool: string;
  readonly route: TargetRoute;
  readonly rules: PlainScrapeRules;
  readonly mostBodyBytes: number;
  /** The header: what its targets may answer in. */
  readonly accept: string;
}

/** Of the last scrape; undefined before it, and what a failed one does not have. */
export type TargetStatus = Pick<Target, 'health' | 'error' | 'lastScrapeMs' | 'durationMs' | 'samples'> & {
  /** Of the history. */
  readonly series: number;
  readonly since: TargetDetail['since'];
};

const notYet: TargetStatus = {
  ...{ health: 'unknown', error: '', lastScrapeMs: undefined, durationMs: undefined, samples: undefined, series: 0 },
  since: undefined,
};

export class TargetRun implements Due {
  readonly key: string;
  readonly intervalMs: number;
  readonly offsetMs: number;
  /** For the history. */
  readonly name: string;
  target: ActiveTarget;
  job: JobRules;
  status: TargetStatus = notYet;
  /** Since then it waits for its turn; undefined where nobody waits for it but a person. */
  dueMs: number | undefined;
  /** Of the newest scrape that was handed to the history. */
  lastTimeMs: number | undefined;
  /** While it is scraped. */
  scraping: AbortController | undefined;
  /** How long the last scrape held its place, whatever came of it; undefined before it. */
  lastTookMs: number | undefined;
  isGone = false;
  readonly #waiting = new Set<PromiseWithResolvers<void>>();

  constructor(
    target: ActiveTarget,
    job: JobRules,
    { name, offsetMs }: { readonly name: string; readonly offsetMs: number },
  ) {
    this.key = target.key;
    this.intervalMs = target.intervalMs;
    this.target = target;
    this.job = job;
    this.name = name;
    this.offsetMs = offsetMs;
  }

  /** @returns whether its health is another one now */
  note(status: Omit<TargetStatus, 'since'>): boolean {
    const { health, since, error } = this.status;
    const isSame = status.health === health;
    // Before the first scrape nobody looked.
    const begins = { timeMs: status.lastScrapeMs ?? 0, beyond: health === 'unknown' };
    this.status = { ...status, since: isSame ? since : begins };
    return !isSame || status.error !== error;
  }

  /** Resolves with the next scrape that ends. @throws what `end` gives */
  nextScrape(): Promise<void> {
    const waiting = Promise.withResolvers<void>();
    this.#waiting.add(waiting);
    return waiting.promise;
  }

  scraped(): void {
    for (const { resolve } of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** It is not scraped any more. @param error for who waits */
  end(error: () => Error): void {
    this.isGone = true;
    this.scraping?.abort();
    for (const { reject } of this.#waiting) reject(error());
    this.#waiting.clear();
  }
}
