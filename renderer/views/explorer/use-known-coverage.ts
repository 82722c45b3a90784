/** What of the Explorer's window was recorded, where what is asked is recorded here and somebody wrote it down. */
import { useMemo } from 'react';
import type { ContextId } from '../../../shared/model/context.ts';
import { tellsNothing, withoutUntold } from '../../charts/coverage-gaps.ts';
import { useAsked } from '../../state/asked.tsx';
import { useConnection } from '../../state/stores.tsx';
import { type Coverage, useCoverage } from '../../state/use-coverage.ts';
import { useRecording } from '../../state/use-recording.ts';
import type { Span } from './time-window.ts';

/** Undefined where it is not known; of a server's own answers it does not matter what was recorded of them. */
export function useKnownCoverage(context: ContextId, span: Span): Coverage | undefined {
  const { id, record, live } = useAsked();
  const { state } = useConnection(context);
  const isScraped = live && record === undefined && 'server' in state && state.server.transport === 'scraped';
  const facts = useRecording(context, isScraped);
  const isKept = live && (record !== undefined || facts !== undefined);
  const { coverage } = useCoverage(id, isKept ? span : undefined);
  const isWritten = isScraped || record?.isWritten === true;
  const sinceMs = facts?.sinceMs;
  const told = useMemo(
    () =>
      coverage === undefined || !isWritten
        ? coverage
        : { ...coverage, spans: withoutUntold(coverage.spans, coverage, sinceMs) },
    [coverage, isWritten, sinceMs],
  );
  const isDoubtful = record !== undefined && told !== undefined && tellsNothing(told.spans);
  const { coverage: all } = useCoverage(id, isDoubtful ? { startMs: record.firstMs, endMs: record.lastMs } : undefined);
  if (!isDoubtful) return told;
  return all === undefined || tellsNothing(all.spans) ? undefined : told;
}
