/** Runs a panel's query when it has to run, and holds its state. At most one run at a time; the newest question wins. */
import { useCallback, useEffect, useReducer, useRef } from 'react';
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import type { ContractClient } from '../../../shared/contract/contract.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { useClient } from '../../client/hooks.tsx';
import type { PanelTab } from './explorer-state.ts';
import { noQuery, type QueryEvent, type QueryState, type Question, reduceQuery } from './query-state.ts';
import { runQuery } from './run-query.ts';
import { gridRange, spanOf, stepFor, type TimeWindow } from './time-window.ts';

/** The page's now: it moves when somebody or the refresh says so, and all panels ask for the same window. */
export interface Clock {
  readonly nowMs: number;
  /** Moved by the refresh alone: a panel that is still waiting goes on waiting. */
  readonly byTimer: boolean;
}

export interface PanelQueryInput {
  readonly context: ContextId;
  readonly expr: string;
  readonly runs: number;
  readonly window: TimeWindow;
  readonly clock: Clock;
  /** The connection stands: without it nothing is asked by itself. */
  readonly live: boolean;
}

export interface PanelQuery {
  readonly state: QueryState;
  readonly cancel: () => void;
}

/** Before a run is shown as running. */
const noticeMs = 150;
const deadlineMs = 120_000;

function questionFor(tab: PanelTab, expr: string, window: TimeWindow, nowMs: number): Question {
  const span = spanOf(window, nowMs);
  const request =
    tab === 'graph'
      ? ({ kind: 'range', expr, ...gridRange(span, stepFor(window.rangeMs)) } as const)
      : ({ kind: 'instant', expr, timeMs: span.endMs } as const);
  return { request, span, nowMs };
}

interface CurrentRun {
  readonly id: number;
  readonly key: string;
  readonly controller: AbortController;
}

/** @param active false for the tab that is not shown: it keeps its answer and asks nothing. */
export function usePanelQuery(tab: PanelTab, active: boolean, input: PanelQueryInput): PanelQuery {
  const { context, expr, runs, window: shown, clock, live } = input;
  const client = useClient();
  const [state, dispatch] = useReducer(reduceQuery, noQuery);
  const current = useRef<CurrentRun | undefined>(undefined);
  const lastId = useRef(0);
  const lastRuns = useRef(runs);

  const end = useCallback(() => {
    current.current?.controller.abort();
    current.current = undefined;
  }, []);

  useEffect(() => {
    const asked = runs !== lastRuns.current;
    lastRuns.current = runs;
    if (expr.trim() === '') {
      end();
      dispatch({ kind: 'clear' });
      return;
    }
    if (!active) return end();
    if (!live && !asked) return;
    const key = JSON.stringify([context, expr, runs, shown]);
    if (clock.byTimer && current.current?.key === key) return;
    end();
    lastId.current += 1;
    const run: CurrentRun = { id: lastId.current, key, controller: new AbortController() };
    current.current = run;
    const question = questionFor(tab, expr, shown, clock.nowMs);
    void follow(client, { context, question, id: run.id }, run.controller.signal, dispatch).finally(() => {
      if (current.current === run) current.current = undefined;
    });
  }, [client, context, expr, runs, shown, clock, live, active, tab, end]);

  useEffect(() => end, [end]);

  const cancel = useCallback(() => {
    const run = current.current;
    if (run === undefined) return;
    end();
    dispatch({ kind: 'cancelled', id: run.id, atMs: Date.now() });
  }, [end]);
  return { state, cancel };
}

interface Run {
  readonly context: ContextId;
  readonly question: Question;
  readonly id: number;
}

/** Never rejects but for a bug: the outcome is an event. */
async function follow(
  client: Pick<ContractClient, 'query'>,
  { context, question, id }: Run,
  signal: AbortSignal,
  dispatch: (event: QueryEvent) => void,
): Promise<void> {
  dispatch({ kind: 'start', id, question, atMs: Date.now() });
  const timer = setTimeout(() => dispatch({ kind: 'noticed', id }), noticeMs);
  try {
    const input = { context, request: question.request, timeoutMs: deadlineMs };
    const answer = await runQuery(client, input, {
      signal,
      onProgress: (progress) => dispatch({ kind: 'progress', id, progress }),
    });
    if (!signal.aborted) dispatch({ kind: 'answered', id, answer, atMs: Date.now() });
  } catch (error) {
    if (signal.aborted || isCancellation(error)) return;
    if (!(error instanceof AppError)) throw error;
    dispatch({ kind: 'failed', id, error: error.toData() });
  } finally {
    clearTimeout(timer);
  }
}
