/** What is told of alerts while nobody looks at them: how many fire, and that some began or ended. Times are milliseconds since the epoch. */
import type { ContextId } from './context.ts';

/**
 * Of the alerts of a connected context, without those that are not for a person: of the severities `none` (kube-prometheus's Watchdog and
 * InfoInhibitor, which fire to prove that alerts arrive) and `info`.
 */
export interface AlertCounts {
  readonly firing: number;
  readonly pending: number;
}

export interface ContextAlerts {
  readonly context: ContextId;
  /** Undefined where it is not connected, has no rules to tell of, or was not read yet. */
  readonly counts: AlertCounts | undefined;
}

/** Alerts of one rule that began, or ended, with one notice. Every text of a notice is one line, and harmless to read. */
interface NoticedRule {
  readonly name: string;
  readonly count: number;
}

export interface NoticedAlerts {
  readonly count: number;
  /** The most alerts first, at most five. */
  readonly rules: readonly NoticedRule[];
  /** Rules beyond those. */
  readonly moreRules: number;
  /** Of the only alert: what its annotations say, or its labels; else ''. */
  readonly text: string;
}

/** What happened in a context since the notice before: at least one began or ended. */
export interface AlertNotice {
  /** Another one for each notice. */
  readonly id: string;
  readonly context: ContextId;
  readonly contextName: string;
  readonly atMs: number;
  readonly began: NoticedAlerts;
  readonly ended: NoticedAlerts;
}

/** For a page. */
export type NoticeItem =
  | { readonly kind: 'notice'; readonly notice: AlertNotice }
  /** A person chose a notice of the desktop: its context's alerts are to be shown. */
  | { readonly kind: 'open'; readonly context: ContextId };

/** Alerts that are never told of: those of a rule, in one context or in all. */
export interface MutedRule {
  /** Absent: in every context. */
  readonly context?: ContextId | undefined;
  readonly rule: string;
}
