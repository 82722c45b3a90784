/** Native histograms for tests, written short. */
import { emptyBuckets, type FloatHistogram, type HistogramBuckets } from '../../../shared/model/float-histogram.ts';
import { seededRandom } from '../../fuzz/random.ts';

type Written = Partial<Omit<FloatHistogram, 'positive' | 'negative'>> & {
  /** By index. */
  readonly positive?: Readonly<Record<number, number>>;
  readonly negative?: Readonly<Record<number, number>>;
};

/** Where no count is given, it is that of the buckets. */
export function histogramOf({ positive, negative, ...rest }: Written): FloatHistogram {
  const [up, down] = [bucketsOf(positive), bucketsOf(negative)];
  const counted = [...up.counts, ...down.counts].reduce((total, count) => total + count, rest.zeroCount ?? 0);
  return {
    ...{ schema: 0, count: counted, sum: 0, zeroThreshold: 0, zeroCount: 0, customValues: [], resetHint: 'unknown' },
    ...rest,
    positive: up,
    negative: down,
  };
}

function bucketsOf(written: Readonly<Record<number, number>> = {}): HistogramBuckets {
  const indexes = Object.keys(written)
    .map(Number)
    .sort((a, b) => a - b);
  if (indexes.length === 0) return emptyBuckets;
  return { indexes: Int32Array.from(indexes), counts: Float64Array.from(indexes, (index) => written[index] ?? 0) };
}

/** From 0 to 1, without 1. */
export function seededChance(seed: number): () => number {
  const random = seededRandom(seed);
  return () => random() / 2 ** 32;
}

/** Whole counts in exponential buckets on both sides, so that sums are exact. */
export function randomHistogram(random: () => number): FloatHistogram {
  const pick = (below: number) => Math.floor(random() * below);
  const side = () => Object.fromEntries(Array.from({ length: pick(8) }, () => [pick(40) - 20, pick(9)]));
  const thresholds = [0, 2 ** -128, 0.001, 0.5, 3];
  const [positive, negative] = [side(), side()];
  const zero = { zeroThreshold: thresholds[pick(thresholds.length)] ?? 0, zeroCount: pick(5) };
  return histogramOf({ schema: pick(6) - 2, sum: pick(100) - 50, ...zero, positive, negative });
}
