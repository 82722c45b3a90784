/** Cuts the result of our engine into parts that each fit into a frame of the contract; every part owns its arrays, and can be transferred. */
import type { FloatHistogram } from '../../../../shared/model/float-histogram.ts';
import type { Labels } from '../../../../shared/model/labels.ts';
import type { HistogramSample } from '../../../../shared/model/query.ts';
import type { ResultSeries } from '../../../../shared/promql/engine/result.ts';
import { boundaryRule } from '../../../../shared/promql/histogram/bucket-rule.ts';
import { bucketsInOrder, hasCustomBuckets } from '../../../../shared/promql/histogram/buckets.ts';
import { type AnswerPart, partBytes } from '../prometheus/parse/part-splitter.ts';
import { tooMuch } from './evaluation-failures.ts';

const sampleBytes = 16;
/** An offset, and what a series takes beside its labels and samples. */
const seriesBytes = 16;

/** One series, or what is left of it, on its way into a part. */
interface Piece {
  readonly labels: Labels;
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
  /** `series` is set when the part is made. */
  readonly histograms: readonly Omit<HistogramSample, 'series'>[];
}

/** @param limitBytes of a part; smaller only in tests @throws AppError query.tooMuch where the labels of a series are larger than a part */
export function* resultParts(
  series: readonly ResultSeries[],
  limitBytes: number = partBytes,
): Generator<AnswerPart, void, undefined> {
  let pieces: Piece[] = [];
  let continues = false;
  let left = limitBytes;
  const flush = function* (nextContinues: boolean) {
    if (pieces.length > 0) yield partOf(pieces, continues);
    pieces = [];
    continues = nextContinues;
    left = limitBytes;
  };
  for (const one of series) {
    const fixed = labelBytes(one.labels) + seriesBytes;
    if (fixed > limitBytes / 2) throw tooMuch(limitBytes / 2);
    if (fixed + sampleBytes > left && pieces.length > 0) yield* flush(false);
    const cut = createCutter(one);
    for (;;) {
      const taken = cut(left - fixed);
      pieces.push(taken.piece);
      left -= fixed + taken.bytes;
      if (taken.isLast) break;
      yield* flush(true);
    }
  }
  yield* flush(false);
}

interface Taken {
  readonly piece: Piece;
  readonly bytes: number;
  readonly isLast: boolean;
}

/** First the numbers of a series, then its histograms, each time as many as fit, and at least one. */
function createCutter(series: ResultSeries): (room: number) => Taken {
  const { labels } = series;
  const { timesMs, values, histograms } = split(series);
  let sample = 0;
  let histogram = 0;
  return (room) => {
    const from = sample;
    sample = Math.min(timesMs.length, from + Math.max(1, Math.floor(room / sampleBytes)));
    let bytes = (sample - from) * sampleBytes;
    const fitting: Omit<HistogramSample, 'series'>[] = [];
    for (; sample === timesMs.length && histogram < histograms.length; histogram += 1) {
      const made = sampleOf(...(histograms[histogram] as TimedHistogram));
      const size = histogramBytes(made);
      if (bytes > 0 && bytes + size > room) break;
      bytes += size;
      fitting.push(made);
    }
    const piece = {
      labels,
      timesMs: timesMs.subarray(from, sample),
      values: values.subarray(from, sample),
      histograms: fitting,
    };
    return { piece, bytes, isLast: sample === timesMs.length && histogram === histograms.length };
  };
}

type TimedHistogram = readonly [timeMs: number, histogram: FloatHistogram];

interface Split {
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
  readonly histograms: readonly TimedHistogram[];
}

function split({ timesMs, values, histograms }: ResultSeries): Split {
  if (histograms === undefined) return { timesMs, values, histograms: [] };
  const found: TimedHistogram[] = [];
  const numbers: number[] = [];
  for (let i = 0; i < timesMs.length; i += 1) {
    const histogram = histograms[i];
    if (histogram === undefined) numbers.push(i);
    else found.push([timesMs[i] as number, histogram]);
  }
  return {
    timesMs: Float64Array.from(numbers, (i) => timesMs[i] as number),
    values: Float64Array.from(numbers, (i) => values[i] as number),
    histograms: found,
  };
}

function sampleOf(timeMs: number, histogram: FloatHistogram): Omit<HistogramSample, 'series'> {
  const isCustom = hasCustomBuckets(histogram);
  const buckets = bucketsInOrder(histogram).map(
    (bucket) => [boundaryRule(bucket, isCustom), bucket.lower, bucket.upper, bucket.count] as const,
  );
  return { timeMs, count: histogram.count, sum: histogram.sum, buckets };
}

/** Its keys and numbers, and those of a bucket, in the wider of the contract's encodings. */
function histogramBytes({ buckets }: Omit<HistogramSample, 'series'>): number {
  return 128 + 64 * buckets.length;
}

/** At most, in the wider of the contract's encodings. */
function labelBytes(labels: Labels): number {
  let bytes = 0;
  for (const text of labels) bytes += text.length * 3 + 5;
  return bytes;
}

function partOf(pieces: readonly Piece[], continues: boolean): AnswerPart {
  const total = pieces.reduce((sum, { timesMs }) => sum + timesMs.length, 0);
  const offsets = new Uint32Array(pieces.length + 1);
  const timesMs = new Float64Array(total);
  const values = new Float64Array(total);
  let at = 0;
  pieces.forEach((piece, i) => {
    timesMs.set(piece.timesMs, at);
    values.set(piece.values, at);
    at += piece.timesMs.length;
    offsets[i + 1] = at;
  });
  const labels = pieces.map((piece) => piece.labels);
  const histograms = pieces.flatMap((piece, i) => piece.histograms.map((sample) => ({ series: i, ...sample })));
  return { columns: { labels, offsets, timesMs, values, histograms }, continues };
}
