/** Sums and means of many native histograms, each count with its rounding error carried along. */
import { customBucketsSchema, type FloatHistogram, type HistogramBuckets } from '../../model/float-histogram.ts';
import { added, combinedHint } from './arithmetic.ts';
import { keptBuckets } from './buckets.ts';
import { type CommonLayout, commonLayout, fitted } from './layout.ts';

export interface HistogramTotal {
  readonly histogram: FloatHistogram;
  /** Some follow a reset and others do not. */
  readonly hintsCollided: boolean;
  /** Custom bounds that not all of them have are gone. */
  readonly boundsDiffered: boolean;
}

/** @param histograms one at least @returns undefined where exponential and custom buckets would have to go together */
export function sumOfHistograms(histograms: readonly FloatHistogram[]): HistogramTotal | undefined {
  return totalOf(histograms, (parts, running) => {
    for (const part of parts) add(running, part, 1);
    return running.sums.map((sum, i) => sum + (running.rests[i] ?? 0));
  });
}

/** The plain mean as long as nothing overflows; from there on step by step. @returns as `sumOfHistograms` */
export function meanOfHistograms(histograms: readonly FloatHistogram[]): HistogramTotal | undefined {
  return totalOf(histograms, (parts, running) => {
    for (const part of parts) add(running, part, 1);
    const count = parts.length;
    if (running.sums.every(Number.isFinite)) return quotients(running, count);
    return meanByStep(parts, running) ?? quotients(running, count);
  });
}

/** The counts of a histogram as one row: how many, their sum, the zero bucket, and one slot for each bucket that any of them has. */
interface Running {
  readonly sums: Float64Array;
  readonly rests: Float64Array;
}

type Total = (parts: readonly Float64Array[], running: Running) => Float64Array;

const leadingSlots = 3;

function totalOf(histograms: readonly FloatHistogram[], total: Total): HistogramTotal | undefined {
  const layout = layoutOfAll(histograms);
  const [first] = histograms;
  if (layout === undefined || first === undefined) return undefined;
  const fits = histograms.map((one) => fitted(one, layout));
  const positive = allIndexes(fits.map((one) => one.positive));
  const negative = allIndexes(fits.map((one) => one.negative));
  const size = leadingSlots + positive.indexes.length + negative.indexes.length;
  const parts = fits.map((one) => rowOf(one, positive, negative, size));
  const row = total(parts, { sums: new Float64Array(size), rests: new Float64Array(size) });
  const hints = new Set(histograms.map(({ resetHint }) => resetHint));
  return {
    histogram: {
      ...histogramOf(row, layout, positive.indexes, negative.indexes),
      resetHint: histograms.reduce((hint, { resetHint }) => combinedHint(hint, resetHint), first.resetHint),
    },
    hintsCollided: hints.has('reset') && hints.has('notReset'),
    boundsDiffered: layout.boundsDiffered,
  };
}

/** Where resolutions and zero buckets differ, it depends on the order how wide the zero bucket gets: Prometheus adds one after the other. */
function layoutOfAll(histograms: readonly FloatHistogram[]): CommonLayout | undefined {
  const layout = commonLayout(histograms);
  const isCommon = (one: FloatHistogram) => one.schema === layout?.schema && one.zeroThreshold === layout.zeroThreshold;
  if (layout === undefined || layout.schema === customBucketsSchema || histograms.every(isCommon)) return layout;
  const { schema, zeroThreshold } = histograms.reduce((sum, one) => added(sum, one)?.histogram ?? sum);
  return { ...layout, schema, zeroThreshold };
}

interface Slots {
  readonly indexes: Int32Array;
  readonly slotOf: ReadonlyMap<number, number>;
}

function allIndexes(lists: readonly HistogramBuckets[]): Slots {
  const all = new Set<number>();
  for (const { indexes } of lists) for (const index of indexes) all.add(index);
  const indexes = Int32Array.from(all).sort();
  return { indexes, slotOf: new Map(Array.from(indexes, (index, i) => [index, i])) };
}

function rowOf(histogram: FloatHistogram, positive: Slots, negative: Slots, size: number): Float64Array {
  const row = new Float64Array(size);
  row[0] = histogram.count;
  row[1] = histogram.sum;
  row[2] = histogram.zeroCount;
  const fill = ({ indexes, counts }: HistogramBuckets, { slotOf }: Slots, from: number) => {
    for (let i = 0; i < indexes.length; i += 1) row[from + (slotOf.get(indexes[i] ?? 0) ?? 0)] = counts[i] ?? 0;
  };
  fill(histogram.positive, positive, leadingSlots);
  fill(histogram.negative, negative, leadingSlots + positive.indexes.length);
  return row;
}

function histogramOf(
  row: Float64Array,
  { schema, zeroThreshold, customValues }: CommonLayout,
  positive: Int32Array,
  negative: Int32Array,
): FloatHistogram {
  const split = leadingSlots + positive.length;
  const populated = (indexes: Int32Array, counts: Float64Array) =>
    keptBuckets({ indexes, counts }, (_index, count) => count !== 0);
  return {
    ...{ schema, zeroThreshold, customValues, resetHint: 'unknown' },
    ...{ count: row[0] ?? 0, sum: row[1] ?? 0, zeroCount: row[2] ?? 0 },
    positive: populated(positive, row.slice(leadingSlots, split)),
    negative: populated(negative, row.slice(split)),
  };
}

/** @param share of the row that is added */
function add({ sums, rests }: Running, row: Float64Array, share: number): void {
  for (let i = 0; i < row.length; i += 1) {
    const value = (row[i] ?? 0) / share;
    const before = sums[i] ?? 0;
    const next = before + value;
    const lost = Math.abs(before) >= Math.abs(value) ? before - next + value : value - next + before;
    rests[i] = Math.abs(next) === Number.POSITIVE_INFINITY ? 0 : (rests[i] ?? 0) + lost;
    sums[i] = next;
  }
}

function quotients({ sums, rests }: Running, by: number): Float64Array {
  return sums.map((sum, i) => sum / by + (rests[i] ?? 0) / by);
}

/** @returns undefined where nothing overflows on the way: then it was no number before */
function meanByStep(parts: readonly Float64Array[], running: Running): Float64Array | undefined {
  const { sums, rests } = running;
  sums.fill(0);
  rests.fill(0);
  let seen = 0;
  let isMean = false;
  for (const part of parts) {
    seen += 1;
    if (!isMean && !(seen > 1 && overflows(sums, part))) {
      add(running, part, 1);
      continue;
    }
    const share = isMean ? (seen - 1) / seen : 1 / seen;
    isMean = true;
    for (let i = 0; i < sums.length; i += 1) {
      sums[i] = (sums[i] ?? 0) * share;
      rests[i] = (rests[i] ?? 0) * share;
    }
    add(running, part, seen);
  }
  return isMean ? sums.map((sum, i) => sum + (rests[i] ?? 0)) : undefined;
}

function overflows(sums: Float64Array, row: Float64Array): boolean {
  return row.some((value, i) => Math.abs(value + (sums[i] ?? 0)) === Number.POSITIVE_INFINITY);
}
