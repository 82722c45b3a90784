/**
 * A native histogram as PromQL computes with it: counts are doubles, and only buckets that were observed are kept. What is computed is in
 * shared/promql/histogram/. https://prometheus.io/docs/specs/native_histograms/
 */

/** Sparse: bucket `indexes[i]` (ascending) holds `counts[i]`. A bucket that is not listed is empty; one that is may be. */
export interface HistogramBuckets {
  readonly indexes: Int32Array;
  readonly counts: Float64Array;
}

/** What is known of the step from the sample before: `reset` and `notReset` are said by the one who observed, `gauge` may fall as it likes. */
export type CounterResetHint = 'unknown' | 'reset' | 'notReset' | 'gauge';

/** The schema of histograms with bounds of their own. */
export const customBucketsSchema = -53;

export interface FloatHistogram {
  /** -4 … 8: each power of two has 2^schema buckets; or `customBucketsSchema`. */
  readonly schema: number;
  readonly count: number;
  readonly sum: number;
  /** Observations from -zeroThreshold to zeroThreshold, both inclusive. */
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  /** Exponential: bucket i is (base^(i-1), base^i]. Custom: bucket i ends at customValues[i], inclusive; the one after the last at +Inf. */
  readonly positive: HistogramBuckets;
  /** Mirrored; empty with bounds of its own. */
  readonly negative: HistogramBuckets;
  /** Upper bounds, strictly rising, without +Inf; empty for exponential ones. */
  readonly customValues: readonly number[];
  readonly resetHint: CounterResetHint;
}

/** The stale marker of a series of histograms has this sum and nothing else; storages hand it on as a stale sample. */
export const emptyBuckets: HistogramBuckets = { indexes: new Int32Array(0), counts: new Float64Array(0) };
