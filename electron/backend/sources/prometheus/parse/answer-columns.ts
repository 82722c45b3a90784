/** The samples of one answer while it is read: columns that grow. */
import type { Labels } from '../../../../../shared/model/labels.ts';
import type { HistogramSample } from '../../../../../shared/model/query.ts';

/** Written by one reader only. Series i has the samples ends[i - 1] (0 for the first) … ends[i] - 1. */
export interface AnswerColumns {
  readonly labels: Labels[];
  /** How many bytes the label set takes in the answer: what it takes in a frame, give or take. */
  readonly labelBytes: number[];
  readonly ends: number[];
  /** In the order of the series. */
  readonly histograms: HistogramSample[];
  timesMs: Float64Array<ArrayBuffer>;
  values: Float64Array<ArrayBuffer>;
  /** How many of `timesMs` and `values` are in use. */
  count: number;
}

/** A sample of a range query takes about this many bytes of JSON. */
const usualSampleBytes = 28;
const fewest = 1024;

/** @param answerBytes how long the answer is, for a first guess. */
export function createAnswerColumns(answerBytes: number): AnswerColumns {
  const capacity = fewest + Math.ceil(answerBytes / usualSampleBytes);
  return {
    labels: [],
    labelBytes: [],
    ends: [],
    histograms: [],
    timesMs: new Float64Array(capacity),
    values: new Float64Array(capacity),
    count: 0,
  };
}

/** Makes room for more than there is. The old arrays are no longer the columns'. */
export function growColumns(columns: AnswerColumns): void {
  const capacity = columns.timesMs.length * 2;
  columns.timesMs = grown(columns.timesMs, capacity);
  columns.values = grown(columns.values, capacity);
}

function grown(column: Float64Array<ArrayBuffer>, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  larger.set(column);
  return larger;
}
