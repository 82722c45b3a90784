/** The states of one query of a panel, as a reducer: what is running, what is shown, what went wrong. Pure. */
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { QueryProgress, QueryRequest } from '../../../shared/model/query.ts';
import type { Answer } from '../../client/run-query.ts';
import type { Span } from './time-window.ts';

/** What was asked: the request, and the window that it was asked for. */
export interface Question {
  readonly request: QueryRequest;
  readonly span: Span;
  /** When it was asked: the window's now. */
  readonly nowMs: number;
}

export interface Running {
  readonly id: number;
  readonly question: Question;
  readonly startedAtMs: number;
  /** Nobody waits for it: the refresh asked. */
  readonly byTimer: boolean;
  /** It has lasted long enough to be shown: what is quick would only flicker. */
  readonly noticed: boolean;
  readonly progress: QueryProgress | undefined;
}

export interface Shown {
  readonly answer: Answer;
  readonly question: Question;
  readonly receivedAtMs: number;
}

export type Problem =
  | { readonly kind: 'failed'; readonly error: AppErrorData; readonly question: Question }
  | { readonly kind: 'cancelled'; readonly question: Question; readonly afterMs: number };

export interface QueryState {
  readonly running: Running | undefined;
  /** The latest whole answer. It stays while another is awaited, and when that fails. */
  readonly shown: Shown | undefined;
  /** How the latest run ended, where it did not end well. */
  readonly problem: Problem | undefined;
}

/** Every event but `start` and `clear` names its run: what comes from a run that is over is dropped. */
export type QueryEvent =
  | {
      readonly kind: 'start';
      readonly id: number;
      readonly question: Question;
      readonly atMs: number;
      readonly byTimer: boolean;
    }
  | { readonly kind: 'noticed'; readonly id: number }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: QueryProgress }
  | { readonly kind: 'answered'; readonly id: number; readonly answer: Answer; readonly atMs: number }
  | { readonly kind: 'failed'; readonly id: number; readonly error: AppErrorData }
  | { readonly kind: 'cancelled'; readonly id: number; readonly atMs: number }
  /** It was given up, and not by somebody who waited for it: its tab or its expression is hidden. */
  | { readonly kind: 'dropped'; readonly id: number }
  | { readonly kind: 'clear' };

export const noQuery: QueryState = { running: undefined, shown: undefined, problem: undefined };

export function reduceQuery(state: QueryState, event: QueryEvent): QueryState {
  if (event.kind === 'clear') return noQuery;
  if (event.kind === 'start') return start(state, event);
  const { running } = state;
  if (running === undefined || running.id !== event.id) return state;
  const { question } = running;
  switch (event.kind) {
    case 'noticed':
      return { ...state, running: { ...running, noticed: true } };
    case 'progress':
      return { ...state, running: { ...running, progress: event.progress } };
    case 'answered':
      return {
        running: undefined,
        shown: { answer: event.answer, question, receivedAtMs: event.atMs },
        problem: undefined,
      };
    case 'failed':
      return { ...state, running: undefined, problem: { kind: 'failed', error: event.error, question } };
    case 'cancelled': {
      const afterMs = event.atMs - running.startedAtMs;
      return { ...state, running: undefined, problem: { kind: 'cancelled', question, afterMs } };
    }
    case 'dropped':
      return { ...state, running: undefined };
  }
}

function start(state: QueryState, event: Extract<QueryEvent, { kind: 'start' }>): QueryState {
  const { id, question, atMs, byTimer } = event;
  const running: Running = { id, question, startedAtMs: atMs, byTimer, noticed: false, progress: undefined };
  // A failure is shown until there is an answer, so that a refresh does not make it flicker; a cancellation is over now.
  const problem = state.problem?.kind === 'failed' ? state.problem : undefined;
  return { ...state, running, problem };
}

/** What a panel shows, exactly one of them. */
export type QueryView =
  | { readonly kind: 'blank' }
  | { readonly kind: 'loading'; readonly running: Running }
  | { readonly kind: 'failed'; readonly error: AppErrorData; readonly question: Question }
  /** Cancelled with nothing to show. */
  | { readonly kind: 'cancelled'; readonly afterMs: number }
  | { readonly kind: 'empty'; readonly shown: Shown }
  | {
      readonly kind: 'answer';
      readonly shown: Shown;
      /** Being asked again for longer than a moment. */
      readonly running: Running | undefined;
      /** Why it is not the latest. */
      readonly problem: Problem | undefined;
    };

export function viewOf(state: QueryState): QueryView {
  const { problem } = state;
  const running = state.running?.noticed === true ? state.running : undefined;
  // What failed or was empty is said until the refresh has another answer: it would only come and go.
  const awaited = running?.byTimer === true ? undefined : running;
  const latest = (state.running ?? problem ?? state.shown)?.question;
  // An answer to another expression is kept only for the moment in which nothing would be shown.
  const shown =
    sameExpression(state.shown?.question, latest) || state.running?.noticed === false ? state.shown : undefined;
  if (problem?.kind === 'failed' && (shown === undefined || !keepsData(problem, shown.question))) {
    return awaited === undefined ? problem : { kind: 'loading', running: awaited };
  }
  if (shown === undefined) {
    if (running !== undefined) return { kind: 'loading', running };
    return problem?.kind === 'cancelled' ? problem : { kind: 'blank' };
  }
  if (isEmpty(shown)) return awaited === undefined ? { kind: 'empty', shown } : { kind: 'loading', running: awaited };
  return { kind: 'answer', shown, running, problem };
}

function sameExpression(a: Question | undefined, b: Question | undefined): boolean {
  return a?.request.expr === b?.request.expr && a?.request.kind === b?.request.kind;
}

/** The same again, as it is by now. */
export function isRenewal(of: Question, by: Question): boolean {
  const [a, b] = [of.span, by.span];
  const bothFollowNow = a.endMs === of.nowMs && b.endMs === by.nowMs;
  return a.endMs - a.startMs === b.endMs - b.startMs && (a.endMs === b.endMs || bothFollowNow);
}

/**
 * The source went away while one looks: the data stays. What a server refuses, or is too slow or too busy for, replaces what it said of
 * something else before.
 */
function keepsData({ error, question }: Extract<Problem, { kind: 'failed' }>, before: Question): boolean {
  if (isConnectionLost(error)) return true;
  return error.retryable && isRenewal(before, question);
}

const lostCodes = /^(rpc\.disconnected|connection\.|portForward\.|api\.|prometheus\.connectionLost$)/;

/** Nothing was said about the query: it did not get there, or its answer did not get here. */
export function isConnectionLost({ code }: AppErrorData): boolean {
  return lostCodes.test(code);
}

function isEmpty({ answer }: Shown): boolean {
  const { labels } = answer.columns;
  return answer.done.text === undefined && labels.length === 0 && answer.columns.histograms.length === 0;
}
