/** The samples of one scrape on their way into the history: those of its own time in one row, those with times of their own in others. */
import type { FloatHistogram } from '../../../../shared/model/float-histogram.ts';

/** The NaN that says that a series ends here (Prometheus's value.StaleNaN), as two words. */
const [staleLow, staleHigh] = [2, 0x7ff0_0000];

export interface BuiltRow {
  readonly timeMs: number;
  readonly series: readonly number[];
  readonly values: Float64Array;
  readonly histograms: readonly (FloatHistogram | undefined)[] | undefined;
}

export class RowBuilder {
  readonly timeMs: number;
  readonly series: number[] = [];
  #values: Float64Array;
  #words: Uint32Array;
  #histograms: (FloatHistogram | undefined)[] | undefined;

  constructor(timeMs: number, capacity = 64) {
    this.timeMs = timeMs;
    this.#values = new Float64Array(capacity);
    this.#words = new Uint32Array(this.#values.buffer);
  }

  /** As two words, the low one first: a NaN that is read as a number may be another one. */
  add(series: number, low: number, high: number): void {
    const at = 2 * this.#place(series);
    this.#words[at] = low;
    this.#words[at + 1] = high;
  }

  addNumber(series: number, value: number): void {
    this.#values[this.#place(series)] = value;
  }

  addStale(series: number): void {
    this.add(series, staleLow, staleHigh);
  }

  addHistogram(series: number, histogram: FloatHistogram): void {
    const at = this.#place(series);
    this.#histograms ??= [];
    this.#histograms[at] = histogram;
  }

  build(): BuiltRow {
    const { timeMs, series } = this;
    const histograms = this.#histograms;
    return {
      ...{ timeMs, series },
      values: this.#values.subarray(0, series.length),
      histograms: histograms === undefined ? undefined : series.map((_, i) => histograms[i]),
    };
  }

  #place(series: number): number {
    const at = this.series.length;
    this.series.push(series);
    if (at === this.#values.length) {
      const larger = new Float64Array(2 * at);
      new Uint32Array(larger.buffer).set(this.#words);
      this.#values = larger;
      this.#words = new Uint32Array(larger.buffer);
    }
    return at;
  }
}
