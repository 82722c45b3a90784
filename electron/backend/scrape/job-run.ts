/** One job of a plan while it is scraped: follows its discovery, and tells the loop which targets there are. */
import type { Disposable } from '../../../shared/base/disposable.ts';
import { CancelledError, isCancellation } from '../../../shared/base/errors.ts';
import { acceptHeader } from '../../../shared/exposition/content-type.ts';
import type { Dialect } from '../../../shared/exposition/exposition.ts';
import { inSlices } from './in-slices.ts';
import type { JobRules } from './loop/target-run.ts';
import type { PlannedJob } from './scrape-plan.ts';
import { type ActiveTarget, type JobTargetSet, JobTargets, noTargets } from './targets/job-targets.ts';

export interface JobRunOptions {
  readonly planned: PlannedJob;
  readonly dialect: Dialect;
  /** Hands its targets to who scrapes them. @returns whether some have come or gone */
  readonly apply: (run: JobRun) => Generator<void, boolean>;
  /** Its targets, or what could not be looked at, have changed. */
  readonly onDidChange: (haveChanged: boolean) => void;
}

export class JobRun implements Disposable {
  readonly planned: PlannedJob;
  readonly rules: JobRules;
  readonly targets: JobTargets;
  readonly #options: JobRunOptions;
  readonly #listening: Disposable;
  #set: JobTargetSet = noTargets;
  #sorted: readonly ActiveTarget[] | undefined;
  #isStale = false;
  #updating: Promise<void> | undefined;
  #isDisposed = false;

  constructor(options: JobRunOptions) {
    const { planned, dialect } = options;
    const { job, route, discovery } = planned;
    this.planned = planned;
    this.targets = new JobTargets(job, dialect);
    const { honorLabels, honorTimestamps, metricRelabelConfigs, limits, mostBodyBytes } = job;
    const { trackTimestampsStaleness = false, classicHistograms = false, nativeHistograms = false } = job;
    const rules = {
      ...{ honorLabels, honorTimestamps, metricRelabelConfigs, limits, dialect },
      ...{ trackTimestampsStaleness, classicHistograms },
    };
    const accept = acceptHeader({ dialect, nativeHistograms });
    this.rules = { pool: job.name, route, rules, mostBodyBytes, accept };
    this.#options = options;
    this.#listening = discovery.onDidChange(() => void this.update());
  }

  get name(): string {
    return this.planned.job.name;
  }

  get set(): JobTargetSet {
    return this.#set;
  }

  /** As they are shown. */
  get sorted(): readonly ActiveTarget[] {
    this.#sorted ??= [...this.#set.active.values()].sort((a, b) =>
      a.shownUrl < b.shownUrl ? -1 : Number(a.shownUrl > b.shownUrl),
    );
    return this.#sorted;
  }

  /** Resolves when what is discovered now has been looked at. */
  update(): Promise<void> {
    this.#isStale = true;
    this.#updating ??= this.#updateAll();
    return this.#updating;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#listening.dispose();
  }

  *#found(): Generator<void, JobTargetSet> {
    return yield* this.targets.update(this.planned.discovery.groups());
  }

  async #updateAll(): Promise<void> {
    const check = () => {
      if (this.#isDisposed) throw new CancelledError();
    };
    try {
      while (this.#isStale && !this.#isDisposed) {
        this.#isStale = false;
        const set = await inSlices(this.#found(), check);
        this.#set = set;
        this.#sorted = undefined;
        const haveChanged = await inSlices(this.#options.apply(this), check);
        this.#options.onDidChange(haveChanged);
      }
    } catch (error) {
      if (!isCancellation(error)) throw error;
    } finally {
      this.#updating = undefined;
    }
  }
}
