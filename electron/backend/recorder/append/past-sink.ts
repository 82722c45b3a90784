/** Samples of the past into chunks: whole series, so many samples at a time. */

import type { Labels } from '../../../../shared/model/labels.ts';
import type { SeriesColumn } from '../../history/store/append-columns.ts';
import type { ReadSink } from './read-sink.ts';
import { addStored, type MutableOutcome, noteTimes, type ReadStore } from './read-store.ts';
import { type BatchSeries, SampleBatch } from './sample-batch.ts';

/** A transaction of some 30 ms. */
const batchSamples = 250_000;
/** A series that has more is stored in parts, of which each is put into the chunks of the one before. */
const mostSeriesSamples = 1_000_000;

export class PastSink implements ReadSink {
  readonly batch = new SampleBatch();
  readonly startMs: number;
  readonly endMs: number;
  readonly #store: ReadStore;
  readonly #outcome: MutableOutcome;
  #key: string | undefined;
  /** It was counted in a part before. */
  #goesOn = false;

  constructor(
    store: ReadStore,
    { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
    outcome: MutableOutcome,
  ) {
    this.#store = store;
    this.startMs = startMs;
    this.endMs = endMs;
    this.#outcome = outcome;
  }

  open(key: string, labels: () => Labels): void {
    const { batch } = this;
    const goesOn = key === this.#key;
    const { isFull } = batch;
    if (goesOn && !isFull && batch.count - (batch.series.at(-1)?.from ?? 0) < mostSeriesSamples) return;
    const its = goesOn ? batch.series.at(-1)?.labels : undefined;
    this.#close();
    if (isFull || batch.count >= batchSamples) this.#storeBatch();
    this.#goesOn = goesOn;
    this.#key = key;
    batch.open(key, its ?? labels());
  }

  refuse(samples: number): void {
    this.#outcome.refused += samples;
  }

  /** All of them were given. @throws AppError history.* */
  finish(): void {
    this.#close();
    this.#key = undefined;
    this.#storeBatch();
  }

  #close(): void {
    const series = this.batch.close();
    if (series === undefined || this.#key === undefined) return;
    const count = series.to - series.from;
    if (count === 0) {
      this.batch.series.pop();
      return;
    }
    const outcome = this.#outcome;
    outcome.samples += count;
    if (!this.#goesOn) outcome.series += 1;
    noteTimes(outcome, this.batch, series);
  }

  #storeBatch(): void {
    const { batch } = this;
    if (batch.series.length > 0)
      addStored(this.#outcome, this.#store.appendColumns(batch.series.map((one) => columnOf(batch, one))));
    batch.clear();
  }
}

/** Views of the batch. */
export function columnOf(batch: SampleBatch, { labels = [], from, to, hasHistograms }: BatchSeries): SeriesColumn {
  return {
    labels,
    timesMs: batch.timesMs.subarray(from, to),
    values: new Float64Array(batch.words.buffer, 8 * from, to - from),
    histograms: hasHistograms ? Array.from({ length: to - from }, (_, i) => batch.histograms[from + i]) : undefined,
  };
}
