/** What readings need of the history's writer, and what becomes of their samples. */
import type { HistoryWriter } from '../../history/store/history-writer.ts';
import type { SampleCounts } from '../../history/store/sample-counts.ts';
import type { ReadOutcome } from './read-calls.ts';

export interface ReadStore extends Pick<HistoryWriter, 'register' | 'appendScrapes' | 'appendColumns'> {
  /** Of what `appendScrapes` threw: the series that the history has forgotten; undefined for every other error. */
  unknownSeries(error: unknown): readonly number[] | undefined;
}

export type MutableOutcome = { -readonly [Name in keyof ReadOutcome]: ReadOutcome[Name] };

export function noOutcome(): MutableOutcome {
  const nothing = { series: 0, samples: 0, added: 0, duplicate: 0, conflicting: 0, refused: 0, inferredEnds: 0 };
  return { ...nothing, newestMs: undefined };
}

export function addStored(outcome: MutableOutcome, counts: SampleCounts): void {
  outcome.added += counts.added;
  outcome.duplicate += counts.duplicate;
  outcome.conflicting += counts.conflicting;
  outcome.refused += counts.refused;
}
