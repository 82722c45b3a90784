/**
 * What a Prometheus says of itself, read and checked: every text is cut to what is shown, every list has an end. '' and undefined for what was
 * not said. Times are milliseconds since the epoch.
 */

import type { AppErrorData } from '../base/errors.ts';

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

export interface BuildStatus {
  readonly kind: 'buildinfo';
  readonly version: string;
  readonly revision: string;
  readonly branch: string;
  readonly user: string;
  /** As the server writes it. */
  readonly date: string;
  readonly goVersion: string;
  /** What this version of Binnacle does not know. */
  readonly others: readonly NamedText[];
}

export interface RuntimeStatus {
  readonly kind: 'runtimeinfo';
  readonly startMs: number | undefined;
  /** By the server's clock, when it answered; from 3.2 on, and not of a record. */
  readonly serverMs: number | undefined;
  readonly hostname: string;
  readonly directory: string;
  readonly isConfigGood: boolean | undefined;
  readonly configMs: number | undefined;
  /** Of the write-ahead log. */
  readonly corruptions: number | undefined;
  /** Not of a record. */
  readonly goroutines: number | undefined;
  /** GOMAXPROCS. */
  readonly processors: number | undefined;
  /** GOMEMLIMIT; what is no limit at all is undefined. */
  readonly memoryLimitBytes: number | undefined;
  readonly gc: string;
  readonly debug: string;
  readonly retention: string;
  readonly others: readonly NamedText[];
}

export interface FlagsStatus {
  readonly kind: 'flags';
  /** Sorted by name. */
  readonly flags: readonly NamedText[];
  readonly leftOut: number;
}

export interface NamedCount {
  readonly name: string;
  readonly count: number;
}

export interface TsdbHead {
  readonly series: number | undefined;
  readonly labelPairs: number | undefined;
  readonly chunks: number | undefined;
  /** Undefined where it has no samples. */
  readonly minMs: number | undefined;
  readonly maxMs: number | undefined;
}

/** Of the head: the largest first. */
export interface TsdbStatus {
  readonly kind: 'tsdb';
  readonly head: TsdbHead;
  readonly seriesByMetric: readonly NamedCount[];
  readonly valuesByLabel: readonly NamedCount[];
  readonly bytesByLabel: readonly NamedCount[];
  /** Names are `label=value`. */
  readonly seriesByPair: readonly NamedCount[];
}

export interface TsdbBlock {
  readonly ulid: string;
  readonly minMs: number;
  readonly maxMs: number;
  readonly series: number | undefined;
  readonly samples: number | undefined;
  readonly chunks: number | undefined;
  /** How often it was compacted; 1: from the head. */
  readonly level: number | undefined;
}

export interface BlocksStatus {
  readonly kind: 'blocks';
  /** The newest first. */
  readonly blocks: readonly TsdbBlock[];
  readonly leftOut: number;
}

export interface AlertmanagersStatus {
  readonly kind: 'alertmanagers';
  /** URLs, without passwords. */
  readonly active: readonly string[];
  readonly dropped: readonly string[];
  readonly leftOut: number;
}

export type ServerStatus = BuildStatus | RuntimeStatus | FlagsStatus | TsdbStatus | BlocksStatus | AlertmanagersStatus;

export type StatusPart = ServerStatus['kind'];

/** When a document held. Live: both are when it was asked. */
export interface Held {
  /** Since when it is known to have been like that … */
  readonly sinceMs: number;
  /** … and until when it was seen so: of a record also later than the time that was asked for. */
  readonly seenUntilMs: number;
}

/** Why there is none: the server has no such thing (other engines, older versions) … */
export type NotTold =
  | { readonly outcome: 'notServed' }
  /** … of this record it was not kept, or not yet: `firstMs` is when it was kept first … */
  | { readonly outcome: 'notKept'; readonly firstMs: number | undefined }
  /** … or what is asked says nothing of itself: what Binnacle scrapes, a record of samples alone. */
  | { readonly outcome: 'notTold' };

export type StatusAnswer = ({ readonly outcome: 'told'; readonly status: ServerStatus } & Held) | NotTold;

/** What a server warns of: that its configuration was refused, that it is starting or shutting down. Nothing that is told of alerts. */
export interface ServerNotice {
  readonly text: string;
  /** Of when it says it is. */
  readonly timeMs: number | undefined;
}

export type ServerNoticesItem =
  /** All that hold now, the newest first. */
  | { readonly kind: 'told'; readonly notices: readonly ServerNotice[]; readonly leftOut: number }
  | { readonly kind: 'none'; readonly why: NotTold }
  /** What was told before may still hold. It is looked for again by itself. */
  | { readonly kind: 'failed'; readonly error: AppErrorData };

/** A configuration comes in pieces: YAML, secrets masked. */
export type ConfigItem =
  | ({ readonly kind: 'begin' /** Of all parts together. */; readonly characters: number } & Held)
  | { readonly kind: 'part'; readonly text: string }
  | { readonly kind: 'none'; readonly why: NotTold };

export interface StatusChanges {
  /** Rising. */
  readonly timesMs: readonly number[];
  /** Older ones, where there are too many. */
  readonly leftOut: number;
}
