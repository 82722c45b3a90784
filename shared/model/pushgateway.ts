/**
 * A Pushgateway as the page gets it: what was read of its API (v1), checked. Texts are cut to what is shown, the list has an end. Times are
 * milliseconds since the epoch; undefined for what was not said, or has not been.
 */
import type { AppErrorData } from '../base/errors.ts';
import type { CompanionUse } from './companion.ts';
import type { Labels } from './labels.ts';

/** What was pushed under one grouping key, and stays until somebody deletes it. */
export interface PushGroup {
  /** The grouping key: `job`, and whatever others. */
  readonly labels: Labels;
  readonly lastPushMs: number | undefined;
  /** When a push was refused last. */
  readonly lastFailureMs: number | undefined;
  /** Whether the last one was taken; undefined where it is not told (before 1.2). */
  readonly isSuccessful: boolean | undefined;
  /** Without those that the Pushgateway adds. */
  readonly metrics: number;
  readonly series: number;
}

/** A reading comes in pieces: one begin, groups, one end; or why there is none. */
export type PushgatewayItem =
  | {
      readonly kind: 'begin';
      readonly readAtMs: number;
      readonly use: CompanionUse;
      readonly version: string;
      readonly startMs: number | undefined;
    }
  | { readonly kind: 'groups'; readonly groups: readonly PushGroup[] }
  /** How many there were too many. */
  | { readonly kind: 'end'; readonly leftOut: number }
  | { readonly kind: 'failed'; readonly error: AppErrorData };
