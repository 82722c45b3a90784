/** Series in memory for PromQL to read: numbers, native histograms, stale markers and start times, appended in time order. */
import { formatLabels, type Labels, labelPairs, labelsKey, labelValue } from '../../../shared/model/labels.ts';
import type {
  Queryable,
  QueryRun,
  SelectedSeries,
  Selection,
  SeriesMatcher,
} from '../../../shared/promql/queryable.ts';
import { MemorySeries, type NewSample } from './memory-series.ts';

/** A sample that a series cannot take. */
export class AppendError extends Error {
  constructor(labels: Labels, { timeMs }: NewSample, reason: string) {
    super(`${formatLabels(labels)} at ${timeMs / 1000}s: ${reason}`);
    this.name = 'AppendError';
  }
}

export class MemoryStorage implements Queryable {
  readonly #series = new Map<string, MemorySeries>();
  /** Name of a label → value → the series that have it. */
  readonly #index = new Map<string, Map<string, MemorySeries[]>>();
  readonly #sharedTimes = new Map<string, Float64Array[]>();

  /** The same sample again is no error. @throws AppendError where it is not newer than the last one */
  append(labels: Labels, sample: NewSample): void {
    const problem = this.#seriesOf(labels).append(sample);
    if (problem !== undefined) throw new AppendError(labels, sample, problem);
  }

  *select({ matchers, startMs, endMs }: Selection, run: QueryRun): Generator<SelectedSeries> {
    for (const series of this.#candidates(matchers)) {
      run.check();
      if (!series.overlaps(startMs, endMs)) continue;
      if (!matchers.every(({ name, matches }) => matches(labelValue(series.labels, name) ?? ''))) continue;
      yield series.columns((timesMs) => this.#shared(timesMs));
    }
  }

  #seriesOf(labels: Labels): MemorySeries {
    const key = labelsKey(labels);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const series = new MemorySeries(labels);
    this.#series.set(key, series);
    for (const [name, value] of labelPairs(labels)) {
      const values = this.#index.get(name) ?? new Map<string, MemorySeries[]>();
      this.#index.set(name, values);
      const having = values.get(value) ?? [];
      values.set(value, having);
      having.push(series);
    }
    return series;
  }

  /** Those of the matcher that leaves the fewest, where one can be looked up. */
  #candidates(matchers: readonly SeriesMatcher[]): Iterable<MemorySeries> {
    let fewest: readonly MemorySeries[] | undefined;
    for (const { name, values } of matchers) {
      if (values === undefined || values.includes('')) continue;
      const byValue = this.#index.get(name);
      const found = [...new Set(values)].flatMap((value) => byValue?.get(value) ?? []);
      if (fewest === undefined || found.length < fewest.length) fewest = found;
    }
    return fewest ?? this.#series.values();
  }

  /** Series with equal times share one array, as those of one scrape do. */
  #shared(timesMs: Float64Array): Float64Array {
    const key = `${timesMs.length} ${timesMs[0]} ${timesMs.at(-1)}`;
    const known = this.#sharedTimes.get(key) ?? [];
    this.#sharedTimes.set(key, known);
    const equal = known.find((one) => one.every((timeMs, i) => timeMs === timesMs[i]));
    if (equal !== undefined) return equal;
    known.push(timesMs);
    return timesMs;
  }
}
