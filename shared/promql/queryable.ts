/**
 * What PromQL sees of a storage: series that matchers select, as columns. Reading is synchronous, because evaluation runs in a worker
 * where it may block: no promise is made for a series (docs/decisions).
 */
import type { FloatHistogram } from '../model/float-histogram.ts';
import type { Labels } from '../model/labels.ts';
import type { MatchOperator } from './ast.ts';

/** A label matcher that can be asked. A label that a series has not is the empty text. */
export interface SeriesMatcher {
  readonly name: string;
  readonly op: MatchOperator;
  readonly value: string;
  readonly matches: (value: string) => boolean;
  /** Where only these values can match (`=`, and `=~` over plain alternatives): for an index to look up instead of to scan. */
  readonly values: readonly string[] | undefined;
}

export interface Selection {
  /** All of them have to match; at least one does not match the empty text. */
  readonly matchers: readonly SeriesMatcher[];
  /** Samples from here … */
  readonly startMs: number;
  /** … to here are wanted, both inclusive. A storage may give more. */
  readonly endMs: number;
}

/**
 * The samples of one series. The arrays are the storage's: they are read, never written, and hold until the next series is taken. Series
 * that were scraped together may share one `timesMs`: the same object tells the engine that the windows over it are the same.
 */
export interface SelectedSeries {
  /** Sorted by name, as all label sets are; `__name__` among them. */
  readonly labels: Labels;
  /** Rising, no time twice. */
  readonly timesMs: Float64Array;
  /** Beside each time; of a histogram anything. */
  readonly values: Float64Array;
  /** Indices of the samples that are stale markers, rising; undefined for none. */
  readonly stale?: readonly number[] | undefined;
  /** Beside each time where the sample is a native histogram; undefined for a series of numbers only. */
  readonly histograms?: readonly (FloatHistogram | undefined)[] | undefined;
  /** Beside each time when its counter began (0 where that is not known); undefined where a storage knows none. */
  readonly startTimesMs?: Float64Array | undefined;
}

/** One query that is being evaluated: whoever works for it asks it often whether to go on. */
export interface QueryRun {
  /** @throws where the query was cancelled, or its time is used up. To be called at least every few milliseconds. */
  check(): void;
  /** Counts memory that stays until the query ends. @throws EvaluationError where there is no more of it */
  charge(bytes: number): void;
  /**
   * Some of what was selected cannot be read: the rest is given, and this is told beside the result, as one line of words. Where it is
   * undefined nobody would be told, and a storage throws instead.
   */
  readonly warn?: ((text: string) => void) | undefined;
}

export interface Queryable {
  /** Each series once, in any order. */
  select(selection: Selection, run: QueryRun): Iterable<SelectedSeries>;
}
