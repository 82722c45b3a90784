/**
 * What is scraped for a source, and how it is reached. This file is the interface between who finds targets (a cluster's discovery, this
 * computer, addresses that were typed), who scrapes them (loop/), and who stores what they answer (append/, in the history's writer):
 *
 *     discovery ─▶ groups ─▶ relabelling (targets/) ─▶ targets ─▶ loop ─▶ route ─▶ body ─▶ writer's worker: parse, labels, stale ─▶ head
 *
 * None of the steps knows the others' insides. It has no code.
 */
import type { Disposable } from '../../../shared/base/disposable.ts';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { Event } from '../../../shared/base/event.ts';
import type { Labels } from '../../../shared/model/labels.ts';
import type { RelabelConfig } from '../../../shared/relabel/config.ts';
import type { HistoryOrigin } from '../history/service/history-identity.ts';
import type { Requester } from '../sources/source.ts';
import type { ScrapeLimits } from './append/scrape-rules.ts';

export interface ScrapePlan {
  /** Whose history it goes into: kind `scraped`. */
  readonly origin: HistoryOrigin;
  readonly jobs: readonly PlannedJob[];
  /** Scrapes under way at a time, over all jobs. */
  readonly mostAtOnce: number;
}

export interface PlannedJob {
  readonly job: ScrapeJob;
  readonly discovery: TargetDiscovery;
  readonly route: TargetRoute;
}

/** As a scrape_config. https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config */
export interface ScrapeJob {
  readonly name: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly metricsPath: string;
  readonly scheme: 'http' | 'https';
  readonly params: readonly (readonly [name: string, values: readonly string[]])[];
  readonly honorLabels: boolean;
  readonly honorTimestamps: boolean;
  /** track_timestamps_staleness: series with times of their own end, too, where they are missing. Default: no. */
  readonly trackTimestampsStaleness?: boolean;
  /** scrape_native_histograms: asks for protobuf first, the only format that has them. Default: no. */
  readonly nativeHistograms?: boolean;
  /** always_scrape_classic_histograms: the buckets of a histogram that is native, too, are kept beside it. Default: no. */
  readonly classicHistograms?: boolean;
  readonly relabelConfigs: readonly RelabelConfig[];
  readonly metricRelabelConfigs: readonly RelabelConfig[];
  readonly limits: ScrapeLimits;
  /** Of a body, unpacked; a larger one fails the scrape. */
  readonly mostBodyBytes: number;
}

/** Targets as discovery has them, as Prometheus's targetgroup: labels of the group hold for each of its targets. */
export interface TargetGroup {
  /** Its own among the groups of a discovery: a group that comes again takes its place. */
  readonly source: string;
  readonly labels: Labels;
  /** Each with `__address__`. */
  readonly targets: readonly Labels[];
}

export interface TargetDiscovery extends Disposable {
  /** What there is now. */
  groups(): readonly TargetGroup[];
  /** `groups` or `problems` have others. Not more often than needed: whoever listens looks at all of them. */
  readonly onDidChange: Event<void>;
  /** What could not be looked at and is left out: a right that is missing, say. */
  problems(): readonly AppErrorData[];
}

/** A target as relabelling left it. */
export interface RoutedTarget {
  /** Before relabelling. */
  readonly discovered: Labels;
  /** After it, `__address__`, `__scheme__` and `__metrics_path__` among them. */
  readonly labels: Labels;
  /** Made of them. */
  readonly url: URL;
}

/** The way to the targets of a job. */
export interface TargetRoute {
  /**
   * @returns who to ask, and for what: `origin` and `path` as undici wants them. A connection is kept and used again by whoever gives it.
   * @throws AppError where there is no way to it: the scrape fails with that
   */
  to(target: RoutedTarget): WayToTarget;
}

export interface WayToTarget {
  readonly requester: Requester;
  readonly origin: string;
  /** With the query. */
  readonly path: string;
  /**
   * What of its redirects is followed. `own`: those within its own origin; only where all that `requester` can ask is the target itself, so
   * that whoever answers for it chooses nothing but a page of its own. `none`: for ways over a server that others are reached through, too,
   * whose paths are not the target's to name.
   */
  readonly redirects: 'own' | 'none';
}
