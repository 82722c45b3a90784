/** What has to be in a history after so many operations, what may be, and how it is told from what is there. */
import { slotMs } from '../../../../electron/backend/history/store/slots.ts';
import { formatLabels } from '../../../../shared/model/labels.ts';
import { type StoredSamples, sampleText } from '../stored-samples.ts';
import type { Operation } from './plan.ts';

type Samples = Map<string, Map<number, string>>;

interface Removal {
  isOf(series: string, timeMs: number): boolean;
}

export interface ModelSnapshot {
  readonly samples: StoredSamples;
  mayBeGone(series: string, timeMs: number): boolean;
}

export class CrashModel {
  #samples: Samples = new Map();
  /** Asked for and acknowledged: they go, sooner or later. */
  #removals: Removal[] = [];
  #retainBeforeMs = 0;
  #records: Extract<Operation, { kind: 'record' }>[] = [];

  /** The last limit that was asked for. */
  get retainBeforeMs(): number {
    return this.#retainBeforeMs;
  }

  /** Coverage and documents that were acknowledged, and that no retention has anything to do with. */
  get records(): readonly Extract<Operation, { kind: 'record' }>[] {
    return this.#records.filter(({ startMs }) => startMs >= this.#retainBeforeMs);
  }

  forgetRecords(): void {
    this.#records = [];
  }

  get samples(): StoredSamples {
    return this.#samples;
  }

  /** It was acknowledged. */
  done(operation: Operation): void {
    for (const [series, samples] of effectOf(operation)) {
      const there = this.#samples.get(series) ?? new Map<number, string>();
      this.#samples.set(series, there);
      // The first stays.
      for (const [timeMs, text] of samples) if (!there.has(timeMs)) there.set(timeMs, text);
    }
    this.#removals.push(...removalsOf(operation));
    if (operation.kind === 'record') this.#records.push(operation);
    if (operation.kind === 'retain') this.#retainBeforeMs = Math.max(this.#retainBeforeMs, operation.beforeMs);
  }

  /** As it is now. */
  snapshot(): ModelSnapshot {
    const removals = [...this.#removals];
    const mayBeGone = (series: string, timeMs: number) => removals.some((one) => one.isOf(series, timeMs));
    return { samples: copyOf(this.#samples), mayBeGone };
  }

  /** Everything that was to be removed is gone, at this moment. */
  removed(): void {
    for (const [series, samples] of this.#samples) {
      for (const timeMs of samples.keys()) {
        if (this.#removals.some((one) => one.isOf(series, timeMs))) samples.delete(timeMs);
      }
    }
    this.#removals = [];
  }

  /**
   * Compares, and takes for what is there what may be there or not.
   * @param begun in order: they were not acknowledged
   * @returns what is wrong
   */
  reconcile(actual: StoredSamples, begun: readonly Operation[]): readonly string[] {
    const problems: string[] = [];
    let wasMissing = false;
    const earlier: Samples[] = [];
    for (const operation of begun) {
      const [found, fresh] = this.#found(operation, actual, earlier);
      earlier.push(effectOf(operation));
      if (operation.kind === 'scrape' && found > 0 && found < fresh)
        problems.push(`${found} of ${fresh} samples of a scrape that was not acknowledged are there`);
      if (operation.kind === 'scrape' && found > 0 && wasMissing)
        problems.push('a scrape is there, and one that was begun before it is not');
      wasMissing ||= operation.kind === 'scrape' && fresh > 0 && found === 0;
    }
    const mayCome = begun.map(effectOf);
    const mayGo = [...this.#removals, ...begun.flatMap(removalsOf)];
    problems.push(...this.#missing(actual, mayGo), ...this.#unexpected(actual, mayCome));
    this.#samples = copyOf(actual);
    return problems;
  }

  /** Of the samples that only this operation brings: how many are there, and how many there are in all. */
  #found(
    operation: Operation,
    actual: StoredSamples,
    earlier: readonly Samples[],
  ): readonly [found: number, fresh: number] {
    let [found, fresh] = [0, 0];
    for (const [series, samples] of effectOf(operation)) {
      for (const timeMs of samples.keys()) {
        if ([this.#samples, ...earlier].some((one) => one.get(series)?.has(timeMs) === true)) continue;
        fresh += 1;
        if (actual.get(series)?.has(timeMs) === true) found += 1;
      }
    }
    return [found, fresh];
  }

  *#missing(actual: StoredSamples, mayGo: readonly Removal[]): Generator<string> {
    for (const [series, samples] of this.#samples) {
      const there = actual.get(series);
      for (const [timeMs, text] of samples) {
        const found = there?.get(timeMs);
        if (found === text) continue;
        if (found !== undefined) yield `${series} at ${timeMs} is ${found}, and was ${text}`;
        else if (!mayGo.some((one) => one.isOf(series, timeMs))) yield `${series} at ${timeMs} is lost`;
      }
    }
  }

  *#unexpected(actual: StoredSamples, mayCome: readonly Samples[]): Generator<string> {
    for (const [series, samples] of actual) {
      const known = this.#samples.get(series);
      for (const [timeMs, text] of samples) {
        if (known?.has(timeMs) === true || mayCome.some((one) => one.get(series)?.get(timeMs) === text)) continue;
        yield `${series} at ${timeMs} is there, and nobody wrote it`;
      }
    }
  }
}

function effectOf(operation: Operation): Samples {
  const effect: Samples = new Map();
  const put = (series: string, timeMs: number, text: string) => {
    const samples = effect.get(series) ?? new Map<number, string>();
    effect.set(series, samples);
    if (!samples.has(timeMs)) samples.set(timeMs, text);
  };
  if (operation.kind === 'scrape') {
    const bits = bitsOf(operation.values);
    operation.labels.forEach((labels, i) => {
      put(formatLabels(labels), operation.timeMs, sampleText(bits[i] ?? 0n, operation.histograms[i]));
    });
  }
  if (operation.kind === 'columns' || operation.kind === 'import') {
    for (const { labels, timesMs, values } of operation.columns) {
      const bits = bitsOf(values);
      timesMs.forEach((timeMs, i) => void put(formatLabels(labels), timeMs, sampleText(bits[i] ?? 0n, undefined)));
    }
  }
  return effect;
}

function bitsOf(values: Float64Array): BigUint64Array {
  return new BigUint64Array(values.buffer, values.byteOffset, values.length);
}

function removalsOf(operation: Operation): readonly Removal[] {
  if (operation.kind === 'delete') {
    const { startMs, endMs, job } = operation;
    const isOf = (series: string, timeMs: number) =>
      timeMs >= startMs && timeMs <= endMs && (job === undefined || series.includes(`job="${job}"`));
    return [{ isOf }];
  }
  if (operation.kind === 'retain') {
    const beginMs = Math.floor(operation.beforeMs / slotMs) * slotMs;
    return [{ isOf: (_series, timeMs) => timeMs < beginMs }];
  }
  return [];
}

function copyOf(samples: StoredSamples): Samples {
  return new Map([...samples].map(([series, its]) => [series, new Map(its)]));
}
