/**
 * An Alertmanager as the page gets it: what was read of its API (v2), checked. Every text is cut to what is shown, every list has an end. '' and
 * undefined for what was not said; times are milliseconds since the epoch.
 */
import type { AppErrorData } from '../base/errors.ts';
import type { CompanionUse } from './companion.ts';
import type { Labels } from './labels.ts';

export type AlertState = 'active' | 'suppressed' | 'unprocessed';

export interface ManagedAlert {
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAtMs: number | undefined;
  /** When it counts as resolved unless it is sent again. */
  readonly endsAtMs: number | undefined;
  readonly generatorUrl: string;
  readonly state: AlertState;
  /** Ids of silences. */
  readonly silencedBy: readonly string[];
  /** Fingerprints of the alerts that inhibit it. */
  readonly inhibitedBy: readonly string[];
  /** Names of time intervals; from 0.28 on. */
  readonly mutedBy: readonly string[];
}

/** Alerts that are told of together to one receiver. */
export interface AlertGroup {
  readonly receiver: string;
  /** What its alerts are grouped by. */
  readonly labels: Labels;
  /** Fingerprints. */
  readonly alerts: readonly string[];
  /** It has the alerts of the one before it, too: a long one comes in pieces. */
  readonly goesOn?: true;
}

export type MatcherOp = '=' | '!=' | '=~' | '!~';

/** A regular expression is RE2's, and matches whole values only. A label that is missing is as one that is empty. */
export interface SilenceMatcher {
  readonly name: string;
  readonly op: MatcherOp;
  readonly value: string;
}

export type SilenceState = 'active' | 'pending' | 'expired';

/** What a person says of a silence. */
export interface SilenceText {
  readonly matchers: readonly SilenceMatcher[];
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly createdBy: string;
  readonly comment: string;
}

export interface Silence extends SilenceText {
  readonly id: string;
  readonly state: SilenceState;
  readonly updatedAtMs: number | undefined;
}

interface ClusterPeer {
  readonly name: string;
  readonly address: string;
}

export interface AlertmanagerStatus {
  readonly version: string;
  readonly revision: string;
  readonly branch: string;
  readonly buildUser: string;
  /** As the server writes it. */
  readonly buildDate: string;
  readonly goVersion: string;
  readonly startMs: number | undefined;
  /** `ready`, `settling`, `disabled`. */
  readonly clusterStatus: string;
  readonly clusterName: string;
  readonly peers: readonly ClusterPeer[];
  /** YAML, secrets masked. */
  readonly config: string;
  /** Of the configuration, where it is too long to be shown. */
  readonly configLeftOut: number;
}

/** A reading comes in pieces: one begin, alerts and groups and silences, one end; or why there is none. */
export type AlertmanagerItem =
  | {
      readonly kind: 'begin';
      readonly readAtMs: number;
      readonly use: CompanionUse;
      readonly status: AlertmanagerStatus;
      readonly receivers: readonly string[];
    }
  | { readonly kind: 'alerts'; readonly alerts: readonly ManagedAlert[] }
  | { readonly kind: 'groups'; readonly groups: readonly AlertGroup[] }
  | { readonly kind: 'silences'; readonly silences: readonly Silence[] }
  /** How many there were too many. */
  | {
      readonly kind: 'end';
      readonly alertsLeftOut: number;
      readonly groupsLeftOut: number;
      readonly silencesLeftOut: number;
    }
  | { readonly kind: 'failed'; readonly error: AppErrorData };
