/** What readings need of the history's writer, and what becomes of their samples. */
import type { HistoryWriter } from '../../history/store/history-writer.ts';
import type { SampleCounts } from '../../history/store/sample-counts.ts';
import { nothingMixed } from './mixed-histograms.ts';
import type { ReadOutcome } from './read-calls.ts';
import type { BatchSeries, SampleBatch } from './sample-batch.ts';

export interface ReadStore extends Pick<HistoryWriter, 'register' | 'appendScrapes' | 'appendColumns'> {
  /** Of what `appendScrapes` threw: the series that the history has forgotten; undefined for every other error. */
  unknownSeries(error: unknown): readonly number[] | undefined;
}

export type MutableOutcome = { -readonly [Name in keyof ReadOutcome]: ReadOutcome[Name] };

export function noOutcome(): MutableOutcome {
  const nothing = { series: 0, samples: 0, added: 0, duplicate: 0, conflicting: 0, refused: 0, inferredEnds: 0 };
  return { ...nothing, mixed: nothingMixed, oldestMs: undefined, newestMs: undefined };
}

/** Of a series that was closed, before anything of it is taken away. */
export function noteTimes(outcome: MutableOutcome, { timesMs }: SampleBatch, { from, to }: BatchSeries): void {
  outcome.oldestMs = Math.min(outcome.oldestMs ?? Number.POSITIVE_INFINITY, timesMs[from] as number);
  outcome.newestMs = Math.max(outcome.newestMs ?? 0, timesMs[to - 1] as number);
}

export function addStored(outcome: MutableOutcome, counts: SampleCounts): void {
  outcome.added += counts.added;
  outcome.duplicate += counts.duplicate;
  outcome.conflicting += counts.conflicting;
  outcome.refused += counts.refused;
}
