/** Cuts an answer's columns into parts that each fit into a frame of the contract. Each part owns its arrays whole, so that they can be transferred. */
import type { Labels } from '../../../../../shared/model/labels.ts';
import type { Columns, HistogramSample } from '../../../../../shared/model/query.ts';
import type { AnswerColumns } from './answer-columns.ts';
import { tooLarge } from './parse-errors.ts';

export interface AnswerPart {
  readonly columns: Columns;
  /** The first series is the last of the part before, and these are its further samples. */
  readonly continues: boolean;
}

/** Of a part as it is sent. Under the contract's 1 MiB by more than the frame, the item and the arrays' headers take. */
export const partBytes = 900 * 1024;

/** A label set goes into each part that has samples of its series, so it may take no more than half of one. */
const mostLabelBytes = partBytes / 2;

const sampleBytes = 16;
/** An offset, and what a series without samples takes beside its labels. */
const seriesBytes = 16;

/** The histogram's keys and numbers, and those of a bucket, in the wider of the two encodings (structured clone; msgpack). */
function histogramBytes(sample: HistogramSample): number {
  return 128 + 64 * sample.buckets.length;
}

/** Where the next part begins. */
interface Position {
  series: number;
  sample: number;
  histogram: number;
  /** Some of the series has been in a part before. */
  begun: boolean;
}

/**
 * @param limitBytes of a part; smaller only in tests.
 * @returns a function that gives the next part, or undefined after the last. No series: no part.
 */
export function createPartSplitter(
  answer: AnswerColumns,
  limitBytes: number = partBytes,
): () => AnswerPart | undefined {
  const at: Position = { series: 0, sample: 0, histogram: 0, begun: false };
  return () => (at.series < answer.labels.length ? takePart(answer, at, limitBytes) : undefined);
}

function takePart(answer: AnswerColumns, at: Position, limitBytes: number): AnswerPart {
  const firstSeries = at.series;
  const firstSample = at.sample;
  const firstHistogram = at.histogram;
  const continues = at.begun;
  const offsets: number[] = [0];
  let left = limitBytes;
  while (at.series < answer.labels.length) {
    const fixed = labelBytesOf(answer, at.series) + seriesBytes;
    const isFirst = offsets.length === 1;
    if (fixed + sampleBytes > left && !isFirst) break;
    left = takeSamples(answer, at, left - fixed);
    const complete = at.sample === answer.ends[at.series] && answer.histograms[at.histogram]?.series !== at.series;
    offsets.push(at.sample - firstSample);
    at.begun = !complete;
    if (!complete) break;
    at.series += 1;
  }
  const labels: Labels[] = answer.labels.slice(firstSeries, firstSeries + offsets.length - 1);
  const histograms = answer.histograms
    .slice(firstHistogram, at.histogram)
    .map((sample) => ({ ...sample, series: sample.series - firstSeries }));
  return {
    columns: {
      labels,
      offsets: Uint32Array.from(offsets),
      timesMs: answer.timesMs.slice(firstSample, at.sample),
      values: answer.values.slice(firstSample, at.sample),
      histograms,
    },
    continues,
  };
}

/** Takes what fits of the series' samples, then of its histograms; at least one of either, if there is one. @returns the bytes that are left. */
function takeSamples(answer: AnswerColumns, at: Position, bytes: number): number {
  const end = answer.ends[at.series] ?? at.sample;
  const fits = Math.max(1, Math.floor(bytes / sampleBytes));
  const from = at.sample;
  at.sample = Math.min(end, from + fits);
  let left = bytes - (at.sample - from) * sampleBytes;
  let taken = at.sample - from;
  for (;;) {
    const sample = answer.histograms[at.histogram];
    if (at.sample < end || sample === undefined || sample.series !== at.series) return left;
    const size = histogramBytes(sample);
    if (size > left && taken > 0) return left;
    left -= size;
    taken += 1;
    at.histogram += 1;
  }
}

function labelBytesOf(answer: AnswerColumns, series: number): number {
  const bytes = answer.labelBytes[series] ?? 0;
  if (bytes > mostLabelBytes) throw tooLarge(mostLabelBytes);
  return bytes;
}
