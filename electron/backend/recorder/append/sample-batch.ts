/** Samples on their way into the history, series after series: columns that grow, and are used again. Values are words, two each, the low one first. */
import type { FloatHistogram, HistogramBuckets } from '../../../../shared/model/float-histogram.ts';
import type { Labels } from '../../../../shared/model/labels.ts';
import { tooMuch } from '../../../../shared/model/recorder-errors.ts';

export interface BatchSeries {
  /** Equal where the series is the same one, in one form of answers. */
  readonly key: string;
  /** Undefined where it is known by its key. */
  readonly labels: Labels | undefined;
  readonly from: number;
  to: number;
  hasHistograms: boolean;
  /** Chunks of it lie one over the other. */
  isMixed: boolean;
}

const fewest = 4096;
/** A time and a value. */
const sampleBytes = 16;
/** A histogram without its buckets: the objects, and the heads of its arrays. */
const histogramBytes = 400;
const bucketBytes = 12;
/** More than this is taken for a lie, or is asked for in shorter times: chunks may come to a thousand times their bytes. */
const mostBytes = 128 * 2 ** 20;
/** What has more is to be stored before the next series, or part of a series. */
const fullBytes = 96 * 2 ** 20;

/** The stale marker's words. */
export const staleLow = 2;
export const staleHigh = 0x7ff0_0000;

export class SampleBatch {
  timesMs = new Float64Array(fewest);
  words = new Uint32Array(2 * fewest);
  /** Beside the times, where there are some. */
  histograms: (FloatHistogram | undefined)[] = [];
  count = 0;
  series: BatchSeries[] = [];
  /** Beside the times and values, about. */
  #heldBytes = 0;

  get isFull(): boolean {
    return this.count * sampleBytes + this.#heldBytes >= fullBytes;
  }

  clear(): void {
    this.count = 0;
    this.series = [];
    this.histograms = [];
    this.#heldBytes = 0;
  }

  /** Makes room for so many more. @throws AppError recorder.tooMuch */
  reserve(more: number): void {
    const needed = this.count + more;
    this.#check(needed);
    if (needed <= this.timesMs.length) return;
    const capacity = Math.max(needed, Math.min(2 * this.timesMs.length, mostBytes / sampleBytes));
    const timesMs = new Float64Array(capacity);
    timesMs.set(this.timesMs.subarray(0, this.count));
    const words = new Uint32Array(2 * capacity);
    words.set(this.words.subarray(0, 2 * this.count));
    this.timesMs = timesMs;
    this.words = words;
  }

  open(key: string, labels: Labels | undefined): void {
    const { count } = this;
    // Labels are about twice as long again.
    this.#hold(labels === undefined ? key.length : 3 * key.length);
    this.series.push({ key, labels, from: count, to: count, hasHistograms: false, isMixed: false });
  }

  /** After `reserve`. */
  add(timeMs: number, low: number, high: number): void {
    const at = this.count;
    this.timesMs[at] = timeMs;
    this.words[2 * at] = low;
    this.words[2 * at + 1] = high;
    this.count = at + 1;
  }

  /** After `reserve`, and `open`. @throws AppError recorder.tooMuch */
  addHistogram(timeMs: number, histogram: FloatHistogram): void {
    const { positive, negative } = histogram;
    this.#hold(histogramBytes + bytesOf(positive) + bytesOf(negative));
    this.#put(timeMs, histogram);
  }

  #put(timeMs: number, histogram: FloatHistogram): void {
    this.histograms[this.count] = histogram;
    (this.series.at(-1) as BatchSeries).hasHistograms = true;
    this.add(timeMs, 0, 0);
  }

  /** The series that was opened last has all its samples. They rise then, and no time is there twice: the first one stays. */
  close(): BatchSeries | undefined {
    const series = this.series.at(-1);
    if (series === undefined) return undefined;
    series.to = this.count;
    if (series.isMixed) this.#sort(series);
    return series;
  }

  /** Of the series that was closed last: takes its first samples away. */
  dropFirst(series: BatchSeries, upToMs: number): number {
    const { timesMs, words } = this;
    const { from, to } = series;
    let first = from;
    while (first < to && (timesMs[first] as number) <= upToMs) first += 1;
    if (first === from) return 0;
    timesMs.copyWithin(from, first, to);
    words.copyWithin(2 * from, 2 * first, 2 * to);
    for (let i = from; series.hasHistograms && i < to; i += 1) this.histograms[i] = this.histograms[i + first - from];
    series.to = to - (first - from);
    this.count = series.to;
    this.histograms.length = Math.min(this.histograms.length, this.count);
    return first - from;
  }

  #hold(bytes: number): void {
    this.#heldBytes += bytes;
    this.#check(this.count);
  }

  #check(count: number): void {
    if (count * sampleBytes + this.#heldBytes > mostBytes) throw tooMuch(mostBytes);
  }

  #sort(series: BatchSeries): void {
    const { from, to } = series;
    const timesMs = this.timesMs.slice(from, to);
    const words = this.words.slice(2 * from, 2 * to);
    const histograms = this.histograms.slice(from, to);
    const order = Array.from(timesMs, (_, i) => i).sort((a, b) => (timesMs[a] as number) - (timesMs[b] as number));
    this.count = from;
    this.histograms.length = Math.min(this.histograms.length, from);
    for (const i of order) {
      const timeMs = timesMs[i] as number;
      if (this.count > from && this.timesMs[this.count - 1] === timeMs) continue;
      const histogram = histograms[i];
      if (histogram !== undefined) this.#put(timeMs, histogram);
      else this.add(timeMs, words[2 * i] as number, words[2 * i + 1] as number);
    }
    series.to = this.count;
  }
}

function bytesOf({ indexes }: HistogramBuckets): number {
  return bucketBytes * indexes.length;
}
