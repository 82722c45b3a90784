/**
 * What a job scrapes: its discovery's groups, relabelled, each target once. Nothing is asked of anybody here. What was worked out for a target
 * is kept for as long as it comes again, so that a change of some costs those.
 */
import { hash } from 'node:crypto';
import type { Dialect } from '../../../../shared/exposition/exposition.ts';
import { parseDuration } from '../../../../shared/format/duration.ts';
import { type Labels, labelsKey, labelValue } from '../../../../shared/model/labels.ts';
import { prometheus2, prometheus3 } from '../../../../shared/relabel/dialect.ts';
import { compileRelabel, type RelabelRules } from '../../../../shared/relabel/relabel.ts';
import { publicLabels, type TargetDefaults, targetLabels } from '../../../../shared/relabel/target-labels.ts';
import type { RoutedTarget, ScrapeJob, TargetGroup } from '../scrape-plan.ts';
import { labelsWithoutSecrets } from './secret-name.ts';
import { targetUrl } from './target-url.ts';

/** A target to be scraped. */
export interface ActiveTarget extends RoutedTarget {
  /** The same for the same job, URL and labels, in every run. 32 hexadecimal digits. */
  readonly key: string;
  /** To be shown: without what its parameters keep secret. */
  readonly discovered: Labels;
  /** Of its series. */
  readonly publicLabels: Labels;
  /** Of its URL, for people. */
  readonly shownUrl: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** What is found and not scraped: dropped by a rule, or, with a message, failed. */
interface LeftOutTarget {
  readonly key: string;
  /** To be shown: without what its parameters keep secret. */
  readonly discovered: Labels;
  /** Why it cannot be scraped, in Prometheus's words; '' for what a rule dropped. */
  readonly message: string;
}

export interface JobTargetSet {
  /** By key, in the order of discovery. */
  readonly active: ReadonlyMap<string, ActiveTarget>;
  /** The first of them, `mostLeftOut` at most; the others are counted. */
  readonly dropped: readonly LeftOutTarget[];
  readonly droppedCount: number;
  readonly failed: readonly LeftOutTarget[];
  readonly failedCount: number;
}

export const noTargets: JobTargetSet = {
  ...{ active: new Map(), dropped: [], droppedCount: 0, failed: [], failedCount: 0 },
};

/** Dropped ones, and failed ones, that are kept to be shown. */
export const mostLeftOut = 5000;

type Outcome =
  | { readonly kind: 'active'; readonly target: ActiveTarget }
  /** `shown` undefined: there are too many to keep it. */
  | { readonly kind: 'dropped' | 'failed'; readonly shown: LeftOutTarget | undefined };

export class JobTargets {
  readonly #job: ScrapeJob;
  readonly #defaults: TargetDefaults;
  /** relabel_configs, ready to be applied. */
  readonly rules: RelabelRules;
  /** By what discovery says of the target. */
  #known = new Map<string, Outcome>();

  constructor(job: ScrapeJob, dialect: Dialect) {
    this.#job = job;
    this.rules = compileRelabel(job.relabelConfigs, dialect === '3' ? prometheus3 : prometheus2);
    this.#defaults = {
      jobName: job.name,
      scrapeIntervalMs: job.intervalMs,
      scrapeTimeoutMs: job.timeoutMs,
      ...{ metricsPath: job.metricsPath, scheme: job.scheme, params: job.params },
    };
  }

  /**
   * Yields after each target, so that who runs it can let others in between; it is not to be begun again before it is done.
   * @returns what is to be scraped now
   */
  *update(groups: readonly TargetGroup[]): Generator<void, JobTargetSet> {
    const known = new Map<string, Outcome>();
    const set = new TargetSetBuilder();
    for (const group of groups) {
      for (const labels of group.targets) {
        const id = hash('sha256', labelsKey([labelsKey(group.labels), labelsKey(labels)]), 'base64url');
        const before = known.get(id) ?? this.#known.get(id);
        const isEnough = before !== undefined && (before.kind === 'active' || before.shown !== undefined);
        const outcome =
          isEnough || (before !== undefined && set.isFull(before.kind)) ? before : this.#outcome(labels, group);
        known.set(id, set.add(outcome));
        yield;
      }
    }
    this.#known = known;
    return set.build();
  }

  #outcome(labels: Labels, group: TargetGroup): Outcome {
    const result = targetLabels(this.#defaults, this.rules, labels, group.labels);
    if (result.kind !== 'target')
      return this.#leftOut(result.discovered, result.kind === 'failed' ? result.message : '');
    const found = targetUrl(result.labels, this.#job.params);
    if (typeof found === 'string') return this.#leftOut(result.discovered, found);
    const { url, shown: shownUrl } = found;
    const key = this.#keyOf('target', url.href, result.labels);
    const intervalMs = durationIn(result.labels, '__scrape_interval__');
    const timeoutMs = durationIn(result.labels, '__scrape_timeout__');
    const discovered = labelsWithoutSecrets(result.discovered);
    const target = {
      ...result,
      discovered,
      key,
      publicLabels: publicLabels(result.labels),
      url,
      shownUrl,
      intervalMs,
      timeoutMs,
    };
    return { kind: 'active', target };
  }

  #leftOut(discovered: Labels, message: string): Outcome {
    const key = this.#keyOf('left out', '', discovered);
    const shown = { key, discovered: labelsWithoutSecrets(discovered), message };
    return { kind: message === '' ? 'dropped' : 'failed', shown };
  }

  #keyOf(kind: string, url: string, labels: Labels): string {
    return hash('sha256', JSON.stringify([kind, this.#job.name, url, labels]), 'hex').slice(0, 32);
  }
}

class TargetSetBuilder {
  readonly #active = new Map<string, ActiveTarget>();
  readonly #shown = { dropped: [] as LeftOutTarget[], failed: [] as LeftOutTarget[] };
  readonly #counts = { dropped: 0, failed: 0 };

  isFull(kind: 'active' | 'dropped' | 'failed'): boolean {
    return kind !== 'active' && this.#shown[kind].length >= mostLeftOut;
  }

  /** @returns it as it is to be kept */
  add(outcome: Outcome): Outcome {
    if (outcome.kind === 'active') {
      // The same labels twice are one target, and of what was discovered the last is shown, as in Prometheus.
      this.#active.set(outcome.target.key, outcome.target);
      return outcome;
    }
    const { kind, shown } = outcome;
    this.#counts[kind] += 1;
    if (this.isFull(kind)) return { kind, shown: undefined };
    if (shown !== undefined) this.#shown[kind].push(shown);
    return outcome;
  }

  build(): JobTargetSet {
    const { dropped, failed } = this.#shown;
    return {
      active: this.#active,
      ...{ dropped, droppedCount: this.#counts.dropped, failed, failedCount: this.#counts.failed },
    };
  }
}

/** `targetLabels` has seen that it is one. */
function durationIn(labels: Labels, name: string): number {
  return parseDuration(labelValue(labels, name) ?? '') ?? 0;
}
