/** The samples of one series, as they are appended, and as columns. */
import type { FloatHistogram } from '../../../shared/model/float-histogram.ts';
import type { Labels } from '../../../shared/model/labels.ts';
import type { SelectedSeries } from '../../../shared/promql/queryable.ts';
import { storedHint } from './stored-hint.ts';

export interface NewSample {
  readonly timeMs: number;
  readonly value: number | 'stale' | FloatHistogram;
  /** When its counter began; undefined for not known. */
  readonly startTimeMs?: number | undefined;
}

export class MemorySeries {
  readonly labels: Labels;
  readonly #samples: NewSample[] = [];
  #columns: SelectedSeries | undefined;

  constructor(labels: Labels) {
    this.labels = labels;
  }

  /** @returns what is wrong with it */
  append(sample: NewSample): string | undefined {
    const last = this.#samples.at(-1);
    if (last !== undefined && sample.timeMs <= last.timeMs) {
      if (sample.timeMs < last.timeMs) return 'out of order';
      return sameValue(last.value, sample.value) ? undefined : 'another sample for the same time';
    }
    const { value } = sample;
    const before = typeof last?.value === 'object' ? last.value : undefined;
    const kept = typeof value === 'object' ? { ...value, resetHint: storedHint(before, value) } : value;
    this.#samples.push({ ...sample, value: kept });
    this.#columns = undefined;
    return undefined;
  }

  /** Whether a sample may lie within; both ends inclusive. */
  overlaps(startMs: number, endMs: number): boolean {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    return first !== undefined && last !== undefined && first.timeMs <= endMs && last.timeMs >= startMs;
  }

  /** All samples: more than was asked for, as a storage may give. Made once, until the next sample comes. */
  columns(share: (timesMs: Float64Array) => Float64Array): SelectedSeries {
    this.#columns ??= columnsOf(this.labels, this.#samples, share);
    return this.#columns;
  }
}

function sameValue(left: NewSample['value'], right: NewSample['value']): boolean {
  if (typeof left !== 'object' || typeof right !== 'object') return Object.is(left, right);
  return JSON.stringify({ ...left, resetHint: '' }) === JSON.stringify({ ...right, resetHint: '' });
}

function columnsOf(
  labels: Labels,
  samples: readonly NewSample[],
  share: (timesMs: Float64Array) => Float64Array,
): SelectedSeries {
  const stale = samples.flatMap(({ value }, i) => (value === 'stale' ? [i] : []));
  const histograms = samples.map(({ value }) => (typeof value === 'object' ? value : undefined));
  const startTimes = samples.map(({ startTimeMs }) => startTimeMs ?? 0);
  return {
    labels,
    timesMs: share(Float64Array.from(samples, ({ timeMs }) => timeMs)),
    values: Float64Array.from(samples, ({ value }) => (typeof value === 'number' ? value : Number.NaN)),
    stale: stale.length === 0 ? undefined : stale,
    histograms: histograms.every((one) => one === undefined) ? undefined : histograms,
    startTimesMs: startTimes.every((one) => one === 0) ? undefined : Float64Array.from(startTimes),
  };
}
