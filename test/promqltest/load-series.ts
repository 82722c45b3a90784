/** Puts what a script loads into a storage. */
import { AppendError, type MemoryStorage } from '../support/promql/memory-storage.ts';
import { customBucketHistograms } from './custom-bucket-histograms.ts';
import { type LoadCommand, type LoadedSeries, ScriptError } from './script.ts';

/** @returns what is wrong */
export function loadInto(storage: MemoryStorage, command: LoadCommand): string | undefined {
  try {
    for (const series of lastOfEach(command.series)) appendSeries(storage, series, command.stepMs);
    if (command.withCustomBuckets) {
      for (const { labels, timeMs, histogram } of customBucketHistograms(command)) {
        storage.append(labels, { timeMs, value: histogram });
      }
    }
    return undefined;
  } catch (error) {
    if (error instanceof AppendError || error instanceof ScriptError) return error.message;
    throw error;
  }
}

/** A series that is there twice has the samples of its last line. */
function lastOfEach(series: readonly LoadedSeries[]): Iterable<LoadedSeries> {
  return new Map(series.map((one) => [JSON.stringify(one.labels), one])).values();
}

function appendSeries(storage: MemoryStorage, { labels, values, startOffsetsMs }: LoadedSeries, stepMs: number): void {
  values.forEach((value, i) => {
    if (value.kind === 'omitted') return;
    const timeMs = i * stepMs;
    const offsetMs = startOffsetsMs?.[i];
    const startTimeMs = offsetMs === undefined ? undefined : timeMs + offsetMs;
    const sample = value.kind === 'number' ? value.value : value.kind === 'stale' ? 'stale' : value.histogram;
    storage.append(labels, { timeMs, value: sample, startTimeMs });
  });
}
