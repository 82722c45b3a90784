/** What a source scrapes, and what came of it: the same words for a Prometheus and for what Binnacle scrapes itself. */
import type { AppErrorData } from '../base/errors.ts';
import type { Labels } from './labels.ts';

type TargetHealth = 'up' | 'down' | 'unknown';

/** The targets of one job: a scrape pool. */
export interface TargetPool {
  readonly name: string;
  readonly active: number;
  /** What discovery found and a rule dropped; undefined where the server does not say it by pool. */
  readonly dropped: number | undefined;
}

/** One target that is scraped. Times are milliseconds since the epoch; what is undefined is not known (yet). */
export interface Target {
  /** Its own among the source's targets, and the same at the next reading. */
  readonly key: string;
  readonly pool: string;
  /** What is asked for, with its parameters; never with credentials. */
  readonly url: string;
  /** After relabelling: what its series get. */
  readonly labels: Labels;
  readonly health: TargetHealth;
  /** Why the last scrape failed, in the words of who scrapes; '' where it did not. */
  readonly error: string;
  readonly lastScrapeMs: number | undefined;
  readonly durationMs: number | undefined;
  /** In its last body. */
  readonly samples: number | undefined;
  readonly intervalMs: number | undefined;
  readonly timeoutMs: number | undefined;
}

/**
 * A reading of all targets: begin, part*, end; then the next one, for as long as somebody listens. One that fails says so, and the one before
 * it stands.
 */
export type TargetsItem =
  | {
      readonly kind: 'begin';
      readonly readAtMs: number;
      /** Those without a target, too; in the order of the configuration. */
      readonly pools: readonly TargetPool[];
      readonly count: number;
      /** What could not be looked at, as in FoundDiscovered. */
      readonly problems?: readonly AppErrorData[];
    }
  /** At most 500; those of a pool follow each other. */
  | { readonly kind: 'part'; readonly targets: readonly Target[] }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly error: AppErrorData };

export interface TargetDetail {
  /** Before relabelling, with those that begin with `__`. */
  readonly discovered: Labels;
  /** When it got the health that it has; `beyond`: at least since then, as far as was looked. Undefined where there is no `up` of it. */
  readonly since: { readonly timeMs: number; readonly beyond: boolean } | undefined;
  /** It is scraped from here: it can be scraped now, and its body shown. */
  readonly isOurs: boolean;
}

/** What discovery found, and what became of it. */
export interface DiscoveredTarget {
  readonly key: string;
  /** '' where the server does not say it (dropped ones before Prometheus 3.3). */
  readonly pool: string;
  /** `failed`: neither scraped nor dropped by a rule. */
  readonly state: 'active' | 'dropped' | 'failed';
  readonly discovered: Labels;
  /** After relabelling; empty where it is not scraped. */
  readonly labels: Labels;
  /** Of a failed one. */
  readonly error: string;
  /** Of a dropped one, where Binnacle discovers. */
  readonly droppedBy?: DroppingRule;
}

/** A rule of a pool that dropped a target. */
export interface DroppingRule {
  /** From 1 on, as in its RelabelSteps. */
  readonly n: number;
  readonly action: string;
  /** What it looked at. */
  readonly sourceLabels: readonly string[];
  readonly value: string;
}

interface DiscoveredPool {
  readonly name: string;
  readonly active: number;
  readonly dropped: number | undefined;
  /** Of the dropped ones, how many the server keeps to be shown (`keep_dropped_targets`). */
  readonly droppedKept: number;
}

export interface FoundDiscovered {
  readonly readAtMs: number;
  readonly pools: readonly DiscoveredPool[];
  /** How many match. */
  readonly count: number;
  /** Those from `offset` on, at most `limit`. */
  readonly targets: readonly DiscoveredTarget[];
  /** What could not be looked at, and is left out: rights that are missing, say. Only where Binnacle discovers. */
  readonly problems: readonly AppErrorData[];
}

/** What the rules of a target's pool did, one after the other, up to the one that dropped it. */
export interface RelabelSteps {
  readonly discovered: Labels;
  readonly steps: readonly RelabelStepShown[];
  /** `server`: Prometheus said so itself (from 3.8 on); `here`: worked out from the rules in its configuration, or our own. */
  readonly from: 'server' | 'here';
}

interface RelabelStepShown {
  /** As YAML, without what is as by default. */
  readonly rule: string;
  readonly dropped: boolean;
  /** Sorted by name. `before` undefined: it was not there; `after` undefined: it is gone. */
  readonly changes: readonly {
    readonly name: string;
    readonly before: string | undefined;
    readonly after: string | undefined;
  }[];
}

/** What a target of ours answered when it was last scraped. */
export interface ScrapedBody {
  readonly timeMs: number;
  readonly contentType: string;
  /** Of the whole body, unpacked. */
  readonly bytes: number;
  /** Its first mebibyte; binary ones are not shown: undefined. */
  readonly text: string | undefined;
  readonly complete: boolean;
  /** Where it is wrong, from 1 on. */
  readonly problem: { readonly message: string; readonly line: number; readonly column: number } | undefined;
}
