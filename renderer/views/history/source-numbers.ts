/**
 * The numbers of a source, each from whoever knows the newest: the recorder or the scraper that writes it, before the list of records, which
 * is some seconds old and counts what is written down already. Pure.
 */
import type { RecordingFacts } from '../../../shared/model/recording.ts';
import type { StoredSource } from '../../../shared/model/stored-source.ts';
import type { SourceState } from './source-state.ts';
import { seriesOf } from './source-words.ts';

export interface SourceNumbers {
  readonly series: number;
  /** That the last look found; undefined where this Binnacle does not look. */
  readonly lastLook: number | undefined;
  readonly bytes: number | undefined;
  readonly firstMs: number | undefined;
  readonly newestMs: number | undefined;
  /** There are samples that the list of records does not have yet. */
  readonly hasJustBegun: boolean;
}

export function sourceNumbers(
  state: SourceState,
  stored: StoredSource | undefined,
  facts: RecordingFacts | undefined,
): SourceNumbers {
  const told = state.kind === 'recording' ? state.newestMs : facts?.newestSampleMs;
  const last = 'report' in state && state.report !== undefined ? seriesOf(state.report) : 0;
  const looks = state.kind === 'recording' || state.kind === 'failing';
  const firstMs = stored?.firstMs;
  const newestMs = Math.max(told ?? 0, stored?.lastMs ?? 0) || undefined;
  const hasJustBegun = firstMs === undefined && newestMs !== undefined;
  return {
    // The last look may count one series for two rules: that is only better than nothing.
    series: facts?.series ?? (firstMs === undefined ? last : (stored?.series ?? last)),
    lastLook: looks ? last : undefined,
    bytes: facts?.bytes ?? stored?.bytes,
    firstMs,
    newestMs,
    hasJustBegun,
  };
}
