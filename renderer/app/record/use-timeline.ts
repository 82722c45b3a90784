/** What the coverage timeline shows of a record: its stretch, the gaps in it, alerts and changes, how many series there were. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../../shared/base/errors.ts';
import type { CoverageSpan } from '../../../shared/model/recording.ts';
import type { RecordMarks } from '../../../shared/model/stored-source.ts';
import { gapsOf, tellsNothing, withoutUntold } from '../../charts/coverage-gaps.ts';
import type { Gap } from '../../charts/graph-model.ts';
import { useClient } from '../../client/hooks.tsx';
import type { ReadableRecord } from '../../state/records-store.ts';
import { useViewWindow } from '../../state/stores.tsx';
import { useCoverage } from '../../state/use-coverage.ts';
import { type Stretch, stretchFor } from './timeline-geometry.ts';

export interface Timeline {
  /** From the first to the last sample. */
  readonly record: Stretch;
  /** Where the window may be: on to this moment, which is why there is nothing after the last sample. */
  readonly reach: Stretch;
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
  const nowMs = useCoarseNow(lastMs);
  const stretch = stretchFor({ record, window: shown ?? record, nowMs, before: last.current });
  last.current = stretch;
  const { startMs, endMs } = stretch;
  // Asked anew as time goes on: what is to come is no gap. Nothing comes after the end of what was imported.
  const untilMs = source.kind === 'imported' ? lastMs : Math.max(nowMs, lastMs);
  const reach = useMemo(() => ({ startMs: firstMs, endMs: untilMs }), [firstMs, untilMs]);
  const { coverage, failure } = useCoverage(
    source.record,
    useMemo(() => ({ startMs, endMs: Math.max(startMs, Math.min(endMs, untilMs)) }), [startMs, endMs, untilMs]),
  );
  // What came after the last sample is a gap as well.
  const { coverage: all } = useCoverage(source.record, reach);
  const { marks, failure: marksFailure } = useMarks(source, startMs, endMs);
  const isTold = all !== undefined && !tellsNothing(all.spans);
  const spans = isTold && coverage !== undefined ? coverage.spans : noSpans;
  const gaps = useMemo(
    () => gapsUntil(spans, untilMs, (endMs - startMs) / seenParts),
    [spans, untilMs, startMs, endMs],
  );
  const lengthMs = shown === undefined ? undefined : shown.endMs - shown.startMs;
  // What could not be seen in the window is no place to jump to.
  const allGaps = useMemo(
    () => (lengthMs === undefined || !isTold ? [] : gapsUntil(all.spans, untilMs, lengthMs / 200)),
    [all, isTold, untilMs, lengthMs],
  );
  const move = useMemo(
    () => (shown === undefined ? undefined : (to: Stretch) => shown.move(to.startMs, to.endMs)),
    [shown],
  );
  return {
    ...{ record, reach, stretch, window: shown, move, gaps, spans, marks, allGaps, nowMs },
    failure: failure ?? marksFailure,
  };
}

/** What is to come is no gap, and what was just recorded is not written down yet. */
function gapsUntil(spans: readonly CoverageSpan[], untilMs: number, leastMs: number): readonly Gap[] {
  const past = spans.filter(({ startMs }) => startMs < untilMs);
  const cut = past.map((span) => (span.endMs > untilMs ? { ...span, endMs: untilMs } : span));
  return gapsOf(withoutUntold(cut, { endMs: untilMs }, undefined), leastMs);
}

const coarseMs = 30_000;

/** As often as a timeline of hours can show it, and whenever the record has grown. */
function useCoarseNow(lastMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is a newer time with every newer sample
  useEffect(() => {
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), coarseMs);
    return () => clearInterval(timer);
  }, [lastMs]);
  return nowMs;
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
