/** What the coverage timeline shows of a record: its stretch, the gaps in it, alerts and changes, how many series there were. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../../shared/base/errors.ts';
import type { CoverageSpan } from '../../../shared/model/recording.ts';
import type { RecordMarks } from '../../../shared/model/stored-source.ts';
import { gapsOf, tellsNothing } from '../../charts/coverage-gaps.ts';
import type { Gap } from '../../charts/graph-model.ts';
import { useClient } from '../../client/hooks.tsx';
import type { ReadableRecord } from '../../state/records-store.ts';
import { useViewWindow } from '../../state/stores.tsx';
import { useCoverage } from '../../state/use-coverage.ts';
import { type Stretch, stretchFor } from './timeline-geometry.ts';

export interface Timeline {
  /** From the first to the last sample. */
  readonly record: Stretch;
  readonly stretch: Stretch;
  /** Of the view; undefined where it has none, and then nothing is moved. */
  readonly window: Stretch | undefined;
  readonly move: ((window: Stretch) => void) | undefined;
  /** In the stretch, those that can be seen. */
  readonly gaps: readonly Gap[];
  readonly spans: readonly CoverageSpan[];
  readonly marks: { readonly of: Stretch; readonly marks: RecordMarks } | undefined;
  /** Of all the record, to jump to. */
  readonly allGaps: readonly Gap[];
  readonly failure: AppErrorData | undefined;
  readonly nowMs: number;
}

/** A part of the area is some pixels wide. */
const parts = 240;
/** Pixels of a stretch: shorter gaps cannot be seen. */
const seenParts = 1200;

export function useTimeline(source: ReadableRecord): Timeline {
  const { firstMs, lastMs } = source;
  const record = useMemo(() => ({ startMs: firstMs, endMs: lastMs }), [firstMs, lastMs]);
  const shown = useViewWindow();
  const last = useRef<Stretch | undefined>(undefined);
  const [openedMs] = useState(() => Date.now());
  const stretch = stretchFor({ record, window: shown ?? record, nowMs: openedMs, before: last.current });
  last.current = stretch;
  const { startMs, endMs } = stretch;
  const { coverage, failure } = useCoverage(source.record, stretch);
  const { coverage: all } = useCoverage(source.record, record);
  const { marks, failure: marksFailure } = useMarks(source, startMs, endMs);
  const isTold = all !== undefined && !tellsNothing(all.spans);
  const spans = isTold && coverage !== undefined ? coverage.spans : noSpans;
  const gaps = useMemo(() => gapsOf(spans, (endMs - startMs) / seenParts), [spans, startMs, endMs]);
  const lengthMs = shown === undefined ? undefined : shown.endMs - shown.startMs;
  // What could not be seen in the window is no place to jump to.
  const allGaps = useMemo(
    () => (lengthMs === undefined || !isTold ? [] : gapsOf(all.spans, lengthMs / 200)),
    [all, isTold, lengthMs],
  );
  const move = useMemo(
    () => (shown === undefined ? undefined : (to: Stretch) => shown.move(to.startMs, to.endMs)),
    [shown],
  );
  return {
    ...{ record, stretch, window: shown, move, gaps, spans, marks, allGaps, nowMs: openedMs },
    failure: failure ?? marksFailure,
  };
}

const noSpans: readonly CoverageSpan[] = [];

interface MarksRead {
  readonly marks: Timeline['marks'];
  readonly failure: AppErrorData | undefined;
}

/** What was read last stays until there is something newer. */
function useMarks({ record }: ReadableRecord, from: number, to: number): MarksRead {
  const client = useClient();
  const [read, setRead] = useState<MarksRead>({ marks: undefined, failure: undefined });
  const startMs = Math.max(0, Math.floor(from));
  const endMs = Math.max(0, Math.ceil(to));
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    client.history.marks({ context: record, startMs, endMs, parts }, { signal }).then(
      (marks) => {
        if (!signal.aborted) setRead({ marks: { of: { startMs, endMs }, marks }, failure: undefined });
      },
      (error: unknown) => {
        if (signal.aborted || isCancellation(error)) return;
        if (!(error instanceof AppError)) throw error;
        setRead((before) => ({ ...before, failure: error.toData() }));
      },
    );
    return () => controller.abort();
  }, [client, record, startMs, endMs]);
  return read;
}
