/** Runs a panel's expressions when they have to run, and holds their states. At most one run of each at a time; the newest question wins. */
import { useCallback, useEffect, useReducer, useRef } from 'react';
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import type { ContractClient } from '../../../shared/contract/contract.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { useClient } from '../../client/hooks.tsx';
import { runQuery } from '../../client/run-query.ts';
import type { PanelSpec, QuerySpec } from './explorer-state.ts';
import { oddType, type QueryStates } from './panel-view.ts';
import { noQuery, type QueryEvent, type Question, reduceQuery } from './query-state.ts';
import { gridRange, type Resolution, spanOf, stepFor, type TimeWindow } from './time-window.ts';

/** The page's now: it moves when somebody or the refresh says so, and all panels ask for the same window. */
export interface Clock {
  readonly nowMs: number;
  /** Moved by the refresh alone: a panel that is still waiting goes on waiting. */
  readonly byTimer: boolean;
}

export interface PanelQueryInput {
  readonly context: ContextId;
  readonly queries: readonly QuerySpec[];
  readonly runs: number;
  readonly window: TimeWindow;
  readonly resolution: Resolution;
  readonly semantics: PanelSpec['semantics'];
  /** The table's own time of evaluation. */
  readonly momentMs: number | undefined;
  readonly clock: Clock;
  /** The connection stands: without it nothing is asked by itself. */
  readonly live: boolean;
}

export interface PanelQueries {
  readonly states: QueryStates;
  readonly cancel: () => void;
}

/** Before a run is shown as running. */
const noticeMs = 150;
const deadlineMs = 120_000;

/** What is asked for: a graph, or the values at one time. */
type Kind = 'graph' | 'table';

function questionFor(
  kind: Kind,
  expr: string,
  { window: shown, resolution, momentMs, clock }: PanelQueryInput,
): Question {
  const span = spanOf(shown, clock.nowMs);
  const { nowMs } = clock;
  if (kind === 'graph') {
    const range = gridRange(span, stepFor(shown.rangeMs, resolution));
    return { request: { kind: 'range', expr, ...range }, span, nowMs };
  }
  const timeMs = momentMs ?? span.endMs;
  return {
    request: { kind: 'instant', expr, timeMs },
    span: { startMs: timeMs - shown.rangeMs, endMs: timeMs },
    nowMs,
  };
}

/** The newest run of an expression. */
interface AskedRun {
  readonly id: number;
  /** Everything that it asks for, but the time. */
  readonly key: string;
  readonly clock: Clock;
  readonly controller: AbortController;
  /** `settled`: cancelled, or it would be refused again: the refresh leaves it alone. */
  state: 'running' | 'over' | 'settled';
}

interface OwnEvent {
  readonly query: number;
  readonly event: QueryEvent;
}

function reduceQueries(states: QueryStates, { query, event }: OwnEvent): QueryStates {
  const before = states.get(query) ?? noQuery;
  const after = reduceQuery(before, event);
  return after === before ? states : new Map(states).set(query, after);
}

/** @param active false for the tab that is not shown: it keeps its answers and asks nothing. */
export function usePanelQueries(kind: Kind, active: boolean, input: PanelQueryInput): PanelQueries {
  const client = useClient();
  const [states, dispatch] = useReducer(reduceQueries, new Map());
  const asked = useRef(new Map<number, AskedRun>());
  const lastId = useRef(0);
  const lastRuns = useRef(input.runs);
  const { context, queries, runs, window: shown, resolution, semantics, momentMs, clock, live } = input;

  /** What was under way is asked again when it is shown again; what is over need not be. */
  const drop = useCallback((query: number) => {
    const run = asked.current.get(query);
    if (run?.state !== 'running') return;
    run.controller.abort();
    asked.current.delete(query);
    dispatch({ query, event: { kind: 'dropped', id: run.id } });
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `input` is what is listed
  useEffect(() => {
    const isWanted = runs !== lastRuns.current;
    lastRuns.current = runs;
    const ask = ({ id: query, expr }: QuerySpec) => {
      const key = JSON.stringify([context, expr, runs, shown, resolution, semantics, momentMs]);
      if (stands(asked.current.get(query), key, clock)) return;
      drop(query);
      lastId.current += 1;
      const run: AskedRun = {
        ...{ id: lastId.current, key, clock, controller: new AbortController(), state: 'running' },
      };
      asked.current.set(query, run);
      const tell = (event: QueryEvent) => {
        run.state = stateAfter(run.state, event);
        dispatch({ query, event });
      };
      void follow(client, { context, semantics, question: questionFor(kind, expr, input), run }, tell);
    };
    const known = new Set(queries.map(({ id }) => id));
    for (const query of [...asked.current.keys()]) {
      if (known.has(query)) continue;
      drop(query);
      asked.current.delete(query);
    }
    for (const query of queries) {
      const odd = kind === 'graph' && oddType(query.expr) !== undefined;
      if (query.expr.trim() === '' || odd) {
        drop(query.id);
        asked.current.delete(query.id);
        dispatch({ query: query.id, event: { kind: 'clear' } });
      } else if (!active || query.hidden) drop(query.id);
      else if (live || isWanted) ask(query);
    }
  }, [client, context, queries, runs, shown, resolution, semantics, momentMs, clock, live, active, kind, drop]);

  useEffect(
    () => () => {
      for (const { controller } of asked.current.values()) controller.abort();
      asked.current.clear();
    },
    [],
  );

  const cancel = useCallback(() => {
    for (const [query, run] of asked.current) {
      if (run.state !== 'running') continue;
      run.state = 'settled';
      run.controller.abort();
      dispatch({ query, event: { kind: 'cancelled', id: run.id, atMs: Date.now() } });
    }
  }, []);
  return { states, cancel };
}

/** Nothing else is asked for, or nobody asks but the refresh, which waits for what is under way. */
function stands(run: AskedRun | undefined, key: string, clock: Clock): boolean {
  if (run?.key !== key) return false;
  return run.clock === clock || (clock.byTimer && run.state !== 'over');
}

/** The same text would be refused again. */
const refusedCodes: ReadonlySet<string> = new Set(['prometheus.badData', 'query.invalid']);

function stateAfter(before: AskedRun['state'], event: QueryEvent): AskedRun['state'] {
  if (event.kind === 'failed') return refusedCodes.has(event.error.code) ? 'settled' : 'over';
  return event.kind === 'answered' || event.kind === 'dropped' ? 'over' : before;
}

interface Followed {
  readonly context: ContextId;
  readonly semantics: PanelSpec['semantics'];
  readonly question: Question;
  readonly run: AskedRun;
}

/** Never rejects but for a bug: the outcome is an event. */
async function follow(
  client: Pick<ContractClient, 'query'>,
  { context, semantics, question, run }: Followed,
  tell: (event: QueryEvent) => void,
): Promise<void> {
  const { id, clock, controller } = run;
  const { signal } = controller;
  tell({ kind: 'start', id, question, atMs: Date.now(), byTimer: clock.byTimer });
  const timer = setTimeout(() => tell({ kind: 'noticed', id }), noticeMs);
  try {
    const chosen = semantics === 'recorded' ? {} : { semantics };
    const input = { context, request: question.request, timeoutMs: deadlineMs, ...chosen };
    const answer = await runQuery(client, input, {
      signal,
      onProgress: (progress) => tell({ kind: 'progress', id, progress }),
    });
    if (!signal.aborted) tell({ kind: 'answered', id, answer, atMs: Date.now() });
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof AppError) tell({ kind: 'failed', id, error: error.toData() });
    else tell({ kind: 'dropped', id });
    if (!(error instanceof AppError || isCancellation(error))) throw error;
  } finally {
    clearTimeout(timer);
  }
}
