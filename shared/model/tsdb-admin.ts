/** What is done to the TSDB of a server: series are deleted, and what is deleted is taken off its disk. Times are milliseconds since the epoch. */
import type { SelectorSummary } from './catalog.ts';

/** Samples of a server: of the series that a selector finds, in a span of time. */
export interface SampleSelection {
  /** A vector selector without range, `offset` or `@`. */
  readonly selector: string;
  /** Both ends inclusive; absent: all of their time. */
  readonly span?: { readonly startMs: number; readonly endMs: number } | undefined;
}

/** Where it would be done, and to what. */
export interface TsdbLook {
  /** Of this server on this connection: what is done is done there, or not at all. */
  readonly mark: string;
  /** A pod, a service, a URL. */
  readonly at: string;
  readonly way: 'port-forward' | 'proxy' | 'address';
  /** Of a selection that was asked for: its series, and their labels. With a span, also series that have samples only near it. */
  readonly matched?: SelectorSummary | undefined;
  /** With a span: what is in it, exactly. Absent where the server would not count it, or not in time. */
  readonly counted?: { readonly series: number; readonly samples: number | undefined } | undefined;
  /** Of all time: how many of the series have samples of the last day. A server goes on listing those that were just deleted. Absent as `counted`, and of many. */
  readonly lately?: number | undefined;
}
