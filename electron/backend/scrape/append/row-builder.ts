/** Samples of one time on their way into the history. */
import { grown } from '../../../../shared/exposition/line-cache.ts';
import type { FloatHistogram } from '../../../../shared/model/float-histogram.ts';

/** The NaN that says that a series ends here (Prometheus's value.StaleNaN), as two words. */
const [staleLow, staleHigh] = [2, 0x7ff0_0000];

interface BuiltRow {
  readonly timeMs: number;
  readonly series: Uint32Array;
  readonly values: Float64Array;
  readonly histograms: readonly (FloatHistogram | undefined)[] | undefined;
}

export class RowBuilder {
  readonly timeMs: number;
  #series: Uint32Array;
  #values: Float64Array;
  #words: Uint32Array;
  #histograms: (FloatHistogram | undefined)[] | undefined;
  #size = 0;

  constructor(timeMs: number, capacity = 16) {
    this.timeMs = timeMs;
    this.#series = new Uint32Array(capacity);
    this.#values = new Float64Array(capacity);
    this.#words = new Uint32Array(this.#values.buffer);
  }

  get size(): number {
    return this.#size;
  }

  /** A view of those until now. */
  get series(): Uint32Array {
    return this.#series.subarray(0, this.#size);
  }

  /** As two words, the low one first: a NaN that is read as a number may be another one. @returns its place in the row */
  add(series: number, low: number, high: number): number {
    const at = this.#place(series);
    this.#words[2 * at] = low;
    this.#words[2 * at + 1] = high;
    return at;
  }

  addNumber(series: number, value: number): void {
    const at = this.#place(series);
    this.#values[at] = value;
  }

  addStale(series: number): void {
    this.add(series, staleLow, staleHigh);
  }

  addHistogram(series: number, histogram: FloatHistogram): number {
    const at = this.#place(series);
    this.#histograms ??= [];
    this.#histograms[at] = histogram;
    return at;
  }

  /** Of one that was not known when it was added. */
  setSeries(at: number, series: number): void {
    this.#series[at] = series;
  }

  /** @returns views: of this row, which is not to be added to any more */
  build(): BuiltRow {
    const { timeMs, series } = this;
    const histograms = this.#histograms;
    return {
      ...{ timeMs, series },
      values: this.#values.subarray(0, this.#size),
      histograms: histograms === undefined ? undefined : Array.from(series, (_, i) => histograms[i]),
    };
  }

  #place(series: number): number {
    const at = this.#size;
    if (at === this.#series.length) {
      this.#series = grown(this.#series, at + 1);
      // As words: a NaN that is copied as a number may become another one.
      this.#words = grown(this.#words, 2 * at + 2);
      this.#values = new Float64Array(this.#words.buffer);
    }
    this.#series[at] = series;
    this.#size += 1;
    return at;
  }
}
