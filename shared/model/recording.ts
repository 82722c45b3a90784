/** What is recorded of a source, and how that is going. Times are milliseconds since the epoch. */

/** `other`: what the detail says. */
type CoverageState = 'recorded' | 'asleep' | 'unreachable' | 'notRecorded' | 'deleted' | 'other';

/** Both ends inclusive. The spans of a window fill it, rising. */
export interface CoverageSpan {
  readonly startMs: number;
  readonly endMs: number;
  readonly state: CoverageState;
  /** In words; '' for none. */
  readonly detail: string;
}

export interface RecordingFacts {
  /** Since when it is recorded without an end, this Binnacle's own part of it; undefined where another Binnacle records. */
  readonly sinceMs: number | undefined;
  readonly newestSampleMs: number | undefined;
  /** Of the interval that most targets have. */
  readonly everyMs: number;
  /** The longest of the last scrapes that did not fail; undefined where there is none, and where another Binnacle records. */
  readonly scrapeMs: number | undefined;
  /** In the history. */
  readonly series: number;
  /** As its files are on the disk now: SQLite's logs among them, which grow and are emptied again, and what was set aside. */
  readonly bytes: number;
}
