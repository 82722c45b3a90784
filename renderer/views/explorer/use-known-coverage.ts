/** What of the Explorer's window was recorded of what expressions read, where what is asked is recorded here and somebody wrote it down. */
import { useMemo } from 'react';
import type { ContextId } from '../../../shared/model/context.ts';
import { tellsNothing, withoutUntold } from '../../charts/coverage-gaps.ts';
import { useAsked } from '../../state/asked.tsx';
import { useConnection } from '../../state/stores.tsx';
import { type Coverage, useCoverage, useCoverages } from '../../state/use-coverage.ts';
import { useRecording } from '../../state/use-recording.ts';
import type { Span } from './time-window.ts';

/** How that which is asked is recorded here. */
export interface Recorded {
  /** Now, too. */
  readonly isWritten: boolean;
  /** Since when without an end, where that is known. */
  readonly sinceMs: number | undefined;
}

/** Undefined where it is not; of a server's own answers it does not matter what was recorded of them. */
export function useRecorded(context: ContextId): Recorded | undefined {
  const { record, live } = useAsked();
  const { state } = useConnection(context);
  const isScraped = live && record === undefined && 'server' in state && state.server.transport === 'scraped';
  const facts = useRecording(context, isScraped);
  const isKept = live && (record !== undefined || facts !== undefined);
  const isWritten = isScraped || record?.isWritten === true;
  const sinceMs = facts?.sinceMs;
  return useMemo(() => (isKept ? { isWritten, sinceMs } : undefined), [isKept, isWritten, sinceMs]);
}

/** By expression; undefined where it is not known. */
export type Coverages = ReadonlyMap<string | undefined, Coverage> | undefined;

/** @param exprs whose coverage is of use */
export function useKnownCoverages(recorded: Recorded | undefined, span: Span, exprs: readonly string[]): Coverages {
  const { id, record } = useAsked();
  const { coverages } = useCoverages(id, recorded === undefined ? undefined : span, exprs);
  const told = useMemo(() => {
    if (recorded === undefined || !recorded.isWritten) return coverages;
    const written = [...coverages].map(([expr, coverage]) => {
      const spans = withoutUntold(coverage.spans, coverage, recorded.sinceMs);
      return [expr, { ...coverage, spans }] as const;
    });
    return new Map(written);
  }, [coverages, recorded]);
  const isDoubtful = record !== undefined && [...told.values()].some(({ spans }) => tellsNothing(spans));
  const { coverage: all } = useCoverage(id, isDoubtful ? { startMs: record.firstMs, endMs: record.lastMs } : undefined);
  if (recorded === undefined) return undefined;
  return isDoubtful && (all === undefined || tellsNothing(all.spans)) ? undefined : told;
}
