/** The gaps of a panel's graph: what was not recorded, or that the source went away while one looks. */
import { useEffect, useMemo, useReducer } from 'react';
import { gapsOf, recordedPart, unitedGaps } from '../../charts/coverage-gaps.ts';
import type { Gap, GraphMarks } from '../../charts/graph-model.ts';
import { useConnection } from '../../state/stores.tsx';
import type { QueryPanelProps } from './panel-props.ts';
import type { AnsweredQuery } from './panel-view.ts';
import type { Question } from './query-state.ts';
import type { Coverages } from './use-known-coverage.ts';

export interface GraphGaps {
  /** In what was asked for, by answer; its samples are left out there. */
  readonly recorded: readonly (readonly Gap[])[];
  /** All of them. */
  readonly shown: GraphMarks['gaps'];
  /** Until when the source is away; undefined where it is not. */
  readonly awayMs: number | undefined;
  /** 0 to 1; undefined where it is not told. */
  readonly part: number | undefined;
}

const noGaps: readonly Gap[] = [];

type Props = Pick<QueryPanelProps, 'record' | 'input'> & { readonly coverages: Coverages };

/** @param followsNow what is shown is to be what is so now */
export function useGraphGaps(
  props: Props,
  answers: readonly Pick<AnsweredQuery, 'shown'>[],
  question: Question,
  followsNow: boolean,
): GraphGaps {
  const { coverages, record } = props;
  const { request, span } = question;
  const { startMs, endMs } = span;
  const stepMs = request.kind === 'range' ? request.stepMs : 0;
  const isRecord = record !== undefined;
  const recorded = useMemo(
    () =>
      answers.map(({ shown: { question: asked } }) => {
        const coverage = coverages?.get(asked.request.expr);
        return coverage === undefined ? noGaps : gapsOf(coverage.spans, stepMs);
      }),
    [answers, coverages, stepMs],
  );
  const united = useMemo(() => unitedGaps(recorded), [recorded]);
  const away = useAwayGaps(props, endMs, followsNow);
  const shown = useMemo(() => (away.length === 0 ? united : [...united, ...away]), [united, away]);
  const isTold = answers.some(({ shown: { question: asked } }) => coverages?.has(asked.request.expr) === true);
  const part = isRecord && isTold ? recordedPart(united, { startMs, endMs }) : undefined;
  return { recorded, shown, part, awayMs: away[0]?.endMs };
}

/** The source went away while one looks: the hatch grows from the last answer to now. What the user disconnected is not unreachable. */
function useAwayGaps({ input }: Props, endMs: number, followsNow: boolean): readonly Gap[] {
  const { state } = useConnection(input.context);
  const away = !input.live && state.kind !== 'idle' && followsNow;
  useQuarters(away);
  const untilMs = away ? Math.max(input.clock.nowMs, Date.now()) : undefined;
  // The hatch need not be drawn with every second.
  const untilQuarter = untilMs === undefined ? undefined : Math.ceil(untilMs / quarterMs) * quarterMs;
  return useMemo(
    () =>
      untilQuarter === undefined || untilQuarter <= endMs
        ? noGaps
        : [{ startMs: endMs, endMs: untilQuarter, kind: 'unreachable' }],
    [untilQuarter, endMs],
  );
}

const quarterMs = 15_000;

/** Draws anew at each quarter of a minute. */
function useQuarters(active: boolean): void {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (!active) return undefined;
    const timer = setInterval(draw, quarterMs);
    return () => clearInterval(timer);
  }, [active]);
}
