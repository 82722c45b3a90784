/**
 * Samples as Prometheus counts them for its statistics, and for its limit on how many may be held at once: of a selector those that it finds,
 * at each time anew; of a range those in its window. https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries
 */
import type { FloatHistogram, HistogramBuckets } from '../../model/float-histogram.ts';
import { EvaluationError } from './evaluation-error.ts';
import type { Windows } from './windows.ts';

export interface SampleCounts {
  /** Selectors and ranges found so many. */
  add(samples: number): void;
  readonly total: () => number;
  /** What was added since is another's: of a subquery only the windows over it count. */
  restart(total: number): void;
  /** So many are there beside those that are held. @throws EvaluationError where that are more than may be held at once */
  reach(samples: number): void;
  /** Only so many are held from here on. */
  settle(samples: number): void;
  readonly held: () => number;
  readonly peak: () => number;
}

/** @param most that may be held at once; undefined: any number */
export function countSamples(most = Number.POSITIVE_INFINITY): SampleCounts {
  let total = 0;
  let held = 0;
  let peak = 0;
  return {
    add(samples) {
      total += samples;
    },
    total: () => total,
    restart(from) {
      total = from;
    },
    reach(samples) {
      peak = Math.max(peak, held + samples);
      if (peak <= most) return;
      throw new EvaluationError(
        'budget',
        'query processing would load too many samples into memory in query execution',
      );
    },
    settle(samples) {
      held = samples;
    },
    held: () => held,
    peak: () => peak,
  };
}

type Histograms = readonly (FloatHistogram | undefined)[];

/** @param at as select-instant.ts has it @param found how many of these are samples */
export function samplesAt(at: Int32Array, found: number, histograms: Histograms | undefined): number {
  if (histograms === undefined) return found;
  return at.reduce((sum, index) => (index < 0 ? sum : sum + sizeOf(histograms[index])), 0);
}

/** Of all windows together. @param histograms beside the samples that the windows count */
export function samplesIn({ lo, hi }: Windows, histograms: Histograms | undefined): number {
  if (histograms === undefined) return hi.reduce((sum, to, i) => sum + to - (lo[i] as number), 0);
  const before = new Float64Array(histograms.length + 1);
  for (let i = 0; i < histograms.length; i += 1) before[i + 1] = (before[i] as number) + sizeOf(histograms[i]);
  return hi.reduce((sum, to, i) => sum + (before[to] as number) - (before[lo[i] as number] as number), 0);
}

/** Bytes of a histogram there that are always needed, and of its time. */
const fixedBytes = 168 + 8;

/**
 * A native histogram counts as many times as its memory is that of a number and its time; until Prometheus 2.48 it counted once.
 * https://github.com/prometheus/prometheus/pull/12609
 */
function sizeOf(histogram: FloatHistogram | undefined): number {
  if (histogram === undefined) return 1;
  const { positive, negative, customValues } = histogram;
  const words = wordsOf(positive) + wordsOf(negative) + customValues.length;
  return Math.floor((fixedBytes + 8 * words) / 16);
}

/** The buckets, and where they stand: there that is told once for all that follow one another. */
function wordsOf({ indexes }: HistogramBuckets): number {
  let runs = 0;
  for (let i = 0; i < indexes.length; i += 1) if (i === 0 || indexes[i] !== (indexes[i - 1] as number) + 1) runs += 1;
  return indexes.length + runs;
}
