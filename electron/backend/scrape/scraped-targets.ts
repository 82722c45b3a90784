/** What is scraped from here, as views ask for it. */

import { AppError, type AppErrorData, CancelledError } from '../../../shared/base/errors.ts';
import type { Event } from '../../../shared/base/event.ts';
import type { FoundDiscovered, RelabelSteps, ScrapedBody, Target, TargetDetail } from '../../../shared/model/target.ts';
import type { Clock } from '../ports.ts';
import type { SourceTargets, TargetsReading } from '../sources/source.ts';
import { inSlices } from './in-slices.ts';
import type { JobRun } from './job-run.ts';
import type { BodyKeeper } from './loop/body-keeper.ts';
import { goneError, type ScrapeLoop } from './loop/scrape-loop.ts';
import type { ActiveTarget } from './targets/job-targets.ts';
import { jobYaml } from './targets/job-yaml.ts';
import { type DiscoveredQuery, searchDiscovered } from './targets/search-discovered.ts';
import { droppingRule, shownSteps } from './targets/shown-steps.ts';

export interface ScrapedTargetsOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** In the order of the plan. */
  readonly jobs: () => readonly JobRun[];
  readonly loop: ScrapeLoop;
  readonly bodies: BodyKeeper;
  readonly onDidChange: Event<void>;
  /** Something is to be read again. */
  readonly changed: () => void;
}

export class ScrapedTargets implements SourceTargets {
  readonly onDidChange: Event<void>;
  readonly #options: ScrapedTargetsOptions;

  constructor(options: ScrapedTargetsOptions) {
    this.#options = options;
    this.onDidChange = options.onDidChange;
  }

  async read(signal: AbortSignal): Promise<TargetsReading> {
    const { clock, jobs } = this.#options;
    const pools = jobs().map(({ name, set }) => ({ name, active: set.active.size, dropped: set.droppedCount }));
    return {
      ...{ readAtMs: clock.now(), pools, problems: this.#problems() },
      targets: await inSlices(this.#read(), check(signal)),
    };
  }

  *#read(): Generator<void, readonly Target[]> {
    const targets: Target[] = [];
    for (const job of this.#options.jobs()) {
      for (const target of job.sorted) {
        targets.push(this.#shown(job.name, target));
        yield;
      }
    }
    return targets;
  }

  async detail(key: string): Promise<TargetDetail> {
    const { target, status } = this.#runOf(key);
    return { discovered: target.discovered, since: status.since, isOurs: true };
  }

  async discovered(search: DiscoveredQuery, signal: AbortSignal): Promise<FoundDiscovered> {
    const { clock, jobs } = this.#options;
    const pools = jobs().map(({ name, set }) => ({
      ...{ name, active: set.active.size, dropped: set.droppedCount, droppedKept: set.dropped.length },
    }));
    const { count, targets: found } = await inSlices(searchDiscovered(jobs(), search), check(signal));
    const rules = new Map(jobs().map(({ name, targets }) => [name, targets.rules]));
    const targets = found.map((target) => {
      const droppedBy =
        target.state === 'dropped' ? droppingRule(rules.get(target.pool), target.discovered) : undefined;
      return droppedBy === undefined ? target : { ...target, droppedBy };
    });
    return { readAtMs: clock.now(), pools, count, targets, problems: this.#problems() };
  }

  /** Several jobs may look at the same. */
  #problems(): readonly AppErrorData[] {
    const problems = this.#options.jobs().flatMap(({ planned }) => planned.discovery.problems());
    return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
  }

  async relabelSteps(key: string): Promise<RelabelSteps> {
    for (const { targets, set } of this.#options.jobs()) {
      const isIt = (one: { readonly key: string }) => one.key === key;
      const found = set.active.get(key) ?? set.failed.find(isIt) ?? set.dropped.find(isIt);
      if (found !== undefined) return shownSteps(targets.rules, found.discovered);
    }
    throw goneError(key);
  }

  async poolConfig(pool: string): Promise<string> {
    const job = this.#options.jobs().find(({ name }) => name === pool);
    if (job === undefined) throw goneError(pool);
    return jobYaml(job.planned.job);
  }

  async scrapeNow(key: string, signal: AbortSignal): Promise<void> {
    await this.#options.loop.scrapeNow(this.#runOf(key), signal);
    this.#options.changed();
  }

  /** Of a target that was not asked for its body lately none is kept: it is scraped once more. */
  async body(key: string, signal: AbortSignal): Promise<ScrapedBody> {
    const run = this.#runOf(key);
    const { bodies } = this.#options;
    const kept = bodies.ask(key);
    if (kept !== undefined) return kept;
    // One that is under way may have had its answer before somebody asked for it.
    const isUnderWay = run.scraping !== undefined;
    await this.scrapeNow(key, signal);
    if (isUnderWay && bodies.ask(key) === undefined) await this.scrapeNow(key, signal);
    const body = bodies.ask(key);
    if (body !== undefined) return body;
    throw new AppError('targets.noBody', `${run.target.shownUrl} has not answered yet.`, { details: { key } });
  }

  #runOf(key: string) {
    const run = this.#options.loop.run(key);
    if (run === undefined) throw goneError(key);
    return run;
  }

  #shown(pool: string, { key, shownUrl: url, publicLabels: labels, intervalMs, timeoutMs }: ActiveTarget): Target {
    const status = this.#options.loop.run(key)?.status;
    return {
      ...{ key, pool, url, labels, intervalMs, timeoutMs },
      health: status?.health ?? 'unknown',
      error: status?.error ?? '',
      lastScrapeMs: status?.lastScrapeMs,
      durationMs: status?.durationMs,
      samples: status?.samples,
    };
  }
}

function check(signal: AbortSignal): () => void {
  return () => {
    if (signal.aborted) throw new CancelledError();
  };
}
