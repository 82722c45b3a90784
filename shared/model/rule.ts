/**
 * The rules of a server and the alerts that they have: now, or as a record kept them. Times are milliseconds since the epoch; what is undefined is
 * not known (yet).
 */
import type { AppErrorData } from '../base/errors.ts';
import type { Labels } from './labels.ts';
import type { Held, NotTold } from './server-status.ts';

export interface RuleGroup {
  /** Its own among the groups, and the same at the next reading. */
  readonly key: string;
  readonly name: string;
  /** As the server names it; '' where it does not. */
  readonly file: string;
  readonly intervalMs: number | undefined;
  /** How many alerts, or series, a rule of it may have; undefined for any number. */
  readonly limit: number | undefined;
  readonly evaluatedMs: number | undefined;
  /** Of its last evaluation. */
  readonly durationMs: number | undefined;
  /** How many it has, with those that are left out. */
  readonly rules: number;
}

type RuleHealth = 'ok' | 'err' | 'unknown';

/** `unknown`: not evaluated yet, or, of a record, its alerts were not kept. */
export type RuleState = 'firing' | 'pending' | 'inactive' | 'unknown';

interface RuleBase {
  /** Its own among all rules, short, and the same at the next reading while its name and labels are. */
  readonly key: string;
  /** Of its group. */
  readonly group: string;
  readonly name: string;
  readonly expr: string;
  /** With templates in them, as they are configured. */
  readonly labels: Labels;
  readonly health: RuleHealth;
  /** Why the last evaluation failed, in the server's words; '' where it did not. */
  readonly error: string;
  readonly evaluatedMs: number | undefined;
  readonly durationMs: number | undefined;
  /** Labels and annotations for which there was no room. */
  readonly leftOut: number;
}

export interface AlertingRule extends RuleBase {
  readonly kind: 'alerting';
  readonly state: RuleState;
  readonly forMs: number;
  readonly keepFiringForMs: number;
  /** With templates in them, as they are configured. Sorted by name, as labels are. */
  readonly annotations: Labels;
  /** Of its alerts, with those that are left out. */
  readonly firing: number;
  readonly pending: number;
}

interface RecordingRule extends RuleBase {
  readonly kind: 'recording';
}

export type Rule = AlertingRule | RecordingRule;

export interface ActiveAlert {
  /** Its own among the alerts of its rule, and the same at the next reading. */
  readonly key: string;
  /** The key of its rule; undefined where none of them can have it: of a record, whose rules were kept at another time than its alerts. */
  readonly rule: string | undefined;
  /** Of a record: so many other rules could have it as well; 0 where its rule is certain. */
  readonly otherRules: number;
  /** With `alertname`. */
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly state: 'firing' | 'pending';
  readonly activeAtMs: number | undefined;
  /** NaN and the infinities too. Not of a record. */
  readonly value: number | undefined;
  /** Its condition holds no more since then, and it fires on for `keep_firing_for`. */
  readonly keepFiringSinceMs: number | undefined;
  /** Labels and annotations for which there was no room. */
  readonly leftOut: number;
}

/** When what is shown held. */
export interface RulesHeld {
  readonly rules: Held;
  /** Undefined where a record has no alerts of then: the states of its rules are not known. */
  readonly alerts: Held | undefined;
}

/** Of what is not in the parts. */
export interface RulesLeftOut {
  /** Groups, rules and alerts that are not as the API promises. */
  readonly malformed: number;
  /** For which there was no room. */
  readonly groups: number;
  readonly rules: number;
  readonly alerts: number;
}

/** How many the parts have together. */
export interface RulesCounts {
  readonly groups: number;
  readonly rules: number;
  readonly alerts: number;
}

/** At most 500 of a kind, in the server's order: all groups, then all rules, then all alerts. */
export type RulesPart =
  | { readonly kind: 'groups'; readonly groups: readonly RuleGroup[] }
  | { readonly kind: 'rules'; readonly rules: readonly Rule[] }
  | { readonly kind: 'alerts'; readonly alerts: readonly ActiveAlert[] };

/**
 * A reading: begin, parts, end; or that nothing is another one than at the reading before; or why there are no rules; then the next one, for as long
 * as somebody listens. One that fails says so, and the one before it stands.
 */
export type RulesItem =
  | {
      readonly kind: 'begin';
      readonly readAtMs: number;
      readonly held: RulesHeld;
      readonly counts: RulesCounts;
      readonly leftOut: RulesLeftOut;
    }
  | RulesPart
  | { readonly kind: 'end' }
  | { readonly kind: 'same'; readonly readAtMs: number; readonly held: RulesHeld }
  | { readonly kind: 'none'; readonly why: NotTold }
  | { readonly kind: 'failed'; readonly error: AppErrorData };
