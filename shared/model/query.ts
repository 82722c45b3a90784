/**
 * A query and its answer. An answer travels as parts of columns (no object per sample anywhere), each part small enough for one
 * frame of the contract, and is joined by the one who shows it (columns.ts).
 */
import type { Labels } from './labels.ts';

export type QueryRequest =
  /** Evaluated at one time; `timeMs` absent: the server's now. */
  | { readonly kind: 'instant'; readonly expr: string; readonly timeMs?: number | undefined }
  /** Evaluated at startMs, startMs + stepMs, … ≤ endMs (both ends inclusive, as in Prometheus's API). */
  | {
      readonly kind: 'range';
      readonly expr: string;
      readonly startMs: number;
      readonly endMs: number;
      readonly stepMs: number;
    };

/** In what the PromQL of Prometheus 2 and of 3 differ: who evaluates here can do it as either. */
export type QuerySemantics = 'v2' | 'v3';

export type ResultType = 'vector' | 'matrix' | 'scalar' | 'string';

/** One native-histogram sample. Buckets as in the HTTP API: boundary rule (0 left-open, 1 right-open, 2 open, 3 closed), bounds, count. */
export interface HistogramSample {
  /** Index of the series in the same part (or, once joined, in the whole result). */
  readonly series: number;
  readonly timeMs: number;
  readonly count: number;
  readonly sum: number;
  readonly buckets: readonly (readonly [rule: number, lower: number, upper: number, count: number])[];
}

/**
 * Series as columns. Series i has the samples offsets[i] … offsets[i + 1] - 1 of `timesMs` and `values` (so `offsets` has one
 * entry more than there are series), in time order. A vector or scalar has one sample a series. NaN is a value, never a gap: a gap is
 * a sample that is not there.
 */
export interface Columns {
  readonly labels: readonly Labels[];
  readonly offsets: Uint32Array<ArrayBuffer>;
  readonly timesMs: Float64Array<ArrayBuffer>;
  readonly values: Float64Array<ArrayBuffer>;
  readonly histograms: readonly HistogramSample[];
}

/** What a query stream yields, in this order: progress*, head, part*, then for each further slice: slice, progress*, head, part*; then done. */
export type QueryItem =
  | QueryProgress
  | {
      readonly kind: 'head';
      /** The same in every slice; the counts are the slice's. */
      readonly resultType: ResultType;
      readonly seriesCount: number;
      readonly sampleCount: number;
    }
  /**
   * A range of more steps than a server evaluates at once comes in slices, one after the other in time: this begins each of them but for
   * the first, and how many there are is in the progress. What is joined of a slice (columns.ts) is then joined by `joinSlices`.
   */
  | { readonly kind: 'slice' }
  /** `continues`: the first series of this part is the last of the part before, which was too long for one frame. */
  | { readonly kind: 'part'; readonly columns: Columns; readonly continues: boolean }
  | QueryDone;

export interface QueryProgress {
  readonly kind: 'progress';
  /** `evaluating`: by our own engine, on this computer. */
  readonly phase: 'waiting' | 'reading' | 'parsing' | 'evaluating';
  /** Of all slices so far. */
  readonly receivedBytes: number;
  /** Where the range is asked for in slices: how many are there, and how many there will be. */
  readonly slices?: { readonly done: number; readonly of: number };
  /** While it is evaluated here: what was taken from the storage so far. */
  readonly taken?: { readonly series: number; readonly samples: number };
}

/** What the server, or our own engine, says about its work: sums over the slices; `peakSamples` the largest. */
export interface QueryStats {
  readonly evalMs: number;
  readonly queueMs: number;
  readonly totalSamples: number;
  readonly peakSamples: number;
}

export interface QueryDone {
  readonly kind: 'done';
  /** The result of a query of type string. */
  readonly text?: string;
  /** Prometheus's own words. `infos` are PromQL annotations that do not doubt the result (2.54 and newer). */
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  /** Of the answers as they came; 0 where it was evaluated here. */
  readonly bytes: number;
  /** From the request's first byte sent to the last part ready, in the backend. */
  readonly totalMs: number;
  /** Of that, until the answer's first byte; of all slices together, as the rest. */
  readonly waitMs: number;
  readonly parseMs: number;
  /** Undefined where the server did not say. */
  readonly stats?: QueryStats;
  /** Whose PromQL it was, that of Prometheus 2 or 3, where it was evaluated here. */
  readonly semantics?: QuerySemantics;
}
